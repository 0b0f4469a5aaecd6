drop function if exists plan.progress_count(date, integer, timestamptz) cascade;

create function plan.progress_count(
    as_of date default current_date, months integer default 3,
    known timestamptz default '9999-12-31')
returns table (
    scope text, plan text, axis_code text, ministry_code text, actions_count bigint,
    not_started_count bigint, under_way_count bigint, told_late_count bigint,
    suspended_count bigint, postponed_count bigint, done_count bigint, given_up_count bigint,
    not_told_count bigint, late_count bigint, stalled_count bigint, regressing_count bigint,
    placeholder_count bigint, mean_percent double precision, activities_count bigint,
    women_count bigint, men_count bigint, participants_count bigint
)
language sql stable as $$
with attended as (
    select activity_id, sum(women_count) as women, sum(men_count) as men,
        sum(participants_count) as participants
    from plan.attendance_as_known(known)
    group by activity_id
),
held as (
    select v.action_id, v.plan, count(*) as activities, sum(t.women) as women, sum(t.men) as men,
        sum(t.participants) as participants
    from plan.activity_as_known(known) v
    left join attended t on t.activity_id = v.activity_id
    where v.held_on <= as_of
    group by v.action_id, v.plan
),
-- What was done for no action that is followed up counts for its plan, under no axis or ministry.
told as (
    select coalesce(p.plan, h.plan) as plan, p.axis_code, p.ministry_code, p.action_id,
        p.status_code, p.is_late, p.is_stalled, p.is_regressing, p.is_placeholder,
        p.execution_percent, h.activities, h.women, h.men, h.participants
    from plan.progress(as_of, months, known) p
    full join held h on h.action_id = p.action_id
)
select
    case grouping(axis_code, ministry_code)
        when 3 then 'plan' when 1 then 'axis' when 2 then 'ministry' else 'axis_ministry' end,
    plan, axis_code, ministry_code,
    count(action_id),
    count(*) filter (where status_code = 'NON_DEMARREE'),
    count(*) filter (where status_code = 'EN_COURS'),
    count(*) filter (where status_code = 'EN_RETARD'),
    count(*) filter (where status_code = 'SUSPENDUE'),
    count(*) filter (where status_code = 'REPORTEE'),
    count(*) filter (where status_code = 'ACHEVEE'),
    count(*) filter (where status_code = 'ABANDONNEE'),
    count(action_id) filter (where coalesce(status_code, 'UNKNOWN') = 'UNKNOWN'),
    count(*) filter (where is_late),
    count(*) filter (where is_stalled),
    count(*) filter (where is_regressing),
    count(*) filter (where is_placeholder),
    avg(execution_percent),
    coalesce(sum(activities), 0)::bigint,
    sum(women)::bigint, sum(men)::bigint, sum(participants)::bigint
from told
group by grouping sets (
    (plan), (plan, axis_code), (plan, ministry_code), (plan, axis_code, ministry_code))
order by plan, 1, axis_code, ministry_code
$$;

comment on function plan.progress_count(date, integer, timestamptz) is
'L''avancement de chaque plan à cette date (as_of), par plan, par axe, par ministère chef de file et par les deux (scope) : combien d''actions dans chaque statut, en retard, à l''arrêt depuis tant de mois (months), en recul ; combien d''activités tenues jusque-là et leurs participants par sexe ; avec ce que l''on sait aujourd''hui ou ce que l''on savait à un instant (known). Les colonnes sont celles de la vue progress_today.
How each plan goes on that date (as_of), by plan, by axis, by lead ministry and by both (scope): how many actions in each status, late, stalled for so many months (months), regressing; how many activities were held by then and who took part, by sex; with today''s knowledge or that of an instant (known). The columns are those of the view progress_today.';
