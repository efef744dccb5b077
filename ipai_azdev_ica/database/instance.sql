-- Which instance a database belongs to never changes, but for a copy that is made harmless.
CREATE OR REPLACE FUNCTION azdev_instance_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.instance_id <> 'neutralized' THEN
        RAISE EXCEPTION 'the instance of a database never changes' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
