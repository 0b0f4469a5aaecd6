drop function if exists warehouse.detention(date, timestamptz) cascade;

-- The last word by that day counts; of two of one day, the release. That an accused was not brought
-- from prison says that he was in it.
create function warehouse.detention(
    day date default current_date, known timestamptz default '9999-12-31')
returns table (case_id text, suspect_id text, is_detained boolean, detained_since date,
    said_on date, said_by text)
language sql stable as $$
with said as (
    select p.case_id, p.suspect_id, true as is_detained, p.detained_since as said_on,
        'prosecution' as said_by
    from warehouse.prosecution_as_known(known) p
    union all
    select p.case_id, p.suspect_id, false, p.released_on, 'release'
    from warehouse.prosecution_as_known(known) p
    union all
    select h.case_id, h.suspect_id, h.is_detained, h.held_on, 'hearing'
    from warehouse.hearing_as_known(known) h
    where h.is_detained is not null
    union all
    select h.case_id, h.suspect_id, true, h.held_on, 'adjournment'
    from warehouse.hearing_as_known(known) h
    join warehouse.dim_code_as_known(known) r on r.list = 'adjournment_reason'
        and r.code = h.adjournment_code and (r.attributes ->> 'is_detained')::boolean
),
told as (select s.*, coalesce(s.suspect_id, '') as accused from said s where s.said_on <= day),
newest as (
    select distinct on (t.case_id, t.accused) t.*
    from told t
    order by t.case_id, t.accused, t.said_on desc, t.is_detained, t.said_by
),
freed as (
    select t.case_id, t.accused, max(t.said_on) as last_on
    from told t where not t.is_detained group by t.case_id, t.accused
),
begun as (
    select t.case_id, t.accused, min(t.said_on) as first_on
    from told t
    left join freed f on f.case_id = t.case_id and f.accused = t.accused
    where t.is_detained and (f.last_on is null or t.said_on > f.last_on)
    group by t.case_id, t.accused
)
select n.case_id, n.suspect_id, n.is_detained, b.first_on, n.said_on, n.said_by
from newest n
left join begun b on b.case_id = n.case_id and b.accused = n.accused
$$;

comment on function warehouse.detention(date, timestamptz) is
'Les accusés dont un export dit s''ils étaient détenus avant jugement, un jour donné (day) : le dernier mot jusque-là, depuis quand on le sait, et qui le dit (said_by) : prosecution (jour de la détention au registre du parquet), release (mise en liberté), hearing (le rôle), adjournment (renvoi parce que le détenu n''a pas été extrait). Qui n''y est pas n''est ni détenu ni libre : nul ne le dit. known : ce que l''on savait à cet instant.
The accused of whom an export says whether they were detained before trial, on a given day (day): the last word by then, since when it is known, and who says it (said_by): prosecution (day of detention in the prosecutor''s register), release, hearing (the court''s roll), adjournment (because the detainee was not brought). Who is not here is neither detained nor free: nobody tells. known: what was known at that instant.';
