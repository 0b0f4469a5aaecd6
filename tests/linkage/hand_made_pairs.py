"""Hand-made pairs of mentions: each a trap, each with what must become of it and why.

A table of pairs is a CSV: ``pair``, ``expected``, the standard columns of both sides (``left_…``,
``right_…``), ``why``, and ``known_failing`` with the reason where the linkage is known to fail.
All pairs of a table are linked at once, the warehouse's way, among a few hundred simulated
mentions, so that a rare name is rare and a common one common.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from warehouse.linkage.engine.mention_columns import PRIVATE, STANDARD
from warehouse.proof.bench.linkage.first_month import link_as_the_warehouse
from warehouse.proof.simulate.mentions.worlds import COMPARE, simulate_world

BACKGROUND: Final = 600
"""How many simulated mentions stand around the pairs."""

EXPECTED: Final = ("same", "different", "not_linked")
"""One person; two, and nobody is asked; two, or a human is asked."""

_TOLD: Final = ("pair", "expected", "why", "known_failing")
_SIDES: Final = ("left", "right")
_COLUMNS: Final = tuple(c for c in (*STANDARD, *PRIVATE) if c != "mention_id")


@dataclass(frozen=True)
class Pair:
    """A pair of mentions and what must become of it.

    Attributes:
        name: unique in its table.
        expected: one of ``EXPECTED``.
        left: standard columns of one mention, empty ones left out; ``right`` of the other.
        why: the reason, for who reads the failure.
        known_failing: why the linkage fails here, empty if it does not.
    """

    name: str
    expected: str
    left: dict[str, str]
    right: dict[str, str]
    why: str
    known_failing: str


@dataclass(frozen=True)
class PairOutcome:
    """What became of a pair: ``same``, ``doubtful`` or ``different``."""

    pair: Pair
    found: str

    @property
    def holds(self) -> bool:
        """Whether it is what was expected."""
        wanted = {"not_linked": ("different", "doubtful")}
        return self.found in wanted.get(self.pair.expected, (self.pair.expected,))


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of one table.

    Raises:
        ValueError: a column or an expectation is unknown, or a pair is named twice or without why.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        columns = {*_TOLD, *(f"{side}_{column}" for side in _SIDES for column in _COLUMNS)}
        unknown = sorted(set(lines.fieldnames or ()) - columns)
        if unknown:
            raise ValueError(f"{path.name}: unknown columns {', '.join(unknown)}")
        pairs = [_pair(line) for line in lines]
    names = [pair.name for pair in pairs]
    wrong = [p.name for p in pairs if p.expected not in EXPECTED or not p.why]
    if wrong or len(set(names)) != len(names):
        raise ValueError(f"{path.name}: name each pair once, with expected and why: {wrong}")
    return pairs


def run_pairs(pairs: Sequence[Pair], seed: int = 7) -> list[PairOutcome]:
    """Link all pairs at once among simulated mentions, and say what became of each."""
    around = simulate_world(BACKGROUND, noise=1, seed=seed).mentions.drop_columns(list(COMPARE))
    mentions = pa.Table.from_pylist(
        [
            {"mention_id": f"{pair.name}-{side}", **values}
            for pair in pairs
            for side, values in zip(_SIDES, (pair.left, pair.right), strict=True)
        ],
        pa.schema([("mention_id", pa.string()), *((c, pa.string()) for c in _COLUMNS)]),
    )
    linked = link_as_the_warehouse(pa.concat_tables([mentions, around], promote_options="default"))
    person = dict(
        zip(
            linked.assignments["mention_id"].to_pylist(),
            linked.assignments["person_id"].to_pylist(),
            strict=True,
        )
    )
    asked = {
        frozenset((person[row["left_mention_id"]], person[row["right_mention_id"]]))
        for row in linked.to_judge.to_pylist()
    }
    outcomes = []
    for pair in pairs:
        left, right = (person[f"{pair.name}-{side}"] for side in _SIDES)
        doubt = "doubtful" if frozenset((left, right)) in asked else "different"
        outcomes.append(PairOutcome(pair, "same" if left == right else doubt))
    return outcomes


def _pair(line: dict[str, str]) -> Pair:
    left, right = (
        {c: text for c in _COLUMNS if (text := (line.get(f"{side}_{c}") or "").strip())}
        for side in _SIDES
    )
    failing = line.get("known_failing") or ""
    return Pair(line["pair"], line["expected"], left, right, line["why"], failing)
