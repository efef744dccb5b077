-- Our own set-up, written past the addon. Its models write an entry for each change; at commit the
-- database looks whether this transaction holds an entry that says what the row now says, and writes
-- one itself when there is none. So a change has an entry whichever way it came, and never two.
CREATE OR REPLACE FUNCTION azdev_configuration_entry(relation text, setting jsonb)
RETURNS TABLE (subject text, body jsonb, texts jsonb) LANGUAGE sql STABLE AS $$
    SELECT CASE relation
               WHEN 'azdev_gate' THEN 'gate:' || (setting->>'id')
               WHEN 'azdev_identity' THEN 'identity:' || (setting->>'id')
               WHEN 'azdev_connection' THEN 'connection:' || (setting->>'id')
               ELSE 'connection:' || (setting->>'connection_id') END,
           CASE relation
               WHEN 'azdev_gate' THEN jsonb_build_object(
                   'class', setting->'gate_class', 'mode', setting->'mode',
                   'connection', setting->'connection_id',
                   'resource_type', setting->'resource_type',
                   'settings_hash', coalesce(setting->>'settings_hash', ''))
               WHEN 'azdev_identity' THEN jsonb_build_object(
                   'pseudonym', setting->'pseudonym', 'kind', setting->'kind',
                   'user', coalesce(nullif(setting->'user_id', 'null'), 'false'))
               WHEN 'azdev_connection' THEN jsonb_build_object(
                   'kind', setting->'kind', 'company', setting->'company_id',
                   'project_id', setting->'project_id')
               WHEN 'azdev_connection_member' THEN jsonb_build_object(
                   'user', setting->'user_id', 'role', setting->'role')
               ELSE jsonb_build_object(
                   'credential', setting->'id', 'purpose', setting->'purpose',
                   'expires_at', coalesce(left(replace(setting->>'expires_at', 'T', ' '), 19), ''),
                   'revoked_at', coalesce(left(replace(setting->>'revoked_at', 'T', ' '), 19), '')) END,
           (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each_text(setting)
            WHERE value <> '' AND key = ANY (CASE relation
                WHEN 'azdev_gate' THEN ARRAY['key', 'resource_id']
                WHEN 'azdev_identity' THEN ARRAY['object_id', 'descriptor', 'email']
                WHEN 'azdev_connection' THEN ARRAY['organization_url']
                ELSE ARRAY[]::text[] END))
$$;

CREATE OR REPLACE FUNCTION azdev_configuration_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    passing CONSTANT text[] := ARRAY['write_date', 'write_uid', 'verified_at'];
    was jsonb := coalesce(to_jsonb(OLD), '{}') - passing;
    setting jsonb := coalesce(to_jsonb(NEW), to_jsonb(OLD)) - passing;
    action text := CASE TG_OP WHEN 'INSERT' THEN 'created' WHEN 'DELETE' THEN 'removed'
                   ELSE 'changed' END;
    names jsonb;
    expected record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_agg(key ORDER BY key) INTO names FROM jsonb_each(setting)
        WHERE value IS DISTINCT FROM was->key;
        IF names IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    SELECT * INTO expected FROM azdev_configuration_entry(TG_TABLE_NAME, setting);
    -- no model ever rewrites the secret of a credential, or a membership
    IF NOT (coalesce(names, '[]') ?| ARRAY['secret_hash', 'role', 'user_id']
            AND TG_TABLE_NAME IN ('azdev_connection_credential', 'azdev_connection_member'))
       AND EXISTS (
        SELECT 1 FROM azdev_ledger_entry entry
        LEFT JOIN azdev_ledger_opening opening ON opening.entry_id = entry.id
        WHERE entry.subject = expected.subject
          AND entry.recorded_at >= date_trunc('milliseconds', now() AT TIME ZONE 'UTC')
          AND entry.kind LIKE CASE TG_TABLE_NAME
              WHEN 'azdev_connection_member' THEN
                  CASE TG_OP WHEN 'DELETE' THEN 'member.removed' ELSE 'member.added' END
              ELSE replace(replace(TG_TABLE_NAME, 'azdev_', ''), 'connection_', '') || '.%' END
          AND TG_OP <> CASE TG_TABLE_NAME WHEN 'azdev_connection_member' THEN '' ELSE 'DELETE' END
          AND entry.body::jsonb @> expected.body
          AND coalesce(opening.texts, '{}')::jsonb @> expected.texts) THEN
        RETURN NULL;
    END IF;
    PERFORM azdev_record_change('configuration.' || action, expected.subject, jsonb_build_object(
        'table', TG_TABLE_NAME, 'operation', lower(TG_OP), 'row', setting->'id',
        'user', setting->'user_id', 'columns', names));
    RETURN NULL;
END $$;
