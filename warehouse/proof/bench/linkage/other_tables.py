"""Tables of other shapes than the worlds': to see a linkage collapse before a stranger does.

Each is simulated from invented syllables: German-like names with full births; names with a place
and a party and no birth; names and the addresses of institutions that shelter hundreds. The truth
is known. The worst is what counts. In ``few_names`` fifteen family names serve everybody, the name
stands in one cell, and a given name goes with the one before it, which is a woman's or a man's. In
``names_at_home`` people have two given names, of which the second is often left out, and of two at
one address every third pair shares the first. In ``aliases`` one mention in eight has what people
call her in place of the name, and two in five of the others have both.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa

from warehouse.proof.simulate.mentions.invented_names import Ints

_SHAPES: Final = (
    "german_births",
    "place_and_party",
    "institutions",
    "few_columns",
    "few_names",
    "names_at_home",
    "aliases",
)
_FIRST: Final = ("AN", "BER", "DIE", "ER", "FRIED", "GER", "HEL", "IR", "JUR", "KLA", "LU", "MAR")
_LAST: Final = ("A", "BERT", "GARD", "HARD", "HILDE", "LINDE", "MUT", "OLF", "RICH", "TRAUD")
_ROOT: Final = [
    "ACHEN",
    "BACH",
    "BRAND",
    "DORN",
    "EICH",
    "FELS",
    "GRAB",
    "HAGEN",
    "KLEIN",
    "LEHM",
    "MOOS",
    "NEU",
    "OBER",
    "PFLAU",
    "REIS",
    "SCHÖN",
    "STEIN",
    "TANN",
    "UHL",
    "VOGT",
    "WEIN",
    "ZELL",
    "KRÄM",
    "HOLZ",
    "BIRK",
]
_END: Final = [
    "AUER",
    "BERGER",
    "DORF",
    "ER",
    "FELD",
    "HOFER",
    "INGER",
    "KE",
    "LER",
    "MANN",
    "NER",
    "SCHMIDT",
    "STETTER",
    "WALD",
]
_BIRTHS: Final = ("birth_date_min", "birth_date_max")
_FAMILIES: Final = ("Ngan", "Tron", "Lem", "Phem", "Hunh", "Phen", "Vuu", "Voh", "Donk", "Boui")
_FAMILIES_SHARE: Final = (42, 12, 10, 8, 6, 5, 5, 5, 4, 3)
_FIRST_OF: Final = {
    "M": ("Vun", "Hou", "Doc", "Kong", "Minn", "Quong", "Xun", "Dinn", "Thonh", "Ngok"),
    "F": ("Thie", "Thuy", "Kimm", "Bik", "Mye", "Nhoc", "Hoai", "Tuyt", "Diep", "Cam"),
}
_SECOND_OF: Final = {
    sex: tuple(first + last for last in ("ng", "n", "y") for first in firsts.split())
    for sex, firsts in (
        ("M", "Hu Du To Ha Na Lo So Pha Ta Kho"),
        ("F", "La Mi Ho Li Tra Ye Oa Nu Chi Vi"),
    )
}


@dataclass(frozen=True)
class OtherTable:
    """A table whose persons are known."""

    name: str
    mentions: pa.Table  # the standard columns and those of ``compare``
    person: Ints  # of each mention, the number of the person
    compare: tuple[str, ...] = ()


def other_tables(size: int = 2_000, seed: int = 1) -> list[OtherTable]:
    """A table of each shape, of about so many mentions; the same seed gives the same tables."""
    return [
        _simulated(shape, size, np.random.default_rng([seed, n])) for n, shape in enumerate(_SHAPES)
    ]


def _simulated(shape: str, size: int, rng: np.random.Generator) -> OtherTable:
    people = [_person(shape, rng) for _ in range(round(size / 1.6))]
    if shape == "names_at_home":
        _house(people, rng)
    person = np.sort(
        np.concatenate([np.arange(len(people)), rng.integers(0, len(people), size - len(people))])
    )
    rows = [
        {"mention_id": f"{shape}-{n}", **_written(people[who], rng)}
        for n, who in enumerate(person.tolist())
    ]
    compare = ("party",) if shape == "place_and_party" else ()
    columns = sorted({name for row in rows for name in row})
    table = pa.table({c: pa.array([row.get(c) for row in rows], pa.string()) for c in columns})
    return OtherTable(shape, table, person.astype(np.int64), compare)


def _person(shape: str, rng: np.random.Generator) -> dict[str, str]:
    """Who she is; common syllables are commoner."""

    def drawn(among: tuple[str, ...] | list[str]) -> str:
        share = 1 / np.arange(1, len(among) + 1) ** 0.7
        return among[int(rng.choice(len(among), p=share / share.sum()))]

    if shape == "few_names":
        sex = drawn(["F", "M"])
        family = str(rng.choice(_FAMILIES, p=np.array(_FAMILIES_SHARE) / sum(_FAMILIES_SHARE)))
        name = f"{family} {drawn(_FIRST_OF[sex])} {drawn(_SECOND_OF[sex])}"
        return {"full_name": name, "sex": sex} | dict.fromkeys(_BIRTHS, _day(rng))
    person = {
        "given_names": drawn(_FIRST) + drawn(_LAST),
        "family_name": drawn(_ROOT) + drawn(_END),
    }
    born = _day(rng)
    if shape == "german_births":
        person |= {"birth_date_min": born, "birth_date_max": born}
    elif shape == "place_and_party":
        person |= {"place": f"{drawn(_ROOT)}DORF", "party": f"Partei {drawn(_END)}"}
    elif shape == "institutions":
        year = born[:4]
        # Six shelters hold a third of all; the others live where hardly anybody else does.
        home = int(rng.integers(0, 6)) if rng.random() < 0.33 else int(rng.integers(6, 2_000))
        person |= {"birth_date_min": year, "birth_date_max": year}
        person |= {"place": f"{drawn(_ROOT)}WEG {home}" if home > 5 else f"HEIM {_ROOT[home]}"}
    elif shape == "aliases":
        person |= dict.fromkeys(_BIRTHS, born if rng.random() < 0.6 else born[:4])
        person |= {"place": f"{drawn(_ROOT)}DORF", "alias": f"{drawn(_ROOT)}{drawn(_LAST)}"}
    elif shape == "names_at_home":
        person["given_names"] += f" {drawn(_FIRST)}{drawn(_LAST)}"
        person |= dict.fromkeys(_BIRTHS, born[:4])
        person |= {"place": f"{drawn(_ROOT)}WEG {rng.integers(1, 2_000)}"}
    else:
        person |= {"birth_date_min": born[:4], "birth_date_max": born[:4], "sex": drawn(["M", "F"])}
    return person


def _house(people: list[dict[str, str]], rng: np.random.Generator) -> None:
    """Every second person is of the home before hers; of these a third share the first name."""
    for before, person in pairwise(people):
        if rng.random() < 0.5:
            person |= {name: before[name] for name in ("family_name", "place")}
            near = str(int(before["birth_date_min"]) + int(rng.integers(-9, 10)))
            person |= dict.fromkeys(_BIRTHS, near)
            if rng.random() < 0.3:
                second = person["given_names"].split()[1]
                person["given_names"] = f"{before['given_names'].split()[0]} {second}"


def _day(rng: np.random.Generator) -> str:
    return f"{rng.integers(1930, 2012)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"


def _written(person: dict[str, str], rng: np.random.Generator) -> dict[str, str | None]:
    """What one office writes of her: letters slip, cells stay empty, days are a day off."""
    row: dict[str, str | None] = {}
    for name, value in person.items():
        if name == "given_names" and " " in value and rng.random() < 0.25:
            row[name] = value.split()[0]
        elif name in ("given_names", "family_name"):
            row[name] = _slipped(value, rng) if rng.random() < 0.12 else value
        elif name == "full_name":
            row[name] = _of_three(value, rng)
        elif not name.startswith("birth"):
            row[name] = None if rng.random() < 0.1 else value
    if "birth_date_min" in person:
        born = person["birth_date_min"]
        if rng.random() < 0.1 and len(born) == 10:
            born = born[:8] + f"{rng.integers(1, 29):02d}"
        row |= dict.fromkeys(_BIRTHS, born)
    if "alias" in person:
        called = rng.random()
        if called < 0.12:
            row |= {"family_name": None, "given_names": person["alias"], "alias": None}
        elif called < 0.65:
            row["alias"] = None
    return row


def _of_three(name: str, rng: np.random.Generator) -> str:
    """A name of three words: the middle one left out, the first one last, or a letter slipped."""
    family, first, second = name.split()
    words = [family, second] if rng.random() < 0.12 else [family, first, second]
    if rng.random() < 0.08:
        words[-1] = _slipped(f"{words[-1]} ", rng).strip()
    return " ".join([*words[1:], family] if rng.random() < 0.1 else words)


def _slipped(word: str, rng: np.random.Generator) -> str:
    """One letter left out, or two that change places."""
    at = int(rng.integers(1, len(word) - 1))
    if rng.random() < 0.5:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
