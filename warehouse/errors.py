"""What can go wrong, by who must act, and the one catalogue of sentences that say so.

Every sentence a ministry, a steward or a developer reads stands in ``messages/*.yml``, in French
and in English, under one key. A message names files, columns, rows and counts, never the value of
a cell: this is a register of victims.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any, Literal

import yaml

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
Parameter = str | int | float


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All messages: key -> language -> template.

    Raises:
        ValueError: a key stands twice, or lacks French or English.
    """
    entries: dict[str, dict[str, str]] = {}
    for page in sorted(
        (p for p in resources.files("warehouse.messages").iterdir() if p.name.endswith(".yml")),
        key=lambda p: p.name,
    ):
        for key, sentences in (yaml.load(page.read_text("utf-8"), yaml.CSafeLoader) or {}).items():
            if key in entries:
                raise ValueError(f"{page.name}: message {key!r} stands twice in the catalogue")
            if set(sentences) != {"fr", "en"}:
                raise ValueError(f"{page.name}: message {key!r} needs exactly 'fr' and 'en'")
            entries[key] = sentences
    return entries


class _CountingFormatter(Formatter):
    """``str.format`` and ``{count:# row|# rows}``: the form that the count asks for, # the count.

    French says 0 and 1 in the singular, English 1 alone (the plural rules of Unicode CLDR), and
    French parts decimals by a comma.
    """

    def __init__(self, language: Language) -> None:
        self._singular = {0, 1} if language == "fr" else {1}
        self._point = "," if language == "fr" else "."

    def format_field(self, value: Any, format_spec: str) -> str:
        """The value in the form its count asks for, or as ``str.format`` has it."""
        if "|" not in format_spec:
            text = str(super().format_field(value, format_spec))
            return text.replace(".", self._point) if isinstance(value, float) else text
        one, several = format_spec.split("|")
        # A count may come as it is shown, its thousands set apart.
        count = int("".join(filter(str.isdecimal, str(value))))
        return (one if count in self._singular else several).replace("#", str(value))


_FORMATTERS: dict[Language, Formatter] = {
    "fr": _CountingFormatter("fr"),
    "en": _CountingFormatter("en"),
}


@dataclass(frozen=True)
class Message:
    """One sentence of the catalogue with its parameters; language is chosen when it is read."""

    key: str  # the key in ``messages/*.yml``
    # what the template names; never the value of a cell
    parameters: dict[str, Parameter] = field(default_factory=dict)

    def text(self, language: Language = "fr") -> str:
        """The sentence in ``language``.

        Raises:
            KeyError: the key is not in the catalogue, or a parameter is missing.
        """
        return _FORMATTERS[language].format(catalogue()[self.key][language], **self.parameters)

    def __str__(self) -> str:
        return self.text("en")


def message(key: str, /, **parameters: Parameter) -> Message:
    """A message of the catalogue, checked on the spot: an unknown key raises ``KeyError``."""
    made = Message(key, parameters)
    made.text("fr")
    return made


class ZokwezoError(Exception):
    """Base of all errors we raise on purpose; carries every fault found, not only the first."""

    def __init__(self, *faults: Message) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    def text(self, language: Language = "fr") -> str:
        """All faults, a line each, in ``language``."""
        return "\n".join(fault.text(language) for fault in self.faults)


class ContractError(ZokwezoError):
    """A contract or a code list in ``sources/`` is wrong: its author must act."""


class SubmissionError(ZokwezoError):
    """A dropped file cannot be taken: the ministry that sent it must act."""


class ConservationError(ZokwezoError):
    """Rows read do not equal rows accepted, quarantined and set aside: we must act, at once."""


class CallError(ZokwezoError):
    """A command was called wrongly: exit code 2, and the sentence says what to do."""
