"""One row of a code list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from warehouse.errors import Language


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a list."""

    code: str
    label_fr: str
    label_en: str
    valid_from: date | None  # first day, None where it is not known or before our time
    valid_to: date | None  # last day, None where it still holds
    # bridges to standards and other columns, as text; empty where not known
    attributes: Mapping[str, str]
    note: str
    line: int  # of the CSV file, 1 = its header

    def label(self, language: Language = "fr") -> str:
        """The label in one language."""
        return self.label_fr if language == "fr" else self.label_en

    def is_valid_on(self, day: date) -> bool:
        """Whether the code holds on a day; an open end counts as holding."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
