"""Places and what contains them: the division of the country has changed, and will again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from warehouse.contracts.codelists.code import Code


@dataclass(frozen=True, slots=True)
class Span:
    """A time during which a place lies in one préfecture; without an end, it still does."""

    prefecture_code: str | None  # the préfecture; None for a region
    first: date | None  # its first day; None where it is not known
    last: date | None  # its last day; None where it has not come
    evidence: str  # the code whose line of the list says so: the place, or the préfecture it is in


@dataclass(frozen=True, slots=True)
class Geography:
    """Places and what contains them, before and after the division of 21 January 2021.

    A place whose parent was created later has in ``predecessor_code`` the parent it had before; a
    préfecture has there the one it was cut from. One that only lost territory keeps its code.
    """

    codes: Mapping[str, Code]

    def prefecture_of(self, code: str, on: date | None = None) -> str | None:
        """The préfecture of a place on a day (None: in the present division); None for a region.

        Raises:
            KeyError: no place has this code.
        """
        place = self.codes[code]
        if place.attributes["level"] == "region":
            return None
        if place.attributes["level"] != "prefecture":
            parent = self.codes[place.attributes["parent_code"]]
            if on is not None and _begins_after(parent, on):
                before = place.attributes["predecessor_code"]
                return before or self.prefecture_of(parent.code, on)
            return self.prefecture_of(parent.code, on)
        if on is not None and _begins_after(place, on):
            return place.attributes["predecessor_code"] or code
        if place.valid_to is not None and (on is None or on > place.valid_to):
            return next(
                (c.code for c in self._prefectures() if c.attributes["predecessor_code"] == code),
                code,
            )
        return code

    def spans(self, code: str) -> tuple[Span, ...]:
        """In which préfecture a place lay and when, the oldest time first.

        Raises:
            KeyError: no place has this code.
        """
        first_days = sorted(
            {c.valid_from for c in self.codes.values() if c.valid_from}
            | {c.valid_to + timedelta(days=1) for c in self.codes.values() if c.valid_to}
        )
        spans: list[Span] = []
        for first in (None, *first_days):
            # Before the first change of all, any day will do.
            day = first or (first_days[0] - timedelta(days=1) if first_days else None)
            prefecture = self.prefecture_of(code, day)
            if not spans or spans[-1].prefecture_code != prefecture:
                if spans and first:
                    spans[-1] = replace(spans[-1], last=first - timedelta(days=1))
                spans.append(Span(prefecture, first, None, self._evidence(code)))
        return tuple(spans)

    def _evidence(self, code: str) -> str:
        """The line that says where a place was: its own, or that of what holds it."""
        place = self.codes[code]
        if place.attributes["predecessor_code"] or place.valid_to or not self._holder(code):
            return code
        return self._evidence(place.attributes["parent_code"])

    def _holder(self, code: str) -> bool:
        return self.codes[code].attributes["level"] not in ("region", "prefecture")

    def region_of(self, code: str, on: date | None = None) -> str:
        """The region of a place on a day (None: in the present division); a region is its own.

        Raises:
            KeyError: no place has this code.
        """
        prefecture = self.prefecture_of(code, on)
        return code if prefecture is None else self.codes[prefecture].attributes["parent_code"]

    def prefectures(self, on: date | None = None) -> tuple[str, ...]:
        """The préfectures of a day (None: of the present division), in the order of the list."""
        return tuple(
            c.code
            for c in self._prefectures()
            if (c.valid_to is None if on is None else c.is_valid_on(on))
        )

    def _prefectures(self) -> Iterator[Code]:
        return (c for c in self.codes.values() if c.attributes["level"] == "prefecture")


def _begins_after(place: Code, day: date) -> bool:
    return place.valid_from is not None and day < place.valid_from
