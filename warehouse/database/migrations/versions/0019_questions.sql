-- As in 0006, with the two indexes by which the changes between two loads are found.
create or replace function history.keep(of regclass) returns void
language plpgsql set search_path = ''
as $$
declare
  home text; name text; twin text; plain text; listed text; same text; one record;
begin
  select n.nspname, c.relname into home, name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.oid = of;
  plain := home || '_' || name;
  twin := format('history.%I', plain);
  if pg_catalog.to_regclass(twin) is null then
    execute format(
      'create table %s (known_from timestamp with time zone not null,'
      ' known_to timestamp with time zone not null)', twin);
    execute format('comment on table %s is %L', twin,
      'Ce que ' || home || '.' || name || ' a dit, et de quand à quand.' || chr(10)
      || 'What ' || home || '.' || name || ' said, and from when to when.');
    execute format('comment on column %s.known_from is %L', twin,
      'L''instant où cela fut chargé.' || chr(10) || 'The instant at which it was loaded.');
    execute format('comment on column %s.known_to is %L', twin,
      'L''instant où cela ne fut plus dit ; infinity : encore vrai.' || chr(10)
      || 'The instant from which it was no longer said; infinity: still standing.');
  end if;
  for one in
    select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) as kind,
           pg_catalog.col_description(a.attrelid, a.attnum) as words
    from pg_catalog.pg_attribute a
    where a.attrelid = of and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum
  loop
    execute format('alter table %s add column if not exists %I %s', twin, one.attname, one.kind);
    execute format('comment on column %s.%I is %L', twin, one.attname, one.words);
  end loop;
  select string_agg(format('%I', a.attname), ', ' order by a.attnum) into listed
    from pg_catalog.pg_attribute a
    where a.attrelid = of and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
  select string_agg(format('h.%1$I = o.%1$I', a.attname), ' and ' order by a.attnum) into same
    from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = of and i.indisprimary;
  execute format('create index if not exists %I on %s (%s, known_to)', plain || '_key', twin,
    (select string_agg(format('%I', a.attname), ', ' order by a.attnum)
     from pg_catalog.pg_index i
     join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = of and i.indisprimary));
  -- What a load brought, and what it took away: most rows were never taken away.
  execute format('create index if not exists %I on %s (known_from)', plain || '_from', twin);
  execute format('create index if not exists %I on %s (known_to) where known_to <> ''infinity''',
    plain || '_to', twin);
  execute format('drop trigger if exists remember_insert on %s', of);
  execute format('drop trigger if exists remember_update on %s', of);
  execute format('drop trigger if exists remember_delete on %s', of);
  execute format('drop trigger if exists remember_truncate on %s', of);
  execute format('create trigger remember_insert after insert on %s referencing new table as'
    ' new_rows for each statement execute function history.remember(%L, %L, %L)',
    of, twin, listed, same);
  execute format('create trigger remember_update after update on %s referencing old table as'
    ' old_rows new table as new_rows for each statement'
    ' execute function history.remember(%L, %L, %L)', of, twin, listed, same);
  execute format('create trigger remember_delete after delete on %s referencing old table as'
    ' old_rows for each statement execute function history.remember(%L, %L, %L)',
    of, twin, listed, same);
  execute format('create trigger remember_truncate before truncate on %s for each statement'
    ' execute function history.remember()', of);
  execute format('drop function if exists %I.%I(timestamp with time zone)', home,
    name || '_as_known');
  execute format('create function %I.%I(at timestamp with time zone) returns setof %s'
    ' language sql stable as ''select * from %s where known_from <= at and at < known_to''',
    home, name || '_as_known', twin, twin);
  execute format('comment on function %I.%I(timestamp with time zone) is %L', home,
    name || '_as_known',
    'Ce que la table disait à cet instant.' || chr(10) || 'What the table said at that instant.');
  -- What stood already is known from now on: before, nobody wrote down since when.
  execute format('insert into %1$s (%2$s, known_from, known_to) select %2$s, history.begin(),'
    ' ''infinity'' from %3$s o where not exists (select from %1$s h where h.known_to = ''infinity'''
    ' and %4$s)', twin, listed, of, same);
  -- A history is read by whoever reads its table, and by nobody else.
  for one in
    select r.rolname from pg_catalog.pg_roles r
    where r.rolname like 'zokwezo\_%' and pg_catalog.has_table_privilege(r.oid, of, 'select')
  loop
    execute format('grant usage on schema history to %I', one.rolname);
    execute format('grant select on %s to %I', twin, one.rolname);
  end loop;
end $$;
