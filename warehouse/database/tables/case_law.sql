-- Functions that the columns of case_law are computed by: they are there before its tables.

-- array_to_string is only STABLE, as some element types print by setting; text does not.
create function case_law.words(words text[]) returns text
language sql immutable parallel safe
return pg_catalog.array_to_string(words, ' ');
comment on function case_law.words(text[]) is
    'Des mots-clés en un seul texte.
Keywords as one text.';

-- Letter for letter, so that an extract can be cut from the text as it was written; the ligatures,
-- which are two letters, are told apart beforehand. normalize() would need no table, but is only as
-- long as its text by chance.
create function case_law.fold(words text) returns text
language sql immutable parallel safe
return pg_catalog.translate(
    pg_catalog.lower(words),
    'àâäáãåçéèêëíìîïñóòôöõúùûüýÿ’',
    'aaaaaaceeeeiiiinooooouuuuyy''');
comment on function case_law.fold(text) is
    'Minuscules sans accents, lettre pour lettre : de la longueur du texte.
Lower case without accents, letter for letter: as long as the text.';

create function case_law.vector(words text) returns tsvector
language sql immutable parallel safe
return pg_catalog.to_tsvector(
    'pg_catalog.french'::regconfig,
    pg_catalog.replace(pg_catalog.replace(case_law.fold(words), 'œ', 'oe'), 'æ', 'ae'));
comment on function case_law.vector(text) is
    'Les mots d''un texte, sans accents ni terminaisons, ligatures en deux lettres.
The words of a text, without accents and endings, ligatures in two letters.';
