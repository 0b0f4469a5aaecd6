"""Which submissions each load brought and left, so that a change can name the file it came from."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = """
create table history.arrival (
    known_at timestamp with time zone not null,
    submission_id text not null,
    source_id text not null,
    period text,
    kind text not null,
    constraint arrival_pkey primary key (known_at, submission_id),
    constraint arrival_kind_check check (kind in ('arrived', 'left'))
);
create index arrival_submission_idx on history.arrival (submission_id);
comment on table history.arrival is
    'Les envois qu''un chargement a apportés, et ceux qui ont cessé de compter.\n'
    'The submissions that a load brought, and those that ceased to count.';
comment on column history.arrival.known_at is
    'L''instant du chargement.\nThe instant of the load.';
comment on column history.arrival.submission_id is 'L''envoi.\nThe submission.';
comment on column history.arrival.source_id is 'L''export.\nThe export.';
comment on column history.arrival.period is
    'Le mois déclaré, AAAA-MM.\nThe month reported, YYYY-MM.';
comment on column history.arrival.kind is
    'arrived : il compte depuis ; left : remplacé ou retiré.\n'
    'arrived: it counts from then on; left: replaced or withdrawn.';

create table history.record (
    record_id text not null,
    submission_id text not null,
    constraint record_pkey primary key (record_id, submission_id)
);
comment on table history.record is
    'De quel envoi vient chaque ligne lue, aujourd''hui ou autrefois.\n'
    'Which submission each record came from, today or in the past.';
comment on column history.record.record_id is 'La ligne lue.\nThe conformed record.';
comment on column history.record.submission_id is 'L''envoi.\nThe submission.';
"""

# What counted before arrivals were noted: nobody knows since when, so no change names it.
STANDING = """
insert into history.arrival (known_at, submission_id, source_id, period, kind)
select '-infinity', s.submission_id, s.source_id, s.period, 'arrived'
from intake.step_done d
join intake.submission s on s.submission_id = any (d.submission_ids)
where d.step = 'load'
"""


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(TABLES.replace("\\n", "\n"))
    op.execute(STANDING)


def downgrade() -> None:
    op.execute("drop table history.arrival cascade")
    op.execute("drop table history.record cascade")
