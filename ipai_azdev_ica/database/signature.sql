-- A signature is only as good as its ledger entry: the entry must say exactly this.
CREATE OR REPLACE FUNCTION azdev_signature_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry azdev_ledger_entry%ROWTYPE;
    said jsonb;
BEGIN
    SELECT * INTO entry FROM azdev_ledger_entry WHERE id = NEW.entry_id;
    said := entry.body::jsonb;
    IF NOT FOUND OR entry.kind <> 'approval.signed' OR entry.leaf_hash <> NEW.signature_hash
       OR entry.recorded_at <> NEW.signed_at
       OR entry.subject <> 'approval:' || (SELECT approval_id FROM azdev_approval
                                           WHERE id = NEW.approval_id)
       OR said->>'role' IS DISTINCT FROM NEW.role
       OR said->>'decision' IS DISTINCT FROM NEW.decision
       OR said->>'dossier' IS DISTINCT FROM NEW.dossier_hash
       OR NOT EXISTS (SELECT 1 FROM azdev_identity
                      WHERE id = NEW.identity_id AND user_id = NEW.user_id
                      AND pseudonym = said->>'identity') THEN
        RAISE EXCEPTION 'a signature is refused: no ledger entry says the same'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
