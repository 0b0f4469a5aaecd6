-- How alike two mentions are, as a level: 0 different, higher is closer, -1 not known.
-- Each macro is one expression, which `scoring.levels` asks once of a pair. Those whose names end in
-- `_bits` give bits; what else a pair is asked gives whole numbers (`spark`).
-- They add up truths, for DuckDB works out what stands within a CASE each time that it stands there.

-- How alike two words are: 1 from a Jaro-Winkler similarity of 0.97, 0 below 0.75, straight in between.
create or replace macro alike_at(similarity) as greatest(0, least(1, (similarity - 0.75) / 0.22));
create or replace macro alike(a, b) as alike_at(jaro_winkler_similarity(a, b));

-- The bits of rarity of the words of one side that the other side has too; asked of the side with
-- fewer words, so that one word is never found in two of the other's.
create or replace macro bits_found(words, bits, others) as
    list_dot_product(bits, list_transform(words, lambda x: case when list_contains(others, x) then 1
        else coalesce(list_max(list_transform(others, lambda y: alike(x, y))), 0) end::float));

create or replace macro bits_shared(words_l, bits_l, words_r, bits_r) as
    case when len(words_l) <= len(words_r) then bits_found(words_l, bits_l, words_r)
         else bits_found(words_r, bits_r, words_l) end;

-- One or two slips, a swap of neighbours among them. Without swaps it is told seven times as fast, and
-- a swap is two slips there.
create or replace macro is_a_slip(a, b) as
    case when levenshtein(a, b) > 2 then false else damerau_levenshtein(a, b) = 1 end;
create or replace macro is_two_slips(a, b) as
    case when levenshtein(a, b) > 4 then false else damerau_levenshtein(a, b) = 2 end;

-- Two words, as they are written: one slip in a short word changes how it is heard more than how it
-- is written (KOCH and KOCN, UWE and UKWE). More than one slip may be another name.
create or replace macro alike_written(a, b) as
    case when abs(strlen(a) - strlen(b)) <= 1 and is_a_slip(a, b) then jaro_winkler_similarity(a, b)
         else 0 end;

-- As bits_shared, of two names: a word is as alike to another as it is heard, or as it is written. Of
-- two names of as many words each is asked, and the mean is taken: whichever stands first.
create or replace macro name_bits_found(words, bits, written, others, others_written) as
    list_dot_product(bits, list_transform(words, lambda x, i: case when list_contains(others, x) then 1
        else coalesce(list_max(list_transform(others, lambda y, j: alike_at(greatest(
            jaro_winkler_similarity(x, y), alike_written(written[i], others_written[j]))))), 0)
        end::float));
create or replace macro name_bits_shared(words_l, bits_l, written_l, words_r, bits_r, written_r) as
    case when len(words_l) < len(words_r) then name_bits_found(words_l, bits_l, written_l, words_r, written_r)
         when len(words_l) > len(words_r) then name_bits_found(words_r, bits_r, written_r, words_l, written_l)
         else (name_bits_found(words_l, bits_l, written_l, words_r, written_r)
             + name_bits_found(words_r, bits_r, written_r, words_l, written_l)) / 2 end;

-- Whether a name has a word like this one (Jaro-Winkler of 0.75), as it is heard or as it is written.
-- Each step is dearer than the one before, and a CASE asks it of the rest alone; an OR asks it of all.
create or replace macro has_like(others, others_written, x, written) as
    case when list_contains(others, x) then true
         when coalesce(list_max(list_transform(others, lambda y: jaro_winkler_similarity(x, y))), 0) >= 0.75
             then true
         else coalesce(list_max(list_transform(others_written, lambda y: alike_written(written, y))), 0)
             >= 0.75 end;

-- Of a few of the words of a name, those that the other has nothing like.
create or replace macro unlike(few, words, written, others, others_written) as
    list_filter(few, lambda x: case when length(x) < 3 then false
        else not has_like(others, others_written, x, written[list_position(words, x)]) end);

-- Two names that two persons bear: where given names are told apart, none is like any word of the
-- other, or beside one in common each bears another that is like no word of the other (Jean-Pierre,
-- Jean-Paul); where one of the two tells them apart, none of them is like any word of the other, which
-- has a word of its own; where neither does, each has a word of its own.
create or replace macro all_unlike(few, words, written, others, others_written) as
    len(unlike(few, words, written, others, others_written)) = len(few);
