drop function if exists case_law.highlight(text, tsquery, integer) cascade;

-- The words are found in the folded text, which is as long as the text itself: so the marks can be
-- set in the text as it was written, accents and all. What is HTML in it is made harmless.
create function case_law.highlight(written text, query tsquery, around integer default 160)
returns text
language plpgsql stable as $$
declare
    opened constant text := chr(2);
    closed constant text := chr(3);
    folded text := translate(case_law.fold(written), '<>&', '   ');
    marked text;
    part text;
    place integer := 1;
    is_found boolean := false;
    found_at integer;
    told text := '';
begin
    marked := ts_headline('pg_catalog.french', folded, query,
        format('HighlightAll=true, StartSel=%s, StopSel=%s', opened, closed));
    if length(translate(marked, opened || closed, '')) <> length(written)
        or position(opened in marked) = 0
    then
        marked := folded;
    end if;
    found_at := position(opened in marked);
    for part in
        select unnest(string_to_array(replace(marked, closed, opened), opened))
    loop
        told := told || case when is_found then opened else '' end
            || substr(written, place, length(part)) || case when is_found then closed else '' end;
        place := place + length(part);
        is_found := not is_found;
    end loop;
    if length(told) > 2 * around then
        told := substr(told, greatest(found_at - around, 1), 2 * around);
        -- A mark that the cut has halved is mended, and a word that it has halved goes.
        told := regexp_replace(told, '^[^ ' || opened || ']*' || closed, '');
        told := case when found_at > around then '… ' || regexp_replace(told, '^\S* ', '')
            else told end;
        told := regexp_replace(told, '\s\S*$', '') || ' …';
        if length(replace(told, opened, '')) < length(replace(told, closed, '')) then
            told := told || closed;
        end if;
    end if;
    told := replace(replace(replace(told, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');
    return replace(replace(told, opened, '<mark>'), closed, '</mark>');
end $$;

comment on function case_law.highlight(text, tsquery, integer) is
'Un extrait du texte tel qu''il fut écrit, les mots trouvés entre <mark> et </mark> ; le reste est du HTML inoffensif.
An extract of the text as it was written, the words found between <mark> and </mark>; the rest is harmless HTML.';
