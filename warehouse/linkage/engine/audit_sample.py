"""A random sample of what the machine decided by itself, so that its errors can be estimated.

Doubtful pairs say nothing of those that nobody doubts. The pairs that the linkage joined, and those
that it looked at and left apart, are counted in strata by weight; of each stratum the pairs with
the smallest digest are asked of a human. Numbers that stay with the pair make the sample the same
one month after month, so that judgements are used again (permanent random numbers: E. Ohlsson,
"Coordination of Samples using Permanent Random Numbers", in Cox et al., Business Survey Methods,
Wiley 1995).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from warehouse.vault.working_tables import working_tables

Ints = npt.NDArray[np.int64]

PER_STRATUM: Final = 25
"""How many pairs of each stratum are asked: eight strata, two hundred pairs in all."""

# Bounds in bits, around the thresholds of ``clusters``. Below -8 lie millions of pairs that a
# sample of any size a ministry can judge would say nothing of.
_LINKED: Final = (-math.inf, -1.0, 2.0, 6.0, math.inf)
_APART: Final = (-8.0, -5.0, -3.0, -1.0, math.inf)

STRATA: Final[dict[str, tuple[bool, float, float]]] = {
    f"{side}_{low:g}_{high:g}": (side == "linked", low, high)
    for side, bounds in (("linked", _LINKED), ("apart", _APART))
    for low, high in pairwise(bounds)
}
"""Stratum -> whether its pairs are linked, and the weights from (with) and to (without)."""

Sampled = tuple[int, int, str, float | None]


def sample(
    edges: pa.Table,
    cluster: Ints,
    ids: Sequence[str],
    judged: Iterable[tuple[int, int]] = (),
    each: int = PER_STRATUM,
) -> tuple[dict[str, int], list[Sampled]]:
    """Count the pairs of each stratum and draw the same few of each, whatever the order.

    Args:
        edges: l < r, ``weight``: the scored pairs.
        cluster: of each mention, its cluster.
        ids: of each mention, its id.
        judged: pairs on which a human decided: the machine did not, they are left out.
        each: how many to draw of each stratum.

    Returns:
        Stratum -> its number of pairs, all strata; and the drawn ones, in the order of the draw:
        l, r, stratum, weight (None for a linked pair never scored; it is in the lowest stratum).
    """
    done = sorted(set(judged))
    with working_tables() as con:
        con.register("scored", edges)
        con.register(
            "mention", pa.table({"i": np.arange(len(ids)), "c": cluster, "id": pa.array(ids)})
        )
        con.register(
            "done",
            pa.table(
                {
                    "l": pa.array([a for a, _ in done], pa.int64()),
                    "r": pa.array([b for _, b in done], pa.int64()),
                }
            ),
        )
        con.execute(
            f"""
            create table frame as
            with linked as (
                select a.i as l, b.i as r from mention a join mention b on a.c = b.c and a.i < b.i
            ),
            decided as (
                select l, r, weight, true as is_linked from linked left join scored using (l, r)
                union all
                select l, r, weight, false from scored
                join mention a on a.i = l join mention b on b.i = r
                where a.c <> b.c and weight >= {_APART[0]}
            )
            select l, r, weight, {_stratum()} as stratum from decided anti join done using (l, r)
            """
        )
        counted = dict(
            con.execute("select stratum, count(*) from frame group by 1 order by 1").fetchall()
        )
        drawn = con.execute(
            """
            select l, r, stratum, weight from (
                select *, row_number() over (
                    partition by stratum
                    order by md5(least(a.id, b.id) || '|' || greatest(a.id, b.id)), l, r
                ) as place
                from frame join mention a on a.i = l join mention b on b.i = r
            ) where place <= ? order by stratum, place
            """,
            [each],
        ).fetchall()
    return {name: int(counted.get(name, 0)) for name in STRATA}, drawn


def _stratum() -> str:
    """SQL that names the stratum of a pair; one never scored weighs least."""
    cases = []
    for name, (is_linked, low, high) in STRATA.items():
        side = "is_linked" if is_linked else "not is_linked"
        weight = f"coalesce(weight, {_APART[0]})"
        above = "" if math.isinf(low) else f" and {weight} >= {low}"
        below = "" if math.isinf(high) else f" and {weight} < {high}"
        cases.append(f"when {side}{above}{below} then '{name}'")
    return f"case {' '.join(cases)} end"
