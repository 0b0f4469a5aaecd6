drop view if exists warehouse.statement cascade;

create view warehouse.statement as
with said as (
    select m.victim_id, m.suspect_id, a.attribute, a.value, m.source_id, m.period, m.seen_on,
        m.submission_id, m.record_id,
        m.chosen ->> a.attribute as decided_by,
        a.attribute = any (m.contradicts) as is_contradicting
    from warehouse.mention m
    cross join lateral (values
        ('sex', m.sex),
        ('nationality', m.nationality),
        ('birth_year_min', m.birth_year_min::text),
        ('birth_year_max', m.birth_year_max::text),
        ('origin_prefecture_code', m.origin_prefecture_code),
        ('exploitation_prefecture_code', m.exploitation_prefecture_code),
        ('detection_prefecture_code', m.detection_prefecture_code),
        ('first_seen_on', m.seen_on::text),
        ('last_seen_on', m.seen_on::text),
        ('is_unnamed', m.is_unnamed::text),
        ('victim_status_code', m.victim_status_code),
        ('displacement_code', m.displacement_code),
        ('reintegration_code', m.reintegration_code),
        ('reintegrated_on', m.reintegrated_on::text),
        ('is_consenting', case when m.victim_id is not null then m.is_consenting::text end),
        ('is_minor', case when m.victim_id is not null then m.is_minor::text end)
    ) as a (attribute, value)
    where a.value is not null
    union all
    select m.victim_id, m.suspect_id, 'principal_exploitation_code', f.code, m.source_id, m.period,
        m.seen_on, m.submission_id, m.record_id,
        case when f.code = v.principal_exploitation_code
            then m.chosen ->> 'principal_exploitation_code' end,
        false
    from warehouse.mention m
    join warehouse.victim v on v.victim_id = m.victim_id
    cross join lateral unnest(m.exploitation_codes) as f (code)
    union all
    select m.victim_id, m.suspect_id, a.attribute, array_to_string(a.codes, ','), m.source_id,
        m.period, m.seen_on, m.submission_id, m.record_id, 'all', false
    from warehouse.mention m
    cross join lateral (values
        ('exploitation_codes', m.exploitation_codes),
        ('means_codes', m.means_codes),
        ('act_codes', m.act_codes),
        ('recruitment_codes', m.recruitment_codes),
        ('relationship_codes', case when m.relationship_code is not null
            then array[m.relationship_code] end)
    ) as a (attribute, codes)
    where m.victim_id is not null and cardinality(a.codes) > 0
)
select victim_id, suspect_id, attribute, value, source_id, period, seen_on, submission_id,
    record_id,
    max(decided_by) over (partition by victim_id, suspect_id, attribute) as rule,
    decided_by is not null as is_chosen,
    is_contradicting
from said;

comment on view warehouse.statement is
'Pourquoi cette valeur : ce que chaque ligne de chaque export dit d''une victime ou d''un mis en cause, attribut par attribut, la règle qui a tranché et la ligne retenue.
Why this value: what each row of each export says of a victim or a suspect, attribute by attribute, the rule that decided and the row that was retained.';
comment on column warehouse.statement.victim_id is
'la victime, en pseudonyme ; vide pour un mis en cause
the victim, by pseudonym; empty for a suspect';
comment on column warehouse.statement.suspect_id is
'le mis en cause, en pseudonyme ; vide pour une victime
the suspect, by pseudonym; empty for a victim';
comment on column warehouse.statement.attribute is
'la colonne de warehouse.victim ou warehouse.suspect
the column of warehouse.victim or warehouse.suspect';
comment on column warehouse.statement.value is
'ce que la ligne dit, en texte ; d''une naissance, l''année
what the row says, as text; of a birth, the year';
comment on column warehouse.statement.source_id is
'l''export
the export';
comment on column warehouse.statement.period is
'le mois déclaré, AAAA-MM
the month reported, YYYY-MM';
comment on column warehouse.statement.seen_on is
'le jour où la source a rencontré la personne
the day the source met the person';
comment on column warehouse.statement.submission_id is
'l''envoi qui l''a apportée
the submission that brought it';
comment on column warehouse.statement.record_id is
'la ligne lue ; le coffre en connaît le fichier, la feuille et le rang
the record; the vault knows its file, sheet and row';
comment on column warehouse.statement.rule is
'la règle qui a tranché : only_said (nul ne dit autre chose), most_specific (une forme précise avant une générique), surest (le sûr avant l''inconnu ou le présumé), most_said (le plus dit), surest_source (la source la plus sûre), newest (le plus récent), list_order (l''ordre de la liste de codes), most_precise (un jour avant un mois, une année, un âge), earliest_birth, earliest, latest, any (un oui suffit), refusal (un refus avant un accord), every (tous le disent), all (tout est gardé)
the rule that decided: only_said (nobody says otherwise), most_specific (a specific form before a generic one), surest (what is sure before what is unknown or presumed), most_said, surest_source, newest, list_order (the order of the code list), most_precise (a day before a month, a year, an age), earliest_birth, earliest, latest, any (one yes is enough), refusal (a refusal before a consent), every (all say it), all (everything is kept)';
comment on column warehouse.statement.is_chosen is
'cette ligne a donné la valeur retenue
this row gave the value that was retained';
comment on column warehouse.statement.is_contradicting is
'ce qu''elle dit ne peut être vrai en même temps que la valeur retenue (sexe, nationalité, naissance)
what it says cannot be true beside the value that was retained (sex, nationality, birth)';
