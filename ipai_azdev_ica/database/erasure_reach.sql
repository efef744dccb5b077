-- What an erasure reaches. One table says it for the code that erases, for the preview and for the
-- guards, so that none of them can mean something else.
--   own          the whole value, where the row is the person's own; elsewhere as `names`
--   names        the person's names in the text give way to a label, the rest stays
--   whole        the whole value, where the row is the person's own or a name stands in it
--   with COLUMN  whenever that column changes: a salt would let a name be guessed back
CREATE OR REPLACE FUNCTION azdev_erasure_reach()
RETURNS TABLE (relation text, name text, how text, becomes text) LANGUAGE sql IMMUTABLE AS $$
    VALUES
    ('azdev_approval', 'branch', 'names', NULL::text),
    ('azdev_approval', 'call', 'names', NULL),
    ('azdev_approval', 'cancel_reason', 'names', NULL),
    ('azdev_approval', 'dossier', 'names', NULL),
    ('azdev_approval', 'dossier_salt', 'with dossier', 'erased'),
    ('azdev_approval', 'material_facts', 'names', NULL),
    ('azdev_approval', 'rejection_reason', 'own', 'erased'),
    ('azdev_approval', 'stage', 'names', NULL),
    ('azdev_approval_message', 'body', 'own', 'erased'),
    ('azdev_approval_signature', 'comments', 'own', 'erased'),
    ('azdev_approval_signature', 'ip_address', 'own', NULL),
    ('azdev_approval_withdrawal', 'reason', 'own', 'erased'),
    ('azdev_approval_withdrawal', 'ip_address', 'own', NULL),
    ('azdev_callback', 'call', 'names', NULL),
    ('azdev_callback', 'last_error', 'names', NULL),
    ('azdev_callback', 'text', 'own', 'erased'),
    ('azdev_exception', 'evidence', 'names', NULL),
    ('azdev_ledger_opening', 'texts', 'whole', '{}'),
    ('azdev_ledger_opening', 'salt', 'with texts', 'erased'),
    ('azdev_ledger_recovery', 'reason', 'names', NULL),
    ('azdev_pipeline_event', 'event_data', 'names', NULL),
    ('azdev_pipeline_event', 'name', 'names', NULL),
    ('azdev_pipeline_run', 'branch', 'names', NULL),
    ('azdev_pipeline_run', 'pipeline_name', 'names', NULL),
    ('azdev_pipeline_run', 'run_id', 'names', NULL),
    ('azdev_pipeline_run', 'triggered_by', 'own', 'Erased person %s'),
    ('azdev_erasure_hold', 'reason', 'names', NULL),
    -- the names to look for stand in these two: they come last
    ('azdev_erasure', 'reason', 'names', NULL),
    ('azdev_erasure', 'closing_reason', 'names', NULL),
    ('azdev_erasure', 'also_known_as', 'own', 'erased'),
    ('azdev_identity', 'name', 'own', 'Erased person %s'),
    ('azdev_identity', 'email', 'own', NULL),
    ('azdev_identity', 'object_id', 'own', NULL),
    ('azdev_identity', 'descriptor', 'own', NULL),
    ('azdev_identity', 'user_id', 'own', NULL)
$$;

-- Whether a row holds what the person said, or says who the person is.
CREATE OR REPLACE FUNCTION azdev_is_own(relation text, was jsonb, person integer) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    pseudonym text;
    recorded record;
BEGIN
    CASE relation
    WHEN 'azdev_identity' THEN
        RETURN (was->>'id')::integer = person;
    WHEN 'azdev_pipeline_run' THEN
        RETURN (was->>'requester_id')::integer = person;
    WHEN 'azdev_approval_signature', 'azdev_erasure' THEN
        RETURN (was->>'identity_id')::integer = person;
    WHEN 'azdev_approval_withdrawal' THEN
        RETURN EXISTS (SELECT 1 FROM azdev_approval_signature
                       WHERE id = (was->>'signature_id')::integer AND identity_id = person);
    WHEN 'azdev_approval_message' THEN
        RETURN EXISTS (SELECT 1 FROM azdev_identity
                       WHERE id = person AND user_id = (was->>'author_id')::integer);
    WHEN 'azdev_callback' THEN
        RETURN was->>'kind' = 'decision' AND azdev_has_rejected(
            (SELECT approval_id FROM azdev_approval
             WHERE id = (was->>'approval_id')::integer), person);
    WHEN 'azdev_approval' THEN
        RETURN azdev_has_rejected(was->>'approval_id', person);
    WHEN 'azdev_ledger_opening' THEN
        SELECT identity.pseudonym INTO pseudonym FROM azdev_identity identity WHERE id = person;
        SELECT kind, subject, body::jsonb AS said INTO recorded
        FROM azdev_ledger_entry WHERE id = (was->>'entry_id')::integer;
        RETURN recorded.subject = 'identity:' || person AND recorded.kind NOT LIKE 'erasure.%'
            OR recorded.kind LIKE 'approval.%' AND recorded.said->>'identity' = pseudonym
            OR recorded.kind = 'approval.rejected'
               AND azdev_has_rejected(split_part(recorded.subject, ':', 2), person)
            OR recorded.kind LIKE 'run.%' AND EXISTS (
               SELECT 1 FROM azdev_ledger_entry other
               WHERE other.subject = recorded.subject
                 AND other.body::jsonb->>'requester' = pseudonym);
    ELSE
        RETURN false;
    END CASE;
END $$;

CREATE OR REPLACE FUNCTION azdev_has_rejected(number text, person integer) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM azdev_approval approval
        JOIN azdev_approval_signature signature ON signature.approval_id = approval.id
        WHERE approval.approval_id = number AND signature.identity_id = person
          AND signature.decision = 'rejected');
