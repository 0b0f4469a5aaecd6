drop function if exists case_law.search(text, text, text, text, text, date, date, integer) cascade;
drop function if exists case_law.search(
    text, text, text, text, text, date, date, text, integer, integer, boolean, integer) cascade;

create function case_law.search(
    words text default null,
    article text default null,
    exploitation text default null,
    means text default null,
    court text default null,
    decided_from date default null,
    decided_to date default null,
    outcome text default null,
    months_from integer default null,
    months_to integer default null,
    life boolean default null,
    most integer default 50
)
returns table (
    decision_id text, decision_number text, court_code text, decided_on date, title text,
    rank real, found text, article_codes text[], exploitation_codes text[], means_codes text[],
    case_id text, verdicts text[]
)
language sql stable as $$
-- Worked out once: a function that is inlined would ask again for every row that it ranks and shows.
with asked as materialized (
    select case_law.asked(words) as query
),
-- Two branches, so that words are sought in the index.
said as (
    select d.*, a.query, ts_rank_cd(d.search, a.query) as rank
    from asked a
    join case_law.decision d on d.search @@ a.query
    where words is not null
    union all
    select d.*, null, 0 from case_law.decision d where words is null
),
ranked as (
    select d.*
    from said d
    where (article is null or d.article_codes @> array[article])
        and (exploitation is null or d.exploitation_codes @> array[exploitation])
        and (means is null or d.means_codes @> array[means])
        and (court is null or d.court_code = court)
        and (decided_from is null or d.decided_on >= decided_from)
        and (decided_to is null or d.decided_on <= decided_to)
        -- One and the same person must have been judged so. A life sentence has no months.
        and (coalesce(outcome, months_from::text, months_to::text, life::text) is null
            or exists (
                select from case_law.decision_judgment j
                where j.decision_id = d.decision_id
                    and (outcome is null or j.verdict = outcome)
                    and (months_from is null or j.months_firm >= months_from)
                    and (months_to is null or j.months_firm <= months_to)
                    and (life is null or j.is_life = life)))
    order by d.rank desc, d.decided_on desc nulls last, d.decision_id
    limit most
)
select r.decision_id, r.decision_number, r.court_code, r.decided_on, r.title, r.rank,
    case when r.query is not null then case_law.highlight(
        concat_ws(E'\n', r.title, r.operative_part, r.reasons, r.facts), r.query) end,
    r.article_codes, r.exploitation_codes, r.means_codes, r.case_id,
    (select array_agg(distinct j.verdict order by j.verdict)
     from case_law.decision_judgment j where j.decision_id = r.decision_id)
from ranked r
order by r.rank desc, r.decided_on desc nulls last, r.decision_id
$$;

comment on function case_law.search(
    text, text, text, text, text, date, date, text, integer, integer, boolean, integer) is
'Décisions qui disent ces mots (toutes sans mots), accents et pluriels repliés, les meilleures d''abord, avec un extrait ; par article, forme, moyen, juridiction, dates, verdict, mois de prison ferme, perpétuité. "entre guillemets" : la suite exacte, -mot : sans ce mot, or : ou.
Decisions that say these words (all without words), accents and plurals folded, the best first, with an extract; by article, form, means, court, dates, verdict, months of prison to be served, life. "in quotes": the very phrase, -word: without it, or: either.';
