"""What an export may say one day: acts, recruitment, detention, appeals, bans; préfectures then."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = {
    "victim": {
        "act_codes": "text[]",
        "recruitment_codes": "text[]",
        "relationship_codes": "text[]",
    },
    "case_file": {
        "act_codes": "text[]",
        "recruitment_codes": "text[]",
        "facts_prefecture_then_code": "text",
    },
    "case_victim": {
        "act_codes": "text[]",
        "recruitment_codes": "text[]",
        "relationship_codes": "text[]",
    },
    "mention": {
        "act_codes": "text[]",
        "recruitment_codes": "text[]",
        "relationship_code": "text",
    },
    "complaint": {
        "offence_code": "text",
        "has_unknown_suspect": "boolean",
        "witnesses_count": "integer",
        "complainants_count": "integer",
    },
    "prosecution": {"detained_since": "date", "released_on": "date"},
    "hearing": {"is_detained": "boolean", "witnesses_count": "integer"},
    "judgment": {"further_penalties": "text[]", "appeal_filed_on": "date"},
}
SPAN = """
create table warehouse.dim_place_span (
    place_code text not null,
    span integer not null,
    prefecture_code text,
    valid_from date,
    valid_to date,
    is_present boolean not null,
    source text,
    confidence text,
    constraint dim_place_span_pkey primary key (place_code, span),
    constraint dim_place_span_place_code_fkey foreign key (place_code)
        references warehouse.dim_geography (place_code) deferrable initially deferred
)
"""


def upgrade() -> None:
    op.execute(SPAN)
    op.execute("select history.keep('warehouse.dim_place_span')")
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            op.execute(f"alter table warehouse.{table} add column {name} {kind}")
        op.execute(f"select history.keep('warehouse.{table}')")


def downgrade() -> None:
    # Views and functions that return rows stand on what goes; the next upgrade makes them anew.
    op.execute(
        "do $$ declare gone text; begin"
        " for gone in select format('view if exists %I.%I', n.nspname, v.relname) from pg_class v"
        " join pg_namespace n on n.oid = v.relnamespace"
        " where v.relkind = 'v' and n.nspname in ('warehouse', 'case_law', 'identity')"
        " union all select 'function if exists ' || p.oid::regprocedure::text from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = 'warehouse' and p.proname not like '%\\_as\\_known'"
        " loop execute 'drop ' || gone || ' cascade'; end loop; end $$"
    )
    op.execute("drop table if exists public.zokwezo_views")
    op.execute("drop function if exists warehouse.dim_place_span_as_known(timestamptz) cascade")
    op.execute("drop table warehouse.dim_place_span cascade")
    op.execute("drop table history.warehouse_dim_place_span cascade")
    for table, columns in COLUMNS.items():
        for name in columns:
            op.execute(f"alter table warehouse.{table} drop column {name} cascade")
            op.execute(f"alter table history.warehouse_{table} drop column {name} cascade")
        op.execute(f"select history.keep('warehouse.{table}')")
