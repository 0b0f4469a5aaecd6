"""Tables of other people's shapes: donors, authors, inventors, camps, patients, surveys.

Their author had seen no other table here. Names are frequent ones of each country, joined at random
with a frequency that falls with their rank; numbers, streets and addresses are invented.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa

from warehouse.proof.bench.linkage.frequent_names import FREQUENT_NAMES
from warehouse.proof.bench.linkage.other_tables import OtherTable

Row = dict[str, str | None]

_TOWNS: Final = (
    *("Ashford", "Belval", "Cedric", "Dorneck", "Elmby", "Farow", "Garmel"),
    *("Holte", "Irnach", "Jodan", "Kestrel", "Lomar", "Medra", "Norl"),
)
_MIDDLE: Final = ("Thi", "Van", "Ngoc", "Minh", "Thu", "Duc")
_STREETS: Final = tuple(
    f"{way} {of}"
    for way in ("rue", "avenue", "place", "chemin")
    for of in ("du Moulin", "de la Gare", "des Lilas", "du Stade", "de Verdun", "des Ecoles")
)
_PROVIDERS: Final = ("post.example", "mail.example", "web.example", "box.example")
_MOVED: Final = 0.1
_UNTOLD: Final = 0.1
_SEEN: Final = date(2024, 6, 1)


@dataclass
class _Person:
    family: str
    given: str
    father: str
    grandfather: str
    sex: str
    born: date
    town: str
    home: str
    phone: str
    mail: str
    employer: str


@dataclass(frozen=True)
class _Shape:
    names: str
    columns: tuple[str, ...]
    birth: str = ""  # how it is told: a day, a year or an age, or not
    naming: str = "two columns"  # or in one: with the fathers, an initial, the family first
    per_person: float = 1.6
    slips: float = 0.12  # of how many mentions a name is mistyped
    initials: float = 0.0  # of how many the given name is an initial
    turned: float = 0.0  # of how many the names stand in each other's column
    births_missing: float = 0.0
    # how many mentions each of the first persons has, whatever the others have
    crowds: Sequence[int] = field(default_factory=tuple)


SHAPES: Final[Mapping[str, _Shape]] = {
    "donors_with_mail": _Shape("french", ("home", "mail"), per_person=1.4, initials=0.04),
    "authors": _Shape(
        "chinese", ("mail", "employer"), per_person=4, slips=0.04, initials=0.15, turned=0.15
    ),
    "inventors": _Shape("polish", ("place", "employer"), per_person=2, crowds=(330, 260, 220)),
    "camps_by_age": _Shape("ethiopian", ("sex", "place"), "age", "fathers", slips=0.2),
    "fathers_initials": _Shape("tamil", ("sex", "place"), "year", "initial", 1.5),
    "patients": _Shape(
        "vietnamese", ("sex", "place"), "day", "family first", 3, births_missing=0.3
    ),
    "two_surveys": _Shape("polish", ("sex", "home"), "age", per_person=1.35),
}
"""By name: each as somebody's own table could be."""


def table_elsewhere(shape: str, size: int = 1_500, seed: int = 1) -> OtherTable:
    """The table of a shape, of about so many mentions; the same seed gives the same table."""
    made = SHAPES[shape]
    rng = np.random.default_rng([seed, size, len(shape), ord(shape[0])])
    singles = size - sum(made.crowds)
    people = _households(rng, made, round(singles / made.per_person) + len(made.crowds))
    crowds = np.repeat(np.arange(len(made.crowds)), made.crowds)
    often = rng.exponential(1, len(people))
    often[: len(made.crowds)] = 0
    more = rng.choice(len(people), size - len(people) - len(crowds), p=often / often.sum())
    person = np.sort(np.concatenate([np.arange(len(people)), crowds, more]).astype(np.int64))
    elsewhere = _households(rng, made, 100)
    rows = [
        {"mention_id": f"{shape}-{n}", **_written(rng, made, people[who], elsewhere)}
        for n, who in enumerate(person.tolist())
    ]
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in rows[0]}
    compare = tuple(c for c in ("home", "mail", "employer") if c in made.columns)
    return OtherTable(shape, pa.table(columns), person, compare)


def _households(rng: np.random.Generator, shape: _Shape, size: int) -> list[_Person]:
    """People in homes of one to five, who share a family name, a home and a father."""
    families, given = (tuple(names.split()) for names in FREQUENT_NAMES[shape.names])
    people: list[_Person] = []
    mails: set[str] = set()
    while len(people) < size:
        town, family = _ranked(rng, _TOWNS), _ranked(rng, families) if families else ""
        home = f"{rng.integers(1, 120)} {_STREETS[rng.integers(len(_STREETS))]} {town}"
        phone, father = f"06{rng.integers(10**7, 10**8)}", _ranked(rng, given)
        parents, grandfather = int(rng.integers(1940, 1985)), _ranked(rng, given)
        named = {father}
        for place in range(int(rng.choice([1, 2, 3, 4, 5], p=[0.4, 0.2, 0.15, 0.15, 0.1]))):
            while (own := _given(rng, shape, given)) in named:
                pass
            named.add(own)
            year = parents + (int(rng.integers(0, 5)) if place < 2 else 22 + 2 * place)
            child = place > 1
            people.append(
                _Person(
                    family,
                    own,
                    father if child else _ranked(rng, given),
                    grandfather if child else _ranked(rng, given),
                    "FM"[given.index(own) % 2] if own in given else "FM"[int(rng.integers(2))],
                    date(year, 1, 1) + timedelta(int(rng.integers(365))),
                    town,
                    home,
                    phone,
                    _mail(rng, own, family or father, mails),
                    f"{_ranked(rng, _TOWNS)} {('Institute', 'Works', 'College')[rng.integers(3)]}",
                )
            )
    return people[:size]