create or replace macro any_unlike(few, words, written, others, others_written) as
    len(unlike(few, words, written, others, others_written)) > 0;
create or replace macro other_names(words_l, written_l, given_l, words_r, written_r, given_r) as coalesce(
    case when given_l is null and given_r is null then
             case when any_unlike(words_l, words_l, written_l, words_r, written_r)
                  then any_unlike(words_r, words_r, written_r, words_l, written_l) end
         when list_has_any(given_l, given_r) then
             case when any_unlike(given_l, words_l, written_l, words_r, written_r)
                  then any_unlike(given_r, words_r, written_r, words_l, written_l) end
         when given_r is null then
             case when all_unlike(given_l, words_l, written_l, words_r, written_r)
                  then any_unlike(words_r, words_r, written_r, words_l, written_l) end
         when given_l is null then
             case when all_unlike(given_r, words_r, written_r, words_l, written_l)
                  then any_unlike(words_l, words_l, written_l, words_r, written_r) end
         when all_unlike(given_l, words_l, written_l, words_r, written_r)
             then all_unlike(given_r, words_r, written_r, words_l, written_l) end, false);

-- Given names that sound alike and are not the same (Romain, Romaric): each of the two bears a given
-- name that the other has not, as they are heard; or, where a clerk's slip is no other name (Fiacre,
-- Fiace), that no word of the other is one slip from, as they are written.
create or replace macro given_apart(words_l, given_l, words_r, given_r) as coalesce(
    len(list_filter(given_l, lambda x: not list_contains(words_r, x))) > 0
    and len(list_filter(given_r, lambda x: not list_contains(words_l, x))) > 0, false);
create or replace macro beyond_a_slip(given, words, written, others, others_written) as
    len(list_filter(given, lambda x: not list_contains(others, x) and not coalesce(list_bool_or(
        list_transform(others_written, lambda y: alike_written(written[list_position(words, x)], y) > 0
    )), false))) > 0;
create or replace macro given_beyond_a_slip(words_l, written_l, given_l, words_r, written_r, given_r) as
    coalesce(beyond_a_slip(given_l, words_l, written_l, words_r, written_r)
        and beyond_a_slip(given_r, words_r, written_r, words_l, written_l), false);

-- Initials that none of the name's own words explains (KIFET T.), and first letters, as bits. One fits
-- where the other bears a word that begins so, or the same initial; two names are apart where one does
-- not, though the other has a word or an initial of its own: T. is not Aselech, and is anybody beside
-- KIFET alone.
create or replace macro initials_fitting(initials_l, firsts_l, initials_r, firsts_r) as
    bit_count(initials_l & firsts_r) + bit_count(initials_r & firsts_l & ~initials_l);
create or replace macro initials_apart(
    initials_l, firsts_l, words_l, written_l, initials_r, firsts_r, words_r, written_r
) as
    case when initials_l & ~firsts_r <> 0 and initials_r & ~firsts_l <> 0 then true
         when initials_l & ~firsts_r <> 0 then coalesce(
             len(unlike(words_r, words_r, written_r, words_l, written_l)) > 0, words_r is not null)
         when initials_r & ~firsts_l <> 0 then coalesce(
             len(unlike(words_l, words_l, written_l, words_r, written_r)) > 0, words_l is not null)
         else false end;
create or replace macro named_otherwise(
    words_l, written_l, given_l, initials_l, firsts_l, words_r, written_r, given_r, initials_r, firsts_r
) as case
    when initials_apart(
        initials_l, firsts_l, words_l, written_l, initials_r, firsts_r, words_r, written_r) then true
    when initials_fitting(initials_l, firsts_l, initials_r, firsts_r) > 0 then false
    else other_names(words_l, written_l, given_l, words_r, written_r, given_r) end;

-- Given names of a boy and a girl that are heard alike (Aimé, Aimée; Denis, Denise; Michel, Michelle):
-- each of the two bears one that the other has not, and one is the other with a feminine ending.
create or replace macro feminine_of(written, others) as
    len(list_filter(written, lambda x: not list_contains(others, x)
        and (list_contains(others, x || 'E') or list_contains(others, x || x[-1] || 'E')))) > 0;
