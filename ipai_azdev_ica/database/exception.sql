-- What was found never changes; only whether it is dealt with.
CREATE OR REPLACE FUNCTION azdev_exception_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state'
        AND NOT azdev_is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)))
       OR (OLD.state = 'closed' AND NEW.state <> 'closed') THEN
        RAISE EXCEPTION 'exception %: what was found never changes', OLD.id USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
