-- One row per person and judgment. The registry that writes a judgment again next month does not
-- make a second one: court, day, number and person name it. The newest month stands; of the rows of
-- one month, a row per offence, that which convicts, and of two that convict the heavier: terms of one
-- judgment are not added up (non-cumul des peines).
-- What it is worth beside the others of the same accused and case: the last decision stands, until a
-- court above annuls it; a judgment that upholds another leaves that one standing, and counts none.
with said as (
    select g.*, j.case_id, p.pseudonym as suspect_id,
        row(coalesce(g.period, ''), coalesce(v.is_conviction, false), coalesce(g.is_life, false),
            coalesce(g.months_firm, -1), coalesce(g.months_suspended, -1), coalesce(g.fine_xaf, -1),
            g.record_id) as newness
    from said_judgment g
    join joins j on j.record_id = g.record_id
    left join pseudonyms p on p.mention_id = g.suspect_record_id
    left join stages v on v.list = 'verdict' and v.code = g.verdict_code
),
one as (
    select
        'J' || substr(md5(min(record_id)), 1, 16) as judgment_id,
        case_id,
        suspect_id,
        court_code,
        judgment_number,
        first(rp_number order by newness) filter (rp_number is not null) as rp_number,
        decided_on,
        arg_max(verdict_code, newness) filter (verdict_code is not null) as verdict,
        arg_max(offence_code, newness) filter (offence_code is not null) as offence_code,
        list_sort(list_distinct(flatten(list(article_codes) filter (article_codes is not null))))
            as article_codes,
        arg_max(months_firm, newness) filter (months_firm is not null) as months_firm,
        arg_max(months_suspended, newness) filter (months_suspended is not null)
            as months_suspended,
        arg_max(is_life, newness) filter (is_life is not null) as is_life,
        arg_max(is_hard_labour, newness) filter (is_hard_labour is not null) as is_hard_labour,
        arg_max(fine_xaf, newness) filter (fine_xaf is not null) as fine_xaf,
        arg_max(damages_xaf, newness) filter (damages_xaf is not null) as damages_xaf,
        list_sort(list_distinct(flatten(
            list(further_penalties) filter (further_penalties is not null)))) as further_penalties,
        bool_or(is_appealed or appeal_filed_on is not null) as is_appealed,
        arg_max(appeal_filed_on, newness) filter (appeal_filed_on is not null)
            as appeal_filed_on,
        list_sort(list(distinct source_id)) as source_ids,
        list_sort(list(record_id)) as record_ids,
        max(period) as period
    from said
    group by case_id, suspect_id, court_code, judgment_number, decided_on
),
placed as (
    select
        o.*,
        case c.stage when 'CASSATION' then 3 when 'APPEL' then 2 else 1 end as instance,
        coalesce(v.effect, 'none') as effect,
        coalesce(v.is_conviction, false) as is_conviction
    from one o
    left join stages c on c.list = 'court' and c.code = o.court_code
    left join stages v on v.list = 'verdict' and v.code = o.verdict
),
ordered as (
    select *, row_number() over accused as nth
    from placed
    window accused as (
        partition by case_id, suspect_id
        order by decided_on nulls first, instance, is_conviction, judgment_number nulls first,
            judgment_id
    )
),
-- The first that came after it and took its place, and the last that settled anything.
replaced as (
    select a.judgment_id, min_by(b.decided_on, b.nth) as replaced_on
    from ordered a
    join ordered b on b.case_id = a.case_id and b.suspect_id is not distinct from a.suspect_id
        and b.nth > a.nth and b.effect in ('decides', 'annuls')
    where a.effect = 'decides'
    group by a.judgment_id
),
settled as (
    select case_id, suspect_id, last(is_appealed order by nth) as is_appealed,
        last(instance order by nth) as instance
    from ordered
    where effect <> 'none'
    group by case_id, suspect_id
)
select
    o.* exclude (nth, is_conviction),
    o.effect = 'decides' and r.judgment_id is null as is_standing,
    r.replaced_on,
    case when o.effect = 'decides' and r.judgment_id is null
        then s.instance = 3 or not s.is_appealed end as is_final
from ordered o
left join replaced r on r.judgment_id = o.judgment_id
left join settled s on s.case_id = o.case_id and s.suspect_id is not distinct from o.suspect_id
order by o.judgment_id
