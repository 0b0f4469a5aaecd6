"""What stands in SQL: a module per schema, ``warehouse`` in four; who may read one is in its name.

Every table and column carries a comment: these are the data dictionary. A table holds the current
state; history is in the append-only tables (``identity_event``, ``access_log``) and in releases.
"""

from importlib import resources

from warehouse.database.tables import (
    audit,
    case_law,
    code_tables,
    correspondence,
    identity,
    indicator,
    intake,
    kept_out,
    plan,
    procedure,
    star,
    warehouse,
)
from warehouse.database.tables.columns import METADATA

SCHEMAS: dict[str, str] = {
    "intake": "Every file received and what became of it; read by stewards, by a ministry its own.",
    "identity": "Who is who: the vault; read by the linkage and by named stewards.",
    "warehouse": "Victims, suspects and their cases, pseudonymous; read by analysts.",
    "case_law": "Anonymised court decisions; read by analysts and magistrates.",
    "plan": "The national action plan and its progress; read by all.",
    "indicator": "Published figures, after disclosure control; read by all.",
    "audit": "Who read and exported what; read by the auditor.",
}


def script(name: str) -> str:
    """The functions and triggers beside the tables of a schema, as a driver takes them."""
    sql = resources.files(__package__).joinpath(f"{name}.sql").read_text("utf-8")
    return sql.replace("%", "%%")


__all__ = [
    "METADATA",
    "SCHEMAS",
    "audit",
    "case_law",
    "code_tables",
    "correspondence",
    "identity",
    "indicator",
    "intake",
    "kept_out",
    "plan",
    "procedure",
    "script",
    "star",
    "warehouse",
]
