"""What the courts write: the prosecutors' register, the registries, the case-law collection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from warehouse.proof.simulate.cases import Case
from warehouse.proof.simulate.export_line import Due, ExportLine, Office, suspect_of
from warehouse.proof.simulate.lexicon import FORMS
from warehouse.proof.simulate.people import Person
from warehouse.proof.simulate.police import articles

_ORIENTATIONS = (
    "Information ouverte",
    "Classement sans suite",
    "Flagrant délit",
    "Citation directe",
)
_CHARGES = ("Traite des personnes", "Traite de personnes aggravée", "Traite d'enfants")
_MAGISTRATES = ("Procureur", "Substitut A", "Substitut B")
_ADJOURNED = ("Absence de l'avocat", "Absence du prévenu", "Complément d'enquête")
_SENTENCES = (
    ("10 ans de TF", "5 ans dont 2 avec sursis", "24 mois", "TF à perpétuité", "5 ans"),
    (28, 22, 18, 12, 20),
)
_AMOUNTS = (250_000, 500_000, 1_000_000, 2_000_000)


class Trial(NamedTuple):
    """A prosecution that comes before its court; `round` counts its hearings from 1."""

    case: Case
    rp_number: str
    ri_number: str
    round: int


class Decision(NamedTuple):
    """A judgment as the case-law collection takes it up; `convicted` are initials' owners."""

    trial: Trial
    convicted: tuple[Person, ...]


def parquet(due: Due, office: Office) -> Iterator[ExportLine]:
    """One accused of one prosecution file; N° RP restarts each year in each court."""
    clerk, fate = office.clerk, office.fate
    for on, case in due:
        court = case.place.court
        rp_number = f"{office.numbers.next(court, 'RP', on.year):04d}/RP/{on.year}"
        orientation = fate.choices(_ORIENTATIONS, (45, 25, 17, 13))[0]
        ri_number = ""
        if orientation == "Information ouverte":
            ri_number = f"{office.numbers.next(court, 'RI', on.year):03d}/RI/{on.year}"
        if orientation != "Classement sans suite":
            wait = fate.randint(30, 75) if ri_number else fate.randint(14, 50)
            office.later("greffe", on + timedelta(days=wait), Trial(case, rp_number, ri_number, 1))
        charge, aggravated = fate.choice(_CHARGES), fate.random() < 0.4
        for suspect in case.suspects:
            yield ExportLine(
                cells=(
                    court,
                    rp_number,
                    clerk.day(on),
                    case.channel.upper(),
                    clerk.reference(case.reference),
                    clerk.family_name(suspect),
                    clerk.given_names(suspect),
                    clerk.sex(suspect, "M", "F"),
                    clerk.birth(suspect),
                    clerk.nationality(suspect),
                    charge,
                    articles(office, aggravated=aggravated),
                    clerk.day(case.facts_on),
                    len(case.victims),
                    orientation,
                    ri_number,
                    clerk.day(min(on + timedelta(days=2), office.month.last)),
                    fate.choice(_MAGISTRATES),
                ),
                named=(suspect_of(case, suspect),),
            )


def greffe(due: Due, office: Office) -> Iterator[ExportLine]:
    """One accused at one hearing (`Rôle`); at the last one, one in one judgment (`Jugements`)."""
    clerk, fate = office.clerk, office.fate
    for on, trial in due:
        adjourned_to = None
        if trial.round < 6 and fate.random() < 0.45:
            adjourned_to = on + timedelta(days=fate.randint(14, 32))
            office.later("greffe", adjourned_to, trial._replace(round=trial.round + 1))
        reason = fate.choice(_ADJOURNED)
        for suspect in trial.case.suspects:
            yield ExportLine(
                cells=(
                    trial.case.place.court,
                    trial.rp_number,
                    trial.ri_number,
                    clerk.full_name(suspect),
                    on,
                    "Traite des personnes",
                    clerk.day(adjourned_to) if adjourned_to else "",
                    reason if adjourned_to else "",
                ),
                named=(suspect_of(trial.case, suspect),),
                sheet="Rôle",
            )
        if not adjourned_to:
            yield from _judgment(on, trial, office)


def _judgment(on: date, trial: Trial, office: Office) -> Iterator[ExportLine]:
    clerk, fate = office.clerk, office.fate
    case = trial.case
    number = f"{office.numbers.next(case.place.court, 'judgment', on.year):03d}/{on.year}"
    convicted: list[Person] = []
    for suspect in case.suspects:
        guilty = fate.random() < 0.62
        if guilty:
            convicted.append(suspect)
        sentence = fate.choices(*_SENTENCES)[0]
        fine, damages = _amount(fate, 0.6), _amount(fate, 0.25)
        cleared, appealed = fate.choice(("Relaxé", "Relaxé", "Acquitté")), fate.random() < 0.2
        yield ExportLine(
            cells=(
                case.place.court,
                number,
                on,
                trial.rp_number,
                clerk.full_name(suspect),
                clerk.sex(suspect, "M", "F"),
                clerk.birth(suspect, missing=0.35),
                "Traite des personnes",
                clerk.one_of(("151 CP", "Art 151"), 0.5),
                "Condamné" if guilty else cleared,
                sentence if guilty else "",
                _in_francs(office, fine) if guilty else "",
                _in_francs(office, damages) if guilty else "",
                "O" if appealed else "N",
            ),
            named=(suspect_of(case, suspect),),
            sheet="Jugements",
            convicts=guilty,
        )
    if fate.random() < 0.9:
        office.later("jurisprudence", on, Decision(trial, tuple(convicted)))


def _amount(fate: Random, chance: float) -> int:
    amount = fate.choice(_AMOUNTS)
    return amount if fate.random() < chance else 0


def _in_francs(office: Office, amount: int) -> str:
    if not amount:
        return ""
    spaced = f"{amount:,}".replace(",", " ")
    dotted = spaced.replace(" ", ".")
    return office.clerk.one_of((f"{spaced} F CFA", dotted, f"{amount} FCFA", f"{spaced} FCFA"), 0.5)


def jurisprudence(due: Due, office: Office) -> Iterator[ExportLine]:
    """One anonymised decision: initials only, and so no row of the truth."""
    for order, (on, (trial, convicted)) in enumerate(due, start=1):
        case = trial.case
        form = FORMS[case.form].in_full
        means = " puis ".join(one.lower() for one in case.means)
        tried = _initials(case.suspects)
        if convicted:
            grounds = (
                "Attendu que les trois éléments de l'infraction, acte, moyen et but, sont réunis."
            )
            ruling = f"Déclare {_initials(convicted)} coupable(s)"
        else:
            grounds = "Attendu que la preuve du but d'exploitation n'est pas rapportée."
            ruling = f"Relaxe {tried} des fins de la poursuite"
        yield ExportLine(
            cells=(
                f"{order:03d}/{office.month.fill('{yyyy}/{mm}')}",
                case.place.court,
                on,
                trial.rp_number,
                f"Ministère public c/ {tried}",
                f"Attendu que, courant {case.facts_on.year}, à {case.place.name}, "
                f"{len(case.victims)} victime(s) ont été recrutées par {means} "
                f"aux fins de {form}.",
                grounds,
                ruling,
                office.clerk.one_of(("Art. 151 CP", "151 CP", "art. 151"), 0.2),
                "; ".join((form.capitalize(), *case.means)),
            ),
        )


def _initials(people: tuple[Person, ...]) -> str:
    return " et ".join(f"{person.given[0][0]}. {person.family[0]}." for person in people)