create or replace macro boy_and_girl(written_l, written_r) as coalesce(
    feminine_of(written_l, written_r) or feminine_of(written_r, written_l), false);

-- Names, in any order: six steps of rarity shared, times what strays beside it. A word that only
-- one of the two has strays only if the other has one of its own: a dropped second name costs
-- little, two different given names beside one family name much. In each step: 0 other names,
-- 1 much strays, 2 some, 3 one is contained in the other, 4 the same.
create or replace macro names_level_of(shared, total_l, total_r, is_other) as
    (shared >= 2.5)::int * (1
        + 5 * ((shared >= 5)::int + (shared >= 7.5)::int + (shared >= 10)::int
             + (shared >= 13)::int + (shared >= 17)::int + (shared >= 22)::int)
        + (1 - is_other::int) * (1
            + (least(total_l, total_r) - shared < 4.5)::int
            + (least(total_l, total_r) - shared < 1.5)::int
            + (greatest(total_l, total_r) - shared < 1.5)::int));
-- Who is written by what the other is called, and by nothing else, shares all that she is written by.
create or replace macro bits_called(key_l, total_l, alias_l, key_r, total_r, alias_r) as
    greatest(coalesce((alias_l = key_r)::int * total_r, 0), coalesce((alias_r = key_l)::int * total_l, 0));
-- The bits that two names share, worked out once of a pair before its level is asked: null where one
-- of the two has no words.
create or replace macro names_shared_bits(
    words_l, bits_l, written_l, total_l, key_l, alias_l, words_r, bits_r, written_r, total_r, key_r, alias_r
) as case when words_l is not null and words_r is not null then greatest(
    name_bits_shared(words_l, bits_l, written_l, words_r, bits_r, written_r),
    bits_called(key_l, total_l, alias_l, key_r, total_r, alias_r)) end;
create or replace macro names_level(
    shared, words_l, written_l, total_l, given_l, key_l, alias_l, initials_l, firsts_l,
    words_r, written_r, total_r, given_r, key_r, alias_r, initials_r, firsts_r
) as coalesce(case
    when shared is null then case
        when initials_apart(
        initials_l, firsts_l, words_l, written_l, initials_r, firsts_r, words_r, written_r) then 0 end
    when shared < 2.5 then 0 * (total_l + total_r)
    -- Of two strangers nobody asks whose names they are; a list of one, for what it holds is told once.
    else list_transform([{
        shared: shared,
        total_l: total_l + 0 * total_r,
        total_r: total_r + 0 * total_l,
        -- An initial that fits is a word of three bits; beside one that does not, much strays.
        fitting: 3 * initials_fitting(initials_l, firsts_l, initials_r, firsts_r),
        apart: 4.5 * initials_apart(
            initials_l, firsts_l, words_l, written_l, initials_r, firsts_r, words_r, written_r)::int,
        is_other: initials_fitting(initials_l, firsts_l, initials_r, firsts_r) = 0
            and other_names(words_l, written_l, given_l, words_r, written_r, given_r)
            and bits_called(key_l, total_l, alias_l, key_r, total_r, alias_r) = 0
    }], lambda x: names_level_of(x.shared + x.fitting, x.total_l + x.fitting + x.apart,
        x.total_r + x.fitting + x.apart, x.is_other))[1] end::int, -1);

-- Two names that are the same as they are heard: 0 two words or more are written otherwise, 1 one, 2 none.
-- Of names so rare that no two bear them (17 bits) it is not asked: written otherwise, they are a slip.
create or replace macro spelling_level_of(names_level, written_l, written_r) as
    case when names_level not in (5, 10, 15, 20, 25) then -1
         when len(written_l) <= len(written_r)
             then 2 - least(2, len(list_filter(written_l, lambda x: not list_contains(written_r, x))))
         else 2 - least(2, len(list_filter(written_r, lambda x: not list_contains(written_l, x)))) end;
create or replace macro spelling_level(
    shared, words_l, written_l, total_l, given_l, key_l, alias_l, initials_l, firsts_l,
    words_r, written_r, total_r, given_r, key_r, alias_r, initials_r, firsts_r
) as list_transform([names_level(
    shared, words_l, written_l, total_l, given_l, key_l, alias_l, initials_l, firsts_l,
    words_r, written_r, total_r, given_r, key_r, alias_r, initials_r, firsts_r
)], lambda x: spelling_level_of(x, written_l, written_r))[1]::int;

