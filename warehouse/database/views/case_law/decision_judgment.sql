drop view if exists case_law.decision_judgment cascade;

-- A case may be judged again: only what the same court judged on the same day is in the decision.
create view case_law.decision_judgment as
select d.decision_id, j.judgment_id, j.verdict, j.offence_code, j.article_codes, j.months_firm,
    j.months_suspended, j.is_life, j.fine_xaf, j.damages_xaf, j.is_appealed
from case_law.decision d
join warehouse.judgment j on j.case_id = d.case_id and j.court_code = d.court_code
    and j.decided_on = d.decided_on;

comment on view case_law.decision_judgment is
'Ce que chaque décision a prononcé, une ligne par personne jugée : les jugements du même dossier, de la même juridiction et du même jour.
What each decision pronounced, a row per person judged: the judgments of the same case, court and day.';
comment on column case_law.decision_judgment.decision_id is
'La décision.
The decision.';
comment on column case_law.decision_judgment.judgment_id is
'Le jugement d''une personne (warehouse.judgment).
The judgment of one person (warehouse.judgment).';
comment on column case_law.decision_judgment.verdict is
'Le verdict (codes : verdict).
The verdict (codes: verdict).';
comment on column case_law.decision_judgment.offence_code is
'La qualification (codes : offence).
The qualification (codes: offence).';
comment on column case_law.decision_judgment.article_codes is
'Les articles (codes : article).
The articles (codes: article).';
comment on column case_law.decision_judgment.months_firm is
'La prison ferme, en mois.
Prison to be served, months.';
comment on column case_law.decision_judgment.months_suspended is
'La prison avec sursis, en mois.
Prison suspended, months.';
comment on column case_law.decision_judgment.is_life is
'À perpétuité.
For life.';
comment on column case_law.decision_judgment.fine_xaf is
'L''amende, en francs CFA (XAF).
The fine, XAF.';
comment on column case_law.decision_judgment.damages_xaf is
'Les dommages-intérêts, en francs CFA (XAF).
Damages to the victims, XAF.';
comment on column case_law.decision_judgment.is_appealed is
'Un appel a été formé.
An appeal was lodged.';
