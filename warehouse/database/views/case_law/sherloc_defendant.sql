drop view if exists case_law.sherloc_defendant cascade;

-- In the order of the judgments, which follows from nothing that is said of the persons.
create view case_law.sherloc_defendant as
select
    j.decision_id,
    row_number() over (partition by j.decision_id order by j.judgment_id)::integer as position,
    x.label_en as gender,
    n.label_en as nationality,
    case s.age_group_at_detection when 'adult' then '18 or over' when 'child' then 'under 18' end
        as age,
    (select string_agg(a.label_fr, '; ' order by a.article_code)
     from warehouse.dim_article a where a.article_code = any (j.article_codes)) as legislation,
    o.label_en as charge,
    v.label_en as verdict,
    case when j.is_life then 'life' end as life,
    j.months_firm,
    j.months_suspended,
    j.fine_xaf,
    j.damages_xaf,
    case j.is_appealed when true then 'lodged' when false then 'none lodged' end as appeal
from case_law.decision_judgment j
join warehouse.judgment g on g.judgment_id = j.judgment_id
left join warehouse.suspect s on s.suspect_id = g.suspect_id
left join warehouse.dim_code x on x.list = 'sex' and x.code = s.sex
left join warehouse.dim_code n on n.list = 'nationality' and n.code = s.nationality
left join warehouse.dim_code o on o.list = 'offence' and o.code = j.offence_code
left join warehouse.dim_code v on v.list = 'verdict' and v.code = j.verdict;

comment on view case_law.sherloc_defendant is
'Les personnes jugées d''une fiche SHERLOC, sans identifiant ; en anglais, la langue de SHERLOC.
The defendants of a SHERLOC record, without any id; in English, SHERLOC''s language.';
comment on column case_law.sherloc_defendant.decision_id is
'La décision.
The decision.';
comment on column case_law.sherloc_defendant.position is
'Première, deuxième … personne de la décision.
First, second … person of the decision.';
comment on column case_law.sherloc_defendant.gender is
'Le sexe.
The sex.';
comment on column case_law.sherloc_defendant.nationality is
'La nationalité.
The nationality.';
comment on column case_law.sherloc_defendant.age is
'Le groupe d''âge quand une source l''a d''abord rencontrée.
The age group when a source first met the person.';
comment on column case_law.sherloc_defendant.legislation is
'Les articles.
The articles.';
comment on column case_law.sherloc_defendant.charge is
'La qualification.
The qualification.';
comment on column case_law.sherloc_defendant.verdict is
'Le verdict.
The verdict.';
comment on column case_law.sherloc_defendant.life is
'À perpétuité.
For life.';
comment on column case_law.sherloc_defendant.months_firm is
'La prison ferme, en mois.
Prison to be served, months.';
comment on column case_law.sherloc_defendant.months_suspended is
'La prison avec sursis, en mois.
Prison suspended, months.';
comment on column case_law.sherloc_defendant.fine_xaf is
'L''amende, en francs CFA (XAF).
The fine, XAF.';
comment on column case_law.sherloc_defendant.damages_xaf is
'Les dommages-intérêts, en francs CFA (XAF).
Damages to the victims, XAF.';
comment on column case_law.sherloc_defendant.appeal is
'Si un appel a été formé.
Whether an appeal was lodged.';