-- Births: by keystroke where both days are known, else by years as the vaguer one knows them.
create or replace macro birth_level_of(day_l, year_l, precision_l, day_r, year_r, precision_r) as
    case when least(precision_l, precision_r) = 3 then
            case when day_l = day_r then 20
                 when day_l[1:4] = day_r[1:4] and day_l[5:6] = day_r[7:8] and day_l[7:8] = day_r[5:6]
                    then 19
                 when is_a_slip(day_l, day_r) then 18
                 when day_l[1:4] = day_r[1:4] and (day_l[5:6] = day_r[5:6] or day_l[7:8] = day_r[7:8])
                    then 17
                 when day_l[5:8] = day_r[5:8] then 14
                 when is_two_slips(day_l, day_r) then 16
                 when day_l[1:4] = day_r[1:4] then 15
                 when abs(year_l - year_r) <= 2 then 13
                 when abs(year_l - year_r) <= 10 then 12
                 else 11 end
         when least(precision_l, precision_r) = 2 then
            case when floor(year_l) = floor(year_r) then 10
                 when abs(floor(year_l) - floor(year_r)) <= 1 then 9
                 when abs(floor(year_l) - floor(year_r)) <= 2 then 8
                 when abs(floor(year_l) - floor(year_r)) <= 5 then 7
                 when abs(floor(year_l) - floor(year_r)) <= 10 then 6
                 else 5 end
         else
            case when abs(year_l - year_r) <= 1.01 then 4
                 when abs(year_l - year_r) <= 2.01 then 3
                 when abs(year_l - year_r) <= 5 then 2
                 when abs(year_l - year_r) <= 10 then 1
                 else 0 end
    end;
create or replace macro birth_level(day_l, year_l, precision_l, day_r, year_r, precision_r) as
    case when year_l is null or year_r is null then -1
         else birth_level_of(day_l, year_l, precision_l, day_r, year_r, precision_r) end;

create or replace macro equal_level(value_l, value_r) as coalesce((value_l = value_r)::int, -1);

-- Telephones are shared and mistyped: one in common, or the first of each a keystroke apart.
create or replace macro phone_level(phones_l, phones_r) as
    case when phones_l is null or phones_r is null then -1
         when len(list_intersect(phones_l, phones_r)) > 0 then 2
         when is_a_slip(phones_l[1], phones_r[1]) then 1
         else 0 end;

create or replace macro document_level(number_l, number_r) as
    case when number_l is null or number_r is null then -1
         when number_l = number_r then 3
         when is_a_slip(number_l, number_r) then 2
         when is_two_slips(number_l, number_r) then 1
         else 0 end;

-- Of two addresses of e-mail all is shared within two keys, half within four, else nothing: those of
-- namesakes are as alike as their names.
create or replace macro mail_shared(value_l, value_r) as
    case when abs(strlen(value_l) - strlen(value_r)) > 4 then 0
         else greatest(0, least(2, (6 - levenshtein(value_l, value_r)) // 2)) / 2 end;
create or replace macro text_bits_shared(value_l, words_l, bits_l, value_r, words_r, bits_r) as
    case when contains(value_l, '@') then mail_shared(value_l, value_r) * list_sum(bits_l)
         else bits_shared(words_l, bits_l, words_r, bits_r) end;

-- Free texts: the same in four steps of rarity, nearly the same or contained, partly the same. What two
-- share is asked of those alone that are not the same; a list of one, for it is worked out once.
create or replace macro text_level_of(shared, least_total) as greatest(
    (shared >= 0.8 * least_total)::int * (2 + (shared >= 6)::int),
    (shared >= 0.4 * least_total)::int);
create or replace macro text_level(
    value_l, rarity_l, words_l, bits_l, value_r, words_r, bits_r
) as case
    when value_l is null or value_r is null then -1
    when value_l = value_r then 4 + (rarity_l >= 4)::int + (rarity_l >= 7)::int + (rarity_l >= 10)::int
    else coalesce(list_transform([text_bits_shared(value_l, words_l, bits_l, value_r, words_r, bits_r)],
        lambda x: text_level_of(x, least(list_sum(bits_l), list_sum(bits_r))))[1], 0) end;
