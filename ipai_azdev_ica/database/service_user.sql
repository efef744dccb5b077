-- The user behind a connection's machine credentials is a name in the records, nothing else: it has
-- no password, no key, no group but the one without a screen, and it never becomes another user.
-- These functions hang on Odoo's own tables, so they must bear our tables being gone.
CREATE OR REPLACE FUNCTION azdev_is_service_user(person integer) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN to_regclass('azdev_connection') IS NOT NULL
       AND EXISTS (SELECT 1 FROM azdev_connection WHERE service_user_id = person);
END $$;

CREATE OR REPLACE FUNCTION azdev_service_group() RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT res_id FROM ir_model_data
    WHERE module = 'ipai_azdev_ica' AND name = 'group_azdev_service' AND model = 'res.groups'
$$;

CREATE OR REPLACE FUNCTION azdev_service_user_password() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.password IS NOT NULL AND azdev_is_service_user(NEW.id) THEN
        RAISE EXCEPTION 'user % is a connection''s service user: it has no password', NEW.id
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION azdev_service_user_key() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- a passkey belongs to the user who made it
    owner integer := coalesce(to_jsonb(NEW)->>'user_id', to_jsonb(NEW)->>'create_uid');
BEGIN
    IF azdev_is_service_user(owner) THEN
        RAISE EXCEPTION 'user % is a connection''s service user: it has no key', owner
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION azdev_service_user_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.gid IS DISTINCT FROM azdev_service_group() AND azdev_is_service_user(NEW.uid) THEN
        RAISE EXCEPTION 'user % is a connection''s service user: it joins no other group', NEW.uid
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION azdev_service_group_rights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.gid = azdev_service_group() THEN
        RAISE EXCEPTION 'the group of service users implies no other group'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION azdev_service_user_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.service_user_id IS NOT NULL
       AND NEW.service_user_id IS DISTINCT FROM OLD.service_user_id THEN
        RAISE EXCEPTION 'connection %: its service user never changes', OLD.id
            USING ERRCODE = '23514';
    END IF;
    IF NEW.service_user_id IS NOT NULL AND (
        EXISTS (SELECT 1 FROM res_users
                WHERE id = NEW.service_user_id AND password IS NOT NULL)
        OR EXISTS (SELECT 1 FROM res_users_apikeys WHERE user_id = NEW.service_user_id)
        OR EXISTS (SELECT 1 FROM res_groups_users_rel WHERE uid = NEW.service_user_id
                   AND gid IS DISTINCT FROM azdev_service_group())
    ) THEN
        RAISE EXCEPTION 'connection %: user % can sign in or has rights, so it is no service user',
            NEW.id, NEW.service_user_id USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