def _given(rng: np.random.Generator, shape: _Shape, names: Sequence[str]) -> str:
    if shape.names == "chinese" and rng.random() < 0.65:
        return _ranked(rng, names) + _ranked(rng, names).lower()
    if shape.names == "vietnamese":
        return (
            f"{('Thi', 'Van', 'Ngoc', 'Minh', 'Thu', 'Duc')[rng.integers(6)]} {_ranked(rng, names)}"
        )
    return _ranked(rng, names)


def _mail(rng: np.random.Generator, given: str, family: str, mails: set[str]) -> str:
    """An address that nobody else has, made of the name."""
    name = f"{given}.{family}".lower().replace(" ", "")
    number = "" if rng.random() < 0.5 else str(rng.integers(1, 99))
    provider = _PROVIDERS[rng.integers(len(_PROVIDERS))]
    while (mail := f"{name}{number}@{provider}") in mails:
        number += str(rng.integers(10))
    mails.add(mail)
    return mail


def _written(
    rng: np.random.Generator, shape: _Shape, one: _Person, elsewhere: Sequence[_Person]
) -> Row:
    """One mention: as the person is, or slipped, moved, shortened or left out."""
    row = _name(rng, shape, one)
    if shape.birth:
        early, late = _birth(rng, shape.birth, one.born)
        if rng.random() < shape.births_missing:
            early = late = None
        row |= {"birth_date_min": early, "birth_date_max": late}
    home = elsewhere[int(rng.integers(len(elsewhere)))] if rng.random() < _MOVED else one
    texts: dict[str, Callable[[], str]] = {
        "sex": lambda: one.sex,
        "place": lambda: home.town,
        "home": lambda: home.home,
        "mail": lambda: one.mail,
        "employer": lambda: home.employer,
    }
    for column in shape.columns:
        text = texts[column]()
        if column != "sex" and rng.random() < shape.slips / 2:
            text = _slip(rng, text)
        row[column] = None if rng.random() < _UNTOLD else text
    return row


def _name(rng: np.random.Generator, shape: _Shape, one: _Person) -> Row:
    family, given = one.family, one.given
    if rng.random() < shape.slips:
        family, given = (
            (_slip(rng, family), given)
            if family and rng.random() < 0.5
            else (family, _slip(rng, given))
        )
    if rng.random() < shape.initials:
        given = f"{given[0]}."
    if shape.naming == "fathers":
        grandfather = f" {one.grandfather}" if rng.random() < 0.6 else ""
        return {"full_name": f"{given} {one.father}{grandfather}"}
    if shape.naming == "initial":
        kind = rng.random()
        father = f"{one.father[0]}. " if kind < 0.6 else f"{one.father} " if kind < 0.85 else ""
        return {"full_name": father + given}
    if shape.naming == "family first":
        return {"full_name": f"{family} {given if rng.random() > 0.12 else given.split()[-1]}"}
    if rng.random() < shape.turned:
        family, given = given, family
    return {"family_name": family, "given_names": given}


def _birth(rng: np.random.Generator, precision: str, born: date) -> tuple[str | None, str | None]:
    """The birth by day or year, or as an age between two days; one in twenty is wrong."""
    wrong = rng.random() < 0.05
    if precision == "age":
        seen = _SEEN - timedelta(int(rng.integers(900)))
        age = (seen - born).days // 365 + (int(rng.choice([-2, -1, 1, 2])) if wrong else 0)
        latest = seen - timedelta(round(365.25 * age))
        return str(latest - timedelta(364)), str(latest)
    if wrong:
        born = born + timedelta(int(rng.choice([-365, -31, -1, 1, 31, 365])))
    text = str(born) if precision == "day" else str(born.year)
    return text, text


def _ranked(rng: np.random.Generator, names: Sequence[str]) -> str:
    """One of the names, the first ones most often, as in a country."""
    share = 1 / (np.arange(len(names)) + 3.0) ** 0.9
    return names[int(rng.choice(len(names), p=share / share.sum()))]


def _slip(rng: np.random.Generator, text: str) -> str:
    """The text with a letter left out, doubled, swapped with the next, or another one."""
    bare = unicodedata.normalize("NFC", text)
    at = int(rng.integers(len(bare)))
    before, letter, after = bare[:at], bare[at], bare[at + 1 :]
    return str(
        rng.choice(
            [
                before + after if len(bare) > 3 else bare,
                before + letter + letter + after,
                before + after[:1] + letter + after[1:],
                before + "aeinrst"[int(rng.integers(7))] + after,
            ]
        )
    )
