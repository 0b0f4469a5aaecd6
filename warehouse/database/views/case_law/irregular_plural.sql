drop view if exists case_law.irregular_plural cascade;

-- The French stems know horse and horses (cheval, chevaux), but not these: nouns in -ail that give
-- -aux, in -ou, -eu and -au that give -x, and those with two stems. Without accents and ligatures,
-- as case_law.vector has them. The plurals: Dictionnaire de l'Académie française.
create view case_law.irregular_plural (singular, plural) as
values
    ('travail', 'travaux'),
    ('bail', 'baux'),
    ('corail', 'coraux'),
    ('email', 'emaux'),
    ('soupirail', 'soupiraux'),
    ('vantail', 'vantaux'),
    ('vitrail', 'vitraux'),
    ('bijou', 'bijoux'),
    ('caillou', 'cailloux'),
    ('chou', 'choux'),
    ('genou', 'genoux'),
    ('hibou', 'hiboux'),
    ('joujou', 'joujoux'),
    ('pou', 'poux'),
    ('adieu', 'adieux'),
    ('aveu', 'aveux'),
    ('cheveu', 'cheveux'),
    ('dieu', 'dieux'),
    ('enjeu', 'enjeux'),
    ('essieu', 'essieux'),
    ('feu', 'feux'),
    ('jeu', 'jeux'),
    ('lieu', 'lieux'),
    ('milieu', 'milieux'),
    ('neveu', 'neveux'),
    ('voeu', 'voeux'),
    ('boyau', 'boyaux'),
    ('etau', 'etaux'),
    ('joyau', 'joyaux'),
    ('noyau', 'noyaux'),
    ('tuyau', 'tuyaux'),
    ('aieul', 'aieux'),
    ('ciel', 'cieux'),
    ('oeil', 'yeux'),
    ('madame', 'mesdames'),
    ('mademoiselle', 'mesdemoiselles'),
    ('monsieur', 'messieurs');

comment on view case_law.irregular_plural is
'Noms dont le pluriel échappe aux racines françaises de PostgreSQL : chercher l''un trouve l''autre.
Nouns whose plural escapes PostgreSQL''s French stems: to seek the one finds the other.';
comment on column case_law.irregular_plural.singular is
'Le singulier, sans accents.
The singular, without accents.';
comment on column case_law.irregular_plural.plural is
'Le pluriel, sans accents.
The plural, without accents.';
