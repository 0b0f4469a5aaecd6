"""What the police writes: UMIRR's register, the judicial police's custody list, the gendarmerie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from warehouse.proof.simulate.cases import Case
from warehouse.proof.simulate.export_line import (
    Cell,
    Due,
    ExportLine,
    Named,
    Office,
    suspect_of,
    victim_of,
)
from warehouse.proof.simulate.people import Person

_NOBODY: tuple[Cell, ...] = ("",) * 5
_MERGED_COMPLAINTS = 2_000
_UNITS = ("OCRB", "Brigade criminelle", "Commissariat 5e")
_ARTICLES_153 = ("151, 153 CP", "art 151 et 153 CP", "151 et 153 CP")


def articles(office: Office, *, aggravated: bool) -> str:
    """The articles of the penal code, in one of the ways clerks write them."""
    if aggravated:
        return office.clerk.one_of(_ARTICLES_153, 0.3)
    return office.clerk.one_of(("151 CP", "Art. 151", "art.151", "article 151 du code pénal"), 0.55)


def umirr(due: Due, office: Office) -> Iterator[ExportLine]:
    """A victim and an accused of one complaint side by side, a line each until both run out."""
    clerk = office.clerk
    for order, (on, case) in enumerate(due, start=1):
        lines = max(len(case.victims), len(case.suspects))
        # A workbook holds its merges in memory until it is closed, so a long one stops having any.
        merged = lines > 1 and office.fate.random() < 0.3 and order <= _MERGED_COMPLAINTS
        unnamed = office.fate.choice(("X", "Inconnu", "Inconnu", ""))
        means = ", ".join(case.means)
        for at, (victim, suspect) in enumerate(zip_longest(case.victims, case.suspects)):
            named: list[Named] = []
            victim_cells: tuple[Cell, ...] = ("",) * 6
            if victim:
                named.append(victim_of(case, victim))
                victim_cells = (
                    clerk.full_name(victim),
                    clerk.sex(victim, "M", "F"),
                    clerk.birth(victim),
                    clerk.age(victim, on),
                    clerk.nationality(victim),
                    clerk.phone(victim),
                )
            suspect_cells = _NOBODY
            if suspect:
                named.append(suspect_of(case, suspect))
                suspect_cells = _accused(office, suspect, on, case.ties[at])
            elif not case.suspects and at == 0:
                suspect_cells = (unnamed, "", "", "", "")
            yield ExportLine(
                cells=(
                    order,
                    "" if merged and at else case.reference,
                    clerk.one_of(_as_date_or_text(on, clerk.day(on)), 0.5),
                    *victim_cells,
                    *suspect_cells,
                    clerk.day(case.facts_on),
                    clerk.place(case.place),
                    clerk.form(case.form),
                    means,
                    _umirr_outcome(office, case),
                    "",
                ),
                named=tuple(named),
                spans=lines if merged and at == 0 else 1,
            )


def _as_date_or_text(on: date, text: str) -> tuple[Cell, ...]:
    return on, text


def _accused(office: Office, suspect: Person, on: date, tie: str) -> tuple[Cell, ...]:
    clerk = office.clerk
    return (
        clerk.full_name(suspect),
        clerk.sex(suspect, "H", "F"),
        clerk.age(suspect, on),
        clerk.nationality(suspect),
        tie,
    )


def _umirr_outcome(office: Office, case: Case) -> str:
    if case.registered_on:
        return "" if office.clerk.slips(0.03) else "Transmis au parquet"
    return office.clerk.one_of(("Enquête préliminaire", "En cours"), 0.3)


def dspj(due: Due, office: Office) -> Iterator[ExportLine]:
    """One person in custody; where nobody is held there is no line."""
    clerk, fate = office.clerk, office.fate
    for on, case in due:
        for suspect in case.suspects:
            deferred = case.registered_on is not None and fate.random() < 0.75
            sent = case.registered_on if deferred and fate.random() < 0.6 else None
            if sent and sent > office.month.last:  # not known when the month's list is written
                sent = None
            yield ExportLine(
                cells=(
                    case.reference,
                    fate.choice(_UNITS),
                    clerk.day(on),
                    clerk.family_name(suspect),
                    clerk.given_names(suspect),
                    suspect.alias,
                    clerk.sex(suspect, "Masculin", "Féminin"),
                    clerk.birth(suspect),
                    clerk.place(suspect.birthplace),
                    clerk.nationality(suspect),
                    "CNI" if suspect.id_card else "",
                    suspect.id_card,
                    clerk.phone(suspect),
                    "Traite des personnes",
                    articles(office, aggravated=False),
                    clerk.day(case.facts_on),
                    clerk.place(case.place),
                    clerk.form(case.form),
                    "Déféré" if deferred else fate.choice(("Libéré", "Enquête en cours")),
                    clerk.day(sent) if sent else "",
                ),
                named=(suspect_of(case, suspect),),
            )


def gendarmerie(due: Due, office: Office) -> Iterator[ExportLine]:
    """One person, victim or accused, on the sheet of the legion."""
    clerk = office.clerk
    for on, case in due:
        people = [("Victime", person) for person in case.victims]
        people += [("Mis en cause", person) for person in case.suspects]
        for quality, person in people:
            is_victim = quality == "Victime"
            yield ExportLine(
                cells=(
                    case.reference,
                    f"BT {case.place.name}",
                    on.strftime("%d.%m.%Y"),
                    quality,
                    clerk.full_name(person),
                    clerk.sex(person, "M", "F"),
                    clerk.birth(person),
                    clerk.nationality(person),
                    clerk.place(case.place),
                    clerk.form(case.form),
                    "",
                ),
                named=((victim_of if is_victim else suspect_of)(case, person),),
                sheet=case.place.legion,
            )
