"""How far each count of victims hangs on the linkage, by group and by source.

Counts were each link that is less sure than a level undone, and each doubtful pair that is surer
joined; and how many links are probably missed, and probably false. For who works inside: a level
tells of pairs, and small counts stand in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.errors import Language, message
from warehouse.indicators.hidden_population.linkage_draws import (
    THRESHOLDS,
    UncertainPair,
    mentions_if,
    uncertain_pairs,
)
from warehouse.indicators.hidden_population.told_estimates import round_for_people

ALL = ("all", "")
Group = tuple[str, str]
"""What it is broken down by, and the category."""


@dataclass(frozen=True)
class LinkedMention:
    """One mention of a victim: who the linkage says she is, how surely, and her groups."""

    person: str
    probability: float | None  # of its link to the person; empty where she has no other mention
    # breakdown -> category, of the person; ``source`` is the mention's own
    groups: Mapping[str, str]


@dataclass(frozen=True)
class CertaintyRow:
    """One group."""

    breakdown: str
    category: str
    persons: int  # as they are linked
    # level -> persons, were links below it undone and doubtful pairs above it joined
    at: dict[float, int]
    links: int  # mentions joined to others of one person, one fewer than she has
    false_links: float  # of these, how many are probably wrong
    # doubtful pairs that stand apart and are probably one person, those for which a sampled one
    # stands as well; a pair of two groups counts half in each
    missed_links: float


def certainty_rows(
    mentions: Mapping[str, LinkedMention],
    doubtful: Sequence[UncertainPair],
    levels: Sequence[float] = THRESHOLDS,
) -> list[CertaintyRow]:
    """A row for all victims, then one for each category of each breakdown.

    Args:
        mentions: by their id.
        doubtful: pairs that nobody has judged.
        levels: probabilities from which two mentions are one person.
    """
    persons = {mention: one.person for mention, one in mentions.items()}
    sure = {mention: one.probability for mention, one in mentions.items()}
    pairs = uncertain_pairs(persons, sure, doubtful)
    as_linked = _counted(mentions, persons, [], [])
    at = {
        level: _counted(mentions, persons, pairs, [one.probability >= level for one in pairs])
        for level in levels
    }
    links: Counter[Group] = Counter()
    false: defaultdict[Group, float] = defaultdict(float)
    missed: defaultdict[Group, float] = defaultdict(float)
    for pair in pairs:
        if persons[pair.left] == persons[pair.right]:
            for group in _groups(mentions, [pair.right]):
                links[group] += 1
                false[group] += 1 - pair.probability
            continue
        for end in (pair.left, pair.right):
            for group in _groups(mentions, [end]):
                missed[group] += pair.stands_for * pair.probability / 2
    groups = sorted({group for counted in (as_linked, *at.values()) for group in counted})
    return [
        CertaintyRow(
            *group,
            as_linked[group],
            {level: counted[group] for level, counted in at.items()},
            links[group],
            round(false[group], 1),
            round(missed[group], 1),
        )
        for group in sorted(groups, key=lambda one: (one != ALL, one))
    ]


def linkage_note(everybody: CertaintyRow, language: Language) -> str:
    """What all victims would be at other levels of the linkage, rounded to two figures."""
    counts = [everybody.persons, *everybody.at.values()]
    return message(
        "figures.linkage_levels",
        lower=round_for_people(min(counts)),
        upper=round_for_people(max(counts)),
        missed=round(everybody.missed_links),
        false=round(everybody.false_links),
    ).text(language)


def _counted(
    mentions: Mapping[str, LinkedMention],
    persons: Mapping[str, str],
    pairs: Sequence[UncertainPair],
    together: Sequence[bool],
) -> Counter[Group]:
    """How many persons each group has, were each pair one person or two."""
    counted: Counter[Group] = Counter()
    for held in mentions_if(persons, pairs, together):
        counted.update(_groups(mentions, held))
    return counted


def _groups(mentions: Mapping[str, LinkedMention], held: Sequence[str]) -> set[Group]:
    """The groups of one person: each of her sources; ``unknown`` where her mentions disagree."""
    groups = {ALL}
    for breakdown in sorted({name for one in held for name in mentions[one].groups}):
        categories = {mentions[one].groups[breakdown] for one in held}
        if breakdown == "source":
            groups |= {(breakdown, one) for one in categories}
        else:
            certain = categories - {"unknown"}
            groups.add((breakdown, certain.pop() if len(certain) == 1 else "unknown"))
    return groups
