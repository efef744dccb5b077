-- Whether a user holds one of the control plane's groups, directly or implied.
CREATE OR REPLACE FUNCTION azdev_holds_group(person integer, wanted text[]) RETURNS boolean
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE granting(id) AS (
        SELECT res_id FROM ir_model_data
        WHERE module = 'ipai_azdev_ica' AND model = 'res.groups' AND name = ANY(wanted)
        UNION
        SELECT implying.gid FROM res_groups_implied_rel implying
        JOIN granting ON implying.hid = granting.id
    )
    SELECT EXISTS (SELECT 1 FROM res_groups_users_rel JOIN res_users ON res_users.id = uid
                   WHERE uid = person AND active AND gid IN (SELECT id FROM granting))
$$;

-- Why a user may not act in the erasure of a person; NULL when he may.
CREATE OR REPLACE FUNCTION azdev_erasure_hindrance(actor integer, person integer) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    IF azdev_is_administrator(actor) THEN
        RETURN 'administrator';
    ELSIF NOT azdev_holds_group(actor, ARRAY['group_azdev_admin', 'group_azdev_compliance']) THEN
        RETURN 'group';
    ELSIF EXISTS (
        SELECT 1 FROM azdev_identity identity, res_users account
        JOIN res_partner partner ON partner.id = account.partner_id
        WHERE identity.id = person AND account.id = actor
          AND (identity.user_id = actor
               OR lower(identity.email) IN (lower(account.login), lower(partner.email)))) THEN
        RETURN 'self';
    END IF;
    RETURN NULL;
END $$;

-- The kinds of entries about the set-up and about access that there are, from the index alone.
CREATE OR REPLACE FUNCTION azdev_administrative_kinds() RETURNS SETOF varchar
LANGUAGE plpgsql AS $$
DECLARE
    found varchar := '';
BEGIN
    LOOP
        SELECT min(kind) INTO found FROM azdev_ledger_entry WHERE kind > found;
        EXIT WHEN found IS NULL;
        IF found ~ '^(access|configuration|connection|credential|gate|identity|member|policy)[.]' THEN
            RETURN NEXT found;
        END IF;
    END LOOP;
END $$;

-- Why a person can't be erased yet, and until when that holds where time alone heals it. Evidence of
-- a control is kept for seven years: GDPR 17(3)(b) and (e).
CREATE OR REPLACE FUNCTION azdev_kept(person integer) RETURNS TABLE (why text, until timestamp)
LANGUAGE plpgsql AS $$
DECLARE
    known record;
    names text[] := azdev_names_of(person, NULL);
    pattern text := azdev_pattern_of(names);
    today timestamp := clock_timestamp() AT TIME ZONE 'UTC';
