"""Who lives in the invented country: persons, the families they share, and those met before."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Literal, NamedTuple

from warehouse.proof.simulate.gazetteer import PLACES, GazetteerPlace
from warehouse.proof.simulate.lexicon import (
    ALIASES,
    GIVEN_F,
    GIVEN_M,
    NATIONALITIES,
    NATIONALITY_WEIGHTS,
    PHONE_PREFIXES,
    SYLLABLES,
)

_NATIONS = tuple(NATIONALITIES)
_COMMON_FAMILIES = 400
_POOL_SIZE = 400


class Person(NamedTuple):
    """One invented person, as they truly are."""

    person_id: str
    family: str
    given: tuple[str, ...]
    sex: Literal["M", "F"]
    born: date
    nationality: str
    birthplace: GazetteerPlace
    phone: str
    alias: str
    id_card: str


class Population:
    """Makes persons, one after the other, from one stream of chance.

    It remembers only a bounded sample of those it made (`_POOL_SIZE` of each kind), so that some
    return in a later case while memory stays the same for any number of cases.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._born = 0
        self._common = tuple(self._invent_family() for _ in range(_COMMON_FAMILIES))
        self._met: dict[str, list[tuple[int, Person]]] = {"suspect": [], "victim": []}

    def family_name(self) -> str:
        """A family name: three in ten are common names, shared by unrelated households."""
        if self._rng.random() < 0.3:
            return self._common[int(len(self._common) * self._rng.random() ** 2)]
        return self._invent_family()

    def person(self, family: str, on: date, *, adult: bool) -> Person:
        """A new person of `family`: adults are 19 to 55 on that day, the others 5 to 17."""
        rng = self._rng
        self._born += 1
        years = rng.randint(19, 55) if adult else rng.randint(5, 17)
        sex: Literal["M", "F"] = "M" if rng.random() < (0.75 if adult else 0.45) else "F"
        phone = ""
        if rng.random() < 0.45:
            phone = f"{rng.choice(PHONE_PREFIXES)}{rng.randrange(1_000_000):06d}"
        return Person(
            person_id=f"P{self._born:06d}",
            family=family,
            given=self.given_names(sex),
            sex=sex,
            born=on - timedelta(days=years * 365 + years // 4 + rng.randint(1, 360)),
            nationality=rng.choices(_NATIONS, NATIONALITY_WEIGHTS)[0],
            birthplace=rng.choice(PLACES),
            phone=phone,
            alias=rng.choice(ALIASES) if rng.random() < 0.08 else "",
            id_card=f"A{rng.randrange(10_000_000):07d}" if adult and rng.random() < 0.1 else "",
        )

    def sibling(self, elder: Person, on: date, *, taken: set[tuple[str, ...]]) -> Person:
        """A brother or sister: same family name, other given names; one in twenty is a twin."""
        born = self.person(elder.family, on, adult=False)
        while born.given in taken:
            born = born._replace(given=self.given_names(born.sex))
        if self._rng.random() < 0.05:
            born = born._replace(born=elder.born)
        return born._replace(nationality=elder.nationality, birthplace=elder.birthplace)

    def given_names(self, sex: Literal["M", "F"]) -> tuple[str, ...]:
        """One to three given names, the first ones of the list far more common than the last."""
        stock = GIVEN_M if sex == "M" else GIVEN_F
        count = self._rng.choices((1, 2, 3), (40, 54, 6))[0]
        chosen: dict[str, None] = {}
        while len(chosen) < count:
            chosen[stock[int(len(stock) * self._rng.random() ** 1.6)]] = None
        return tuple(chosen)

    def remember(self, kind: Literal["suspect", "victim"], month: int, person: Person) -> None:
        """Keep `person` as one who may return; beyond the size of the pool, in another's place."""
        pool = self._met[kind]
        if len(pool) < _POOL_SIZE:
            pool.append((month, person))
        else:
            pool[self._rng.randrange(_POOL_SIZE)] = (month, person)

    def met_before(self, kind: Literal["suspect", "victim"], month: int) -> Person | None:
        """Someone met in an earlier month than `month`, or nobody."""
        pool = self._met[kind]
        if not pool:
            return None
        since, person = self._rng.choice(pool)
        return person if since < month else None

    def _invent_family(self) -> str:
        rng = self._rng

        def stem(syllables: int) -> str:
            name = "".join(rng.choices(SYLLABLES, k=syllables))
            return name.removeprefix("s" if name.startswith("ss") else "").capitalize()

        if rng.random() < 0.15:
            return f"{stem(2)}-{stem(2)}"
        return stem(3 if rng.random() < 0.7 else 4)
