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
create trigger only_grows before update or delete or truncate on audit.access_log
    for each statement execute function audit.refuse_change();

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
