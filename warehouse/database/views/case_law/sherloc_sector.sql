drop view if exists case_law.sherloc_sector cascade;

-- SHERLOC's sectors, as far as a form of exploitation says them by itself; the others are left out.
create view case_law.sherloc_sector (exploitation_code, sector) as
values
    ('SEX_PROST', 'Commercial sexual exploitation'),
    ('FL_MINE', 'Mining'),
    ('FL_AGRI', 'Agriculture'),
    ('FL_DOM', 'Domestic servitude'),
    ('BEG', 'Begging'),
    ('ORGAN', 'Organ/tissue removal');

comment on view case_law.sherloc_sector is
'Le secteur de SHERLOC que dit à elle seule une forme d''exploitation.
The sector of SHERLOC that a form of exploitation says by itself.';
comment on column case_law.sherloc_sector.exploitation_code is
'La forme (codes : exploitation).
The form (codes: exploitation).';
comment on column case_law.sherloc_sector.sector is
'Le secteur, dans les mots de SHERLOC.
The sector, in SHERLOC''s words.';
