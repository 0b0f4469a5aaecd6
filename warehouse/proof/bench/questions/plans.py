"""What PostgreSQL says of a plan: which tables it reads whole, which by an index, how many rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

Node = Mapping[str, Any]

_BY_INDEX = ("Index Scan", "Index Only Scan", "Bitmap Index Scan")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan does."""

    indexes: tuple[str, ...] = ()  # the indexes it reads
    # tables read whole -> the rows that were read
    whole: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0  # pages of 8 kB asked for, from the cache or the disk
    spilled: int = 0  # pages written to disk for want of memory


def explain(connection: Connection, sql: str) -> Plan:
    """Run a query and say how it was answered."""
    explained = connection.exec_driver_sql(
        f"explain (analyze, buffers, timing off, format json) {sql.replace('%', '%%')}"
    ).scalar_one()
    return read_plan(explained)


def read_plan(explained: list[Node]) -> Plan:
    """Read the answer of ``explain (analyze, buffers, format json)``.

    A function that PostgreSQL does not take apart shows as one step: its own reading is not told.
    """
    root = explained[0]["Plan"]
    indexes: set[str] = set()
    whole: dict[str, int] = {}
    for node in _nodes(root):
        kind = node["Node Type"]
        if kind in _BY_INDEX:
            indexes.add(node["Index Name"])
        elif kind == "Seq Scan":
            rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            name = node["Relation Name"]
            whole[name] = max(whole.get(name, 0), round(rows * node["Actual Loops"]))
    return Plan(
        tuple(sorted(indexes)),
        dict(sorted(whole.items())),
        root.get("Shared Hit Blocks", 0) + root.get("Shared Read Blocks", 0),
        root.get("Temp Written Blocks", 0),
    )


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)
