"""What happens in the invented country: one case after the other, and who comes to know of it.

A case is known to at most one police service or the labour inspectorate; its victims are received
by none, one or several services in the weeks after. Many are seen by nobody: the country has a
hidden population, as the real one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from warehouse.proof.simulate.gazetteer import PLACES, GazetteerPlace
from warehouse.proof.simulate.lexicon import FORMS, MEANS, TIES
from warehouse.proof.simulate.months import Month
from warehouse.proof.simulate.people import Person, Population

Later = Callable[[str, date, Any], None]  # (kind, day, thing): what is to come goes to the agenda

_FORM_KEYS = tuple(FORMS)
_FORM_WEIGHTS = tuple(form.weight for form in FORMS.values())
_TIES = tuple(TIES)
_TIE_WEIGHTS = (26, 18, 18, 28, 10)


class Case(NamedTuple):
    """One case of trafficking, as it truly is."""

    case_id: str
    place: GazetteerPlace
    form: str
    means: tuple[str, ...]
    facts_on: date
    found_on: date
    channel: str  # umirr, dspj, gendarmerie, travail, or "" where no service took it up
    reference: str  # the number of the complaint (PV) or of the inspection; "" without a channel
    victims: tuple[Person, ...]
    suspects: tuple[Person, ...]
    ties: tuple[str, ...]  # one per suspect: what they are to the victims
    registered_on: date | None  # when the prosecutor's office registers it, if it ever does


class Received(NamedTuple):
    """One victim of a case, received by one service."""

    case: Case
    victim: Person
    returned_on: date | None = None  # when a child of an armed group goes home, if it does
    removed_on: date | None = None  # when a child silently leaves the cumulative list, if it does


@dataclass(frozen=True)
class Reach:
    """How likely each service is to meet a case or a victim; the shares of the sample exports."""

    channels: dict[str, float] = field(
        default_factory=lambda: {
            "umirr": 0.22,
            "dspj": 0.11,
            "gendarmerie": 0.22,
            "travail": 0.08,
            "": 0.37,
        }
    )
    prosecuted: float = 0.68
    received: dict[str, float] = field(
        default_factory=lambda: {
            "minfemme": 0.30,
            "action_humanitaire": 0.18,
            "iom": 0.17,
            "caafag": 0.70,  # of the children of armed groups only
        }
    )


class Numbers:
    """Counters that start at 1 under each key, such as (court, register, year)."""

    def __init__(self) -> None:
        self._last: dict[tuple[str | int, ...], int] = {}

    def next(self, *key: str | int) -> int:
        """The next number under `key`."""
        self._last[key] = self._last.get(key, 0) + 1
        return self._last[key]


class SimulatedCountry:
    """Lives month by month from one stream of chance; the same seed lives the same life."""

    def __init__(self, seed: int, numbers: Numbers, reach: Reach | None = None) -> None:
        self._rng = Random(f"{seed}|country")
        self._people = Population(self._rng)
        self._numbers = numbers
        self._reach = reach or Reach()
        self._cases = 0

    def live(self, month: Month, cases: int, later: Later) -> Iterator[Case]:
        """Make the cases found in `month`, by day; all that follows from them goes to `later`."""
        spent = 0.0
        for left in range(cases, 0, -1):
            # The next of `left` uniform days in order, without drawing them all first.
            spent += (1 - spent) * (1 - (1 - self._rng.random()) ** (1 / left))
            day = month.first + timedelta(days=min(int(spent * month.days), month.days - 1))
            case = self._case(month, day)
            if case.channel:
                later(case.channel, day, case)
            if case.registered_on:
                later("parquet", case.registered_on, case)
            self._care(case, later)
            yield case

    def _case(self, month: Month, day: date) -> Case:
        rng, people = self._rng, self._people
        self._cases += 1
        form = rng.choices(_FORM_KEYS, _FORM_WEIGHTS)[0]
        channel = rng.choices(tuple(self._reach.channels), tuple(self._reach.channels.values()))[0]
        victims = self._victims(day, minors_only=form == "ARMED" and rng.random() < 0.7)
        suspects = self._suspects(month.ordinal, day)
        for victim in victims:
            people.remember("victim", month.ordinal, victim)
        for suspect in suspects:
            people.remember("suspect", month.ordinal, suspect)
        registered_on = None
        if channel not in ("", "travail") and suspects and rng.random() < self._reach.prosecuted:
            registered_on = day + timedelta(days=rng.randint(4, 24))
        return Case(
            case_id=f"C{self._cases:05d}",
            place=rng.choice(PLACES),
            form=form,
            means=tuple(rng.sample(tuple(MEANS), rng.choices((1, 2, 3), (5, 3, 2))[0])),
            facts_on=day - timedelta(days=rng.randint(5, 45)),
            found_on=day,
            channel=channel,
            reference=self._reference(channel, month.year),
            victims=victims,
            suspects=suspects,
            ties=tuple(rng.choices(_TIES, _TIE_WEIGHTS, k=len(suspects))),
            registered_on=registered_on,
        )

    def _victims(self, day: date, *, minors_only: bool) -> tuple[Person, ...]:
        rng, people = self._rng, self._people
        count = rng.choices((1, 2, 3, 4, 5), (66, 18, 9, 4, 3))[0]
        adult = not minors_only and rng.random() < 0.45
        first = people.person(people.family_name(), day, adult=adult)
        victims = [first]
        siblings = rng.random() < 0.6
        for _ in range(count - 1):
            if siblings:
                taken = {victim.given for victim in victims}
                victims.append(people.sibling(first, day, taken=taken))
            else:
                adult = not minors_only and rng.random() < 0.5
                victims.append(people.person(people.family_name(), day, adult=adult))
        return tuple(victims)

    def _suspects(self, month: int, day: date) -> tuple[Person, ...]:
        rng, people = self._rng, self._people
        suspects: dict[str, Person] = {}
        for _ in range(rng.choices((0, 1, 2, 3), (12, 55, 27, 6))[0]):
            chance = rng.random()
            met_before = None
            if chance < 0.08:
                met_before = people.met_before("suspect", month)
            elif chance < 0.10:
                met_before = people.met_before("victim", month)
                if met_before and (day - met_before.born).days < 16 * 365:
                    met_before = None  # a child who was a victim is not made an accused here
            suspect = met_before or people.person(people.family_name(), day, adult=True)
            suspects[suspect.person_id] = suspect
        return tuple(suspects.values())

    def _reference(self, channel: str, year: int) -> str:
        if not channel:
            return ""
        number = self._numbers.next(channel, year)
        if channel == "travail":
            return f"IT-{number:03d}/{year}"
        if self._rng.random() < 0.12:  # other matters take numbers of the same register
            number = self._numbers.next(channel, year)
        unit = {"umirr": "UMIRR", "dspj": "DSPJ", "gendarmerie": "GN"}[channel]
        return f"{number:03d}/{unit}/{year}"

    def _care(self, case: Case, later: Later) -> None:
        rng = self._rng
        for victim in case.victims:
            for service, chance in self._reach.received.items():
                if rng.random() >= chance:
                    continue
                on = case.found_on + timedelta(days=int(rng.expovariate(1 / 12)) + 1)
                if service == "caafag":
                    if case.form != "ARMED" or (on - victim.born).days > 18 * 365:
                        continue
                    home = on + timedelta(days=rng.randint(20, 120))
                    gone = on + timedelta(days=rng.randint(40, 150))
                    later(
                        service,
                        on,
                        Received(
                            case,
                            victim,
                            returned_on=home if rng.random() < 0.6 else None,
                            removed_on=gone if rng.random() < 0.02 else None,
                        ),
                    )
                    continue
                later(service, on, Received(case, victim))
                if service == "minfemme" and rng.random() < 0.08:  # comes back in later weeks
                    again = on + timedelta(days=rng.randint(7, 40))
                    later(service, again, Received(case, victim))
