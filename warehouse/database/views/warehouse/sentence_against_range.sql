drop view if exists warehouse.sentence_against_range cascade;

-- Ranges are the code list `penalty`, each with its source; which facts a law is for, `dim_article`.
-- No earlier facts can fall under a law (non-retroactivity): of facts before it, the article that it
-- came after is the law. Where an article has several ranges, that without a circumstance serves:
-- which circumstance a court held, no export says.
-- The last decision on a person in a case counts: a sentence that an appeal undid is none.
create view warehouse.sentence_against_range as
with convicted as (
    select j.*, f.facts_on_max, f.principal_exploitation_code as exploitation_code,
        coalesce(j.months_firm, 0) + coalesce(j.months_suspended, 0) as months_total
    from warehouse.judgment j
    join warehouse.case_file f on f.case_id = j.case_id
    join warehouse.dim_code v on v.list = 'verdict' and v.code = j.verdict
        and (v.attributes ->> 'is_conviction')::boolean
    where j.is_standing
),
cited as (
    select c.judgment_id, a.article_code, a.earlier_article_code,
        coalesce(c.facts_on_max < a.applies_from, false) and a.earlier_article_code is not null
            as is_later
    from convicted c
    join warehouse.dim_article a on a.article_code = any (c.article_codes)
),
applied as (
    select judgment_id, bool_or(is_later) as is_law_later_than_facts,
        array_agg(case when is_later then earlier_article_code else article_code end)
            as article_codes
    from cited
    group by judgment_id
),
ranged as (
    select distinct on (c.judgment_id) c.judgment_id, a.article_code, p.min_months, p.max_months,
        p.min_fine_xaf, p.max_fine_xaf, p.source, p.confidence,
        (select bool_or(o.is_life) from warehouse.dim_penalty o
         where o.article_code = a.article_code) as is_life_allowed
    from convicted c
    join applied l on l.judgment_id = c.judgment_id
    join warehouse.dim_article a on a.article_code = any (l.article_codes)
        and (c.facts_on_max is null or a.applies_from is null or a.applies_from <= c.facts_on_max)
        and (c.facts_on_max is null or a.applies_to is null or a.applies_to >= c.facts_on_max)
    join warehouse.dim_penalty p on p.article_code = a.article_code and p.circumstance is null
        and p.min_months is not null
        and (c.facts_on_max is null or p.valid_from is null or p.valid_from <= c.facts_on_max)
        and (c.facts_on_max is null or p.valid_to is null or p.valid_to >= c.facts_on_max)
    order by c.judgment_id, p.max_months desc nulls last, a.article_code
),
middle as (
    select court_code, exploitation_code, count(months_firm) as compared,
        percentile_cont(0.5) within group (order by months_firm) as median_firm
    from convicted
    where months_firm is not null
    group by court_code, exploitation_code
),
spread as (
    select c.court_code, c.exploitation_code,
        percentile_cont(0.5) within group (order by abs(c.months_firm - m.median_firm)) as deviation
    from convicted c
    join middle m on m.court_code is not distinct from c.court_code
        and m.exploitation_code is not distinct from c.exploitation_code
    where c.months_firm is not null
    group by c.court_code, c.exploitation_code
)
select
    c.judgment_id, c.case_id, c.suspect_id, c.court_code, c.exploitation_code, c.decided_on,
    c.facts_on_max, c.verdict, r.article_code, r.min_months, r.max_months, r.is_life_allowed,
    r.source as range_source, r.confidence as range_confidence,
    c.months_firm, c.months_suspended, c.is_life, c.fine_xaf, c.damages_xaf,
    case
        when c.is_life then case when r.is_life_allowed then 'within'
            when r.is_life_allowed is null then 'unknown_range' else 'above_maximum' end
        when c.months_firm is null and c.months_suspended is null then 'no_term_known'
        when r.article_code is null then 'unknown_range'
        when c.months_total < r.min_months then 'below_minimum'
        when c.months_total > r.max_months then case when r.is_life_allowed
            then 'above_usual_maximum' else 'above_maximum' end
        else 'within'
    end as against_range,
    case
        when c.fine_xaf is null or r.min_fine_xaf is null and r.max_fine_xaf is null
            then 'unknown_range'
        when c.fine_xaf < r.min_fine_xaf then 'below_minimum'
        when c.fine_xaf > r.max_fine_xaf then 'above_maximum'
        else 'within'
    end as fine_against_range,
    coalesce(l.is_law_later_than_facts, false) as is_law_later_than_facts,
    m.median_firm, m.compared as compared_count,
    case when m.compared >= 5 then
        abs(c.months_firm - m.median_firm) > 3 * 1.4826 * greatest(s.deviation, 1) end
        as is_far_from_median
