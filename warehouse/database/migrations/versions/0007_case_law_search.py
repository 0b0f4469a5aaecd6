"""Decisions are found whatever accents the clerk, or the magistrate, writes."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Letter for letter, so that an extract can be cut from the text as it was written; the ligatures,
# which are two letters, are told apart beforehand. normalize() would need no table, but is only as
# long as its text by chance.
FOLD = """
create function case_law.fold(words text) returns text
language sql immutable parallel safe
return pg_catalog.translate(
    pg_catalog.lower(words),
    'àâäáãåçéèêëíìîïñóòôöõúùûüýÿ’',
    'aaaaaaceeeeiiiinooooouuuuyy''')
"""

OLD = """
setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(title, '')), 'A')
 || setweight(to_tsvector('pg_catalog.french'::regconfig, case_law.words(keywords)), 'A')
 || setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(operative_part, '')), 'B')
 || setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(reasons, '')), 'C')
 || setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(facts, '')), 'D')
"""
# Without keywords a decision had no words at all: nothing beside NULL is NULL.
NEW = """
setweight(case_law.vector(coalesce(title, '')), 'A')
 || setweight(case_law.vector(coalesce(case_law.words(keywords), '')), 'A')
 || setweight(case_law.vector(coalesce(operative_part, '')), 'B')
 || setweight(case_law.vector(coalesce(reasons, '')), 'C')
 || setweight(case_law.vector(coalesce(facts, '')), 'D')
"""

VECTOR = """
create function case_law.vector(words text) returns tsvector
language sql immutable parallel safe
return pg_catalog.to_tsvector(
    'pg_catalog.french'::regconfig,
    pg_catalog.replace(pg_catalog.replace(case_law.fold(words), 'œ', 'oe'), 'æ', 'ae'))
"""


def upgrade() -> None:
    op.execute(FOLD)
    op.execute(VECTOR)
    _search(NEW)


def downgrade() -> None:
    op.execute("drop function if exists case_law.search")
    op.execute("drop function if exists case_law.highlight")
    _search(OLD)
    op.execute("drop function case_law.vector")
    op.execute("drop function case_law.fold")


def _search(expression: str) -> None:
    op.execute("alter table case_law.decision drop column search")
    op.execute(
        "alter table case_law.decision add column search tsvector"
        f" generated always as ({expression}) stored"
    )
    op.execute("comment on column case_law.decision.search is 'words, French stems'")
    op.execute("create index decision_search_idx on case_law.decision using gin (search)")
