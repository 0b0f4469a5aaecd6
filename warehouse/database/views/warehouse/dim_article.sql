drop view if exists warehouse.dim_article cascade;

create view warehouse.dim_article as
select
    a.code as article_code,
    a.label_fr,
    a.label_en,
    a.attributes ->> 'statute' as statute_code,
    a.attributes ->> 'article' as article,
    a.attributes ->> 'paragraph' as paragraph,
    (a.attributes ->> 'is_tip')::boolean as is_tip,
    a.attributes ->> 'scope' as scope,
    a.attributes ->> 'iccs' as iccs,
    coalesce(a.valid_from, s.applies_from) as applies_from,
    coalesce(a.valid_to, s.valid_to) as applies_to,
    s.earlier_article_code,
    coalesce((a.attributes ->> 'is_placeholder')::boolean, false) as is_placeholder,
    a.valid_from,
    a.valid_to
from warehouse.dim_code a
left join warehouse.dim_statute s on s.statute_code = a.attributes ->> 'statute'
where a.list = 'article';

comment on view warehouse.dim_article is
'Articles, et les faits auxquels ils s''appliquent : de applies_from à applies_to. Une ligne par article.
Articles, and the facts to which they apply: from applies_from to applies_to. One row per article.';
comment on column warehouse.dim_article.article_code is
'l''article
the article';
comment on column warehouse.dim_article.label_fr is
'libellé en français
label in French';
comment on column warehouse.dim_article.label_en is
'libellé en anglais
label in English';
comment on column warehouse.dim_article.statute_code is
'son texte (warehouse.dim_statute)
its statute (warehouse.dim_statute)';
comment on column warehouse.dim_article.article is
'numéro de l''article
number of the article';
comment on column warehouse.dim_article.paragraph is
'alinéa
paragraph';
comment on column warehouse.dim_article.is_tip is
'article sur la traite ; vide : inconnu
an article on trafficking; empty: unknown';
comment on column warehouse.dim_article.scope is
'TIP_STATUTE (traite), TIP_FACTS_OTHER_STATUTE (faits de traite sous un autre texte) ou OTHER (autre)
TIP_STATUTE, TIP_FACTS_OTHER_STATUTE or OTHER';
comment on column warehouse.dim_article.iccs is
'code ICCS
ICCS code';
comment on column warehouse.dim_article.applies_from is
'aucun fait antérieur ne peut en relever ; vide : inconnu
no earlier facts can fall under it; empty: unknown';
comment on column warehouse.dim_article.applies_to is
'aucun fait postérieur n''en relève ; vide : encore en vigueur
no later facts fall under it; empty: still in force';
comment on column warehouse.dim_article.earlier_article_code is
'l''article dont relèvent les faits antérieurs (codes: article)
the article of earlier facts (codes: article)';
comment on column warehouse.dim_article.is_placeholder is
'à saisir par le Comité
to be entered by the committee';
comment on column warehouse.dim_article.valid_from is
'premier jour de validité ; vide : inconnu
first day it is valid; empty: unknown';
comment on column warehouse.dim_article.valid_to is
'dernier jour de validité ; vide : encore valable
last day it is valid; empty: still';
