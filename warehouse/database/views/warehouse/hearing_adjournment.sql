drop view if exists warehouse.hearing_adjournment cascade;

create view warehouse.hearing_adjournment as
with put_off as (
    select h.court_code, h.case_id, h.held_on, h.adjournment_code,
        max(h.adjourned_to) as adjourned_to
    from warehouse.hearing h
    where h.adjourned_to is not null or h.adjournment_code is not null
    group by h.court_code, h.case_id, h.held_on, h.adjournment_code
)
select p.court_code, p.adjournment_code, r.attributes ->> 'cause' as cause,
    count(*) as adjournments_count, count(distinct p.case_id) as cases_count,
    percentile_cont(0.5) within group (order by p.adjourned_to - p.held_on)
        filter (where p.adjourned_to >= p.held_on) as median_days,
    min(p.held_on) as first_on, max(p.held_on) as last_on
from put_off p
left join warehouse.dim_code r on r.list = 'adjournment_reason' and r.code = p.adjournment_code
group by p.court_code, p.adjournment_code, r.attributes ->> 'cause';

comment on view warehouse.hearing_adjournment is
'Renvois d''audience, par juridiction et par motif : combien, de combien de dossiers, et de combien de jours. Les accusés d''une même audience sont un renvoi.
Adjournments, by court and reason: how many, of how many cases, and by how many days. The accused of one hearing are one adjournment.';
comment on column warehouse.hearing_adjournment.court_code is
'la juridiction (codes: court)
the court (codes: court)';
comment on column warehouse.hearing_adjournment.adjournment_code is
'le motif (codes: adjournment_reason) ; vide : non dit
the reason (codes: adjournment_reason); empty: not told';
comment on column warehouse.hearing_adjournment.cause is
'd''où il vient : court, defence, accused, authority, witness, victim, parties ou external
where it lies: court, defence, accused, authority, witness, victim, parties or external';
comment on column warehouse.hearing_adjournment.adjournments_count is
'renvois
adjournments';
comment on column warehouse.hearing_adjournment.cases_count is
'dossiers
cases';
comment on column warehouse.hearing_adjournment.median_days is
'jours jusqu''à l''audience suivante, médiane de ceux dont elle est dite
days to the next hearing, median of those of which it is told';
comment on column warehouse.hearing_adjournment.first_on is
'le premier
the first';
comment on column warehouse.hearing_adjournment.last_on is
'le dernier
the last';
