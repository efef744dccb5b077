-- What every guarded table shares: refusals that name the table and the way out.
CREATE OR REPLACE FUNCTION azdev_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- a person may have to be erased from texts; see erasure_reach.sql
    IF TG_OP = 'UPDATE' AND azdev_is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of % is refused: its rows are evidence and are never changed or deleted. Record a correction as a new row.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = '23514';
END $$;

CREATE OR REPLACE FUNCTION azdev_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE of % is refused: its rows are evidence.', TG_TABLE_NAME
        USING ERRCODE = '23514';
END $$;
