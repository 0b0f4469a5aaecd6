"""What a reader of cells is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.contracts import Column
from warehouse.contracts.codelists import CodeLists

Values = Sequence[str]
Fields = dict[str, list[object]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of distinct cells: a state for each, and a list of values per field.

    Where cells name persons: ``also_named``, how many further ones each names, and ``is_firm``,
    whether it means a company.
    """

    states: Sequence[str]
    fields: Fields
    also_named: Sequence[int] | None = None
    is_firm: Sequence[bool] | None = None


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """What a reader needs besides the cells: its column, the attribute it fills, the code lists.

    ``period`` is the month of the file, after which nobody of it is born; ``is_from_1904`` says how
    its numbers of days count.
    """

    column: Column
    attribute: str
    codes: CodeLists
    period: str
    is_from_1904: bool = False


def raw_name(attribute: str) -> str:
    """The field that keeps the raw text of ``attribute``: ``court_code`` -> ``court_raw``."""
    for suffix in ("_codes", "_code", "_xaf"):
        attribute = attribute.removesuffix(suffix)
    return f"{attribute}_raw"


def one_field(
    task: ReadingTask, values: Values, states: Sequence[str], cleaned: list[object]
) -> Reading:
    """A reading that fills the attribute of its task, and keeps the text beside it."""
    return Reading(
        list(states), {task.attribute: cleaned, raw_name(task.attribute): kept_texts(values)}
    )


def kept_texts(values: Values) -> list[object]:
    """The cells as they came, empty ones as nothing."""
    return [value or None for value in values]
