-- The transparency log: entries get a gapless index after they were committed, in batches.

-- Each entry waits here until it has its place. A row leaves only with that place (below), so that
-- nobody can have an entry passed over.
CREATE TABLE IF NOT EXISTS azdev_ledger_pending (
    entry_id integer PRIMARY KEY
);

-- How the last round of the log went; for operators, nothing is decided by it.
CREATE TABLE IF NOT EXISTS azdev_ledger_status (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    at timestamp with time zone NOT NULL,
    code text,
    message text,
    beat_at timestamp with time zone
);

CREATE OR REPLACE FUNCTION azdev_ledger_entry_pend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO azdev_ledger_pending (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION azdev_ledger_pending_leave() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (
        SELECT 1 FROM azdev_ledger_leaf WHERE entry_id = OLD.entry_id
    ) THEN
        RAISE EXCEPTION 'entry % waits for its place in the log and can''t be passed over',
            OLD.entry_id USING ERRCODE = '23514';
    END IF;
    RETURN OLD;
END $$;

-- Leaves go on exactly where the log ends: no gap, no second leaf at one index.
CREATE OR REPLACE FUNCTION azdev_ledger_leaf_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added record;
BEGIN
    SELECT log_id, min(leaf_index) AS first, max(leaf_index) AS last, count(*) AS number
    INTO STRICT added FROM new_leaf GROUP BY log_id;
    UPDATE azdev_ledger_log SET size = size + added.number
    WHERE id = added.log_id AND size = added.first AND added.last - added.first + 1 = added.number;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'leaves % to % don''t continue the log', added.first, added.last
            USING ERRCODE = '23514';
    END IF;
    DELETE FROM azdev_ledger_pending USING new_leaf
    WHERE azdev_ledger_pending.entry_id = new_leaf.entry_id;
    RETURN NULL;
END $$;

-- Of a log only the size changes, and it only grows.
CREATE OR REPLACE FUNCTION azdev_ledger_log_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size OR to_jsonb(NEW) - 'size' IS DISTINCT FROM to_jsonb(OLD) - 'size' THEN
        RAISE EXCEPTION 'log %: identity and history of a log never change', OLD.origin
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- A tile is filled from the left; what stands in it stays.
CREATE OR REPLACE FUNCTION azdev_ledger_tile_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'data' IS DISTINCT FROM to_jsonb(OLD) - 'data'
       OR substring(NEW.data FOR octet_length(OLD.data)) <> OLD.data THEN
        RAISE EXCEPTION 'tile %/%: hashes of a tile never change', OLD.level, OLD.tile_index
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
