"""What the coordinating committee writes: 44 actions whose texts are not ours to invent."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from warehouse.simulate.records import Cell, Due, Office, Record

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


def pan(due: Due, office: Office) -> Iterator[Record]:
    """The 44 placeholder actions, each with a progress that only grows from month to month."""
    del due  # nothing that happens in the country moves the plan
    for number in range(1, ACTIONS + 1):
        course = Random(f"{office.seed}|pan|{number}")
        ministry, starts, speed = course.choice(_MINISTRIES), course.randint(0, 14), course.random()
        months = office.month.ordinal - 2026 * 12 - starts
        percent = min(100, max(0, round(months * (4 + 9 * speed))))
        yield Record(
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


def _status(office: Office, percent: int) -> str:
    if percent == 0:
        return "Non démarrée"
    if percent == 100:
        return "Achevée"
    return office.clerk.one_of(("En cours", "en cours ", "EN COURS"), 0.6)


def _percent(office: Office, percent: int) -> Cell:
    return office.fate.choice((f"{percent} %", f"{percent},0", float(percent)))
