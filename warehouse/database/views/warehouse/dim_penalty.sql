drop view if exists warehouse.dim_penalty cascade;

create view warehouse.dim_penalty as
select
    code as penalty_code,
    label_fr,
    label_en,
    attributes ->> 'article' as article_code,
    attributes ->> 'circumstance' as circumstance,
    (attributes ->> 'min_months')::integer as min_months,
    (attributes ->> 'max_months')::integer as max_months,
    (attributes ->> 'is_life')::boolean as is_life,
    (attributes ->> 'is_hard_labour')::boolean as is_hard_labour,
    (attributes ->> 'min_fine_xaf')::bigint as min_fine_xaf,
    (attributes ->> 'max_fine_xaf')::bigint as max_fine_xaf,
    attributes ->> 'source' as source,
    attributes ->> 'confidence' as confidence,
    coalesce((attributes ->> 'is_placeholder')::boolean, false) as is_placeholder,
    valid_from,
    valid_to
from warehouse.dim_code
where list = 'penalty';

comment on view warehouse.dim_penalty is
'Peines encourues, par article et circonstance, avec leur source et la confiance qu''elle mérite. Une case vide est inconnue, jamais inventée.
Penalties incurred, by article and circumstance, with their source and how far it is to be trusted. An empty cell is unknown, never invented.';
comment on column warehouse.dim_penalty.penalty_code is
'la peine encourue
the penalty incurred';
comment on column warehouse.dim_penalty.label_fr is
'libellé en français
label in French';
comment on column warehouse.dim_penalty.label_en is
'libellé en anglais
label in English';
comment on column warehouse.dim_penalty.article_code is
'l''article (warehouse.dim_article)
the article (warehouse.dim_article)';
comment on column warehouse.dim_penalty.circumstance is
'la circonstance ; vide : sans circonstance
the circumstance; empty: none';
comment on column warehouse.dim_penalty.min_months is
'minimum, mois
minimum, months';
comment on column warehouse.dim_penalty.max_months is
'maximum, mois
maximum, months';
comment on column warehouse.dim_penalty.is_life is
'permet la perpétuité ; vide : inconnu
allows life; empty: unknown';
comment on column warehouse.dim_penalty.is_hard_labour is
'travaux forcés ; vide : inconnu
travaux forcés; empty: unknown';
comment on column warehouse.dim_penalty.min_fine_xaf is
'amende minimale, XAF
minimum fine, XAF';
comment on column warehouse.dim_penalty.max_fine_xaf is
'amende maximale, XAF
maximum fine, XAF';
comment on column warehouse.dim_penalty.source is
'où cela fut lu
where it was read';
comment on column warehouse.dim_penalty.confidence is
'confiance : high (haute), medium (moyenne) ou low (basse)
confidence: high, medium or low';
comment on column warehouse.dim_penalty.is_placeholder is
'à saisir par le Comité
to be entered by the committee';
comment on column warehouse.dim_penalty.valid_from is
'premier jour de validité ; vide : inconnu
first day it is valid; empty: unknown';
comment on column warehouse.dim_penalty.valid_to is
'dernier jour de validité ; vide : encore valable
last day it is valid; empty: still';
