"""Find the header of a table in a sheet, and say which column is which.

A header stands somewhere in the first fifty rows, on one to three rows, with or without groups, in
any column order. What is matched: the name as told, then its looser spellings, then a slip of the
hand where it can mean one column only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np

from warehouse.landing.sheet import Merge, Sheet, filled
from warehouse.landing.spelling import exact, loose, near

# Domain notes 7.2, row 17.
SEARCHED_ROWS: Final = 50
DEEPEST: Final = 3
# A row of data, or a summary beside the table, bears a name or two by chance; another office's
# export shares a quarter of the columns with any other.
_LEAST_SHARE: Final = 0.25

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column as a contract tells it.

    Attributes:
        key: what the caller calls it; unique in its header.
        group: the name over it, where the header has groups.
        names: its spellings, the usual one first.
        required: without it the file cannot be taken; landing only reports it.
    """

    key: str
    group: str | None
    names: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class HeaderSpec:
    """All columns of a table, in their usual order."""

    columns: tuple[ColumnSpec, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was found.

    Attributes:
        first_row: its first physical row, 1-based.
        last_row: its last physical row.
        column_of: key -> column index, 0-based.
        unknown: columns that no key claims, a second column of one key among them: index and
            header text, empty for a column with cells under a blank header.
        missing: keys without a column.
        renamed: keys whose header is not spelled as told: key and header text.
    """

    first_row: int
    last_row: int
    column_of: Mapping[str, int]
    unknown: tuple[tuple[int, str], ...] = ()
    missing: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def find_header(sheet: Sheet, spec: HeaderSpec) -> Header | None:
    """The rows that match most of the columns told; None where too few are there to be a header.

    Where rows match equally, the fewest and then the first ones are the header.
    """
    top = _Top.of(sheet)
    names = _Names.of(spec)
    best: tuple[float, _Labels, dict[str, _Claim]] | None = None
    for depth in range(1, DEEPEST + 1):
        for first in range(len(top.rows) - depth + 1):
            labels = top.labels(first, depth)
            claims = names.claim(labels)
            score = sum(claim.weight for claim in claims.values())
            if claims and (best is None or score > best[0]):
                best = score, labels, claims
    if best is None:
        return None
    _, labels, claims = best
    claims |= names.claim_slips(labels, claims)
    if len(claims) < max(min(2, len(spec.columns)), _LEAST_SHARE * len(spec.columns)):
        return None
    return _header(sheet, spec, labels, claims)


def _header(sheet: Sheet, spec: HeaderSpec, labels: _Labels, claims: dict[str, _Claim]) -> Header:
    claimed = {claim.column for claim in claims.values()}
    unknown = tuple(
        (column, labels.text(column))
        for column in range(len(labels.levels))
        if column not in claimed and (labels.levels[column] or _has_cells(sheet, column, labels))
    )
    return Header(
        first_row=labels.first + 1,
        last_row=labels.first + labels.depth,
        column_of={c.key: claims[c.key].column for c in spec.columns if c.key in claims},
        unknown=unknown,
        missing=tuple(c.key for c in spec.columns if c.key not in claims),
        renamed=tuple(
            (c.key, labels.text(claims[c.key].column))
            for c in spec.columns
            if c.key in claims and claims[c.key].weight < 1
        ),
    )


def _has_cells(sheet: Sheet, column: int, labels: _Labels) -> bool:
    below = sheet.cells.column(column).slice(labels.first + labels.depth)
    return bool(np.any(filled(below).to_numpy()))


@dataclass(frozen=True, slots=True)
class _Labels:
    """The labels over every column in a window of rows, outermost first, none repeated."""

    first: int
    depth: int
    levels: tuple[tuple[str, ...], ...]

    def text(self, column: int) -> str:
        return " / ".join(" ".join(level.split()) for level in self.levels[column])


@dataclass(frozen=True, slots=True)
class _Top:
    """The first rows of a sheet, where a header may stand."""

    rows: list[list[str]]
    width: int
    merges: tuple[Merge, ...]

    @classmethod
    def of(cls, sheet: Sheet) -> _Top:
        top = sheet.cells.slice(0, SEARCHED_ROWS)
        columns = [[str(cell).strip() for cell in column.to_pylist()] for column in top.columns]
        rows = [list(row) for row in zip(*columns, strict=True)]
        merges = tuple(m for m in sheet.merged if m.first_row <= len(rows))
        return cls(rows, len(columns), merges)

    def labels(self, first: int, depth: int) -> _Labels:
        """The labels of ``depth`` rows from ``first``, merged ranges filled and nothing else.

        A format that tells no merged range shows a group's name over its first column only: there
        it is carried to the right, over columns that have a name of their own below.
        """
        window = [list(row) for row in self.rows[first : first + depth]]
        across = False
        for merge in self.merges:
            if merge.last_row <= first or merge.first_row > first + depth:
                continue
            across = across or merge.last_col > merge.first_col
            self._fill(window, first, merge)
        if depth > 1 and not across:
            _carry_groups(window)
        levels = tuple(_distinct(row[column] for row in window) for column in range(self.width))
        return _Labels(first, depth, levels)

    def _fill(self, window: list[list[str]], first: int, merge: Merge) -> None:
        """Write the text of a range, which stands at its top left, over what the window shows."""
        if merge.first_col > self.width:
            return
        text = self.rows[merge.first_row - 1][merge.first_col - 1]
        for row in range(max(merge.first_row - 1, first), min(merge.last_row, first + len(window))):
            for column in range(merge.first_col - 1, min(merge.last_col, self.width)):
                window[row - first][column] = window[row - first][column] or text


def _carry_groups(window: list[list[str]]) -> None:
    for level, row in enumerate(window[:-1]):
        carried = ""
        for column, text in enumerate(row):
            has_name_below = any(below[column] for below in window[level + 1 :])
            if not has_name_below:
                carried = ""
            elif text:
                carried = text
            else:
                row[column] = carried


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for text in texts:
        if text and (not kept or kept[-1] != text):
            kept.append(text)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A key's hold on a column; ``weight`` is 1 where the header is spelled as told."""

    column: int
    weight: float


@dataclass(slots=True)
class _Names:
    """The names of a spec, by group and spelling; a spelling of two columns of a group is none."""

    exact: dict[tuple[str | None, str], str | None] = field(default_factory=dict)
    loose: dict[tuple[str | None, str], str | None] = field(default_factory=dict)
    alone: dict[str, str | None] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    columns: tuple[ColumnSpec, ...] = ()

    @classmethod
    def of(cls, spec: HeaderSpec) -> _Names:
        names = cls(columns=spec.columns)
        for column in spec.columns:
            if column.group:
                names.groups[loose(column.group)] = column.group
            for name in column.names:
                _enter(names.exact, (column.group, exact(name)), column.key)
                _enter(names.loose, (column.group, loose(name)), column.key)
                _enter(names.alone, loose(name), column.key)
                if column.group:
                    for told in (f"{column.group} {name}", f"{name} {column.group}"):
                        _enter(names.exact, (None, exact(told)), column.key)
                        _enter(names.loose, (None, loose(told)), column.key)
        return names

    def claim(self, labels: _Labels) -> dict[str, _Claim]:
        """Key -> the column that bears its name; the best spelling first, then the leftmost."""
        claims: dict[str, _Claim] = {}
        for column, levels in enumerate(labels.levels):
            key, weight = next(self._readings(levels), (None, 0.0)) if levels else (None, 0.0)
            if key and (key not in claims or weight > claims[key].weight):
                claims[key] = _Claim(column, weight)
        return claims

    def _readings(self, levels: tuple[str, ...]) -> Iterator[tuple[str, float]]:
        """The key that a column's labels mean, if any, with its weight."""
        name, over = levels[-1], self._groups_over(levels[:-1])
        places = [*over, None]
        joined = " ".join(levels)
        for group in places:
            if key := self.exact.get((group, exact(name))):
                yield key, 1.0
        if key := self.exact.get((None, exact(joined))):
            yield key, 1.0
        for group in places:
            if key := self.loose.get((group, loose(name))):
                yield key, 0.9
        if key := self.loose.get((None, loose(joined))):
            yield key, 0.9
        # A name that only one group has needs no group over it, but no other group either.
        if not over and (key := self.alone.get(loose(name))):
            yield key, 0.8

    def _groups_over(self, labels: tuple[str, ...]) -> list[str]:
        return [group for label in labels if (group := self._group(label))]

    def _group(self, label: str) -> str | None:
        told = loose(label)
        if told in self.groups:
            return self.groups[told]
        close = [group for spelled, group in self.groups.items() if near(told, spelled)]
        return close[0] if len(close) == 1 else None

    def claim_slips(self, labels: _Labels, claims: dict[str, _Claim]) -> dict[str, _Claim]:
        """Columns without a key whose header is one slip away from one missing name, and no other.

        A header that is close to a name already found is left alone: it may be another column.
        """
        taken = {claim.column for claim in claims.values()}
        found: dict[str, list[int]] = {}
        for column, levels in enumerate(labels.levels):
            if column in taken or not levels:
                continue
            over = self._groups_over(levels[:-1])
            close = {
                spec.key
                for spec in self.columns
                if (spec.group in over if over and spec.group else not over or not spec.group)
                and any(_is_slip(levels[-1], name) for name in spec.names)
            }
            if len(close) == 1 and not close & claims.keys():
                found.setdefault(close.pop(), []).append(column)
        return {key: _Claim(columns[0], 0.7) for key, columns in found.items() if len(columns) == 1}


@lru_cache(maxsize=1 << 14)
def _is_slip(text: str, name: str) -> bool:
    return near(exact(text).replace(" ", ""), exact(name).replace(" ", ""))


def _enter(known: dict[_Key, str | None], at: _Key, key: str) -> None:
    known[at] = key if known.get(at, key) == key else None
