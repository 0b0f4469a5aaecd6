"""What share of each breakdown is unknown: of figures as they are shown, so nothing more is told.

A breakdown of which a third is unknown says little of the rest, whoever reads it must see that
beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.errors import Language, message
from warehouse.indicators.controlled_figures import Figure
from warehouse.indicators.disclosure.disclosure_policy import policy
from warehouse.indicators.indicator_definitions import Indicator, indicators

UNKNOWN = "unknown"


@dataclass(frozen=True)
class UnknownShare:
    """Of one breakdown of an indicator's year; ``unknown`` is empty where it is suppressed."""

    indicator: str
    year: int
    breakdown: str  # ``sex``, ``age``, ``form`` and the like
    unknown: int | None  # how many are unknown
    total: int | None  # of how many; empty where it is suppressed
    percent: int | None  # empty too where the total is too small for a percentage

    def text(self, language: Language) -> str:
        """One sentence, for people."""
        counts = {"unknown": self.unknown, "total": self.total}
        sentence = {
            (False, False): "figures.unknown_share",
            (True, False): "figures.unknown_hidden",
            (False, True): "figures.unknown_of_hidden",
            (True, True): "figures.unknown_all_hidden",
        }[self.unknown is None, self.total is None]
        return message(
            sentence,
            percent="" if self.percent is None else f" ({self.percent}\u202f%)",
            **{name: count for name, count in counts.items() if count is not None},
        ).text(language)


def unknown_shares(figures: Iterable[Figure]) -> list[UnknownShare]:
    """A share for each breakdown by one thing alone that has an unknown category.

    Below the least base of the public no percentage is given.

    Args:
        figures: of a release, as ``indicator.figure`` holds them.
    """
    least_base = policy().audiences["public"].least_base
    # By whom it counts: what two indicators count alike has one total, whichever of them tells it.
    totals: dict[tuple[object, int], int | None] = {}
    parts: dict[tuple[str, int, str], int | None] = {}
    for one in figures:
        definition = indicators().get(one.indicator)
        if definition is None or definition.population is None or definition.denominator:
            continue
        value = None if one.value is None else int(one.value)
        if not any(one.breakdown):
            totals[_counted(definition), one.year] = value
        elif (breakdown := _unknown_of(one)) is not None:
            parts[one.indicator, one.year, breakdown] = value
    shares = []
    for (indicator, year, breakdown), unknown in sorted(parts.items(), key=lambda item: item[0]):
        total = totals.get((_counted(indicators()[indicator]), year))
        percent = None
        if unknown is not None and total is not None and total >= least_base:
            percent = round(100 * unknown / total)
        shares.append(UnknownShare(indicator, year, breakdown, unknown, total, percent))
    return shares


def _counted(indicator: Indicator) -> object:
    return indicator.population, frozenset(indicator.where.items())


def _unknown_of(one: Figure) -> str | None:
    """The breakdown whose unknown this figure counts, where it is broken down by nothing else."""
    of_each = {"sex": one.sex, "age": one.age_group}
    if one.dimension:
        of_each[one.dimension] = one.place_code or one.category
    held = {name: category for name, category in of_each.items() if category}
    return next(iter(held)) if list(held.values()) == [UNKNOWN] else None
