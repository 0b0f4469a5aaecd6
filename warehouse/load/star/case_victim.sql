-- Which victim is of which case.
select
    m.case_id,
    m.pseudonym as victim_id,
    first(v.age_group_at_detection) as age_group,
    list_sort(list_distinct(flatten(
        list(m.exploitation_codes) filter (m.exploitation_codes is not null)))) as exploitation_codes,
    list_sort(list_distinct(flatten(
        list(m.means_codes) filter (m.means_codes is not null)))) as means_codes,
    list_sort(list_distinct(flatten(
        list(m.act_codes) filter (m.act_codes is not null)))) as act_codes,
    list_sort(list_distinct(flatten(
        list(m.recruitment_codes) filter (m.recruitment_codes is not null)))) as recruitment_codes,
    list_sort(list(distinct m.relationship_code) filter (m.relationship_code is not null))
        as relationship_codes,
    list_sort(list(distinct m.source_id)) as source_ids,
    list_sort(list(m.record_id)) as record_ids,
    max(m.period) as period
from mention m
join shaped_victim v on v.victim_id = m.pseudonym
where m.role = 'victim' and m.case_id is not null
group by m.case_id, m.pseudonym
order by m.case_id, victim_id
