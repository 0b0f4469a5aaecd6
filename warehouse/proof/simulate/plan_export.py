"""What the coordinating committee writes: 44 actions whose texts are not ours to invent.

Beside them what was done: workshops and the like, with who took part, by ministry and sex.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from warehouse.proof.simulate.export_line import Cell, Due, ExportLine, Office

ACTIONS = 44
_AXES = ("Prévention", "Protection", "Poursuite", "Partenariat")
_MINISTRIES = (
    "Promotion de la femme",
    "Action humanitaire",
    "Sécurité publique",
    "Justice",
    "Travail",
    "Santé",
)
_ACTIVITIES = (
    ("Atelier de formation", "Formation", "Atelier"),
    ("Sensibilisation", "Campagne de sensibilisation"),
    ("Réunion de coordination", "Réunion"),
    ("Mission de terrain", "Mission"),
)
_TOWNS = ("Bangui", "Bria", "Bouar", "Bambari", "Berbérati")
_MOST_ACTIVITIES = 4


def pan(due: Due, office: Office) -> Iterator[ExportLine]:
    """The 44 placeholder actions, each with a progress that only grows, then the activities."""
    del due  # nothing that happens in the country moves the plan
    for number in range(1, ACTIONS + 1):
        course = Random(f"{office.seed}|pan|{number}")
        ministry, starts, speed = course.choice(_MINISTRIES), course.randint(0, 14), course.random()
        months = office.month.ordinal - 2026 * 12 - starts
        percent = min(100, max(0, round(months * (4 + 9 * speed))))
        yield ExportLine(
            cells=(
                number,
                _AXES[number % 4],
                f"Action {number} (texte à saisir par le Comité)",
                ministry,
                "31/12/2026" if number % 2 == 0 else "30/06/2027",
                _status(office, percent),
                _percent(office, percent),
                "",
            ),
        )
    yield from _activities(office)


def _activities(office: Office) -> Iterator[ExportLine]:
    """The month's activities, a line for each ministry that took part; in some months none."""
    course = Random(f"{office.seed}|pan|activities|{office.month.period}")
    for number in range(1, course.randint(0, _MOST_ACTIVITIES) + 1):
        kind, town = course.choice(_ACTIVITIES), course.choice(_TOWNS)
        action, day = course.randint(1, ACTIONS), course.randint(1, office.month.days)
        for ministry in course.sample(_MINISTRIES, course.randint(1, 3)):
            yield ExportLine(
                cells=(
                    f"{office.month.period}-{number:02d}",
                    action,
                    office.clerk.one_of(kind, 0.3),
                    "",
                    date(office.month.year, office.month.number, day),
                    town,
                    ministry,
                    course.randint(0, 20),
                    course.randint(0, 20),
                ),
                sheet="Activités",
            )


def _status(office: Office, percent: int) -> str:
    if percent == 0:
        return "Non démarrée"
    if percent == 100:
        return "Achevée"
    return office.clerk.one_of(("En cours", "en cours ", "EN COURS"), 0.6)


def _percent(office: Office, percent: int) -> Cell:
    return office.fate.choice((f"{percent} %", f"{percent},0", float(percent)))
