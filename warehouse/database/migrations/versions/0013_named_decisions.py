"""Decisions that name a known person are kept out: the row for the stewards, whom for the vault."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = """
create table identity.named_decision (
    record_id text not null,
    mention_id text not null,
    text_columns text[],
    constraint named_decision_pkey primary key (record_id, mention_id)
);
comment on table identity.named_decision is
    'Whose name a decision gives: such a decision is kept out until it is anonymised.';
comment on column identity.named_decision.record_id is
    'the conformed decision (intake.decision_to_anonymise)';
comment on column identity.named_decision.mention_id is
    'a mention whose full name stands in it';
comment on column identity.named_decision.text_columns is 'the texts in which it stands';

create table intake.decision_to_anonymise (
    record_id text not null,
    decision_id text not null,
    court_code text,
    decided_on date,
    source_id text not null,
    period text,
    submission_id text not null,
    file_name text not null,
    sheet text,
    row_number integer not null,
    text_columns text[],
    constraint decision_to_anonymise_pkey primary key (record_id)
);
comment on table intake.decision_to_anonymise is
    'Decisions in which a known person''s full name stands: for the ministry to anonymise.';
comment on column intake.decision_to_anonymise.record_id is
    'the conformed decision, as it was sent last';
comment on column intake.decision_to_anonymise.decision_id is
    'the decision that is not published (case_law.decision)';
comment on column intake.decision_to_anonymise.court_code is 'court (codes: court)';
comment on column intake.decision_to_anonymise.decided_on is 'day of the decision';
comment on column intake.decision_to_anonymise.source_id is 'the export';
comment on column intake.decision_to_anonymise.period is 'the month that brought it, YYYY-MM';
comment on column intake.decision_to_anonymise.submission_id is 'the submission that brought it';
comment on column intake.decision_to_anonymise.file_name is
    'the file, as the ministry named it';
comment on column intake.decision_to_anonymise.sheet is 'the sheet; empty for a text file';
comment on column intake.decision_to_anonymise.row_number is
    'physical row in the file or sheet, 1 = the first';
comment on column intake.decision_to_anonymise.text_columns is
    'the texts in which a full name stands';
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLES)


def downgrade() -> None:
    op.execute("drop table intake.decision_to_anonymise")
    op.execute("drop table identity.named_decision")
