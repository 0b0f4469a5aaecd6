"""What people are told of an estimate: which method leads, every method's row, two figures each.

Up to five lists the best BIC leads: all models are tried, and where few persons are seen its
interval holds the truth more often than the stepwise one. Of more lists stepwise leads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import Any, NamedTuple

MOST_LISTS_OF_BIC = 5
FEW_OBSERVED = 1000
"""Below it a note says how often the intervals held the truth of a country of which 201 persons
were seen; of one of which some 4,000 were, they held it as often as they say (docs/measured.md)."""
PRIMARY = ("bic", "stepwise")


class MethodRow(NamedTuple):
    """One method."""

    name: str
    point: str  # its total, or from the least to the greatest where it gives several
    spread: str = ""  # its 95 % interval, empty where it has none
    model: str = ""  # what depends on what, empty where the method has none


def leading_method(methods: Mapping[str, Any], lists: int) -> str | None:
    """Whose figure and interval stand first; the other one where the first has none."""
    first = PRIMARY if lists <= MOST_LISTS_OF_BIC else PRIMARY[::-1]
    return next((name for name in first if name in methods), None)


def whole_spread(methods: Mapping[str, Any]) -> tuple[str, str]:
    """The least and the most of the points and bounds of both primary methods."""
    numbers = [
        number
        for name in PRIMARY
        if name in methods
        for number in (methods[name]["point"], *(methods[name]["ci95"] or ()))
    ]
    return round_for_people(min(numbers)), round_for_people(max(numbers))


def method_rows(methods: Mapping[str, Any]) -> list[MethodRow]:
    """A row for each method that has something to say, the primary ones first."""
    rows = []
    for name in PRIMARY:
        if one := methods.get(name):
            model = one.get("model") or ", ".join(one.get("pairs", ()))
            point = round_for_people(one["point"])
            rows.append(MethodRow(name, point, told_spread(one["ci95"]), model))
    near = {name: methods.get("bic", {}).get(name) for name in ("within_2", "within_6")}
    rows += [MethodRow(name, told_spread(bounds)) for name, bounds in near.items() if bounds]
    if "dga" in methods:
        of = methods["dga"]["quantiles"]
        spread = told_spread([of["2.5%"], of["97.5%"]])
        rows.append(MethodRow("dga", round_for_people(of["50%"]), spread))
    points = {name: methods.get(name, {}).get("point") for name in ("main_effects", "chao")}
    rows += [
        MethodRow(name, round_for_people(point))
        for name, point in points.items()
        if point is not None
    ]
    left = [total for total in methods.get("leave_one_list_out", {}).values() if total is not None]
    if left:
        rows.append(MethodRow("leave_one_list_out", told_spread([min(left), max(left)])))
    return rows


def told_spread(bounds: Sequence[float] | None) -> str:
    """From least to most."""
    return "?" if bounds is None else " \u2013 ".join(round_for_people(bound) for bound in bounds)


def round_for_people(total: float) -> str:
    """Two figures, tens at least: more would say that we know what we do not, and count out few."""
    digits = max(1, floor(log10(total)) - 1) if total >= 1 else 1
    tens = round(total / 10**digits) * 10**digits
    return f"{max(tens, 10 if total > 0 else 0):,.0f}".replace(",", "\u202f")
