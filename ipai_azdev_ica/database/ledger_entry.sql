-- The database alone sets an entry's id, time, bytes and hash, so that no writer can forge or forget them.
-- The bytes are the RFC 8785 form of {body, kind, subject, time, uuid, v}: the keys stand in their
-- canonical order and all but the body, which arrives canonical, are plain ASCII (checked below).
CREATE OR REPLACE FUNCTION azdev_ledger_entry_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given CONSTANT text := NEW.entry;
    -- only while two people's recovery is carried out are lost entries put back as they were
    lost CONSTANT boolean := given IS NOT NULL AND EXISTS (
        SELECT 1 FROM azdev_ledger_recovery WHERE state = 'approved' AND way = 'put_back');
BEGIN
    IF NEW.kind !~ '^[a-z][a-z_.]{0,63}$' OR NEW.subject !~ '^[a-z]+:[0-9A-Za-z-]{1,64}$' THEN
        RAISE EXCEPTION 'ledger entry: kind % or subject % is malformed', NEW.kind, NEW.subject
            USING ERRCODE = '23514';
    END IF;
    IF NOT lost THEN
        NEW.uuid := gen_random_uuid();
        NEW.recorded_at := date_trunc('milliseconds', clock_timestamp() AT TIME ZONE 'UTC');
    END IF;
    NEW.entry := format(
        '{"body":%s,"kind":"%s","subject":"%s","time":"%s","uuid":"%s","v":1}',
        NEW.body, NEW.kind, NEW.subject,
        to_char(NEW.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), NEW.uuid);
    IF lost AND NEW.entry <> given THEN
        RAISE EXCEPTION 'ledger entry %: its bytes are not those of its parts', NEW.uuid
            USING ERRCODE = '23514';
    END IF;
    IF octet_length(NEW.entry) > 65535 THEN
        RAISE EXCEPTION 'ledger entry of % bytes: at most 65535 fit', octet_length(NEW.entry)
            USING ERRCODE = '23514';
    END IF;
    NEW.leaf_hash := 'sha256:' || encode(sha256('\x00'::bytea || convert_to(NEW.entry, 'UTF8')), 'hex');
    RETURN NEW;
END $$;
