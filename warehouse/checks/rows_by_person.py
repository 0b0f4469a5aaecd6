"""What a file does to the persons of the one that it would replace, where no key tells a row.

Fifteen other names may stand for fifteen children who were there: their number says nothing. A
person comes again by her name, her sex and her birth as far as they are told; who has no name, and
a row that names nobody, by what else it says. A spelling put right or a birth filled in is the same
person. Told by counts, and each earlier row is found once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from warehouse import lake
from warehouse.checks.examined_file import Examined
from warehouse.contracts.conformed_schema import LINEAGE
from warehouse.errors import Message, message
from warehouse.settings import settings
from warehouse.text import fold

_PLACE: Final = frozenset(field.name for field in LINEAGE)
_NAME: Final = frozenset({"family_name", "given_names", "alias", "other_names", "is_unnamed"})
# Of a row that names nobody, what its register numbers it by.
_NUMBERS: Final = {
    "decision": ("court_code", "decision_number"),
    "plan_status": ("plan_code", "action_number"),
    "plan_activity": ("activity_number", "ministry_code"),
}
# What makes a row of so many facts hers, though her name was replaced as a whole.
_TELLING: Final = ("birth_date_min", "record_key", "pv_number", "rp_number", "ri_number")
_CLOSE_WORD = 0.75
_SAME_ROW = 0.75
_ENOUGH_TOLD = 4
# Beyond, only what is equal is found: to hold all against all would take the time of a whole file.
_MOST_COMPARED = 2000


@dataclass(frozen=True, slots=True)
class Told:
    """What one record says of whoever it is about: never where it stands."""

    # of her name, folded and in alphabetical order; none where nobody is named
    words: tuple[str, ...]
    rest: frozenset[tuple[str, str]]  # all that is said but the name, as the reader understood it
    sex: str | None
    birth: tuple[Any, Any] | None  # first and last day it may have been
    number: tuple[str, ...] | None  # what its register calls a row that names nobody
    is_known_without_name: bool  # a birth or a number of a case is told beside enough else


def rows_by_person(before: Mapping[str, Any], examined: Examined) -> list[Message]:
    """How many persons of the file before come again, are new, are gone.

    Args:
        before: the submission that it would replace, as the ledger has it.
    """
    place = (before["source_id"], before["period"], before["submission_id"])
    earlier = lake.read_conformed(settings().lake, [place], ("person_mention", *_NUMBERS))
    named = earlier["person_mention"].num_rows > 0
    tables = ("person_mention",) if named else tuple(_NUMBERS)
    were, are = (
        [told_of(name, row) for name in tables if name in rows for row in rows[name].to_pylist()]
        for rows in (earlier, examined.records)
    )
    if not were:
        return []
    again = count_again(were, are)
    counts = {"corrected": again, "added": len(are) - again, "gone": len(were) - again}
    return [message("file_rows_by_person", **counts)]


def told_of(table: str, row: Mapping[str, Any]) -> Told:
    """What a record says of whom it is about, without the words of its clerk and its place."""
    facts = {
        name: value
        for name, value in row.items()
        if name not in _PLACE
        and not name.endswith(("_raw", "_record_id"))
        and value not in (None, "", [], False)
    }
    named = "" if facts.get("is_unnamed") else " ".join(
        facts.get(name) or "" for name in ("family_name", "given_names", "other_names")
    )  # fmt: skip
    first, last = facts.get("birth_date_min"), facts.get("birth_date_max")
    return Told(
        words=tuple(sorted(fold(named or facts.get("alias", "")).split())),
        rest=frozenset((name, repr(value)) for name, value in facts.items() if name not in _NAME),
        sex=facts.get("sex"),
        birth=(first, last) if first and last else None,
        number=_number(table, facts),
        is_known_without_name=len(facts) > _ENOUGH_TOLD and any(one in facts for one in _TELLING),
    )


def _number(table: str, values: Mapping[str, Any]) -> tuple[str, ...] | None:
    numbers = tuple(str(values.get(name, "")) for name in _NUMBERS.get(table, ()))
    return (table, *numbers) if any(numbers) else None


def count_again(were: Iterable[Told], are: Iterable[Told]) -> int:
    """How many of the earlier ones stand in the file, each found once and by one alone."""
    left, current = list(were), list(are)
    total = len(left)
    equals: tuple[Callable[[Told], Hashable], ...] = (
        lambda one: (one.words, one.rest),
        lambda one: one.number,
        lambda one: (one.words, one.sex, one.birth) if one.words else None,
        lambda one: one.rest if one.is_known_without_name else None,
    )
    for key_of in equals:
        left, current = _without_equal(left, current, key_of)
    if max(len(left), len(current)) <= _MOST_COMPARED:
        for agrees in (_is_same_name, _is_close_name, _is_same_row):
            left, current = _without_alike(left, current, agrees)
    return total - len(left)


def _without_equal(
    left: list[Told], current: list[Told], key_of: Callable[[Told], Hashable]
) -> tuple[list[Told], list[Told]]:
    """What is left of both where those of one key are taken out in pairs; no key, no pair."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for place, one in enumerate(current):
        if (key := key_of(one)) is not None:
            waiting[key].append(place)
    gone, taken = [], set()
    for one in left:
        places = waiting.get(key_of(one))
        if places:
            taken.add(places.pop())
        else:
            gone.append(one)
    return gone, [one for place, one in enumerate(current) if place not in taken]


def _without_alike(
    left: list[Told], current: list[Told], agrees: Callable[[Told, Told], bool]
) -> tuple[list[Told], list[Told]]:
    """``_without_equal``, where no key says who agrees: the first who does is taken."""
    gone, rest = [], list(current)
    for one in left:
        place = next((at for at, other in enumerate(rest) if agrees(one, other)), None)
        if place is None:
            gone.append(one)
        else:
            rest.pop(place)
    return gone, rest


def _is_same_name(one: Told, other: Told) -> bool:
    """Of one name: a sex or a birth put right, but not both, for that is somebody else."""
    return bool(one.words) and one.words == other.words and _contradictions(one, other) < 2


def _is_close_name(one: Told, other: Told) -> bool:
    """A name spelt otherwise, or with a word more or fewer, where nothing else contradicts."""
    if not one.words or not other.words or _contradictions(one, other):
        return False
    shorter, longer = sorted((one.words, other.words), key=len)
    rest = list(longer)
    for word in shorter:
        near = next((at for at, it in enumerate(rest) if _is_close_word(word, it)), None)
        if near is None:
            return False
        rest.pop(near)
    return True


def _is_close_word(one: str, other: str) -> bool:
    if one == other:
        return True
    # One slip leaves the beginning or the end as it was; asked first, for it costs nothing.
    is_like = one[:2] == other[:2] or one[-2:] == other[-2:]
    return is_like and SequenceMatcher(None, one, other).ratio() >= _CLOSE_WORD


def _is_same_row(one: Told, other: Told) -> bool:
    """Where nobody is named, before or now: most of what was said is said again."""
    if (one.words and other.words) or len(one.rest) < _ENOUGH_TOLD:
        return False
    return len(one.rest & other.rest) >= _SAME_ROW * len(one.rest)


def _contradictions(one: Told, other: Told) -> int:
    sexes = one.sex and other.sex and one.sex != other.sex
    births = one.birth and other.birth and not (
        one.birth[0] <= other.birth[1] and other.birth[0] <= one.birth[1]
    )  # fmt: skip
    return bool(sexes) + bool(births)
