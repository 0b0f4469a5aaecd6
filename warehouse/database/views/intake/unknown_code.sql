drop view if exists intake.unknown_code cascade;

create view intake.unknown_code as
select
    s.source_id,
    s.period,
    i.column_name,
    i.parameters ->> 'list' as list,
    count(*) as cells_count,
    count(distinct (i.submission_id, i.sheet, i.row_number)) as rows_count,
    count(*) filter (where i.severity = 'quarantine') as cells_kept_back_count,
    array_agg(distinct i.submission_id order by i.submission_id) as submission_ids,
    min(s.received_at) as first_received_at,
    max(s.received_at) as last_received_at
from intake.row_issue i
join intake.submission s on s.submission_id = i.submission_id
where i.parameters ->> 'list' is not null
    and s.status in ('accepted', 'accepted_with_warnings', 'partly_accepted')
    and s.withdrawn_at is null
    and not exists (
        select from intake.submission n
        where n.supersedes = s.submission_id and n.withdrawn_at is null
            and n.status in ('accepted', 'accepted_with_warnings', 'partly_accepted')
    )
group by s.source_id, s.period, i.column_name, i.parameters ->> 'list';

comment on view intake.unknown_code is
'Valeurs absentes des listes de codes (textes de loi, lieux, juridictions …), par export, mois et colonne : gardées telles qu''écrites, comptées, jamais perdues. Le texte n''est pas ici : une cellule décalée peut porter un nom ; il est dans le récépissé annoté de l''envoi.
Values that no code list knows (statutes, places, courts …), by export, month and column: kept as written, counted, never lost. The text is not here: a cell that slipped a column may hold a name; it is in the annotated receipt of the submission.';
comment on column intake.unknown_code.source_id is
'l''export
the export';
comment on column intake.unknown_code.period is
'le mois rapporté, AAAA-MM
the month reported, YYYY-MM';
comment on column intake.unknown_code.column_name is
'la colonne, telle que le fichier la nomme
the column, as the file names it';
comment on column intake.unknown_code.list is
'la liste de codes à compléter (sources/codes)
the code list to be completed (sources/codes)';
comment on column intake.unknown_code.cells_count is
'cellules
cells';
comment on column intake.unknown_code.rows_count is
'lignes
rows';
comment on column intake.unknown_code.cells_kept_back_count is
'cellules dont la ligne est retenue jusqu''à correction
cells whose row is kept back until it is corrected';
comment on column intake.unknown_code.submission_ids is
'les envois : leurs récépissés montrent la cellule
the submissions: their receipts show the cell';
comment on column intake.unknown_code.first_received_at is
'premier envoi
first submission';
comment on column intake.unknown_code.last_received_at is
'dernier envoi
last submission';
