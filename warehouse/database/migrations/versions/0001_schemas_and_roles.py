"""Seven schemas, named for who may read them, and the five roles that may."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMAS = {
    "intake": "Every file received and what became of it; read by stewards, by a ministry its own.",
    "identity": "Who is who: the vault; read by the linkage and by named stewards.",
    "warehouse": "Victims, suspects and their cases, pseudonymous; read by analysts.",
    "case_law": "Anonymised court decisions; read by analysts and magistrates.",
    "plan": "The national action plan and its progress; read by all.",
    "indicator": "Published figures, after disclosure control; read by all.",
    "audit": "Who read and exported what; read by the auditor.",
}

ROLES = (
    "zokwezo_ministry",
    "zokwezo_steward",
    "zokwezo_linkage",
    "zokwezo_analyst",
    "zokwezo_auditor",
)

# Roles belong to the server, not to the database: they may be there, another database may make
# them at the same moment, and a hosted server may leave their making to its administrator.
CREATE_ROLE = """
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = '{role}') then
    create role {role} nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise notice 'role {role} is missing: ask the administrator for "create role {role} nologin"';
end $$
"""

# array_to_string is only STABLE, as some element types print by setting; text does not.
WORDS = """
create function case_law.words(words text[]) returns text
language sql immutable parallel safe
return pg_catalog.array_to_string(words, ' ')
"""


def upgrade() -> None:
    for role in ROLES:
        op.execute(CREATE_ROLE.format(role=role))
    for schema, comment in SCHEMAS.items():
        op.execute(f"create schema {schema}")
        op.execute(f"comment on schema {schema} is '{comment}'")
    op.execute(WORDS)


def downgrade() -> None:
    # Roles stay: another database of the server may use them.
    op.execute("drop function case_law.words(text[])")
    for schema in SCHEMAS:
        op.execute(f"drop schema {schema}")
