drop function if exists plan.participants(date, timestamptz) cascade;

create function plan.participants(
    as_of date default current_date, known timestamptz default '9999-12-31')
returns table (
    plan text, year integer, activity_code text, ministry_code text, activities_count bigint,
    women_count bigint, men_count bigint, participants_count bigint, sex_not_told_count bigint
)
language sql stable as $$
select v.plan, extract(year from v.held_on)::integer, v.activity_code, t.ministry_code, count(*),
    sum(t.women_count), sum(t.men_count), sum(t.participants_count),
    sum(greatest(t.participants_count - coalesce(t.women_count, 0) - coalesce(t.men_count, 0), 0))
from plan.activity_as_known(known) v
join plan.attendance_as_known(known) t on t.activity_id = v.activity_id
where v.held_on <= as_of
group by v.plan, extract(year from v.held_on), v.activity_code, t.ministry_code
order by 1, 2, 3, 4
$$;

comment on function plan.participants(date, timestamptz) is
'Qui a pris part aux activités tenues jusqu''à cette date (as_of), par plan, année, type d''activité et ministère des participants : activités, femmes, hommes, total, et ceux dont le sexe n''est pas dit ; avec ce que l''on sait aujourd''hui ou ce que l''on savait à un instant (known). Une activité compte une fois pour chaque ministère qui y prit part.
Who took part in the activities held by that date (as_of), by plan, year, kind of activity and ministry of the participants: activities, women, men, all, and those whose sex is not told; with today''s knowledge or that of an instant (known). An activity counts once for each ministry that took part.';
