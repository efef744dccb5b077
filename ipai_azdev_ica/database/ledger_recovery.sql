CREATE OR REPLACE FUNCTION azdev_ledger_recovery_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'proposed' OR NEW.approved_by IS NOT NULL OR NEW.result IS NOT NULL THEN
        RAISE EXCEPTION 'a recovery begins as a proposal' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- A recovery needs two people; what was asked never changes, only how far it got.
CREATE OR REPLACE FUNCTION azdev_ledger_recovery_advance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked azdev_ledger_recovery%ROWTYPE := NEW;
BEGIN
    IF azdev_is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    asked.state := OLD.state;
    asked.result := OLD.result;
    IF OLD.approved_by IS NULL THEN
        asked.approved_by := NULL;
    END IF;
    IF asked IS DISTINCT FROM OLD OR (NEW.state, OLD.state) NOT IN (
        ('approved', 'proposed'), ('cancelled', 'proposed'), ('done', 'approved'),
        ('failed', 'approved')
    ) OR (NEW.state = 'approved') <> (OLD.approved_by IS DISTINCT FROM NEW.approved_by) THEN
        RAISE EXCEPTION 'recovery %: what was asked never changes; it only goes on to approved, then done', OLD.id
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
