-- The result of a verification is only as good as its ledger entry: nobody writes "proven" quietly.
CREATE OR REPLACE FUNCTION azdev_ledger_verification_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry azdev_ledger_entry%ROWTYPE;
    said jsonb;
BEGIN
    SELECT * INTO entry FROM azdev_ledger_entry WHERE id = NEW.entry_id;
    said := entry.body::jsonb;
    IF NOT FOUND OR entry.kind <> 'ledger.verified'
       OR entry.recorded_at <> NEW.ended_at
       OR said->>'outcome' IS DISTINCT FROM NEW.outcome
       OR said->>'entries' IS DISTINCT FROM NEW.entries::text
       OR said->>'size' IS DISTINCT FROM NEW.size::text
       OR said->>'findings' IS DISTINCT FROM NEW.findings_total::text THEN
        RAISE EXCEPTION 'a verification is refused: no ledger entry says the same'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
