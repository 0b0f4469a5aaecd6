drop view if exists plan.progress_today cascade;

create view plan.progress_today as select * from plan.progress_count(current_date);

comment on view plan.progress_today is
'L''avancement des plans aujourd''hui ; un autre jour : plan.progress_count(jour).
How the plans go today; on another day: plan.progress_count(day).';
comment on column plan.progress_today.scope is
'ce que la ligne compte : plan, axis, ministry, axis_ministry
what the row counts: plan, axis, ministry, axis_ministry';
comment on column plan.progress_today.plan is
'le plan (codes: plan)
the plan (codes: plan)';
comment on column plan.progress_today.axis_code is
'l''axe ; vide aussi pour tous (voir scope)
the axis; empty for all as well (see scope)';
comment on column plan.progress_today.ministry_code is
'le ministère chef de file ; vide aussi pour tous (voir scope)
the lead ministry; empty for all as well (see scope)';
comment on column plan.progress_today.actions_count is
'actions suivies
actions followed up';
comment on column plan.progress_today.not_started_count is
'non démarrées
not started';
comment on column plan.progress_today.under_way_count is
'en cours
under way';
comment on column plan.progress_today.told_late_count is
'que le suivi dit en retard
that the follow-up calls late';
comment on column plan.progress_today.suspended_count is
'suspendues
suspended';
comment on column plan.progress_today.postponed_count is
'reportées
postponed';
comment on column plan.progress_today.done_count is
'achevées
done';
comment on column plan.progress_today.given_up_count is
'abandonnées
given up';
comment on column plan.progress_today.not_told_count is
'sans statut connu
without a known status';
comment on column plan.progress_today.late_count is
'échéance passée, ni achevées ni abandonnées
past due, neither done nor given up';
comment on column plan.progress_today.stalled_count is
'à l''arrêt depuis trois mois
stalled for three months';
comment on column plan.progress_today.regressing_count is
'en recul
regressing';
comment on column plan.progress_today.placeholder_count is
'dont le comité n''a pas saisi le texte
whose text the committee has not entered';
comment on column plan.progress_today.mean_percent is
'taux d''exécution moyen de celles qui en disent un, en points
mean execution of those that state it, in points';
comment on column plan.progress_today.activities_count is
'activités tenues ; sous aucun axe : sans action suivie
activities held; under no axis: for no action followed up';
comment on column plan.progress_today.women_count is
'participantes ; vide : nul ne les a dites
women who took part; empty: nobody told';
comment on column plan.progress_today.men_count is
'participants hommes ; vide : nul ne les a dits
men who took part; empty: nobody told';
comment on column plan.progress_today.participants_count is
'participants en tout, là où on les a dits
all who took part, where it was told';
