-- What every guarded table shares: refusals that name the table and the way out.
CREATE OR REPLACE FUNCTION azdev_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: its rows are evidence and are never changed or deleted. Record a correction as a new row.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = '23514';
END $$;

CREATE OR REPLACE FUNCTION azdev_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE of % is refused: its rows are evidence.', TG_TABLE_NAME
        USING ERRCODE = '23514';
END $$;
