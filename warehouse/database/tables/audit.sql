-- Tables that only ever grow, and what of the trail lets rows of the vault be seen.

create function audit.refuse_change() returns trigger
language plpgsql set search_path = ''
as $$
begin
  raise exception '%.% only ever grows: add a row that corrects', tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

create trigger only_grows before update or delete or truncate on identity.identity_event
    for each statement execute function audit.refuse_change();
create trigger only_grows before update or truncate on audit.access_log
    for each statement execute function audit.refuse_change();
-- Who read what is kept for some years (``retention/classes.yml``), never for less than one; what was
-- exported, decided or erased stays for good.
create trigger only_old_readings_go before delete on audit.access_log
    for each row when (old.action not in ('read', 'sql', 'open_masked')
        or old.at > pg_catalog.clock_timestamp() - interval '1 year')
    execute function audit.refuse_change();

-- What the reader announced in a transaction that is over: a line that no rollback takes away.
create function audit.announced()
returns text[] language sql stable security definer set search_path = ''
as $$
    select coalesce(pg_catalog.array_agg(l.object), '{}')
    from audit.access_log l
    where l.role = session_user and l.detail ? 'transaction'
        and l.at > pg_catalog.clock_timestamp() - interval '15 minutes'
        and l.detail ->> 'transaction'
            is distinct from pg_catalog.pg_current_xact_id_if_assigned()::text
$$;

-- Refuses a query of rows whose reading was not announced; worked out once a statement. A policy does
-- not ask the owner, a view that asks by itself does; it is here, since views are made before the rest.
create function audit.require_announced(what text)
returns boolean language plpgsql stable security definer set search_path = ''
as $$
begin
    if not what = any (audit.announced()) and not audit.is_owner() then
        raise exception 'the reading of % was not announced', what using errcode = 'ZK010',
            table = what, hint = pg_catalog.format(
                'select audit.announce(''why'', array[''%s'']); then commit, and ask again', what);
    end if;
    return true;
end
$$;

create trigger only_grows before update or delete or truncate on intake.row_decision
    for each statement execute function audit.refuse_change();
create trigger only_grows before update or delete or truncate on audit.release_event
    for each statement execute function audit.refuse_change();

-- Each writing of what somebody must answer for leaves a link; who writes past these triggers leaves
-- none, and ``zokwezo verify`` says which row is not what its last link says.

-- A column that a later version adds is empty in rows of before, and changes no digest.
create function audit.row_digest(told jsonb) returns text
language sql immutable set search_path = ''
as $$
    select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(
        pg_catalog.jsonb_strip_nulls(told)::text, 'UTF8')), 'hex')
$$;

create function audit.add_link() returns trigger
language plpgsql security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    told jsonb := pg_catalog.to_jsonb(case when tg_op = 'DELETE' then old else new end);
    digest text := case when tg_op <> 'DELETE' then audit.row_digest(told) end;
begin
    if tg_op = 'UPDATE' and digest = audit.row_digest(pg_catalog.to_jsonb(old)) then
        return null;
    end if;
    insert into audit.chain_link
        (at, by, role, table_name, row_id, operation, row_digest, transaction)
    values (pg_catalog.clock_timestamp(), audit.author(), session_user,
        tg_table_schema || '.' || tg_table_name, told ->> tg_argv[0], pg_catalog.lower(tg_op),
        digest, pg_catalog.pg_current_xact_id()::text);
    perform pg_catalog.set_config('zokwezo.chained', '1', true);
    return null;
end $$;

create trigger chained after insert or update or delete on intake.submission
    for each row execute function audit.add_link('submission_id');
create trigger chained after insert or update or delete on intake.row_decision
    for each row execute function audit.add_link('decision_id');
create trigger only_grows before update or delete or truncate on identity.decision_clearing
    for each statement execute function audit.refuse_change();
create trigger chained after insert or update or delete on identity.decision_clearing
    for each row execute function audit.add_link('clearing_id');
create trigger chained after insert or update or delete on identity.judgement
    for each row execute function audit.add_link('judgement_id');
create trigger chained after insert or update or delete on audit.release_event
    for each row execute function audit.add_link('event_id');

-- A link is signed once, in the transaction that wrote it, and never changed.
create function audit.keep_link() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' then
        if old.mac is null and (pg_catalog.to_jsonb(old) - 'number' - 'mac')
            = (pg_catalog.to_jsonb(new) - 'number' - 'mac') then
            return new;
        end if;
    end if;
    raise exception 'audit.chain_link only ever grows' using errcode = 'insufficient_privilege';
end $$;

create trigger only_grows before update or delete on audit.chain_link
    for each row execute function audit.keep_link();
create trigger never_emptied before truncate on audit.chain_link
    for each statement execute function audit.refuse_change();

create function audit.link_text(one audit.chain_link) returns text
language sql stable set search_path = '' set timezone = 'UTC'
as $$
    select pg_catalog.jsonb_build_array(one.number, one.link_id, one.at, one.by, one.role,
        one.table_name, one.row_id, one.operation, one.row_digest, one.transaction)::text
$$;

-- The links of this transaction, each with its place, and what the one before them is signed with.
create function audit.links_to_sign(out link_id bigint, out told text, out before text)
returns setof record
language plpgsql security definer set search_path = ''
as $$
declare
    last audit.chain_link;
    one audit.chain_link;
begin
    -- One after the other, until each has committed: a chain has one end.
    perform pg_catalog.pg_advisory_xact_lock(4236002);
    select * into last from audit.chain_link l where l.number is not null
    order by l.number desc limit 1;
    before := coalesce(last.mac, '');
    for one in
        select * from audit.chain_link l
        where l.transaction = pg_catalog.pg_current_xact_id()::text and l.mac is null
        order by l.link_id
    loop
        last.number := coalesce(last.number, 0) + 1;
        one.number := last.number;
        link_id := one.link_id;
        told := audit.link_text(one);
        return next;
    end loop;
end $$;

-- Whoever may judge may sign what she wrote: a place that is not the next would leave a gap, and one
-- at the end of all numbers would leave no place for any later link.
create function audit.sign_link(signed bigint, place bigint, mac text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
    perform pg_catalog.pg_advisory_xact_lock(4236002);
    update audit.chain_link l set number = sign_link.place, mac = sign_link.mac
    where l.link_id = signed and l.mac is null
        and l.transaction = pg_catalog.pg_current_xact_id()::text
        and sign_link.place = (
            select coalesce(max(before.number), 0) + 1 from audit.chain_link before);
    if not found then
        raise exception 'no link to sign at this place' using errcode = 'ZK011';
    end if;
end $$;
