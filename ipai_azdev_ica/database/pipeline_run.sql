-- A run keeps what it is, and nothing of it changes once it is closed.
CREATE OR REPLACE FUNCTION azdev_run_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status <> 'running' OR NEW.run_id <> OLD.run_id)
       AND azdev_is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    IF OLD.status <> 'running' THEN
        RAISE EXCEPTION 'run % is closed: it never changes. A rerun is a new row.', OLD.run_id
            USING ERRCODE = '23514';
    END IF;
    IF (NEW.uuid, NEW.connection_id, NEW.company_id, NEW.run_id, NEW.attempt)
       IS DISTINCT FROM (OLD.uuid, OLD.connection_id, OLD.company_id, OLD.run_id, OLD.attempt)
       OR (OLD.build_id IS NOT NULL AND NEW.build_id IS DISTINCT FROM OLD.build_id) THEN
        RAISE EXCEPTION 'run %: what identifies a run never changes', OLD.run_id
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
