"""Judgements: which task they answer, who took them back, and what a sample of them speaks for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REASONS = (
    "all_agrees",
    "same_names",
    "same_birth",
    "same_phone_or_document",
    "same_case",
    "other_names",
    "other_birth_or_sex",
    "brothers_or_sisters",
    "other_document",
    "known_from_the_file",
    "too_little",
)

JUDGEMENT = """
alter table identity.judgement
    add column withdrawn_by text,
    add column link_id text,
    add column is_settling boolean;
comment on column identity.judgement.withdrawn_by is 'who took it back, by account';
comment on column identity.judgement.link_id is 'the task it answers';
comment on column identity.judgement.is_settling is
    'made in sight of a contradiction: it answers what was said before';
comment on column identity.judgement.left_fingerprint is
    'digest of what the one says: holds when its file is sent again';
comment on column identity.judgement.right_fingerprint is 'digest of what the other says';
comment on column identity.judgement.reason is 'why, by code';
comment on table identity.link_to_judge is
    'Pairs for a human to judge: doubts, contradictions, and a sample to audit.';
comment on column identity.link_to_judge.link_id is 'this task; a digest of its two mentions';
comment on column identity.link_to_judge.detail is
    'levels by comparison, bits, stratum, judgement ids; never a value';
comment on column identity.link_to_judge.state is 'open, judged, or expired (no longer asked)';
"""

STRATUM = """
create table identity.link_stratum (
    stratum text not null,
    is_linked boolean not null,
    weight_from double precision,
    weight_to double precision,
    pairs bigint,
    counted_at timestamp with time zone not null,
    constraint link_stratum_pkey primary key (stratum)
);
comment on table identity.link_stratum is 'How many pairs the audited sample speaks for.';
comment on column identity.link_stratum.stratum is 'linked or apart, and the bits from and to';
comment on column identity.link_stratum.is_linked is 'its pairs were joined by the machine';
comment on column identity.link_stratum.weight_from is 'log2 odds of a pair, at least';
comment on column identity.link_stratum.weight_to is 'log2 odds of a pair, less than';
comment on column identity.link_stratum.pairs is
    'pairs that the machine decided, at the last linkage';
comment on column identity.link_stratum.counted_at is 'when that was';
"""

# A steward who judges sees names: whoever looks leaves a line that she cannot write otherwise.
NOTE_READING = """
create function audit.note_reading(reader text, object_id text, mentions bigint)
returns void language sql security definer set search_path = ''
as $$
    insert into audit.access_log (at, by, role, action, object, rows_count, purpose)
    values (now(), reader, session_user, 'read', object_id, mentions, 'review')
$$
"""


def upgrade() -> None:
    """Judgements keep a reason by code; words that were there before are no code, and go."""
    connection = op.get_bind()
    connection.exec_driver_sql(JUDGEMENT)
    listed = ", ".join(f"'{reason}'" for reason in REASONS)
    op.execute(f"update identity.judgement set reason = null where reason not in ({listed})")
    op.execute(
        "alter table identity.judgement add constraint judgement_reason_check"
        f" check (reason in ({listed}))"
    )
    connection.exec_driver_sql(STRATUM)
    connection.exec_driver_sql(NOTE_READING)
    op.execute("revoke all on function audit.note_reading from public")
    if connection.scalar(sa.text("select 1 from pg_roles where rolname = 'zokwezo_linkage'")):
        op.execute("grant select on identity.link_stratum to zokwezo_linkage")
        op.execute("grant execute on function audit.note_reading to zokwezo_linkage")
        op.execute("grant usage on schema audit to zokwezo_linkage")


def downgrade() -> None:
    """Forget what judgements answer."""
    connection = op.get_bind()
    if connection.scalar(sa.text("select 1 from pg_roles where rolname = 'zokwezo_linkage'")):
        op.execute("revoke usage on schema audit from zokwezo_linkage")
    op.execute("drop function audit.note_reading")
    op.execute("drop table identity.link_stratum")
    op.execute("alter table identity.judgement drop constraint judgement_reason_check")
    for column in ("withdrawn_by", "link_id", "is_settling"):
        op.execute(f"alter table identity.judgement drop column {column}")
