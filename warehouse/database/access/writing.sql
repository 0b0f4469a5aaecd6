-- What people write, written for them: the author is who connected, never who she says she is.
--
-- Only the owner of the vault, whose process asks a person or runs a step, names an account (in
-- zokwezo.account, for its transaction) and an instant; whoever else says so is not heard.

create or replace function audit.is_owner()
returns boolean language sql stable security definer set search_path = ''
as $$
    select pg_catalog.pg_has_role(session_user, n.nspowner, 'member')
    from pg_catalog.pg_namespace n where n.nspname = 'identity'
$$;

-- A login that was lent says in its comment to whom: it cannot change that itself.
create or replace function audit.author()
returns text language sql stable security definer set search_path = ''
as $$
    select coalesce(
        case when audit.is_owner()
            then nullif(pg_catalog.current_setting('zokwezo.account', true), '') end,
        case when pg_catalog.starts_with(session_user, 'zokwezo_login_')
            then pg_catalog.shobj_description(session_user::regrole, 'pg_authid') end,
        session_user::text)
$$;

-- What others read of the trail names nobody either: words of a login are refused where two
-- capitalised words stand side by side, a name behind a title, a birth, or a long number.
create or replace function audit.require_nobody(words text, is_of_ids boolean)
returns void language plpgsql stable set search_path = ''
as $$
begin
    if not audit.is_owner() and (
        words ~ '[[:upper:]][[:alpha:]''’-]+[^.;:!?[:alpha:]]{1,4}[[:upper:]][[:alpha:]''’-]+'
        or words ~ ('\m([Mm]|[Mm]me|[Mm]lle|[Mm]onsieur|[Mm]adame|[Nn]ommée?|[Pp]rénommée?|[Dd]ite?'
            '|[Aa]lias|[Vv]ictime|[Ee]nfant|[Ff]ille de|[Ff]ils de)\M\.?\s+[[:upper:]]')
        or words ~* '\mn[ée]e?\s+(le|en|vers)\M'
        or not is_of_ids and words ~ '\d([\s./-]?\d){5,}')
    then
        raise exception 'what is said on the trail names nobody' using errcode = 'ZK009',
            hint = 'say what for in small letters, without a name, a birth or a number';
    end if;
end
$$;

create or replace function audit.note(
    action text, what text, rows bigint, purpose text, detail jsonb)
returns void language sql security definer set search_path = ''
as $$
    select audit.require_nobody(pg_catalog.concat_ws(' ; ', action, purpose), false),
        audit.require_nobody(pg_catalog.concat_ws(' ; ', what, detail), true);
    insert into audit.access_log (at, by, role, action, object, rows_count, purpose, detail)
    values (pg_catalog.clock_timestamp(), audit.author(), session_user, action, what, rows,
        purpose, detail - 'transaction')
$$;

-- The transaction stands in the line: a savepoint has a number of its own, and would pass for
-- another transaction.
create or replace function audit.announce(purpose text, objects text[])
returns void language sql security definer set search_path = ''
as $$
    select audit.require_nobody(purpose, false),
        audit.require_nobody(pg_catalog.array_to_string(objects, ' ; '), true);
    insert into audit.access_log (at, by, role, action, object, rows_count, purpose, detail)
    select pg_catalog.clock_timestamp(), audit.author(), session_user, 'read', one,
        pg_catalog.cardinality(objects), purpose,
        pg_catalog.jsonb_build_object('transaction', pg_catalog.pg_current_xact_id()::text)
    from (select distinct o as one from pg_catalog.unnest(objects) o) asked
    where one is not null
$$;

-- A judgement answers a task that is asked, once, by somebody who announced the two mentions; what
-- the two say is told by the task, as the linkage left it, never by who judges.
create or replace function identity.record_judgement(
    judgement_id text, link_id text, decision text, reason text,
    left_fingerprint text, right_fingerprint text, at timestamptz)
returns void language plpgsql security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
    task identity.link_to_judge;
    author text := audit.author();
    is_owner boolean := audit.is_owner();
    given_at timestamptz := case when is_owner then at else pg_catalog.clock_timestamp() end;
