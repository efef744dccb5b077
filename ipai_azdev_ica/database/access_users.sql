-- Triggers on Odoo's own tables: how somebody comes to act in the control plane, whichever way the
-- row was written. They compare values instead of naming columns in the trigger, so that no upgrade
-- of Odoo stumbles over them; columns of addons that are not installed are simply absent.
CREATE OR REPLACE FUNCTION azdev_access_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person integer := CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END;
    said jsonb := jsonb_build_object('table', TG_TABLE_NAME, 'operation', lower(TG_OP), 'user', person);
    changed record;
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        PERFORM azdev_record_change(
            CASE TG_OP WHEN 'INSERT' THEN 'access.user_created' ELSE 'access.user_deleted' END,
            'user:' || person, said);
        RETURN NULL;
    END IF;
    FOR changed IN
        SELECT kind, jsonb_agg(name ORDER BY name) AS names
        FROM (VALUES ('password', 'access.password_changed'),
                     ('login', 'access.login_changed'),
                     ('active', CASE WHEN NEW.active THEN 'access.user_restored'
                                     ELSE 'access.user_archived' END),
                     ('totp_secret', 'access.second_factor_changed'),
                     ('oauth_provider_id', 'access.sign_on_changed'),
                     ('oauth_uid', 'access.sign_on_changed')) AS watched(name, kind)
        WHERE to_jsonb(OLD)->>name IS DISTINCT FROM to_jsonb(NEW)->>name
        GROUP BY kind ORDER BY kind
    LOOP
        IF azdev_holds_access(person) THEN
            PERFORM azdev_record_change(changed.kind, 'user:' || person,
                                        said || jsonb_build_object('columns', changed.names));
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION azdev_access_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD IS DISTINCT FROM NEW
       AND OLD.gid IN (SELECT id FROM azdev_watched_groups()) THEN
        PERFORM azdev_record_change('access.group_revoked', 'user:' || OLD.uid, jsonb_build_object(
            'table', TG_TABLE_NAME, 'operation', lower(TG_OP), 'user', OLD.uid, 'group', OLD.gid));
    END IF;
    IF TG_OP <> 'DELETE' AND OLD IS DISTINCT FROM NEW
       AND NEW.gid IN (SELECT id FROM azdev_watched_groups()) THEN
        PERFORM azdev_record_change('access.group_granted', 'user:' || NEW.uid, jsonb_build_object(
            'table', TG_TABLE_NAME, 'operation', lower(TG_OP), 'user', NEW.uid, 'group', NEW.gid));
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION azdev_access_implied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD IS DISTINCT FROM NEW
       AND OLD.hid IN (SELECT id FROM azdev_watched_groups()) THEN
        PERFORM azdev_record_change('access.group_unimplied', 'group:' || OLD.gid, jsonb_build_object(
            'table', TG_TABLE_NAME, 'operation', lower(TG_OP), 'group', OLD.gid, 'implied', OLD.hid));
    END IF;
    IF TG_OP <> 'DELETE' AND OLD IS DISTINCT FROM NEW
       AND NEW.hid IN (SELECT id FROM azdev_watched_groups()) THEN
        PERFORM azdev_record_change('access.group_implied', 'group:' || NEW.gid, jsonb_build_object(
            'table', TG_TABLE_NAME, 'operation', lower(TG_OP), 'group', NEW.gid, 'implied', NEW.hid));
    END IF;
    RETURN NULL;
END $$;

-- Which group is the administrators' or the approvers' stands in ir_model_data.
CREATE OR REPLACE FUNCTION azdev_access_group_identifier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.model = 'res.groups' AND azdev_is_group_watched(OLD.module, OLD.name)
       AND (TG_OP = 'DELETE' OR (OLD.module, OLD.name, OLD.model, OLD.res_id)
            IS DISTINCT FROM (NEW.module, NEW.name, NEW.model, NEW.res_id)) THEN
        PERFORM azdev_record_change('access.group_redirected', 'group:' || OLD.res_id,
            jsonb_build_object('table', TG_TABLE_NAME, 'operation', lower(TG_OP),
                               'group', OLD.res_id, 'row', OLD.id));
    END IF;
    RETURN NULL;
END $$;

-- Keys and passkeys: the argument of the trigger is the word for its kind of key.
CREATE OR REPLACE FUNCTION azdev_access_key() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- of no matter: a label, and what each use of a passkey counts up
    passing CONSTANT text[] := ARRAY['name', 'sign_count', 'write_date', 'write_uid'];
    was jsonb := coalesce(to_jsonb(OLD), '{}') - passing;
    now_is jsonb := coalesce(to_jsonb(NEW), '{}') - passing;
    owner integer;
BEGIN
    FOREACH owner IN ARRAY ARRAY(
        SELECT DISTINCT coalesce(side->>'user_id', side->>'create_uid')::integer
        FROM unnest(ARRAY[was, now_is]) side) LOOP
        IF owner IS NOT NULL AND was <> now_is AND azdev_holds_access(owner) THEN
            PERFORM azdev_record_change(
                'access.' || TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN '_created'
                    WHEN 'DELETE' THEN '_removed' ELSE '_changed' END,
                'user:' || owner,
                jsonb_build_object('table', TG_TABLE_NAME, 'operation', lower(TG_OP), 'user', owner,
                                   'row', (coalesce(to_jsonb(NEW), to_jsonb(OLD))->>'id')::integer));
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
