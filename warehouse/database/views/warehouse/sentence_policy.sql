drop view if exists warehouse.sentence_policy cascade;

create view warehouse.sentence_policy as
with banned as (
    select s.judgment_id, count(*) as bans
    from warehouse.sentence s
    where s.component_code like 'BAN%' or s.component_code in ('CLOSURE', 'CONFISCATION')
    group by s.judgment_id
)
select
    case grouping(r.court_code, r.exploitation_code)
        when 3 then 'all' when 1 then 'court' when 2 then 'form' else 'court_form' end as scope,
    r.court_code, r.exploitation_code,
    count(*) as convictions_count,
    count(*) filter (where r.months_firm > 0) as firm_count,
    percentile_cont(0.5) within group (order by r.months_firm) filter (where r.months_firm > 0)
        as median_months_firm,
    count(*) filter (where r.months_suspended > 0) as suspended_count,
    percentile_cont(0.5) within group (order by r.months_suspended)
        filter (where r.months_suspended > 0) as median_months_suspended,
    count(*) filter (where r.is_life) as life_count,
    count(*) filter (where r.fine_xaf > 0) as fined_count,
    percentile_cont(0.5) within group (order by r.fine_xaf) filter (where r.fine_xaf > 0)
        as median_fine_xaf,
    count(*) filter (where r.damages_xaf > 0) as damages_count,
    percentile_cont(0.5) within group (order by r.damages_xaf) filter (where r.damages_xaf > 0)
        as median_damages_xaf,
    count(b.bans) as banned_count,
    count(*) filter (where r.against_range = 'within') as within_count,
    count(*) filter (where r.against_range = 'below_minimum') as below_count,
    count(*) filter (where r.against_range in ('above_maximum', 'above_usual_maximum'))
        as above_count,
    count(*) filter (where r.against_range = 'unknown_range') as unknown_range_count,
    count(*) filter (where r.against_range = 'no_term_known') as no_term_count,
    count(*) filter (where r.is_far_from_median) as far_from_median_count
from warehouse.sentence_against_range r
left join banned b on b.judgment_id = r.judgment_id
group by grouping sets (
    (), (r.court_code), (r.exploitation_code), (r.court_code, r.exploitation_code));

comment on view warehouse.sentence_policy is
'La politique pénale : ce que les condamnations prononcent, par juridiction, par forme et par les deux (scope), et combien sont dans la fourchette de la loi des faits. within, below, above, unknown_range et no_term font ensemble toutes les condamnations ; une médiane ne compte que celles qui prononcent cela.
Penal policy: what convictions pronounce, by court, by form and by both (scope), and how many are within the range of the law of the facts. within, below, above, unknown_range and no_term together are all convictions; a median counts those alone that pronounce such a thing.';
comment on column warehouse.sentence_policy.scope is
'ce que la ligne compte : all, court, form, court_form
what the row counts: all, court, form, court_form';
comment on column warehouse.sentence_policy.court_code is
'la juridiction ; vide aussi pour toutes (voir scope)
the court; empty for all as well (see scope)';
comment on column warehouse.sentence_policy.exploitation_code is
'la forme principale ; vide aussi pour toutes (voir scope)
the principal form; empty for all as well (see scope)';
comment on column warehouse.sentence_policy.convictions_count is
'condamnations
convictions';
comment on column warehouse.sentence_policy.firm_count is
'avec de la prison ferme
with prison to be served';
comment on column warehouse.sentence_policy.median_months_firm is
'mois fermes, médiane
months to be served, median';
comment on column warehouse.sentence_policy.suspended_count is
'avec du sursis
with a suspended term';
comment on column warehouse.sentence_policy.median_months_suspended is
'mois avec sursis, médiane
months suspended, median';
comment on column warehouse.sentence_policy.life_count is
'à perpétuité
for life';
comment on column warehouse.sentence_policy.fined_count is
'avec une amende
with a fine';
comment on column warehouse.sentence_policy.median_fine_xaf is
'amende médiane, XAF
fine, median, XAF';
comment on column warehouse.sentence_policy.damages_count is
'avec des dommages-intérêts
with damages';
comment on column warehouse.sentence_policy.median_damages_xaf is
'dommages-intérêts médians, XAF
damages, median, XAF';
comment on column warehouse.sentence_policy.banned_count is
'avec une interdiction, une fermeture ou une confiscation
with a ban, a closure or a confiscation';
comment on column warehouse.sentence_policy.within_count is
'dans la fourchette
within the range';
comment on column warehouse.sentence_policy.below_count is
'sous le minimum
below the minimum';
comment on column warehouse.sentence_policy.above_count is
'au-dessus du maximum, même permis selon les circonstances
above the maximum, also where circumstances allow it';
comment on column warehouse.sentence_policy.unknown_range_count is
'sans fourchette connue
without a known range';
comment on column warehouse.sentence_policy.no_term_count is
'sans durée connue
without a known term';
comment on column warehouse.sentence_policy.far_from_median_count is
'loin de la médiane de leur juridiction et de leur forme (voir sentence_against_range)
far from the median of their court and form (see sentence_against_range)';
