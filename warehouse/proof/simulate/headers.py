"""How the header of an export drifts from month to month, above noise 1."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from warehouse.proof.simulate.clerk import bare
from warehouse.proof.simulate.layouts import SimulatedSheet

_RESPELLED: dict[str, str] = {
    "Prénom(s)": "Prénoms",
    "Prénoms": "Prénom(s)",
    "Prénom": "Prénoms",
    "NOM et Prénoms": "Nom et prénom(s)",
    "Nom et prénoms": "Noms et prénoms",
    "Date de naissance": "Date naissance",
    "Téléphone": "Tél.",
    "Observations": "Obs.",
    "Age": "Âge",
    "Âge": "Age",
    "Articles visés": "Articles",
    "Sous-préfecture": "S/Préfecture",
}
_UNASKED = ("Visa du chef", "Réf. interne", "Colonne1", "Classement")
_OPTIONAL = frozenset({"Observations", "Alias", "Magistrat", "Site"})


class SimulatedHeader(NamedTuple):
    """A header as one file has it."""

    labels: tuple[str, ...]  # from left to right
    # for each label, which column of the layout stands there; None for one that nobody asked for,
    # which stays empty
    columns: tuple[int | None, ...]


def header_of(sheet: SimulatedSheet, rng: Random, noise: float) -> SimulatedHeader:
    """The header of `sheet` this month: as laid down, or drifted in proportion to noise above 1.

    Under merged groups only the spelling drifts: the groups hold their columns together.
    """
    hard = max(0.0, noise - 1.0)
    order: list[int | None] = list(range(len(sheet.header)))
    if not sheet.groups:
        _move_columns(order, sheet, rng, hard)
    labels = []
    for column in order:
        if column is None:
            labels.append(rng.choice(_UNASKED))
        else:
            labels.append(_respelled(sheet.header[column], rng, min(0.9, 0.25 * hard)))
    return SimulatedHeader(tuple(labels), tuple(order))


def _move_columns(order: list[int | None], sheet: SimulatedSheet, rng: Random, hard: float) -> None:
    if rng.random() < 0.2 * hard:
        order[:] = [c for c in order if c is None or sheet.header[c] not in _OPTIONAL]
    if rng.random() < 0.35 * hard:
        moved = order.pop(rng.randrange(1, len(order)))
        order.insert(rng.randrange(1, len(order) + 1), moved)
    if rng.random() < 0.3 * hard:
        order.insert(rng.randrange(1, len(order) + 1), None)


def _respelled(label: str, rng: Random, rate: float) -> str:
    if rng.random() >= rate:
        return label
    ways = (
        label.upper(),
        bare(label),
        f"{label} ",
        label.replace(" ", "  ", 1),
        label.replace("'", "’"),
        label.replace("N°", "No").replace("n°", "no"),
        _RESPELLED.get(label, label.lower()),
    )
    changed = [way for way in ways if way != label]
    return rng.choice(changed) if changed else label
