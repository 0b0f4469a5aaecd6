drop function if exists case_law.search(text, text, text, text, text, date, date, integer) cascade;

create function case_law.search(
    words text,
    article text default null,
    exploitation text default null,
    means text default null,
    court text default null,
    decided_from date default null,
    decided_to date default null,
    most integer default 50
)
returns table (
    decision_id text, decision_number text, court_code text, decided_on date, title text,
    rank real, found text, article_codes text[], exploitation_codes text[], means_codes text[]
)
language sql stable as $$
with asked as (
    select websearch_to_tsquery('pg_catalog.french',
        replace(replace(case_law.fold(words), 'œ', 'oe'), 'æ', 'ae')) as query
),
ranked as (
    select d.*, a.query, ts_rank_cd(d.search, a.query) as rank
    from asked a
    join case_law.decision d on d.search @@ a.query
    where (article is null or d.article_codes @> array[article])
        and (exploitation is null or d.exploitation_codes @> array[exploitation])
        and (means is null or d.means_codes @> array[means])
        and (court is null or d.court_code = court)
        and (decided_from is null or d.decided_on >= decided_from)
        and (decided_to is null or d.decided_on <= decided_to)
    order by rank desc, d.decided_on desc nulls last, d.decision_id
    limit most
)
select r.decision_id, r.decision_number, r.court_code, r.decided_on, r.title, r.rank,
    case_law.highlight(
        concat_ws(E'\n', r.title, r.operative_part, r.reasons, r.facts), r.query),
    r.article_codes, r.exploitation_codes, r.means_codes
from ranked r
order by r.rank desc, r.decided_on desc nulls last, r.decision_id
$$;

comment on function case_law.search(text, text, text, text, text, date, date, integer) is
'Décisions qui disent ces mots, accents et pluriels repliés, les meilleures d''abord, avec un extrait ; "entre guillemets" : la suite exacte, -mot : sans ce mot, or : ou.
Decisions that say these words, accents and plurals folded, the best first, with an extract; "in quotes": the very phrase, -word: without it, or: either.';
