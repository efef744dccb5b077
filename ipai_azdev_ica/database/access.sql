-- Who may do what in the control plane: groups of ours, Odoo's administrators, and what implies them.
CREATE OR REPLACE FUNCTION azdev_is_group_watched(owner text, identifier text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT (owner = 'ipai_azdev_ica' AND identifier LIKE 'group\_azdev\_%')
        OR (owner = 'base' AND identifier IN ('group_system', 'group_erp_manager'))
$$;

CREATE OR REPLACE FUNCTION azdev_watched_groups() RETURNS TABLE (id integer)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE watched(id) AS (
        SELECT res_id FROM ir_model_data
        WHERE model = 'res.groups' AND azdev_is_group_watched(module, name)
        UNION
        SELECT implying.gid FROM res_groups_implied_rel implying
        JOIN watched ON implying.hid = watched.id
    )
    SELECT watched.id FROM watched
$$;

CREATE OR REPLACE FUNCTION azdev_holds_access(person integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM res_groups_users_rel
                   WHERE uid = person AND gid IN (SELECT id FROM azdev_watched_groups()))
$$;

-- The user who asked for the change as the addon's code says; SQL of a system administrator could say
-- otherwise, so it is a claim. NULL when nobody said anything: a change past Odoo.
CREATE OR REPLACE FUNCTION azdev_claimed_user() RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT substring(current_setting('azdev.uid', true) FROM '^[0-9]{1,9}$')::integer
$$;

-- A change of the control itself, and its ledger entry: ids only. Whose connection to PostgreSQL it
-- was stands in the entry as commitments, in the opening as text.
-- The triggers hang on Odoo's own tables, so they bear ours being gone.
CREATE OR REPLACE FUNCTION azdev_record_change(kind text, subject text, said jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    salt bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
    texts jsonb;
    entry record;
BEGIN
    IF to_regclass('azdev_control_change') IS NULL OR to_regclass('azdev_ledger_entry') IS NULL
       OR to_regclass('azdev_ledger_opening') IS NULL THEN
        RETURN;
    END IF;
    said := jsonb_strip_nulls(said || jsonb_build_object('changed_by', azdev_claimed_user()));
    SELECT jsonb_object_agg(name, text) INTO texts
    FROM (VALUES ('application', current_setting('application_name')),
                 ('role', session_user::text)) AS known(name, text) WHERE text <> '';
    INSERT INTO azdev_ledger_entry (kind, subject, body)
    VALUES (kind, subject, azdev_canonical(said || jsonb_build_object('texts', (
        SELECT jsonb_object_agg(key, azdev_commit(salt, key, value)) FROM jsonb_each_text(texts)))))
    RETURNING id, recorded_at INTO entry;
    INSERT INTO azdev_ledger_opening (entry_id, salt, texts)
    VALUES (entry.id, encode(salt, 'hex'), azdev_canonical(texts));
    INSERT INTO azdev_control_change
        (recorded_at, kind, subject, table_name, operation, columns_changed, row_number,
         user_number, group_number, implied_number, changed_by_number, entry_id)
    VALUES (entry.recorded_at, kind, subject, said->>'table', said->>'operation',
            (SELECT string_agg(name, ', ') FROM jsonb_array_elements_text(said->'columns') name),
            (said->>'row')::integer, (said->>'user')::integer, (said->>'group')::integer,
            (said->>'implied')::integer, (said->>'changed_by')::integer, entry.id);
END $$;

-- A row here is only as good as its ledger entry: the entry must say exactly this.
CREATE OR REPLACE FUNCTION azdev_control_change_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry azdev_ledger_entry%ROWTYPE;
    said jsonb;
BEGIN
    SELECT * INTO entry FROM azdev_ledger_entry WHERE id = NEW.entry_id;
    said := entry.body::jsonb;
    IF NOT FOUND OR (entry.kind, entry.subject, entry.recorded_at, said->>'table',
                     said->>'operation', said->>'user', said->>'group', said->>'row')
       IS DISTINCT FROM (NEW.kind, NEW.subject, NEW.recorded_at, NEW.table_name,
                         NEW.operation, NEW.user_number::text, NEW.group_number::text,
                         NEW.row_number::text) THEN
        RAISE EXCEPTION 'a control change is refused: no ledger entry says the same'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