begin
    select * into task from identity.link_to_judge l
    where l.link_id = record_judgement.link_id and l.state in ('open', 'judged') for update;
    if task.link_id is null then
        raise exception 'no such task' using errcode = 'ZK001';
    end if;
    if not is_owner and not
        (audit.announced() @> array[task.left_mention_id, task.right_mention_id]) then
        raise exception 'the two mentions were not announced' using errcode = 'ZK002';
    end if;
    if exists (select from identity.judgement j where j.link_id = task.link_id
        and j."by" = author and j.withdrawn_at is null) then
        raise exception 'judged before' using errcode = 'ZK003';
    end if;
    insert into identity.judgement (judgement_id, left_mention_id, right_mention_id,
        left_fingerprint, right_fingerprint, left_person_id, right_person_id, decision, by, at,
        reason, link_id, is_settling, is_check)
    values (judgement_id, task.left_mention_id, task.right_mention_id,
        coalesce(task.detail #>> '{fingerprints,0}', case when is_owner then left_fingerprint end),
        coalesce(task.detail #>> '{fingerprints,1}', case when is_owner then right_fingerprint end),
        task.left_person_id, task.right_person_id, decision, author, given_at, reason,
        task.link_id, exists (
            select from pg_catalog.unnest(task.reasons) r
            where pg_catalog.starts_with(r, 'contradict')),
        -- Planted: its answer is known, and what she says of it changes no person.
        task.state = 'judged' and (
            select count(distinct j."by") > 1 and count(distinct j.decision) = 1
            from identity.judgement j
            where j.link_id = task.link_id and j.withdrawn_at is null and j.decision <> 'unsure'
                and j.is_check is not true));
    if decision <> 'unsure' and task.state = 'open' then
        update identity.link_to_judge l
        set state = 'judged', judgement_id = record_judgement.judgement_id
        where l.link_id = task.link_id;
    end if;
    perform audit.note('judge', task.link_id, null, null,
        pg_catalog.jsonb_build_object('judgement', judgement_id));
end
$$;

-- What a steward decided on a row that was kept back of the file as it was sent. The decision stands
-- for ever; a later one on the same row goes before it.
create or replace function intake.decide_row(
    decision_id text, submission_id text, sheet text, row_number integer, decision text,
    columns text[], document text, reason text, at timestamptz)
returns void language plpgsql security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
    kept_back intake.quarantined_row;
    is_owner boolean := audit.is_owner();
begin
    select q.* into kept_back from intake.quarantined_row q
        join intake.submission s on s.submission_id = q.submission_id
    where q.submission_id = decide_row.submission_id and q.sheet = decide_row.sheet
        and q.row_number = decide_row.row_number
        and s.replay_of is null and s.withdrawn_at is null;
    if kept_back.submission_id is null then
        raise exception 'no such row' using errcode = 'ZK006';
    end if;
    -- The cells of a correction are sealed by the owner's process, which alone can.
    if decision = 'corrected' and not is_owner then
        raise exception 'a correction is sealed first' using errcode = 'ZK007';
    end if;
    insert into intake.row_decision (decision_id, submission_id, sheet, row_number, decision,
        columns, rules, document, reason, by, at)
    values (decision_id, submission_id, sheet, row_number, decision, columns, kept_back.rules,
        document, reason, audit.author(),
        case when is_owner then at else pg_catalog.clock_timestamp() end);
    perform audit.note('decide_row', submission_id, 1, 'quarantine',
        pg_catalog.jsonb_build_object('decision', decision_id, 'kind', decision));
end
$$;

-- A decision that was kept out is let be published as it reads now, by who opened its texts. The
-- owner's process has read them and made their digest; nobody else can.
create or replace function identity.clear_decision(
    clearing_id text, record_id text, text_digest text, published_digest text, reason text,
    at timestamptz)
returns void language plpgsql security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
    mentions text[];
begin
    if not audit.is_owner() or not exists (
        select from intake.decision_to_anonymise d where d.record_id = clear_decision.record_id)
    then
        raise exception 'no such decision' using errcode = 'ZK008';
    end if;
    if not exists (select from audit.access_log l where l.object = clear_decision.record_id
        and l.action = 'read' and l."by" = audit.author()) then
        raise exception 'its texts were not opened' using errcode = 'ZK012';
    end if;
    select coalesce(pg_catalog.array_agg(n.mention_id order by n.mention_id), '{}') into mentions
    from identity.named_decision n where n.record_id = clear_decision.record_id;
    insert into identity.decision_clearing (clearing_id, record_id, text_digest, published_digest,
        mention_ids, person_ids, reason, by, at)
    values (clearing_id, record_id, text_digest, published_digest, mentions,
        (select coalesce(pg_catalog.array_agg(distinct m.person_id), '{}')
            from identity.person_mention m where m.mention_id = any (mentions)),
        reason, audit.author(), at);
    perform audit.note('clear_decision', record_id, 1, 'anonymisation',
        pg_catalog.jsonb_build_object('clearing', clearing_id));
end
$$;

create or replace function identity.withdraw_judgement(judgement_id text, at timestamptz)
returns void language plpgsql security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
    given identity.judgement;
    other text;
    author text := audit.author();
begin
    select * into given from identity.judgement j
    where j.judgement_id = withdraw_judgement.judgement_id and j.withdrawn_at is null for update;
    if given.judgement_id is null then
        raise exception 'no such judgement' using errcode = 'ZK004';
    end if;
    if given."by" <> author then
        raise exception 'the judgement of another' using errcode = 'ZK005';
    end if;
    update identity.judgement j
    set withdrawn_at =
            case when audit.is_owner() then at else pg_catalog.clock_timestamp() end,
        withdrawn_by = author
    where j.judgement_id = given.judgement_id;
    select j.judgement_id into other from identity.judgement j
    where j.link_id = given.link_id and j.withdrawn_at is null and j.decision <> 'unsure'
    order by j.at, j.judgement_id limit 1;
    update identity.link_to_judge l
    set state = case when other is null then 'open' else 'judged' end, judgement_id = other
    where l.link_id = given.link_id and l.state = 'judged';
    perform audit.note('withdraw_judgement', given.link_id, null, null,
        pg_catalog.jsonb_build_object('judgement', given.judgement_id));
end
$$;
