drop function if exists warehouse.changes(timestamptz, timestamptz, text) cascade;

-- Every table that has a history is asked in the same way, so that one that comes later needs
-- nothing here. A reader sees the changes of what she may read.
create function warehouse.changes(
    since timestamptz, until timestamptz default 'infinity', of text default null)
returns table (known_at timestamptz, table_name text, key text, change text, column_name text,
    before text, after text, submission_ids text[])
language plpgsql stable as $$
declare
  one record;
  -- Ids that stay when a file is sent again.
  stable text[] := '{case_id,victim_id,suspect_id}';
begin
  for one in
    select n.nspname || '.' || c.relname as name,
      format('history.%I', n.nspname || '_' || c.relname) as twin,
      string_agg(format('h.%I', a.attname), ', ' order by array_position(i.indkey::int[], a.attnum::int))
        as keys,
      -- Of a person no record is named on her row: what was said of her is.
      bool_or(a.attname in ('victim_id', 'suspect_id') and i.indnkeyatts = 1) as is_person,
      (select array_agg(o.attname::text) from pg_catalog.pg_attribute o
       where o.attrelid = c.oid and o.attnum > 0 and not o.attisdropped
         and (o.attname ~ '_ids?$' and o.attname <> all (stable || '{source_id,source_ids}')))
        as lineage,
      (select coalesce(array_agg(o.attname::text), '{}') from pg_catalog.pg_attribute o
       where o.attrelid = c.oid and o.attnum > 0 and o.attname = any (stable)) as subject
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
    where c.relkind = 'r' and n.nspname in ('warehouse', 'case_law', 'plan')
      and (of is null or of in (c.relname, n.nspname || '.' || c.relname))
      and pg_catalog.has_table_privilege(c.oid, 'select')
      and to_regclass(format('history.%I', n.nspname || '_' || c.relname)) is not null
    group by c.oid, n.nspname, c.relname
    order by 1
  loop
    return query execute format($q$
with gone as (
    select concat_ws(' / ', %2$s) as key, h.known_to as at,
        to_jsonb(h) - 'known_from' - 'known_to' as said
    from %1$s h where h.known_to > $1 and h.known_to <= $2
      and h.known_to <> 'infinity'
),
come as (
    select concat_ws(' / ', %2$s) as key, h.known_from as at,
        to_jsonb(h) - 'known_from' - 'known_to' as said
    from %1$s h where h.known_from > $1 and h.known_from <= $2
),
by_key as (
    select coalesce(g.key, c.key) as key, coalesce(g.at, c.at) as at,
        g.said as before, c.said as after
    from gone g full join come c on c.key = g.key and c.at = g.at
    where g.said is distinct from c.said
),
-- An act has the id of the row that first said it: a corrected copy of a file says all its acts
-- again under other ids. The same content is the same act, said again; of what is left, one that
-- went and one that came for the same case and persons are one act, changed.
-- One key each, an instant within it: all that one load changed has the same one, and pairs sought
-- by it first would be all with all.
alone as (
    select key, at, before is null as is_new, coalesce(before, after) as said,
        md5(at::text || (coalesce(before, after) - $4)::text) as content,
        md5(at::text || (select jsonb_object_agg(e.key, e.value)
            from jsonb_each(coalesce(before, after)) e where e.key = any ($5))::text) as subject
    from by_key where before is null or after is null
),
numbered as (
    select *, row_number() over (partition by is_new, content order by key) as place,
        row_number() over () as id
    from alone
),
restated as (
    select g.id as old_id, c.id as new_id, g.at, c.key as new_key, g.said as before, c.said as after
    from numbered g join numbered c using (content, place)
    where not g.is_new and c.is_new
),
left_over as (
    select n.*, count(*) over (partition by is_new, subject) as rivals
    from numbered n
    where n.id not in (select old_id from restated union all select new_id from restated)
),
corrected as (
    select g.id as old_id, c.id as new_id, g.at, c.key as new_key, g.said as before, c.said as after
    from left_over g join left_over c using (subject)
    where not g.is_new and c.is_new and g.rivals = 1 and c.rivals = 1
),
moved as (
    select key, at, before, after, 'changed' as how from by_key
    where before is not null and after is not null
    union all
    select new_key, at, before, after, 'changed' from corrected
    union all
    select new_key, at, before, after, 'restated' from restated
    union all
    select key, at, case when not is_new then said end, case when is_new then said end,
        case when is_new then 'added' else 'withdrawn' end
    from left_over l
    where l.id not in (select old_id from corrected union all select new_id from corrected)
),
record as (
    select m.key, m.at, r.id as record_id, r.side
    from moved m
    cross join lateral (
        select 'before' as side, b.id from jsonb_array_elements_text(
            case jsonb_typeof(m.before -> 'record_ids') when 'array' then m.before -> 'record_ids'
            else '[]' end) b (id)
        union all
        select 'after', a.id from jsonb_array_elements_text(
            case jsonb_typeof(m.after -> 'record_ids') when 'array' then m.after -> 'record_ids'
            else '[]' end) a (id)
        union all select 'before', m.before ->> 'record_id'
        union all select 'after', m.after ->> 'record_id'
    ) r
    where r.id is not null
    union all
    select coalesce(w.victim_id, w.suspect_id), w.known_to, w.record_id, 'before'
    from history.warehouse_mention w
    where $3 and w.known_to > $1 and w.known_to <= $2 and w.known_to <> 'infinity'
    union all
    select coalesce(w.victim_id, w.suspect_id), w.known_from, w.record_id, 'after'
    from history.warehouse_mention w
    where $3 and w.known_from > $1 and w.known_from <= $2
),
-- The records on one side only: those that stayed brought nothing new.
touched as (
    select distinct r.key, r.at, o.submission_id
    from (select key, at, record_id from record group by key, at, record_id
          having count(distinct side) = 1) r
    join history.record o using (record_id)
),
-- A row that goes was taken back by what replaced its file, or by the withdrawal of it.
cause as (
    select t.key, t.at, coalesce(
        array_agg(n.submission_id)
            filter (where n.kind = 'arrived' and n.submission_id = t.submission_id),
        array_agg(n.submission_id) filter (where n.kind = 'arrived'),
        array_agg(n.submission_id)) as ids
    from touched t
    join (select distinct submission_id, source_id, period from history.arrival) s
        using (submission_id)
    join history.arrival n
        on n.known_at = t.at and n.source_id = s.source_id and n.period is not distinct from s.period
    group by t.key, t.at, t.submission_id
),
said_by as (
    select c.key, c.at, array_agg(distinct i.id order by i.id) as ids
    from cause c cross join lateral unnest(c.ids) as i (id)
    group by c.key, c.at
)
select m.at, %3$L::text, m.key, m.how, d.column_name, d.before, d.after, coalesce(b.ids, '{}')
from moved m
left join said_by b on b.key = m.key and b.at = m.at
cross join lateral (
    select null::text as column_name, jsonb_strip_nulls(m.before)::text as before,
        jsonb_strip_nulls(m.after)::text as after
    where m.how in ('added', 'withdrawn', 'restated')
    union all
    select k.name, m.before ->> k.name, m.after ->> k.name
    from jsonb_object_keys(m.before || m.after) as k (name)
    where m.how = 'changed' and m.before -> k.name is distinct from m.after -> k.name
) d
order by 1, 3, 5
$q$, one.twin, one.keys, one.name) using since, until, one.is_person, one.lineage, one.subject;
  end loop;
end $$;

comment on function warehouse.changes(timestamptz, timestamptz, text) is
'Ce qui a changé dans ce qui est publié, après un instant et jusqu''à un autre : une ligne par ligne ajoutée (added), retirée (withdrawn) ou redite telle quelle par un autre fichier, sous un autre identifiant (restated), et par colonne changée (changed), avec l''avant, l''après, l''instant du chargement et les envois qui l''ont dit ; aucun envoi : recalculé (rapprochement, décision humaine, liste de codes). of : une seule table.
What changed in what is published, after an instant and up to another: one row per row added, withdrawn, or said again as it was by another file, under another id (restated), and per column changed, with before, after, the instant of the load and the submissions that said it; no submission: computed anew (linkage, a human decision, a code list). of: one table only.';
