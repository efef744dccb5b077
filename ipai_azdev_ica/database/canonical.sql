-- The RFC 8785 form of what triggers record, the same bytes as ica_ledger.canonical_bytes: keys are
-- plain ASCII (so any order of bytes is the canonical one), numbers are integers below 2^53.
CREATE OR REPLACE FUNCTION azdev_canonical(value jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    CASE jsonb_typeof(value)
        WHEN 'object' THEN
            RETURN '{' || coalesce((
                SELECT string_agg(azdev_canonical_key(member.key) || ':' || azdev_canonical(member.value),
                                  ',' ORDER BY member.key COLLATE "C")
                FROM jsonb_each(value) member), '') || '}';
        WHEN 'array' THEN
            RETURN '[' || coalesce((
                SELECT string_agg(azdev_canonical(item), ',' ORDER BY place)
                FROM jsonb_array_elements(value) WITH ORDINALITY AS items(item, place)), '') || ']';
        WHEN 'number' THEN
            IF value::text !~ '^(0|-?[1-9][0-9]{0,15})$' OR abs(value::numeric) > 9007199254740991 THEN
                RAISE EXCEPTION '% has no canonical form', value USING ERRCODE = '22023';
            END IF;
            RETURN value::text;
        WHEN 'string' THEN
            RETURN to_jsonb(normalize(value #>> '{}', NFC))::text;
        ELSE
            RETURN value::text;
    END CASE;
END $$;

CREATE OR REPLACE FUNCTION azdev_canonical_key(key text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    IF key !~ '^[ -~]*$' THEN
        RAISE EXCEPTION 'a key of a ledger entry is plain ASCII' USING ERRCODE = '22023';
    END IF;
    RETURN to_jsonb(key)::text;
END $$;

-- What an entry says of a name without holding it, the same as ica_ledger.commit: HMAC-SHA-256
-- (RFC 2104) over field and value under the entry's salt of 32 bytes.
CREATE OR REPLACE FUNCTION azdev_commit(salt bytea, field text, value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    inner_pad bytea := '';
    outer_pad bytea := '';
    padded bytea := salt || decode(repeat('00', 32), 'hex');
BEGIN
    FOR place IN 0..63 LOOP
        inner_pad := inner_pad || set_byte('\x00', 0, get_byte(padded, place) # 54);
        outer_pad := outer_pad || set_byte('\x00', 0, get_byte(padded, place) # 92);
    END LOOP;
    RETURN 'sha256:' || encode(sha256(outer_pad || sha256(
        inner_pad || convert_to(field, 'UTF8') || '\x00'::bytea
        || convert_to(normalize(value, NFC), 'UTF8'))), 'hex');
END $$;
