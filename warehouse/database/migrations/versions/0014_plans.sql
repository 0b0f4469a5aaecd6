create table plan.plan (
    plan text not null,
    title_fr text,
    title_en text,
    is_placeholder boolean,
    valid_from date,
    valid_to date,
    constraint plan_pkey primary key (plan)
);

comment on table plan.plan is 'One row per national action plan.';
comment on column plan.plan.plan is 'the plan (codes: plan)';
comment on column plan.plan.title_fr is 'its title in French';
comment on column plan.plan.title_en is 'its title in English';
comment on column plan.plan.is_placeholder is 'the committee has not yet entered title and dates';
comment on column plan.plan.valid_from is 'first day of the plan; empty: not known';
comment on column plan.plan.valid_to is 'last day of the plan; empty: not known, or still running';


create table plan.action_text (
    text_code text not null,
    action_id text not null,
    plan text not null,
    action_number integer not null,
    text_fr text,
    text_en text,
    is_placeholder boolean,
    axis_code text,
    ministry_code text,
    valid_from date,
    valid_to date,
    constraint action_text_pkey primary key (text_code)
);

comment on table plan.action_text is 'One row per wording of an action, as the committee enters it.';
comment on column plan.action_text.text_code is 'the text (codes: plan_action)';
comment on column plan.action_text.action_id is 'the action';
comment on column plan.action_text.plan is 'the plan (codes: plan)';
comment on column plan.action_text.action_number is 'number of the action in the plan';
comment on column plan.action_text.text_fr is 'the action''s text in French, as the committee entered it';
comment on column plan.action_text.text_en is 'the action''s text in English, as the committee entered it';
comment on column plan.action_text.is_placeholder is 'the committee has not yet entered the text';
comment on column plan.action_text.axis_code is 'axis (codes: plan_axis)';
comment on column plan.action_text.ministry_code is 'ministry in charge (codes: ministry)';
comment on column plan.action_text.valid_from is 'first day of this wording; empty: always';
comment on column plan.action_text.valid_to is 'last day of this wording; empty: still';


create table plan.activity (
    activity_id text not null,
    plan text not null,
    action_id text,
    action_number integer,
    activity_code text,
    held_on date,
    place_code text,
    prefecture_code text,
    period text,
    record_id text,
    constraint activity_pkey primary key (activity_id),
    constraint activity_action_id_fkey foreign key (action_id)
        references plan.plan_action (action_id) deferrable initially deferred
);

comment on table plan.activity is 'One row per activity for a plan, such as a training workshop.';
comment on column plan.activity.activity_id is 'the activity; a digest of its plan, number and day';
comment on column plan.activity.plan is 'the plan (codes: plan)';
comment on column plan.activity.action_id is 'the action it carries out, if it is one';
comment on column plan.activity.action_number is 'number of the action, as the export states it';
comment on column plan.activity.activity_code is 'kind of activity (codes: activity)';
comment on column plan.activity.held_on is 'the day, or the first of several';
comment on column plan.activity.place_code is 'where (codes: geography)';
comment on column plan.activity.prefecture_code is 'its préfecture (codes: geography)';
comment on column plan.activity.period is 'the newest month that reports it, YYYY-MM';
comment on column plan.activity.record_id is 'the conformed record that says it';


create table plan.attendance (
    activity_id text not null,
    ministry_code text not null,
    held_on date,
    women_count integer,
    men_count integer,
    participants_count integer,
    record_id text,
    constraint attendance_pkey primary key (activity_id, ministry_code),
    constraint attendance_activity_id_fkey foreign key (activity_id)
        references plan.activity (activity_id) deferrable initially deferred
);

comment on table plan.attendance is 'Who took part in an activity: one row per activity and ministry.';
comment on column plan.attendance.activity_id is 'the activity';
comment on column plan.attendance.ministry_code is 'the participants'' ministry (codes: ministry)';
comment on column plan.attendance.held_on is 'the day of the activity';
comment on column plan.attendance.women_count is 'women who took part; empty: not told';
comment on column plan.attendance.men_count is 'men who took part; empty: not told';
comment on column plan.attendance.participants_count is 'all who took part; empty: not told';
comment on column plan.attendance.record_id is 'the conformed record that says it';
