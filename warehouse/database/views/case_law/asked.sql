drop function if exists case_law.asked(text) cascade;

create function case_law.asked(words text) returns tsquery
language sql stable as $$
select ts_rewrite(
    websearch_to_tsquery('pg_catalog.french',
        replace(replace(case_law.fold(words), 'œ', 'oe'), 'æ', 'ae')),
    $forms$
    select form, one || other
    from (select to_tsquery('pg_catalog.french', singular) as one,
            to_tsquery('pg_catalog.french', plural) as other
        from case_law.irregular_plural) pair,
        unnest(array[one, other]) as form
    $forms$)
$$;

comment on function case_law.asked(text) is
'La question que posent ces mots, accents et pluriels repliés ; "entre guillemets" : la suite exacte, -mot : sans ce mot, or : ou.
The question that these words ask, accents and plurals folded; "in quotes": the very phrase, -word: without it, or: either.';
