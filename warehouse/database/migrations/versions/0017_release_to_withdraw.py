"""Published releases that name a known person are told to the stewards, who withdraw them."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = """
create table intake.release_to_withdraw (
    release_number integer not null,
    decision_id text not null,
    court_code text,
    decided_on date,
    text_columns text[],
    found_at timestamptz not null,
    constraint release_to_withdraw_pkey primary key (release_number, decision_id)
);
comment on table intake.release_to_withdraw is
    'Releases in which a known person''s full name stands: for the stewards to withdraw.';
comment on column intake.release_to_withdraw.release_number is
    'a published release that holds the decision';
comment on column intake.release_to_withdraw.decision_id is
    'the decision, as that release holds it';
comment on column intake.release_to_withdraw.court_code is 'court (codes: court)';
comment on column intake.release_to_withdraw.decided_on is 'day of the decision';
comment on column intake.release_to_withdraw.text_columns is
    'the texts in which a full name stands';
comment on column intake.release_to_withdraw.found_at is 'when a load first found it';
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLE)


def downgrade() -> None:
    op.execute("drop table intake.release_to_withdraw")
