"""Who is met how often, by which office, in which case and when: a mention before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from warehouse.proof.simulate.mentions.invented_names import Ints
from warehouse.proof.simulate.mentions.invented_people import Days, Flags, People

SOURCES: Final = np.array(["ocrb", "gendarmerie", "parquet", "sante", "affaires_sociales"])
_SOURCE_SHARE: Final = (0.31, 0.25, 0.23, 0.14, 0.07)
# Of a person mentioned more than once, how often: seldom many times.
_TIMES: Final = np.array([2, 3, 4, 5, 6, 8, 11, 15])
_TIMES_SHARE: Final = np.array([0.633, 0.194, 0.086, 0.036, 0.027, 0.012, 0.008, 0.004])
_MONTHS: Final = 24


@dataclass(frozen=True)
class Events:
    """Each mention before it is written: who, where, when, and from which mention it is copied."""

    who: Ints
    before: Ints
    same_case: Flags
    source: Ints
    day: Days
    case: Ints
    is_suspect: Flags


def how_often(rng: np.random.Generator, size: int, mean: float) -> Ints:
    """Of each person, the number of mentions; in all ``size`` or a few more."""
    often_share = _TIMES_SHARE / _TIMES_SHARE.sum()
    usual = float(often_share @ _TIMES)
    several = (mean - 1) / (usual - 1)
    count = int(1.2 * size / mean) + 50
    times = np.where(rng.random(count) < several, rng.choice(_TIMES, size=count, p=often_share), 1)
    if mean > usual:
        times = times + rng.poisson(mean - usual, count)
    return times[: int(np.searchsorted(np.cumsum(times), size)) + 1]


def draw_events(rng: np.random.Generator, people: People, who: Ints) -> Events:
    """By which office, in which case and on which day each person of ``who`` is met.

    Args:
        who: of each mention the person, mentions of one person together.
    """
    count = len(who)
    persons = int(who[-1]) + 1
    is_first = np.append(True, who[1:] != who[:-1])
    row = np.arange(count)
    before = np.where(is_first, -1, row - 1)
    home = people.household[who]
    # Brothers and sisters are often in one complaint: their first mentions share all of it.
    homes = int(people.household.max()) + 1
    together = (rng.random(homes) < 0.5)[home] & is_first
    source = rng.choice(5, size=count, p=_SOURCE_SHARE)
    source = np.where(together, rng.choice(5, size=homes, p=_SOURCE_SHARE)[home], source)
    start = rng.integers(0, _MONTHS * 30, count)
    start = np.where(together, rng.integers(0, _MONTHS * 30, homes)[home], start)
    gap = np.where(is_first, 0, rng.exponential(50, count).astype(np.int64) + 1)
    begun = np.maximum.accumulate(np.where(is_first, row, 0))
    days = start[begun] + np.cumsum(gap) - np.cumsum(gap)[begun]
    same_case = ~is_first & (rng.random(count) < 0.55)
    # A mention is of the case of its person's mention before, or of a new one.
    root = np.maximum.accumulate(np.where(same_case, 0, row))
    case = np.where(together[root], home[root], homes + root)
    # Brothers and sisters have mostly one role.
    suspect = (rng.random(homes) < 0.42)[people.household[:persons]] ^ (rng.random(persons) < 0.1)
    turns = rng.random(count) < 0.04
    return Events(
        who,
        before,
        same_case,
        source,
        np.datetime64("2024-01-01") + days.astype("timedelta64[D]"),
        case,
        suspect[who] ^ turns,
    )
