drop view if exists warehouse.accused_together cascade;

create view warehouse.accused_together as
select a.suspect_id as one_suspect_id, b.suspect_id as other_suspect_id,
    count(*) as cases_count, array_agg(a.case_id order by a.case_id) as case_ids
from warehouse.case_suspect a
join warehouse.case_suspect b on b.case_id = a.case_id and a.suspect_id < b.suspect_id
group by a.suspect_id, b.suspect_id;

comment on view warehouse.accused_together is
'Le graphe des accusés : une arête par couple qui partage un dossier ; cases_count supérieur à 1 : ils reviennent ensemble.
The graph of the accused: one edge for each two who share a case; cases_count above 1: they recur together.';
comment on column warehouse.accused_together.one_suspect_id is
'l''un, en pseudonyme
the one, by pseudonym';
comment on column warehouse.accused_together.other_suspect_id is
'l''autre
the other';
comment on column warehouse.accused_together.cases_count is
'dossiers en commun
cases in common';
comment on column warehouse.accused_together.case_ids is
'ces dossiers
these cases';
