"""How a clerk writes a true value into a cell: with a dial for how badly.

Noise 0 writes everything in full and one way. At 1 a clerk slips as often as those of the sample
exports do; at 2 twice as often, and in ways of their own (`hard`): words spelled by ear, births
rounded to the first of January, other date separators.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TypeVar

from warehouse.proof.simulate.gazetteer import SPELLINGS, GazetteerPlace
from warehouse.proof.simulate.lexicon import (
    BY_EAR,
    CIVILITIES,
    FORMS,
    MISSING_BIRTHS,
    MISSING_PHONES,
    NATIONALITIES,
    SLIPPED_KEYS,
)
from warehouse.proof.simulate.people import Person

Value = TypeVar("Value")


class Clerk:
    """Writes cells, from one stream of chance and with one degree of noise."""

    def __init__(self, rng: Random, noise: float) -> None:
        self.rng = rng
        self.noise = noise
        self.hard = max(0.0, noise - 1.0)

    def slips(self, rate: float, *, hard: float = 0.0) -> bool:
        """Whether it goes wrong this time: `rate` at noise 1, and `hard` more per degree above."""
        return self.rng.random() < min(0.9, rate * self.noise + hard * self.hard)

    def one_of(self, variants: Sequence[Value], rate: float) -> Value:
        """The first of `variants`, or after a slip any of the others."""
        if len(variants) > 1 and self.slips(rate):
            return self.rng.choice(variants[1:])
        return variants[0]

    def family_name(self, person: Person) -> str:
        """The family name alone: capitals, or after a slip as a word."""
        name = self._spelled(person.family)
        if "-" in name and self.slips(0.06):
            name = name.replace("-", " ")
        return name if self.slips(0.11) else name.upper()

    def given_names(self, person: Person) -> str:
        """The given names: all of them in order, or after a slip fewer, turned or joined."""
        given = list(person.given)
        if len(given) > 1 and self.slips(0.24):
            del given[-1]
        if len(given) > 1 and self.slips(0.08):
            given.reverse()
        joint = "-" if self.slips(0.18) else " "
        return joint.join(self._spelled(name) for name in given)

    def full_name(self, person: Person) -> str:
        """The whole name in one cell: ``NOM Prénom(s)``, or after a slip the other way round."""
        family, given = self.family_name(person), self.given_names(person)
        if self.slips(0.0, hard=0.04):
            given = ""  # the family name alone
        name = f"{given} {family}" if self.slips(0.1, hard=0.1) else f"{family} {given}"
        if self.slips(0.02):
            name = self.rng.choice(CIVILITIES[person.sex]) + name
        if person.alias and self.slips(0.5):
            name = f"{name.strip()} alias {person.alias}"
        return name.strip()

    def birth(self, person: Person, *, missing: float = 0.15) -> str:
        """The date of birth: ``dd/mm/yyyy``, or after a slip a year, an approximation, nothing."""
        if self.slips(missing):
            return self.rng.choice(MISSING_BIRTHS)
        if self.slips(0.11):
            year = person.born.year + (self.rng.choice((-1, 1)) if self.slips(0.25) else 0)
            return self.rng.choice((f"Né vers {year}", f"vers {year}", str(year)))
        if self.slips(0.0, hard=0.06):
            return f"01/01/{person.born.year}"
        return self.day(person.born)

    def birth_year(self, person: Person) -> str:
        """The year of birth, or after a slip nothing."""
        return self.rng.choice(("", "NSP")) if self.slips(0.15) else str(person.born.year)

    def age(self, person: Person, on: date) -> int | str:
        """The age on that day: a number, or after a slip text, a word, or a year off."""
        years = on.year - person.born.year
        years -= (on.month, on.day) < (person.born.month, person.born.day)
        if self.slips(0.04):
            return "mineur" if years < 18 else "majeur"
        if self.slips(0.0, hard=0.1):
            years = max(0, years + self.rng.choice((-1, 1)))
        return self.rng.choice((f"{years} ans", str(years))) if self.slips(0.65) else years

    def sex(self, person: Person, male: str, female: str) -> str:
        """The sex in the words of this export, or after a slip nothing or another office's word."""
        if self.slips(0.02):
            return ""
        if self.slips(0.0, hard=0.08):
            return self.rng.choice(("H", "Masc.", "m") if person.sex == "M" else ("Fém.", "f"))
        return male if person.sex == "M" else female

    def nationality(self, person: Person) -> str:
        """The nationality as an adjective, or after a slip otherwise or nothing."""
        if self.slips(0.08):
            return ""
        return self.one_of(NATIONALITIES[person.nationality], 0.6)

    def place(self, place: GazetteerPlace) -> str:
        """The name of the sous-préfecture, or after a slip in capitals, bare, or misspelled."""
        name = place.name
        if name in SPELLINGS and self.slips(0.15):
            return self.rng.choice(SPELLINGS[name])
        if self.slips(0.05):
            name = bare(name)
        return name.upper() if self.slips(0.22) else name

    def phone(self, person: Person) -> str:
        """The telephone in pairs, or after a slip in another shape, or a mark for none."""
        digits = person.phone
        if not digits or self.slips(0.1):
            return self.one_of(MISSING_PHONES, 0.6)
        pairs = " ".join(digits[at : at + 2] for at in range(0, 8, 2))
        return self.one_of((pairs, digits, f"+236 {digits}", f"00236{digits}"), 0.75)

    def form(self, key: str) -> str:
        """The form of exploitation, or after a slip in other words."""
        return self.one_of(FORMS[key].variants, 0.6)

    def day(self, on: date, separator: str = "/") -> str:
        """A full date, day first."""
        if self.slips(0.0, hard=0.1):
            separator = self.rng.choice("-./")
        return on.strftime(f"%d{separator}%m{separator}%Y")

    def reference(self, number: str) -> str:
        """A number that another office gave, or after a slip nothing."""
        return "" if self.slips(0.1) else number

    def _spelled(self, name: str) -> str:
        if self.slips(0.45):
            name = bare(name)
        if self.slips(0.02, hard=0.15):
            name = self._by_ear(name)
        if self.slips(0.06):
            name = self._mistyped(name)
        return name

    def _by_ear(self, name: str) -> str:
        heard = [(old, new) for old, new in BY_EAR if old in name.lower()]
        if not heard:
            return name
        old, new = self.rng.choice(heard)
        at = name.lower().index(old)
        new = new.capitalize() if name[at].isupper() else new
        return name[:at] + new + name[at + len(old) :]

    def _mistyped(self, name: str) -> str:
        if len(name) < 4:
            return name
        at = self.rng.randrange(1, len(name) - 1)
        way = self.rng.randrange(4)
        if way == 0:
            return name[:at] + name[at + 1 :]
        if way == 1:
            return name[:at] + name[at] + name[at:]
        if way == 2:
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        return name[:at] + self.rng.choice(SLIPPED_KEYS) + name[at + 1 :]


def bare(text: str) -> str:
    """`text` without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