from convicted c
left join applied l on l.judgment_id = c.judgment_id
left join ranged r on r.judgment_id = c.judgment_id
left join middle m on m.court_code is not distinct from c.court_code
    and m.exploitation_code is not distinct from c.exploitation_code
left join spread s on s.court_code is not distinct from c.court_code
    and s.exploitation_code is not distinct from c.exploitation_code;

comment on view warehouse.sentence_against_range is
'Chaque condamnation qui compte (la dernière décision sur la personne) face à la fourchette de la loi des faits. Une fourchette que nous ne savons pas reste inconnue ; celles que nous savons viennent de sources secondaires : voir range_source et range_confidence avant d''en conclure quoi que ce soit.
Each conviction that counts (the last decision on the person) against the range of the law of its facts. A range that we do not know stays unknown; those that we know are from secondary sources: see range_source and range_confidence before concluding anything.';
comment on column warehouse.sentence_against_range.judgment_id is
'le jugement
the judgment';
comment on column warehouse.sentence_against_range.case_id is
'le dossier
the case';
comment on column warehouse.sentence_against_range.suspect_id is
'le condamné, en pseudonyme
the convict, by pseudonym';
comment on column warehouse.sentence_against_range.court_code is
'la juridiction (codes: court)
the court (codes: court)';
comment on column warehouse.sentence_against_range.exploitation_code is
'la forme principale (codes: exploitation)
the principal form (codes: exploitation)';
comment on column warehouse.sentence_against_range.decided_on is
'le jour du jugement
day of the judgment';
comment on column warehouse.sentence_against_range.facts_on_max is
'le dernier jour des faits
latest day of the facts';
comment on column warehouse.sentence_against_range.verdict is
'l''issue (codes: verdict)
the verdict (codes: verdict)';
comment on column warehouse.sentence_against_range.article_code is
'l''article dont la fourchette sert (codes: article)
the article whose range serves (codes: article)';
comment on column warehouse.sentence_against_range.min_months is
'minimum, mois
minimum, months';
comment on column warehouse.sentence_against_range.max_months is
'maximum sans circonstance, mois
maximum without circumstance, months';
comment on column warehouse.sentence_against_range.is_life_allowed is
'l''article permet la perpétuité, selon les circonstances
the article allows life, by circumstance';
comment on column warehouse.sentence_against_range.range_source is
'où cette fourchette fut lue
where that range was read';
comment on column warehouse.sentence_against_range.range_confidence is
'confiance dans cette fourchette : high (haute), medium (moyenne) ou low (basse)
confidence in that range: high, medium or low';
comment on column warehouse.sentence_against_range.fine_against_range is
'l''amende face à la fourchette : within, below_minimum, above_maximum ou unknown_range (amende ou fourchette inconnue)
the fine against the range: within, below_minimum, above_maximum or unknown_range (fine or range unknown)';
comment on column warehouse.sentence_against_range.months_firm is
'mois fermes
months firm';
comment on column warehouse.sentence_against_range.months_suspended is
'mois avec sursis
months suspended';
comment on column warehouse.sentence_against_range.is_life is
'perpétuité
life';
comment on column warehouse.sentence_against_range.fine_xaf is
'amende, XAF
fine, XAF';
comment on column warehouse.sentence_against_range.damages_xaf is
'dommages-intérêts, XAF
damages, XAF';
comment on column warehouse.sentence_against_range.against_range is
'within, below_minimum, above_usual_maximum (permis selon les circonstances), above_maximum, unknown_range, no_term_known
within, below_minimum, above_usual_maximum (allowed by circumstance), above_maximum, unknown_range, no_term_known';
comment on column warehouse.sentence_against_range.is_law_later_than_facts is
'le jugement cite une loi plus récente que les faits
the judgment cites a law later than the facts';
comment on column warehouse.sentence_against_range.median_firm is
'médiane ferme de la juridiction et de la forme, mois
median months firm of the court and form';
comment on column warehouse.sentence_against_range.compared_count is
'jugements de cette médiane
judgments in that median';
comment on column warehouse.sentence_against_range.is_far_from_median is
'à plus de trois écarts absolus médians normalisés ; vide à moins de cinq jugements
more than three scaled median absolute deviations away; empty below five judgments';
