"""What the last load knew of each record, so that the next one touches only what a month changed.

Deleting a person or a case also asks every table that refers to it: an index for each that has
none, or a month costs what the past weighs.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = """
create table identity.loaded_record (
    record_id text not null,
    table_name text not null,
    source_id text not null,
    period text not null,
    submission_id text not null,
    row_key text not null,
    pv_number text,
    rp_number text,
    court_day text,
    pseudonym text,
    is_delisted boolean not null,
    constraint loaded_record_pkey primary key (record_id)
);
comment on table identity.loaded_record is
    'What the last load knew of each record: where it lies, and what ties it to others.';
comment on column identity.loaded_record.record_id is 'the conformed record';
comment on column identity.loaded_record.table_name is 'its conformed table';
comment on column identity.loaded_record.source_id is 'the export';
comment on column identity.loaded_record.period is 'the month reported, YYYY-MM';
comment on column identity.loaded_record.submission_id is 'the submission that brought it';
comment on column identity.loaded_record.row_key is
    'the source row: records of one row share it';
comment on column identity.loaded_record.pv_number is
    'the police report that it names, canonical';
comment on column identity.loaded_record.rp_number is
    'the court and the number in its register that it names';
comment on column identity.loaded_record.court_day is
    'of a judgment or a decision: the court and the day';
comment on column identity.loaded_record.pseudonym is
    'of a mention: victim_id or suspect_id at the last load';
comment on column identity.loaded_record.is_delisted is
    'kept from a list that a newer one replaced';
"""
LOOKED_UP = ("submission_id", "row_key", "pv_number", "rp_number", "court_day", "pseudonym")
REFERRING = (
    ("warehouse.case_victim", "victim_id"),
    ("warehouse.case_suspect", "suspect_id"),
    ("warehouse.referral", "case_id"),
    ("warehouse.referral", "assistance_id"),
)
# An assistance may be of nobody known and of no case: it is found by the record that says it.
OF_ONE_RECORD = ("assistance", "referral")


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLE)
    op.execute("alter table intake.step_done add column rules_digest text")
    op.execute(
        "comment on column intake.step_done.rules_digest is"
        " 'digest of the program and the rules by which it worked'"
    )
    for name in LOOKED_UP:
        op.execute(f"create index loaded_record_{name}_idx on identity.loaded_record ({name})")
    for table, name in REFERRING:
        op.execute(f"create index {table.split('.')[1]}_{name}_idx on {table} ({name})")
    for table in OF_ONE_RECORD:
        op.execute(f"create index {table}_record_idx on warehouse.{table} ((record_ids[1]))")


def downgrade() -> None:
    op.execute("alter table intake.step_done drop column rules_digest")
    op.execute("drop table identity.loaded_record")
    for table, name in REFERRING:
        schema, plain = table.split(".")
        op.execute(f"drop index {schema}.{plain}_{name}_idx")
    for table in OF_ONE_RECORD:
        op.execute(f"drop index warehouse.{table}_record_idx")
