drop view if exists identity.statement cascade;

create view identity.statement as
select m.person_id, m.role, s.attribute, s.value, s.source_id, s.period, m.file_name, m.sheet,
    m.row_number, s.seen_on, u.received_at, s.rule, s.is_chosen, s.is_contradicting,
    s.submission_id, s.record_id
from identity.person_mention m
join warehouse.statement s on s.record_id = m.mention_id
left join intake.submission u on u.submission_id = m.submission_id;

comment on view identity.statement is
'Ce que chaque source dit de chaque personne, avec son fichier, sa feuille, sa ligne et sa date, la règle qui a tranché et la ligne retenue. Ni nom ni jour de naissance : ils restent dans le fichier.
What each source says of each person, with its file, sheet, row and date, the rule that decided and the row that was retained. No name and no day of birth: these stay in the file.';
comment on column identity.statement.person_id is
'la personne
the person';
comment on column identity.statement.role is
'victim ou suspect
victim or suspect';
comment on column identity.statement.attribute is
'la colonne de warehouse.victim ou warehouse.suspect
the column of warehouse.victim or warehouse.suspect';
comment on column identity.statement.value is
'ce que la ligne dit, en texte ; d''une naissance, l''année
what the row says, as text; of a birth, the year';
comment on column identity.statement.source_id is
'l''export
the export';
comment on column identity.statement.period is
'le mois déclaré, AAAA-MM
the month reported, YYYY-MM';
comment on column identity.statement.file_name is
'le fichier, comme le ministère l''a nommé
the file, as the ministry named it';
comment on column identity.statement.sheet is
'la feuille ; vide pour un fichier texte
the sheet; empty for a text file';
comment on column identity.statement.row_number is
'la ligne du fichier ou de la feuille, 1 = la première
physical row in the file or sheet, 1 = the first';
comment on column identity.statement.seen_on is
'le jour où la source a rencontré la personne
the day the source met the person';
comment on column identity.statement.received_at is
'quand le fichier est arrivé
when the file was received';
comment on column identity.statement.rule is
'la règle qui a tranché (voir warehouse.statement)
the rule that decided (see warehouse.statement)';
comment on column identity.statement.is_chosen is
'cette ligne a donné la valeur retenue
this row gave the value that was retained';
comment on column identity.statement.is_contradicting is
'ce qu''elle dit ne peut être vrai en même temps que la valeur retenue
what it says cannot be true beside the value that was retained';
comment on column identity.statement.submission_id is
'l''envoi
the submission';
comment on column identity.statement.record_id is
'la ligne lue, la même que mention_id
the record; the same as mention_id';
