-- <table>_valid_at(day, known): the rows of a published table as they were on a past day. One rule
-- for all, so that a table that comes later has it too:
--   a row is there from its first dated column on; a code or a place while it is valid; a row
--   without a day of its own from the day its case opened on;
--   a later day on it had not come, unless it says what is to come;
--   a code that a later day brought was not there, and the stage is that of the day.
-- What nothing dates stays as it is known: counts, lists of codes, lineage.
do $$
declare one record;
begin
  for one in
    with published as (
      select c.oid, n.nspname as home, c.relname as name,
        array(select a.attname::text from pg_catalog.pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                and a.atttypid = 'date'::regtype
                and a.attname not in ('stage_on', 'due_on', 'adjourned_to', 'valid_from',
                    'valid_to')
              order by (a.attname like 'facts%'), a.attnum) as days,
        array(select a.attname::text from pg_catalog.pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('warehouse', 'case_law', 'plan')
        and to_regclass(format('history.%I', n.nspname || '_' || c.relname)) is not null
    ),
    ruled as (
      select p.*,
        columns @> '{case_id,stage}' as has_stage,
        'suspect_id' = any (columns) as is_accused,
        case
          when 'valid_from' = any (columns)
            then '(t.valid_from is null or t.valid_from <= day)'
              ' and (t.valid_to is null or t.valid_to >= day)'
          when name = 'case_suspect' then 'coalesce(t.first_seen_on <= day, r.stage is not null)'
          when cardinality(days) > 0 then format('t.%I <= day', days[1])
          when 'case_id' = any (columns)
            then 't.case_id in (select c.case_id from warehouse.case_file_as_known(known) c'
              ' where c.opened_on <= day)'
          when 'period' = any (columns) then $q$t.period <= to_char(day, 'YYYY-MM')$q$
          else 'true'
        end as lives
      from published p
    )
    select r.home, r.name, r.lives,
      case
        when has_stage and is_accused then $q$
          left join (
            select distinct on (s.case_id, coalesce(s.suspect_id, '')) s.*
            from warehouse.journey_steps(known) s where s.reached_on <= day
            order by s.case_id, coalesce(s.suspect_id, ''), s."rank" desc, s.reached_on desc,
              s.stage
          ) r on r.case_id = t.case_id
            and coalesce(r.suspect_id, '') = coalesce(t.suspect_id, '') $q$
        when has_stage then $q$
          left join (
            select distinct on (o.case_id) o.*
            from (
              select distinct on (s.case_id, s.suspect_id) s.*
              from warehouse.journey_steps(known) s where s.reached_on <= day
              order by s.case_id, s.suspect_id, s."rank" desc, s.reached_on desc, s.stage
            ) o
            order by o.case_id, o.stage_order desc, o.reached_on desc, o.stage
          ) r on r.case_id = t.case_id $q$
        else '' end as stages,
      (select string_agg(
        case
          when a.attgenerated <> '' then format('null::%s', format_type(a.atttypid, a.atttypmod))
          when a.attname = 'stage' and has_stage then 'r.stage'
          when a.attname = 'stage_on' and has_stage then 'r.reached_on'
          when a.attname = any (days[2:]) and a.attname not like 'facts%'
            then format('case when t.%1$I <= day then t.%1$I end', a.attname)
          -- A code goes with the day of the same act: orientation, outcome, reintegration.
          when a.attname = 'orientation' and 'oriented_on' = any (days)
            or a.attname = 'outcome_code' and 'referred_on' = any (days)
            or a.attname = 'reintegration_code' and 'reintegrated_on' = any (days)
            then format('case when t.%2$I > day then null else t.%1$I end', a.attname,
              case a.attname when 'orientation' then 'oriented_on'
                when 'outcome_code' then 'referred_on' else 'reintegrated_on' end)
          -- A decision stood until another took its place.
          when a.attname = 'is_standing' and 'replaced_on' = any (days)
            then 'case when t.replaced_on > day then true else t.is_standing end'
          else format('t.%I', a.attname)
        end, ', ' order by a.attnum)
       from pg_catalog.pg_attribute a
       where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped) as listed
    from ruled r
  loop
    execute format('drop function if exists %I.%I(date, timestamptz)', one.home,
      one.name || '_valid_at');
    execute format($f$
      create function %1$I.%2$I(day date, known timestamptz default '9999-12-31')
      returns setof %1$I.%3$I language sql stable as %4$L $f$,
      one.home, one.name || '_valid_at', one.name,
      format('select %s from %I.%I(known) t%s where %s', one.listed, one.home,
        one.name || '_as_known', one.stages, one.lives));
    execute format('comment on function %I.%I(date, timestamptz) is %L', one.home,
      one.name || '_valid_at',
      'Ce qui était vrai un jour donné (day), avec ce que l''on sait aujourd''hui ou ce que l''on'
      ' savait à un instant (known).' || chr(10)
      || 'What was true on a given day (day), with today''s knowledge or that of an instant'
      ' (known).');
  end loop;
end $$;