BEGIN
    SELECT identity.user_id, lower(identity.email) AS email INTO known
    FROM azdev_identity identity WHERE id = person;
    RETURN QUERY
    WITH found(why, until) AS (
        SELECT 'hold', NULL::timestamp WHERE (
            SELECT held FROM azdev_erasure_hold WHERE identity_id = person ORDER BY id DESC LIMIT 1)
        UNION ALL
        SELECT 'member', NULL WHERE EXISTS (
            SELECT 1 FROM azdev_connection_member WHERE user_id = known.user_id)
        UNION ALL
        SELECT 'open', NULL WHERE EXISTS (
            SELECT 1 FROM azdev_approval
            WHERE status IN ('pending', 'technical_approved')
              AND (requester_id = person OR dossier ~* pattern))
           OR EXISTS (
            SELECT 1 FROM azdev_callback
            WHERE state IN ('waiting', 'sent') AND (text ~* pattern OR approval_id IN (
                SELECT id FROM azdev_approval WHERE requester_id = person)))
           OR EXISTS (
            SELECT 1 FROM azdev_delivery WHERE state = 'waiting'
              AND encode(body, 'escape') ~* azdev_pattern_of(azdev_names_as_bytes(names)))
           OR EXISTS (
            -- a run whose end was never heard of does not stay for ever
            SELECT 1 FROM azdev_pipeline_run
            WHERE status = 'running' AND start_time > today - interval '30 days'
              AND (requester_id = person OR triggered_by ~* pattern))
        UNION ALL
        SELECT 'requested', max(opened_at) + interval '7 years'
        FROM azdev_approval approval JOIN azdev_pipeline_run run ON run.id = approval.run_id
        WHERE person IN (approval.requester_id, run.requester_id)
           OR approval.requester_user_id = known.user_id
           OR approval.requester_id IS NULL AND lower(run.triggered_by) = known.email
        UNION ALL
        SELECT 'signed', max(signed_at) + interval '7 years' FROM azdev_approval_signature
        WHERE identity_id = person OR user_id = known.user_id
        UNION ALL
        SELECT 'withdrew', max(withdrawn_at) + interval '7 years'
        FROM azdev_approval_withdrawal WHERE user_id = known.user_id
        UNION ALL
        SELECT 'erased', max(coalesce(closed_at, proposed_at)) + interval '7 years'
        FROM azdev_erasure
        WHERE known.user_id IN (proposed_by_id, approved_by_id, closed_by_id)
        UNION ALL
        SELECT 'recovered', max(proposed_at) + interval '7 years' FROM azdev_ledger_recovery
        WHERE known.user_id IN (proposed_by, approved_by)
        UNION ALL
        SELECT 'held', max(recorded_at) + interval '7 years'
        FROM azdev_erasure_hold WHERE user_id = known.user_id
        UNION ALL
        -- gates, connections, members, credentials, policies, and other people's access
        SELECT 'administered', max(recorded_at) + interval '7 years'
        FROM azdev_ledger_entry entry
        WHERE kind IN (SELECT azdev_administrative_kinds())
          AND entry.body::jsonb->>'changed_by' = known.user_id::text
          AND entry.body::jsonb->>'user' IS DISTINCT FROM known.user_id::text
    )
    SELECT found.why, found.until FROM found
    WHERE found.why IN ('hold', 'member', 'open') OR found.until > today
    ORDER BY found.why = 'hold' DESC, found.until DESC NULLS LAST;
END $$;

CREATE OR REPLACE FUNCTION azdev_erasure_check(actor integer, person integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    hindrance text := azdev_erasure_hindrance(actor, person);
    kept record;
BEGIN
    IF hindrance IS NOT NULL THEN
        RAISE EXCEPTION 'an erasure is refused: user % may not act in it (%)', actor, hindrance
            USING ERRCODE = '23514';
    END IF;
    SELECT * INTO kept FROM azdev_kept(person) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'an erasure is refused: what this identity did is kept (%, until %)',
            kept.why, kept.until USING ERRCODE = '23514';
    END IF;
END $$;

-- A step is only as good as its ledger entry.
CREATE OR REPLACE FUNCTION azdev_erasure_recorded(step text, erasure jsonb, actor integer, entry_id integer,
                                                  at timestamp) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM azdev_ledger_entry found
        WHERE id = entry_id AND kind = 'erasure.' || step
          AND subject = 'erasure:' || (erasure->>'uuid') AND recorded_at = at
          AND found.body::jsonb->>'user' = actor::text
          AND found.body::jsonb->>'identity' = (
              SELECT pseudonym FROM azdev_identity
              WHERE id = (erasure->>'identity_id')::integer)) THEN
        RAISE EXCEPTION 'a step of an erasure is refused: no ledger entry says the same'
            USING ERRCODE = '23514';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION azdev_erasure_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'proposed' OR num_nonnulls(
           NEW.approved_by_id, NEW.approved_at, NEW.approved_entry_id, NEW.approved_in,
           NEW.closed_by_id, NEW.closed_at, NEW.closed_entry_id, NEW.closing_reason) > 0 THEN
        RAISE EXCEPTION 'an erasure is refused: it begins as a proposal' USING ERRCODE = '23514';
    END IF;
    PERFORM azdev_erasure_check(NEW.proposed_by_id, NEW.identity_id);
    PERFORM azdev_erasure_recorded('proposed', to_jsonb(NEW), NEW.proposed_by_id,
                                   NEW.proposed_entry_id, NEW.proposed_at);
    RETURN NEW;
END $$;

