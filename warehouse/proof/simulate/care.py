"""What those write who receive victims: ministries, the labour inspectorate, IOM, the DDR unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from warehouse.proof.simulate.clerk import Clerk
from warehouse.proof.simulate.export_line import (
    Due,
    ExportLine,
    Named,
    Office,
    suspect_of,
    victim_of,
)
from warehouse.proof.simulate.lexicon import FORMS, MEANS, TIES

_EXCEL_DAY_ZERO = date(1899, 12, 30)  # of Excel's serials, its 29 February 1900 included
_SERVICES = ("Psychosocial", "Médical; Psychosocial", "Hébergement", "Réinsertion scolaire")
_ASSISTANCE = ("Vivres", "Kit NFI", "Hébergement", "Psychosocial")
_SECTORS = ("Agriculture", "Mines", "Domestique", "Commerce")
_SUPPORT = ("Legal", "Livelihood", "SocialCare", "Health")
_REFERRED = {"umirr": "UMIRR", "": "minfemme"}


def minfemme(due: Due, office: Office) -> Iterator[ExportLine]:
    """One victim received; some dates are Excel serials that were never formatted."""
    clerk, fate = office.clerk, office.fate
    for on, (case, victim, *_) in due:
        year = on.year
        minor = (on - victim.born).days < 18 * 365
        boy = "G" if minor else "H"
        serial = (on - _EXCEL_DAY_ZERO).days
        yield ExportLine(
            cells=(
                f"MPF-{year}-{office.numbers.next('minfemme', year):04d}",
                serial if fate.random() < 0.2 else on,
                clerk.family_name(victim),
                clerk.given_names(victim),
                clerk.sex(victim, boy, "F"),
                clerk.age(victim, on),
                clerk.nationality(victim),
                victim.birthplace.prefecture,
                clerk.place(case.place),
                clerk.form(case.form),
                fate.choice("ON"),
                fate.choice(_SERVICES),
                _REFERRED.get(case.channel, case.channel),
                clerk.phone(victim),
                "Oui" if fate.random() < 0.65 else "Non",
            ),
            named=(victim_of(case, victim),),
        )


def action_humanitaire(due: Due, office: Office) -> Iterator[ExportLine]:
    """One assistance to one person: the full name in one cell, the birth year only."""
    clerk, fate = office.clerk, office.fate
    for on, (case, victim, *_) in due:
        yield ExportLine(
            cells=(
                f"AH{on.year}{office.numbers.next('action_humanitaire', on.year):05d}",
                clerk.full_name(victim),
                clerk.sex(victim, "Masc.", "Fém."),
                clerk.birth_year(victim),
                fate.choice(("Résident", "PDI", "Retourné", "Réfugié")),
                fate.choice(("Site A", "Site B", "Famille d'accueil")),
                clerk.place(case.place),
                fate.choice(_ASSISTANCE),
                clerk.day(on, "-"),
                clerk.form(case.form),
            ),
            named=(victim_of(case, victim),),
        )


def travail(due: Due, office: Office) -> Iterator[ExportLine]:
    """One worker found, with the employer accused: a name and nothing else."""
    clerk, fate = office.clerk, office.fate
    for on, case in due:
        employer = case.suspects[0] if case.suspects and fate.random() < 0.85 else None
        outcome = fate.choice(("PV transmis", "PV transmis", "Mise en demeure", "En cours"))
        for victim in case.victims:
            named: tuple[Named, ...] = (victim_of(case, victim),)
            if employer:
                named += (suspect_of(case, employer),)
            yield ExportLine(
                cells=(
                    case.reference,
                    clerk.day(on),
                    f"Etablissement {fate.randint(1, 40)}",
                    fate.choice(_SECTORS),
                    clerk.place(case.place),
                    clerk.full_name(victim),
                    clerk.sex(victim, "M", "F"),
                    clerk.age(victim, on),
                    clerk.nationality(victim),
                    clerk.form(case.form),
                    fate.choice(("O", "N", "NSP")),
                    fate.choice(("O", "N")),
                    clerk.full_name(employer) if employer else "Inconnu",
                    outcome,
                ),
                named=named,
            )


def iom(due: Due, office: Office) -> Iterator[ExportLine]:
    """One assisted person in the fields and codes of HTCDS 2.0."""
    clerk, fate = office.clerk, office.fate
    for on, (case, victim, *_) in due:
        controls = dict.fromkeys(code for means in case.means if (code := MEANS[means]))
        actual = fate.random() < 0.45
        tie = TIES[case.ties[0]] if case.ties else ""
        yield ExportLine(
            cells=(
                f"CAF-{on.year}-{office.numbers.next('iom', on.year):05d}",
                on.isoformat(),
                clerk.family_name(victim).title(),
                clerk.given_names(victim),
                clerk.sex(victim, "Masculine", "Feminine"),
                "" if clerk.slips(0.05) else victim.born.isoformat(),
                victim.nationality,
                f"+236{victim.phone}" if victim.phone else "",
                case.place.name,
                f"{'Actual' if actual else 'Possible'}VictimOfTrafficking",
                FORMS[case.form].htcds,
                ";".join(controls) if fate.random() < 0.6 else "",
                tie,
                fate.choice(_SUPPORT),
                "TRUE",
            ),
            named=(victim_of(case, victim),),
        )


def caafag(due: Due, office: Office) -> Iterator[ExportLine]:
    """One child, in the whole list since the start; written the same again every month."""
    for number, (on, (case, child, returned_on, removed_on)) in enumerate(due, start=1):
        if removed_on and removed_on <= office.month.last:
            continue
        # The list is kept, not written anew: each line has the chance of its own child.
        kept = Random(f"{office.seed}|caafag|{number}")
        clerk = Clerk(kept, office.clerk.noise)
        group = kept.choice("ABC")
        home = returned_on is not None and returned_on <= office.month.last
        yield ExportLine(
            cells=(
                f"EAFGA-{number:04d}",
                clerk.day(on),
                clerk.family_name(child),
                clerk.given_names(child),
                clerk.sex(child, "Garçon", "Fille"),
                clerk.birth(child, missing=0.3),
                clerk.place(case.place),
                f"Groupe {group}",
                "Réinséré" if home else "En famille d'accueil",
                clerk.day(returned_on) if home and returned_on else "",
            ),
            named=(victim_of(case, child),),
        )
