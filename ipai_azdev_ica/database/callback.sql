-- What is to be said never changes; only how far its delivery got.
CREATE OR REPLACE FUNCTION azdev_callback_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    advancing CONSTANT text[] := ARRAY['state', 'tries', 'next_try_at', 'sent_at', 'confirmed_at',
                                       'last_error'];
BEGIN
    IF to_jsonb(NEW) - advancing IS DISTINCT FROM to_jsonb(OLD) - advancing
       AND NOT azdev_is_erasure(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
        RAISE EXCEPTION 'callback %: what is to be said never changes', OLD.id
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- Whether a user holds one of Odoo's administrator groups, directly or implied.
CREATE OR REPLACE FUNCTION azdev_is_administrator(person integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE administrators(id) AS (
        SELECT res_id FROM ir_model_data
        WHERE module = 'base' AND name IN ('group_system', 'group_erp_manager')
        UNION
        SELECT implying.gid FROM res_groups_implied_rel implying
        JOIN administrators ON implying.hid = administrators.id
    )
    SELECT EXISTS (SELECT 1 FROM res_groups_users_rel
                   WHERE uid = person AND gid IN (SELECT id FROM administrators))
$$;

-- The floor under promise 1: whatever the code above it does, no `succeeded` is stored without the
-- required signatures of different people over the dossier in force, none of them the requester's
-- and none of them withdrawn.
CREATE OR REPLACE FUNCTION azdev_callback_floor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    approval azdev_approval%ROWTYPE;
    required text[];
    people integer;
    roles integer;
BEGIN
    IF NEW.kind <> 'decision' OR NEW.result IS DISTINCT FROM 'succeeded' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO approval FROM azdev_approval WHERE id = NEW.approval_id FOR UPDATE;
    IF NOT FOUND OR approval.status <> 'approved' OR NOT approval.facts_verified
       OR approval.requester_id IS NULL OR approval.requester_user_id IS NULL
       OR approval.call_key IS DISTINCT FROM NEW.call_key THEN
        RAISE EXCEPTION 'succeeded is refused: no approved, verified request stands behind it'
            USING ERRCODE = '23514';
    END IF;
    required := CASE approval.deployment_target WHEN 'staging' THEN ARRAY['technical']
                ELSE ARRAY['technical', 'business'] END;
    SELECT least(count(DISTINCT identity_id), count(DISTINCT user_id)), count(DISTINCT role)
    INTO people, roles
    FROM azdev_approval_signature signature
    WHERE approval_id = approval.id AND decision = 'approved' AND role = ANY(required)
      AND NOT EXISTS (SELECT 1 FROM azdev_approval_withdrawal WHERE signature_id = signature.id)
      AND dossier_hash = approval.dossier_hash AND identity_id <> approval.requester_id
      AND user_id <> approval.requester_user_id
      AND NOT azdev_is_administrator(user_id);
    IF people < cardinality(required) OR roles < cardinality(required) OR EXISTS (
        SELECT 1 FROM azdev_approval_signature
        WHERE approval_id = approval.id AND decision = 'rejected'
    ) THEN
        RAISE EXCEPTION 'succeeded is refused: % of % required signers of %',
            least(people, roles), cardinality(required), approval.approval_id USING ERRCODE = '23514';
    END IF;
    -- without its entry nobody could find out later that this yes was given
    IF NOT EXISTS (
        SELECT 1 FROM azdev_ledger_entry
        WHERE id = approval.decision_entry_id AND kind = 'approval.approved'
          AND subject = 'approval:' || approval.approval_id
          AND body::jsonb ->> 'dossier' = approval.dossier_hash
    ) THEN
        RAISE EXCEPTION 'succeeded is refused: the decision on % has no ledger entry',
            approval.approval_id USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