-- proposed -> approved -> done in one transaction, or proposed -> refused or cancelled.
CREATE OR REPLACE FUNCTION azdev_erasure_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    approving CONSTANT text[] := ARRAY['state', 'lock_version', 'approved_by_id', 'approved_at',
                                       'approved_entry_id', 'approved_in'];
    closing CONSTANT text[] := ARRAY['state', 'lock_version', 'closed_by_id', 'closed_at',
                                     'closed_entry_id', 'closing_reason'];
    fixed CONSTANT text[] := CASE
        WHEN NEW.state = OLD.state THEN ARRAY['lock_version']
        WHEN NEW.state = 'approved' THEN approving ELSE closing END;
BEGIN
    IF to_jsonb(NEW) - fixed IS DISTINCT FROM to_jsonb(OLD) - fixed THEN
        IF azdev_is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'erasure %: what was proposed and decided never changes', OLD.uuid
            USING ERRCODE = '23514';
    ELSIF NEW.state = OLD.state THEN
        RETURN NEW;
    ELSIF (OLD.state, NEW.state) NOT IN (('proposed', 'approved'), ('proposed', 'refused'),
                                         ('proposed', 'cancelled'), ('approved', 'done')) THEN
        RAISE EXCEPTION 'erasure %: % never becomes %', OLD.uuid, OLD.state, NEW.state
            USING ERRCODE = '23514';
    ELSIF NEW.state = 'approved' THEN
        PERFORM azdev_erasure_approve(to_jsonb(NEW), NEW.approved_by_id);
        PERFORM azdev_erasure_recorded('approved', to_jsonb(NEW), NEW.approved_by_id,
                                       NEW.approved_entry_id, NEW.approved_at);
        NEW.approved_in := pg_current_xact_id()::text;
    ELSE
        PERFORM azdev_erasure_recorded(NEW.state, to_jsonb(NEW), NEW.closed_by_id,
                                       NEW.closed_entry_id, NEW.closed_at);
    END IF;
    IF NEW.state = 'done' AND (
        NEW.closed_by_id <> NEW.approved_by_id OR NEW.approved_in <> pg_current_xact_id()::text
        OR EXISTS (SELECT 1 FROM azdev_identity WHERE id = NEW.identity_id AND (
                name NOT LIKE 'Erased person %'
                OR num_nonnulls(email, object_id, descriptor, user_id) > 0))) THEN
        RAISE EXCEPTION 'erasure %: it is refused to call it done, the person is still named',
            OLD.uuid USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- Two people, one of them a compliance officer, both still entitled, neither of them the person.
CREATE OR REPLACE FUNCTION azdev_erasure_approve(erasure jsonb, approver integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    proposer integer := (erasure->>'proposed_by_id')::integer;
    person integer := (erasure->>'identity_id')::integer;
BEGIN
    IF approver = proposer THEN
        RAISE EXCEPTION 'an erasure is refused: one person never erases alone'
            USING ERRCODE = '23514';
    END IF;
    PERFORM azdev_erasure_check(proposer, person);
    PERFORM azdev_erasure_check(approver, person);
    IF NOT azdev_holds_group(approver, ARRAY['group_azdev_compliance'])
       AND NOT azdev_holds_group(proposer, ARRAY['group_azdev_compliance']) THEN
        RAISE EXCEPTION 'an erasure is refused: one of the two is a compliance officer'
            USING ERRCODE = '23514';
    END IF;
END $$;

-- An approval lives only as long as its transaction.
CREATE OR REPLACE FUNCTION azdev_erasure_finished() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM azdev_erasure WHERE id = NEW.id AND state = 'approved') THEN
        RAISE EXCEPTION 'erasure %: it is refused to leave it approved and not done', NEW.uuid
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;

-- A hold says who set or lifted it, and has its ledger entry.
CREATE OR REPLACE FUNCTION azdev_erasure_hold_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF azdev_erasure_hindrance(NEW.user_id, NEW.identity_id) IS NOT NULL
       OR NOT azdev_holds_group(NEW.user_id, ARRAY['group_azdev_compliance'])
       OR NOT EXISTS (
        SELECT 1 FROM azdev_ledger_entry entry
        WHERE id = NEW.entry_id AND subject = 'identity:' || NEW.identity_id
          AND kind = CASE WHEN NEW.held THEN 'erasure.held' ELSE 'erasure.released' END
          AND recorded_at = NEW.recorded_at AND entry.body::jsonb->>'user' = NEW.user_id::text) THEN
        RAISE EXCEPTION 'a hold is refused: a compliance officer sets it, and the ledger says so'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
