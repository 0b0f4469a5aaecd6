-- What every published table said, and from when to when: a twin of each, and what fills it.

create schema history;
comment on schema history is
    'What every published table said, and from when to when; read by whom the table is.';

create table history.instant (known_at timestamp with time zone primary key);
comment on table history.instant is
    'Un instant par transaction qui a changé ce qui est publié.
One instant for each transaction that changed what is published.';
comment on column history.instant.known_at is
    'L''instant de la transaction.
The instant of the transaction.';

create table history.arrival (
    known_at timestamp with time zone not null,
    submission_id text not null,
    source_id text not null,
    period text,
    kind text not null,
    constraint arrival_pkey primary key (known_at, submission_id),
    constraint arrival_kind_check check (kind in ('arrived', 'left'))
);
create index arrival_submission_idx on history.arrival (submission_id);
comment on table history.arrival is
    'Les envois qu''un chargement a apportés, et ceux qui ont cessé de compter.
The submissions that a load brought, and those that ceased to count.';
comment on column history.arrival.known_at is
    'L''instant du chargement.
The instant of the load.';
comment on column history.arrival.submission_id is 'L''envoi.
The submission.';
comment on column history.arrival.source_id is 'L''export.
The export.';
comment on column history.arrival.period is
    'Le mois déclaré, AAAA-MM.
The month reported, YYYY-MM.';
comment on column history.arrival.kind is
    'arrived : il compte depuis ; left : remplacé ou retiré.
arrived: it counts from then on; left: replaced or withdrawn.';

create table history.record (
    record_id text not null,
    submission_id text not null,
    constraint record_pkey primary key (record_id, submission_id)
);
comment on table history.record is
    'De quel envoi vient chaque ligne lue, aujourd''hui ou autrefois.
Which submission each record came from, today or in the past.';
comment on column history.record.record_id is 'La ligne lue.
The conformed record.';
comment on column history.record.submission_id is 'L''envoi.
The submission.';

-- Not transaction_timestamp(): of two loads, the one that waited for the other may have begun first.
-- The instant is drawn once in each transaction, behind a lock, so that instants come in the order
-- of the commits.
create function history.begin() returns timestamp with time zone
language plpgsql set search_path = ''
as $$
declare
  known text := pg_catalog.current_setting('zokwezo.known_at', true);
  instant timestamp with time zone;
begin
  if known is not null and known <> '' then
    return known::timestamp with time zone;
  end if;
  perform pg_catalog.pg_advisory_xact_lock(42362028);
  instant := greatest(
    pg_catalog.clock_timestamp(),
    (select max(known_at) + interval '1 microsecond' from history.instant));
  insert into history.instant values (instant);
  perform pg_catalog.set_config('zokwezo.known_at', instant::text, true);
  return instant;
end $$;

-- Arguments: the twin, its columns, and the condition that a row of before is row h of the twin.
create function history.record_version() returns trigger
language plpgsql set search_path = ''
as $$
declare
  instant timestamp with time zone;
begin
  if tg_op = 'TRUNCATE' then
    raise exception '%.% has a history: delete its rows instead', tg_table_schema, tg_table_name;
  end if;
  instant := history.begin();
  if tg_op in ('UPDATE', 'DELETE') then
    execute format(
      'delete from %s h using old_rows o where h.known_from = $1 and %s', tg_argv[0], tg_argv[2])
      using instant;
    execute format(
      'update %s h set known_to = $1 from old_rows o where h.known_to = ''infinity'' and %s',
      tg_argv[0], tg_argv[2])
      using instant;
  end if;
  if tg_op in ('UPDATE', 'INSERT') then
    execute format(
      'insert into %1$s (%2$s, known_from, known_to) select %2$s, $1, ''infinity'' from new_rows',
      tg_argv[0], tg_argv[1])
      using instant;
  end if;
  return null;
end $$;

-- A twin follows its table: asked again, it takes what columns the table has won since. Two of its
-- indexes are those by which the changes between two loads are found. Who reads it: access.yml.
create function history.track_table(of regclass) returns void
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
  execute format('drop trigger if exists record_version_insert on %s', of);
  execute format('drop trigger if exists record_version_update on %s', of);
  execute format('drop trigger if exists record_version_delete on %s', of);
  execute format('drop trigger if exists record_version_truncate on %s', of);
  execute format('create trigger record_version_insert after insert on %s referencing new table as'
    ' new_rows for each statement execute function history.record_version(%L, %L, %L)',
    of, twin, listed, same);
  execute format('create trigger record_version_update after update on %s referencing old table as'
    ' old_rows new table as new_rows for each statement'
    ' execute function history.record_version(%L, %L, %L)', of, twin, listed, same);
  execute format('create trigger record_version_delete after delete on %s referencing old table as'
    ' old_rows for each statement execute function history.record_version(%L, %L, %L)',
    of, twin, listed, same);
  execute format('create trigger record_version_truncate before truncate on %s for each statement'
    ' execute function history.record_version()', of);
  execute format('drop function if exists %I.%I(timestamp with time zone)', home,
    name || '_as_known');
  execute format('create function %I.%I(at timestamp with time zone) returns setof %s'
    ' language sql stable as ''select %s from %s where known_from <= at and at < known_to''',
    home, name || '_as_known', twin,
    -- What still stands has no end: infinity is a day that few programs can read.
    (select string_agg(case when a.attname = 'known_to' then 'nullif(known_to, ''''infinity'''')'
        else format('%I', a.attname) end, ', ' order by a.attnum)
     from pg_catalog.pg_attribute a
     where a.attrelid = pg_catalog.to_regclass(twin) and a.attnum > 0 and not a.attisdropped),
    twin);
  execute format('comment on function %I.%I(timestamp with time zone) is %L', home,
    name || '_as_known',
    'Ce que la table disait à cet instant ; known_to vide : encore vrai.' || chr(10)
    || 'What the table said at that instant; known_to empty: still standing.');
  -- What stood already is known from now on: before, nobody wrote down since when.
  execute format('insert into %1$s (%2$s, known_from, known_to) select %2$s, history.begin(),'
    ' ''infinity'' from %3$s o where not exists (select from %1$s h where h.known_to = ''infinity'''
    ' and %4$s)', twin, listed, of, same);
end $$;
