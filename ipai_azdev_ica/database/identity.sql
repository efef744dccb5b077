-- Who requested or signed something stays who he is; a pseudonym stands in the ledger for ever.
CREATE OR REPLACE FUNCTION azdev_identity_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.pseudonym <> OLD.pseudonym OR NEW.company_id <> OLD.company_id THEN
        RAISE EXCEPTION 'identity %: pseudonym and company never change', OLD.id
            USING ERRCODE = '23514';
    END IF;
    IF ((OLD.user_id IS NOT NULL AND NEW.user_id IS DISTINCT FROM OLD.user_id)
        OR NEW.kind <> OLD.kind
        OR (OLD.object_id IS NOT NULL AND NEW.object_id IS DISTINCT FROM OLD.object_id)
        OR (OLD.descriptor IS NOT NULL AND NEW.descriptor IS DISTINCT FROM OLD.descriptor))
       AND (EXISTS (SELECT 1 FROM azdev_approval WHERE requester_id = OLD.id)
            OR EXISTS (SELECT 1 FROM azdev_approval_signature WHERE identity_id = OLD.id))
       AND NOT azdev_is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
        RAISE EXCEPTION 'identity %: it has requested or signed something, so whom it names never changes',
            OLD.id USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
