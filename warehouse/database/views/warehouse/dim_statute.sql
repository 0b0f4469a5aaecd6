drop view if exists warehouse.dim_statute cascade;

create view warehouse.dim_statute as
select
    code as statute_code,
    label_fr,
    label_en,
    attributes ->> 'number' as number,
    (attributes ->> 'is_tip')::boolean as is_tip,
    (attributes ->> 'voted_on')::date as voted_on,
    coalesce(valid_from, (attributes ->> 'voted_on')::date) as applies_from,
    attributes ->> 'earlier_article' as earlier_article_code,
    coalesce((attributes ->> 'is_placeholder')::boolean, false) as is_placeholder,
    valid_from,
    valid_to
from warehouse.dim_code
where list = 'statute';

comment on view warehouse.dim_statute is
'Textes de loi. Le texte des faits s''applique, jamais un plus récent (non-rétroactivité) : voir applies_from.
Statutes. The law of the facts applies, never a later one (non-retroactivity): see applies_from.';
comment on column warehouse.dim_statute.statute_code is
'le texte
the statute';
comment on column warehouse.dim_statute.label_fr is
'libellé en français
label in French';
comment on column warehouse.dim_statute.label_en is
'libellé en anglais
label in English';
comment on column warehouse.dim_statute.number is
'numéro ; vide : inconnu
number; empty: unknown';
comment on column warehouse.dim_statute.is_tip is
'texte sur la traite
a statute on trafficking';
comment on column warehouse.dim_statute.voted_on is
'jour du vote, quand celui de la promulgation n''est pas connu
day of the vote, where that of the promulgation is not known';
comment on column warehouse.dim_statute.applies_from is
'aucun fait antérieur ne peut en relever ; vide : inconnu
no earlier facts can fall under it; empty: unknown';
comment on column warehouse.dim_statute.earlier_article_code is
'l''article dont relèvent les faits antérieurs (codes: article)
the article of earlier facts (codes: article)';
comment on column warehouse.dim_statute.is_placeholder is
'à saisir par le Comité
to be entered by the committee';
comment on column warehouse.dim_statute.valid_from is
'premier jour de validité ; vide : inconnu
first day it is valid; empty: unknown';
comment on column warehouse.dim_statute.valid_to is
'dernier jour de validité ; vide : encore valable
last day it is valid; empty: still';
