"""Tables of many shapes from the one simulator: what decides is the worst of them, not the mean.

Other countries' names, fewer columns, more or fewer mentions of each person, sizes from two hundred
on. Each is a world of ``worlds`` of which columns were left out or made vaguer; nothing was tuned
to any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.proof.bench.linkage.contest import Result, contend
from warehouse.proof.bench.linkage.other_tables import OtherTable, other_tables
from warehouse.proof.bench.linkage.tables_elsewhere import SHAPES, table_elsewhere
from warehouse.proof.simulate.mentions.worlds import COMPARE, MENTIONS_PER_PERSON, simulate_world

Tell = Callable[[str], None]

SIZE: Final = 2_000

_NAMES: Final = ("family_name", "given_names", "full_name")
_BIRTHS: Final = ("birth_date_min", "birth_date_max")
_INSTITUTIONS: Final = 6
_IN_ONE: Final = 0.33


@dataclass(frozen=True, slots=True)
class TableKind:
    """A shape of table."""

    elsewhere: str = ""  # whose names people bear; without, the country's
    columns: tuple[str, ...] = ()  # which stand in it; without, all
    per_person: float = MENTIONS_PER_PERSON  # mentions of each person
    size: int = 0  # mentions; without, as asked for
    by_year: bool = False
    # one person in three lives in one of six institutions, and the address is asked
    housed: bool = False
    party: bool = False  # each person has one of ten parties, and it is asked
    turned: float = 0.0  # of how many mentions family and given names stand in each other's column


KINDS: Final[dict[str, TableKind]] = {
    "arabic_names": TableKind("arabic"),
    "portuguese_names": TableKind("portuguese"),
    "german_names": TableKind("german"),
    "english_names": TableKind("english"),
    "no_family_names": TableKind("fathers"),
    "names_alone": TableKind(columns=_NAMES),
    "no_births": TableKind(columns=(*_NAMES, "sex", "place", "nationality", "phone")),
    "births_by_year": TableKind(columns=(*_NAMES, *_BIRTHS, "sex"), by_year=True),
    "names_and_births": TableKind("german", (*_NAMES, *_BIRTHS)),
    "place_and_party_of_few": TableKind("english", (*_NAMES, "place"), party=True),
    "address_of_institutions": TableKind(
        "portuguese", (*_NAMES, *_BIRTHS, "place"), by_year=True, housed=True
    ),
    "seldom_mentioned": TableKind(per_person=1.05),
    "german_seldom_mentioned": TableKind("german", (*_NAMES, *_BIRTHS, "sex"), 1.05),
    "often_mentioned": TableKind(per_person=8),
    "arabic_often_mentioned": TableKind("arabic", (*_NAMES, *_BIRTHS, "sex"), 8),
    "party_and_area_by_year": TableKind(
        "english", (*_NAMES, *_BIRTHS, "place"), 2.5, by_year=True, party=True
    ),
    "arabic_in_institutions": TableKind(
        "arabic", (*_NAMES, *_BIRTHS, "sex", "place"), 1.2, housed=True
    ),
    "portuguese_turned": TableKind("portuguese", (*_NAMES, *_BIRTHS, "sex"), 1.8, turned=0.5),
    "german_by_year": TableKind("german", (*_NAMES, *_BIRTHS, "place"), 1.15, by_year=True),
    "no_family_names_often": TableKind("fathers", (*_NAMES, *_BIRTHS, "sex", "place"), 4),
    "few_families": TableKind("few_families", per_person=1.6),
    "two_hundred": TableKind(size=200),
    "four_hundred": TableKind(size=400),
}
"""By name: what is unlike the worlds that the linkage was built beside."""


def table_of(name: str, size: int = SIZE, seed: int = 1, noise: int = 2) -> OtherTable:
    """The table of a kind; the same seed gives the same table.

    Args:
        name: one of ``KINDS``.
        size: mentions, where the kind does not say.
        noise: 1 light, 2 as on the ground, 3 heavy.
    """
    kind = KINDS[name]
    world = simulate_world(kind.size or size, noise, seed, kind.per_person, kind.elsewhere)
    table = world.mentions.drop_columns(list(COMPARE))
    if kind.columns:
        table = table.select(["mention_id", *kind.columns])
    rng = np.random.default_rng([seed, len(table), len(name)])
    if kind.by_year:
        for column in _BIRTHS:
            years = pc.utf8_slice_codeunits(table[column], 0, 4)
            table = table.set_column(table.column_names.index(column), column, years)
    if kind.turned:
        table = _turned(rng, table, kind.turned)
    people = int(world.person.max()) + 1
    if kind.housed:
        houses = rng.integers(_INSTITUTIONS, 3 * people, people)
        inside = rng.random(people) < _IN_ONE
        houses[inside] = rng.integers(0, _INSTITUTIONS, int(inside.sum()))
        table = _said(rng, table, "place", np.char.add("LOT ", houses.astype(str))[world.person])
    if kind.party:
        parties = np.array([f"PARTY {chr(65 + n)}" for n in range(10)])
        chosen = rng.choice(parties, people, p=np.arange(10, 0, -1) / 55)
        table = _said(rng, table, "party", chosen[world.person])
    return OtherTable(name, table, world.person, ("party",) if kind.party else ())


def bench_table_of_tables(*, stock: bool = True, tell: Tell = lambda _: None) -> list[Result]:
    """Link every table as ``zokwezo link`` does, and with stock Splink; the worst of ours first."""
    tables = [*map(table_of, KINDS), *other_tables(), *map(table_elsewhere, SHAPES)]
    results: list[list[Result]] = []
    for table in tables:
        of_one: list[Result] = []
        for linkage in ("learnt", "stock") if stock else ("learnt",):
            tell(f"{table.name}: {linkage}")
            of_one += contend(linkage, table.name, table.mentions, table.person, table.compare)
        results.append(of_one)
    return _flat(sorted(results, key=lambda result: result[0].figures.f1))


def _flat(results: Sequence[Sequence[Result]]) -> list[Result]:
    return [one for result in results for one in result]


def _turned(rng: np.random.Generator, table: pa.Table, share: float) -> pa.Table:
    """The table with family and given names in each other's column, in so many of its rows."""
    turns = pa.array(rng.random(len(table)) < share)
    family, given = table["family_name"], table["given_names"]
    for column, stays, other in (("family_name", family, given), ("given_names", given, family)):
        place = table.column_names.index(column)
        table = table.set_column(place, column, pc.if_else(turns, other, stays))
    return table


def _said(rng: np.random.Generator, table: pa.Table, column: str, texts: np.ndarray) -> pa.Table:
    """The table with a column that one mention in ten leaves empty."""
    column_texts = pa.array(texts, pa.string(), mask=rng.random(len(texts)) < 0.1)
    if column in table.column_names:
        return table.set_column(table.column_names.index(column), column, column_texts)
    return table.append_column(column, column_texts)
