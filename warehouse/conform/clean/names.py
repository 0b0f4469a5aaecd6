"""Persons as clerks write them: in one cell or in two, with titles, aliases and other persons.

Capitals mark the family name (``NOM Prénoms`` and ``Prénom NOM`` alike); without them the order
decides. Accents and spelling stay as written: what sounds alike is the linkage's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from warehouse.conform.clean.counted_persons import (
    named_behind_commas,
    names_counted,
    persons_counted,
)
from warehouse.conform.clean.first_look import first_look
from warehouse.conform.clean.legal_persons import firm_or_person, speaks_of_firm
from warehouse.conform.clean.name_order import Order, arrange, assign, is_whole, titled
from warehouse.conform.clean.name_particles import (
    count_of,
    is_plain,
    is_sure,
    lines_with_persons,
    persons_of,
    take_marks,
    take_title,
    unmarked_asides,
    without_labels,
    without_remark,
)
from warehouse.conform.clean.no_name import is_description
from warehouse.conform.clean.state import State
from warehouse.text import fold, missing_kind


@dataclass(frozen=True, slots=True)
class PersonName:
    """The name of one person; what the cell does not say is an empty text."""

    # ``missing`` where there is no name, ``unread`` where there are no letters or where some are
    # lost (``�``); in the second case the parts are filled all the same
    state: State
    family_name: str = ""  # capitals
    given_names: str = ""  # with initial capitals; hyphens stay
    alias: str = ""  # ``alias``, ``dit``, ``surnommé``, or in brackets or quotes
    other_names: str = ""  # married or birth name (``épouse``, ``née``), capitals
    title: str = ""  # civility, rank or formula in front (``Mme``, ``Adjt``, ``le nommé``)
    is_unnamed: bool = False  # somebody is meant whose name is not known (``X``, ``Inconnu``)
    also_named: int = 0  # number of further persons in the cell; ``et consorts`` counts as one
    # a company is meant, or one beside somebody; read, it has no name of a person
    is_firm: bool = False


_MISSING = PersonName("missing")
_UNNAMED = PersonName("missing", is_unnamed=True)
_UNREAD = PersonName("unread")
_FIRM = PersonName("read", is_firm=True)
_FIRM_AND_WHO = PersonName("unread", is_firm=True)
_DIGITS = 3
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")

# Folded. Letters that are a marker elsewhere but may be a person's initials here (domain notes 7.2,
# row 30).
_INITIALS = frozenset({"na", "n a", "nd", "n d", "nr", "n r", "ns"})
_NOBODY_KNOWN = re.compile(
    r"(?:contre |plainte contre )?(?:\d{1,2} )?(?:x+|nn|n n|(?:le |un |une |la |l |des )?"
    r"(?:(?:auteur|individu|personne|employeur)s? )?"
    r"(?:inconnue?s?|non identifiee?s?|non denommee?s?|anonymes?))(?: inconnue?s?)?(?: e)?"
)
_TOTAL = re.compile(
    r"(?:(?:sous|grand) )?(?:total|totaux)(?: (?:generale?|generaux|cumule|mensuel|(?:du )?mois))?"
)
# What a spreadsheet holds for a box that is ticked or not.
_TICKED = frozenset({"true", "false", "vrai", "faux"})


def read_name(raw: str, order: Order = "auto") -> PersonName:
    """Read a full name from one cell.

    ``auto`` takes the words in capitals as the family name; where all are in capitals or none is,
    the first word (``given_first``: the last). Of several persons in a cell, the first is read and
    the others are counted.
    """
    text, state = first_look(raw)
    if not text:
        return _MISSING
    if _is_no_name(text):
        return _UNREAD
    if speaks_of_firm(text):
        kind, text = firm_or_person(text)
        if kind in ("firm", "unclear"):
            return _FIRM if kind == "firm" else _FIRM_AND_WHO
    words = text.split(" ")
    if state == "read" and is_plain(text, words):
        family, given = assign(words, order)
        return PersonName("read", family, given)
    if state != "read" and (nothing := _nothing(text, state)):
        return nothing
    return _read_marked(text, order)


def _is_no_name(text: str) -> bool:
    """Whether a label of sums or a box ticked stands where a name does; a part of a name may be."""
    lowered = text.lower()
    return lowered in _TICKED or ("tota" in lowered and _TOTAL.fullmatch(fold(text)) is not None)


def _nothing(text: str, state: State) -> PersonName | None:
    if state == "unread":
        return _UNREAD
    key = fold(text)
    if key in _INITIALS and "/" not in text:
        return None
    return _UNNAMED if missing_kind(text) == "unknown" and (key or "?" in text) else _MISSING


def _is_number(text: str) -> bool:
    """Whether a cell holds a code or a date, as after a paste that was one column off."""
    if sum(map(str.isdigit, text)) < _DIGITS:
        return False
    words = [word for word in text.split() if _TWO_LETTERS.search(word)]
    return all(_is_code(word) for word in words)


def _is_code(word: str) -> bool:
    """Whether a word is a number with letters to it, as the key of a register is."""
    digits = sum(map(str.isdigit, word))
    return digits >= _DIGITS and digits >= sum(map(str.isalpha, word))


def _read_marked(text: str, order: Order) -> PersonName:
    if _is_number(text):
        return _UNREAD
    text = without_labels(text)
    persons = persons_of(text)
    if not persons:
        return _UNREAD
    others = sum(count_of(person) for person in persons[1:])
    head, marks = take_marks(persons[0])
    named = names_counted(head, unmarked_asides(persons[0]))
    counted = max(persons_counted(text), named, 1 + named_behind_commas(head)) - 1
    title, head = take_title(head)
    first, _, rest = head.partition(" ")
    if is_description(first) and is_whole(rest.split()):
        title, head = f"{title} {first}".strip(), rest
    if _NOBODY_KNOWN.fullmatch(fold(head)) or not head:
        head = marks.pop("claim", "")
        if not head:
            others += count_of(persons[0]) - 1  # "2 personnes inconnues"
            also_named = max(others, counted)
            alias = marks.get("alias", "")
            return replace(_UNNAMED, alias=alias, title=title, also_named=also_named)
    elif "claim" in marks:
        marks.setdefault("alias", marks["claim"])
    family, given = arrange(without_remark(head), order)
    also_named = max(others, counted)
    other = marks.get("other", "").split()
    if family and not given and is_whole(other):  # "NGOMA épouse KAMBO Marie": Marie is hers
        given = titled([word for word in other if not word.isupper()])
        other = [word for word in other if word.isupper()]
    if not family and not given:
        return replace(_UNREAD, also_named=also_named)
    return PersonName(
        _state_of(head) if is_sure(text) else "unread",
        family,
        given,
        marks.get("alias", ""),
        " ".join(other).upper(),
        title,
        False,
        also_named,
    )


def _state_of(name: str) -> State:
    return "unread" if "\ufffd" in name else "read"


def persons_besides(raw: str, name: PersonName, words_each: int = 2) -> int:
    """How many persons a cell names besides ``name``: those told, or those on lines of their own.

    Args:
        name: what was read of it.
        words_each: the fewest words by which a line names a person: two where the cell is for
            whole names, one where it is for a part of them.
    """
    lines = lines_with_persons(raw, words_each) if "\n" in raw else 0
    return max(name.also_named, lines - 1)


def read_name_parts(family_raw: str, given_raw: str, alias_raw: str = "") -> PersonName:
    """Read a name from a column of family names and one of given names.

    Titles, aliases and married names are taken from either cell. A full name in the family column
    beside an empty given column is read by its capitals.
    """
    family_text, family_state = first_look(family_raw)
    given_text, given_state = first_look(given_raw)
    alias_text, alias_state = first_look(alias_raw) if alias_raw else ("", "missing")
    alias = alias_text if alias_state == "read" else ""
    whole = f"{family_text} {given_text}".strip()
    if _is_no_name(whole):
        return _UNREAD
    if speaks_of_firm(whole):
        name = read_name(whole, "family_first")
        return name if name.is_firm else replace(name, alias=alias or name.alias)
    family_words, given_words = family_text.split(" "), given_text.split(" ")
    if (
        family_state == given_state == "read"
        and is_plain(family_text, family_words)
        and is_plain(given_text, given_words)
    ):
        return PersonName("read", family_text.upper(), given_text.title(), alias)
    family = _part(family_text, family_state)
    given = _part(given_text, given_state)
    name = _alone(family, given, family_text) if given.state == "missing" else _both(family, given)
    return replace(name, alias=alias or name.alias)


def _part(text: str, state: State) -> PersonName:
    if not text:
        return _MISSING
    if state != "read" and (nothing := _nothing(text, state)):
        return nothing
    return _read_marked(text, "family_first")


def _joined(part: PersonName) -> str:
    return f"{part.family_name} {part.given_names}".strip().upper()


def _both(family: PersonName, given: PersonName) -> PersonName:
    return PersonName(
        "unread" if "unread" in (family.state, given.state) else "read",
        _joined(family),
        _joined(given).title(),
        family.alias or given.alias,
        family.other_names or given.other_names,
        family.title or given.title,
        False,
        max(family.also_named, given.also_named),
    )


def _alone(family: PersonName, given: PersonName, text: str) -> PersonName:
    """The name where the column of given names holds none."""
    if family.state == "missing":
        return replace(family, is_unnamed=family.is_unnamed or given.is_unnamed)
    if text != text.upper() and any(len(word) > 1 and word.isupper() for word in text.split()):
        return family  # "NGOMA Marie": the whole name stands here
    return replace(family, family_name=_joined(family), given_names="")
