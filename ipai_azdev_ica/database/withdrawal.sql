-- A withdrawal is only as good as its ledger entry, takes back one's own approval and nobody
-- else's, and only while the request is open.
CREATE OR REPLACE FUNCTION azdev_withdrawal_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry azdev_ledger_entry%ROWTYPE;
    signature azdev_approval_signature%ROWTYPE;
    approval azdev_approval%ROWTYPE;
    said jsonb;
BEGIN
    SELECT * INTO signature FROM azdev_approval_signature WHERE id = NEW.signature_id;
    IF NOT FOUND OR signature.decision <> 'approved' OR signature.user_id <> NEW.user_id
       OR (signature.approval_id, signature.connection_id, signature.company_id)
          IS DISTINCT FROM (NEW.approval_id, NEW.connection_id, NEW.company_id) THEN
        RAISE EXCEPTION 'a withdrawal is refused: it takes back no approval of its own signer'
            USING ERRCODE = '23514';
    END IF;
    -- the row moves, so that whoever is deciding from an older snapshot loses the race
    UPDATE azdev_approval SET lock_version = lock_version + 1 WHERE id = NEW.approval_id
    RETURNING * INTO approval;
    IF approval.status NOT IN ('pending', 'technical_approved') THEN
        RAISE EXCEPTION 'a withdrawal is refused: % is closed', approval.approval_id
            USING ERRCODE = '23514';
    END IF;
    SELECT * INTO entry FROM azdev_ledger_entry WHERE id = NEW.entry_id;
    said := entry.body::jsonb;
    IF NOT FOUND OR entry.kind <> 'approval.withdrawn'
       OR entry.subject <> 'approval:' || approval.approval_id
       OR entry.leaf_hash <> NEW.withdrawal_hash
       OR entry.recorded_at <> NEW.withdrawn_at
       OR said->>'signature' IS DISTINCT FROM signature.signature_hash
       OR said->>'dossier' IS DISTINCT FROM signature.dossier_hash
       OR said->>'method' IS DISTINCT FROM NEW.method
       OR NOT EXISTS (SELECT 1 FROM azdev_identity
                      WHERE id = signature.identity_id AND pseudonym = said->>'identity') THEN
        RAISE EXCEPTION 'a withdrawal is refused: no ledger entry says the same'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
