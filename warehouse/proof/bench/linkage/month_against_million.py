"""What a month costs that is linked against all that is known, beside linking all of it anew.

``python -m warehouse.proof.bench.linkage.month_against_million TABLE KNOWN FOLDER ...`` links
the Parquet table against a memory and leaves what it found in the folder, as ``contest`` does.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.proof.bench.linkage.contest import Result, alone, contend, in_order, leave
from warehouse.proof.bench.linkage.figures import figures, numbered
from warehouse.proof.simulate.mentions.worlds import World

PARTS: Final = ("known", "month")


def contend_month(
    world: World, month: int, name: str, mentions: pa.Table, compare: Sequence[str] = ()
) -> list[Result]:
    """Link a world but for its last mentions, then those against it, then all of it at once.

    Args:
        world: whose persons are the truth.
        month: how many mentions come last.
        name: the world, for the report.
        mentions: those of the world, with the columns that are to be linked.

    Returns:
        ``known``, the first part and what it takes to remember it; ``month``, the rest against it,
        held to the whole truth; ``learnt``, all of it by a linkage that remembers nothing.
    """
    results = []
    with tempfile.TemporaryDirectory(prefix="zkzbench") as place:
        folder = Path(place)
        first = mentions.num_rows - month
        for part, table in zip(
            PARTS, (mentions.slice(0, first), mentions.slice(first)), strict=True
        ):
            pq.write_table(table, folder / "mentions.parquet")
            call = [str(folder / one) for one in ("mentions.parquet", "known.duckdb")]
            linked, spent = alone(
                "warehouse.proof.bench.linkage.month_against_million",
                [*call, str(folder), *compare],
                folder,
                part,
                name,
            )
            so_far = mentions.slice(0, linked.num_rows)
            person = world.person[: linked.num_rows]
            true = in_order(so_far["mention_id"], linked["mention_id"], person)
            reached = figures(true, numbered(linked["person_id"]))
            results.append(Result(part, name, reached, spent["seconds"], spent["megabytes"]))
    return results + contend("learnt", name, mentions, world.person, compare)


def _main(table: str, cache: str, folder: str, compare: Sequence[str]) -> None:
    from warehouse.linkage.engine import link_known

    leave(Path(folder), lambda: link_known(pq.ParquetFile(table).read(), Path(cache), compare))


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
