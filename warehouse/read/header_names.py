"""The names that a contract gives to columns, and which header cells bear them.

What is matched: the name as told, then its looser spellings, then a slip of the hand where it can
mean one column only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from warehouse.read.header_labels import HeaderLabels
from warehouse.read.header_questions import ASKED, asks_for, is_question
from warehouse.read.header_spelling import exact, loose, near, without_ordinal

_Key = TypeVar("_Key")

PREFIXED = 0.95
"""The weight of a name, spelled as told, behind the groups of a form."""

IN_TWO_LANGUAGES = 0.75
"""The weight of a name, spelled as told, before a bar and the same in another language."""

# One or two names with a bar are no header in two languages.
_FEWEST_IN_TWO = 6

# A question stands in a group in a group or three; a text with more bars is no header.
_MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column as a contract tells it."""

    key: str  # what the caller calls it; unique in its header
    group: str | None  # the name over it, where the header has groups
    names: tuple[str, ...]  # its spellings, the usual one first
    required: bool  # without it the file cannot be taken; landing only reports it
    # words that a question may have for whom it is of: ``victime``
    whom: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HeaderSpec:
    """All columns of a table, in their usual order."""

    columns: tuple[ColumnSpec, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A key's hold on a column; ``weight`` is 1 where the header is spelled as told."""

    column: int
    weight: float


@dataclass(slots=True)
class Names:
    """The names of a spec, by group and spelling; a spelling of two columns of a group is none."""

    exact: dict[tuple[str | None, str], str | None] = field(default_factory=dict)
    loose: dict[tuple[str | None, str], str | None] = field(default_factory=dict)
    alone: dict[str, str | None] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    columns: tuple[ColumnSpec, ...] = ()

    @classmethod
    def of(cls, spec: HeaderSpec) -> Names:
        """The names of a spec, in every spelling that means one column."""
        names = cls(columns=spec.columns)
        for column in spec.columns:
            if column.group:
                names.groups[loose(column.group)] = column.group
            for name in column.names:
                _enter(names.exact, (column.group, exact(name)), column.key)
                _enter(names.loose, (column.group, loose(name)), column.key)
                _enter(names.alone, loose(name), column.key)
                if column.group:
                    for spelled in (f"{column.group} {name}", f"{name} {column.group}"):
                        _enter(names.exact, (None, exact(spelled)), column.key)
                        _enter(names.loose, (None, loose(spelled)), column.key)
        return names

    def claim(self, labels: HeaderLabels) -> dict[str, Claim]:
        """Key -> the column that bears its name; the best spelling first, then the leftmost."""
        claims: dict[str, Claim] = {}
        for column, levels in enumerate(labels.levels):
            key, weight = next(self._readings(levels), (None, 0.0)) if levels else (None, 0.0)
            if key and (key not in claims or weight > claims[key].weight):
                claims[key] = Claim(column, weight)
        claims |= self._in_two_languages(labels, claims)
        return claims | self._asked(labels, claims)

    def _asked(self, labels: HeaderLabels, claims: dict[str, Claim]) -> dict[str, Claim]:
        """Columns by the one name that a question holds; what two questions ask for is nobody's."""
        taken = {claim.column for claim in claims.values()}
        columns_of: dict[str, list[int]] = {}
        for column, levels in enumerate(labels.levels):
            if column in taken or not levels or not is_question(levels[-1]):
                continue
            words = {
                spec.key: max(asks_for(levels[-1], name, spec.whom) for name in spec.names)
                for spec in self.columns
            }
            most = max(words.values())
            keys = [key for key, count in words.items() if count == most]
            if most and len(keys) == 1 and keys[0] not in claims:
                columns_of.setdefault(keys[0], []).append(column)
        return {key: Claim(one[0], ASKED) for key, one in columns_of.items() if len(one) == 1}

    def _in_two_languages(self, labels: HeaderLabels, claims: dict[str, Claim]) -> dict[str, Claim]:
        """Columns by what stands before the bar, where most headers say it again behind one.

        ``Sexe / Sex``: a name with a bar by itself may be one with its answer, or two questions.
        """
        taken = {claim.column for claim in claims.values()}
        columns_of: dict[str, list[int]] = {}
        for column, levels in enumerate(labels.levels):
            first, bar, other = levels[-1].partition("/") if levels else ("", "", "")
            if column in taken or not bar or not other.strip():
                continue
            key, _ = next(self._whole_readings((*levels[:-1], first.strip())), (None, 0.0))
            if key and key not in claims:
                columns_of.setdefault(key, []).append(column)
        column_of = {key: columns[0] for key, columns in columns_of.items() if len(columns) == 1}
        if 2 * len(column_of) < max(_FEWEST_IN_TWO, sum(map(bool, labels.levels))):
            return {}
        return {key: Claim(column, IN_TWO_LANGUAGES) for key, column in column_of.items()}

    def rivals(self, labels: HeaderLabels, claims: dict[str, Claim]) -> dict[str, tuple[int, ...]]:
        """Key -> further columns that bear its name as well as the one that has it."""
        columns_of: dict[str, tuple[int, ...]] = {}
        for column, levels in enumerate(labels.levels):
            key, weight = next(self._readings(levels), (None, 0.0)) if levels else (None, 0.0)
            if key in claims and weight == claims[key].weight and column != claims[key].column:
                columns_of[key] = (*columns_of.get(key, ()), column)
        return columns_of

    def _readings(self, levels: tuple[str, ...]) -> Iterator[tuple[str, float]]:
        """The key that a column's labels mean, if any, with its weight."""
        name = levels[-1]
        yield from self._whole_readings(levels)
        # A form's export writes the groups of a question before it, `Identité/Nom`; what stands
        # after the name of a column is one of its answers. A name may hold a bar itself.
        bars = [place for place, sign in enumerate(name) if sign == "/"]
        for bar in bars if len(bars) <= _MOST_BARS else ():
            asked = name[bar + 1 :].strip()
            if not asked or self._names_a_column(name[:bar]):
                continue
            groups = (part.strip() for part in name[:bar].split("/"))
            # The bars after this one are tried in their turn: to try them here too doubles the
            # work with each bar (a header of thirty held a file for hours).
            over = (*levels[:-1], *groups)
            reading = next(self._whole_readings((*over, without_ordinal(asked))), None)
            if reading and reading[1] >= PREFIXED:
                yield reading[0], PREFIXED
        yield from self._lone_reading(levels)
        unnumbered = tuple(without_ordinal(level) for level in levels)
        if unnumbered != levels:
            yield from self._readings(unnumbered)

    def _whole_readings(self, levels: tuple[str, ...]) -> Iterator[tuple[str, float]]:
        """The keys that labels mean as they stand, with or without a group over them."""
        name, joined = levels[-1], " ".join(levels)
        places = [*self._groups_over(levels[:-1]), None]
        for names, spelled, weight in ((self.exact, exact, 1.0), (self.loose, loose, 0.9)):
            for group in places:
                if key := names.get((group, spelled(name))):
                    yield key, weight
            if key := names.get((None, spelled(joined))):
                yield key, weight

    def _lone_reading(self, levels: tuple[str, ...]) -> Iterator[tuple[str, float]]:
        """A name that only one group has needs no group over it, but no other group either."""
        if not self._groups_over(levels[:-1]) and (key := self.alone.get(loose(levels[-1]))):
            yield key, 0.8

    def _names_a_column(self, text: str) -> bool:
        return loose(text) in self.alone or exact(text) in {spelled for _, spelled in self.exact}

    def _groups_over(self, labels: tuple[str, ...]) -> list[str]:
        return [group for label in labels if (group := self._group(label))]

    def _group(self, label: str) -> str | None:
        folded = loose(without_ordinal(label))
        if folded in self.groups:
            return self.groups[folded]
        close = [group for spelled, group in self.groups.items() if near(folded, spelled)]
        return close[0] if len(close) == 1 else None

    def claim_slips(self, labels: HeaderLabels, claims: dict[str, Claim]) -> dict[str, Claim]:
        """Columns without a key whose header is one slip away from one missing name, and no other.

        A header that is close to a name already found is left alone: it may be another column.
        """
        taken = {claim.column for claim in claims.values()}
        columns_of: dict[str, list[int]] = {}
        for column, levels in enumerate(labels.levels):
            if column in taken or not levels:
                continue
            over = self._groups_over(levels[:-1])
            close = {
                spec.key
                for spec in self.columns
                if (spec.group in over if over and spec.group else not over or not spec.group)
                and any(_is_slip(without_ordinal(levels[-1]), name) for name in spec.names)
            }
            if len(close) == 1 and not close & claims.keys():
                columns_of.setdefault(close.pop(), []).append(column)
        return {
            key: Claim(columns[0], 0.7) for key, columns in columns_of.items() if len(columns) == 1
        }


@lru_cache(maxsize=1 << 14)
def _is_slip(text: str, name: str) -> bool:
    return near(exact(text).replace(" ", ""), exact(name).replace(" ", ""))


def _enter(columns: dict[_Key, str | None], at: _Key, key: str) -> None:
    columns[at] = key if columns.get(at, key) == key else None
