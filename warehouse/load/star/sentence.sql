-- One row per judgment and component: a term or a sum of nothing is none.
select
    g.judgment_id,
    c.component_code,
    g.case_id,
    g.suspect_id,
    g.court_code,
    g.decided_on,
    c.months,
    c.amount_xaf,
    c.is_hard_labour,
    g.source_ids,
    g.record_ids,
    g.period
from shaped_judgment g,
lateral (
    select 'PRISON_FIRM' as component_code, g.months_firm as months, null::bigint as amount_xaf,
        g.is_hard_labour
    where g.months_firm > 0
    union all
    select 'PRISON_SUSPENDED', g.months_suspended, null, g.is_hard_labour
    where g.months_suspended > 0
    union all
    select 'LIFE', null, null, g.is_hard_labour where g.is_life
    union all
    select 'FINE', null, g.fine_xaf, null where g.fine_xaf > 0
    union all
    select 'DAMAGES', null, g.damages_xaf, null where g.damages_xaf > 0
    union all
    -- Said again with a length and without: it is one, and has that length.
    select split_part(f.said, ':', 1), max(try_cast(split_part(f.said, ':', 2) as integer)), null,
        null
    from (select unnest(g.further_penalties) as said) f
    group by split_part(f.said, ':', 1)
) c
order by judgment_id, component_code