END $$;

-- A text as JSON writes it in plain ASCII: what we keep of others' messages may be spelt so.
CREATE OR REPLACE FUNCTION azdev_ascii_json(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT string_agg(
        CASE WHEN code < 128 THEN substring(to_jsonb(letter)::text FROM '^"(.*)"$')
             WHEN code < 65536 THEN '\u' || lpad(to_hex(code), 4, '0')
             ELSE '\u' || to_hex(55296 + (code - 65536) / 1024)
                  || '\u' || to_hex(56320 + (code - 65536) % 1024) END, '' ORDER BY place)
    FROM (SELECT letter, ascii(letter) AS code, place
          FROM string_to_table(value, NULL) WITH ORDINALITY AS letters(letter, place)) spelt
$$;

-- What names a person: the identity, the Odoo user that it is linked to, and further names that the
-- two who decide have agreed on. Less than three letters would hit too much.
CREATE OR REPLACE FUNCTION azdev_names_of(person integer, also_known_as text) RETURNS text[]
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        WITH told(name) AS (
            SELECT unnest(ARRAY[identity.name, identity.email, identity.object_id,
                                identity.descriptor, account.login, partner.name, partner.email])
            FROM azdev_identity identity
            LEFT JOIN res_users account ON account.id = identity.user_id
            LEFT JOIN res_partner partner ON partner.id = account.partner_id
            WHERE identity.id = person
            UNION ALL
            SELECT regexp_split_to_table(also_known_as, '\s*[,;\n]\s*')
        ), known(name) AS (
            SELECT DISTINCT btrim(told.name) FROM told
            WHERE length(btrim(told.name)) >= 3 AND told.name NOT LIKE 'Erased person ________'
        )
        SELECT array_agg(DISTINCT spelt ORDER BY spelt)
        FROM known, unnest(ARRAY[known.name, azdev_ascii_json(known.name),
                                 substring(to_jsonb(known.name)::text FROM '^"(.*)"$'),
                                 replace(known.name, '@', '%40')]) spelt);
END $$;

-- Names as one pattern of whole words, whatever their case. In JSON a word may follow \n or the
-- like; in front of an address, a dot or a plus still belongs to it.
CREATE OR REPLACE FUNCTION azdev_pattern_of(names text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT string_agg(
        '(?:(?<![[:alnum:]_' || CASE WHEN name ~ '@|%40' THEN '.+-' ELSE '' END
        || '])|(?<=\\[nrtbf])|(?<=\\u[0-9A-Fa-f]{4}))'
        || regexp_replace(name, '([^[:alnum:][:space:]])', '\\\1', 'g')
        || '(?![[:alnum:]_])', '|')
    FROM unnest(names) AS named(name)
$$;

-- The same without looking at what stands around: finds more, thirty times as fast. For a first look.
CREATE OR REPLACE FUNCTION azdev_rough_pattern_of(names text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT string_agg(regexp_replace(name, '([^[:alnum:][:space:]])', '\\\1', 'g'), '|')
    FROM unnest(names) AS named(name)
$$;

-- Names as they stand in a stored body, of which nobody knows that it is text: encode(..., 'escape').
CREATE OR REPLACE FUNCTION azdev_names_as_bytes(names text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT array_agg(encode(convert_to(name, 'UTF8'), 'escape')) FROM unnest(names) AS named(name)
$$;

-- A row as it is once the person is erased from it. Upper and lower case are the database's, also
-- when a trigger calls this with its table's name, whose collation is another one.
CREATE OR REPLACE FUNCTION azdev_erased(relation text, was jsonb, person integer, pattern text)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    row_now jsonb := was;
    label text;
    own boolean := azdev_is_own(relation, was, person);
    reach record;
    said text;
    whole boolean;
BEGIN
    SELECT left(pseudonym, 8) INTO label FROM azdev_identity WHERE id = person;
    FOR reach IN SELECT * FROM azdev_erasure_reach() one WHERE one.relation = azdev_erased.relation
    LOOP
        said := was->>reach.name;
        whole := CASE
            WHEN reach.how LIKE 'with %' THEN
                row_now->split_part(reach.how, ' ', 2) <> was->split_part(reach.how, ' ', 2)
            WHEN reach.how = 'whole' THEN own OR coalesce(said COLLATE "default" ~* pattern, false)
            ELSE own AND reach.how = 'own' END;
        CONTINUE WHEN said IS NULL;
        IF whole THEN
            said := format(reach.becomes, label);
        ELSIF reach.how IN ('own', 'names') AND pattern IS NOT NULL THEN
            said := regexp_replace(
                said COLLATE "default", pattern, 'Erased person ' || label, 'gi');
        END IF;
        -- a value that stays keeps its type
        IF said IS DISTINCT FROM was->>reach.name THEN
            row_now := jsonb_set(row_now, ARRAY[reach.name], coalesce(to_jsonb(said), 'null'));
        END IF;
    END LOOP;
    RETURN row_now;
END $$;

-- Whether a change is exactly the erasure of a person that two others agreed on, and whose approval
-- is part of this very transaction.
CREATE OR REPLACE FUNCTION azdev_is_erasure(relation text, was jsonb, becomes jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    agreed record;
BEGIN
    SELECT identity_id, also_known_as INTO agreed FROM azdev_erasure
    WHERE state = 'approved' AND approved_in = pg_current_xact_id()::text;
    RETURN FOUND AND becomes = azdev_erased(
        relation, was, agreed.identity_id,
        azdev_pattern_of(azdev_names_of(agreed.identity_id, agreed.also_known_as)));
END $$;
