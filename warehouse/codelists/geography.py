"""Places and what contains them: the division of the country has changed, and will again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from warehouse.codelists.code import Code


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
