-- Numbers of approvals: a sequence, so that two requests at once never wait for each other.
CREATE SEQUENCE IF NOT EXISTS azdev_approval_number;

-- An approval only ever advances: what was asked never changes, a final word stays final.
CREATE OR REPLACE FUNCTION azdev_approval_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked azdev_approval%ROWTYPE := NEW;
BEGIN
    asked.status := OLD.status;
    asked.lock_version := OLD.lock_version;
    asked.closed_at := OLD.closed_at;
    asked.decision_entry_id := OLD.decision_entry_id;
    asked.rejection_reason := OLD.rejection_reason;
    asked.cancel_reason := OLD.cancel_reason;
    asked.successor_id := OLD.successor_id;
    -- a requester whom nobody could name yet may be named once
    IF OLD.requester_user_id IS NULL THEN
        asked.requester_user_id := NULL;
    END IF;
    IF asked IS DISTINCT FROM OLD
       AND NOT azdev_is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
        RAISE EXCEPTION 'approval %: what was asked never changes. Open a new request.',
            OLD.approval_id USING ERRCODE = '23514';
    END IF;
    IF NEW.status IS DISTINCT FROM OLD.status AND NOT (
        (OLD.status IN ('pending', 'technical_approved') AND NEW.status <> 'observed')
        OR (OLD.status IN ('approved', 'overridden') AND NEW.status = 'cancelled')
    ) THEN
        RAISE EXCEPTION 'approval %: % does not become %', OLD.approval_id, OLD.status, NEW.status
            USING ERRCODE = '23514';
    END IF;
    IF NEW.decision_entry_id IS DISTINCT FROM OLD.decision_entry_id
       AND NEW.status = OLD.status THEN
        RAISE EXCEPTION 'approval %: the entry of a decision never changes', OLD.approval_id
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
