"""The policy file, read strictly: who may be told what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule
from warehouse.indicators.disclosure.linked_tables import Cell
from warehouse.indicators.disclosure.synthetic_policy import SyntheticPolicy


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Audience(_Strict):
    """What one kind of reader may be told."""

    fr: str
    en: str
    threshold: int = Field(ge=2)
    width: int = Field(ge=1)
    others: int = Field(ge=0)
    others_by: frozenset[str]
    no_nought: frozenset[str]
    geography: dict[int, str]
    least_base: int = Field(ge=1)
    never_together: tuple[frozenset[str], ...]

    @model_validator(mode="after")
    def _has_a_coarsest_place(self) -> Self:
        if 0 not in self.geography:
            raise ValueError("geography needs the place for a country of no persons: 0")
        return self

    def finest_place(self, persons: int) -> str:
        """The finest place that may be shown of so many persons a year."""
        return self.geography[max(least for least in self.geography if least <= persons)]

    def refuse(self, tables: Iterable[Iterable[str]]) -> None:
        """Refuse tables that cross what policy keeps apart.

        Raises:
            CallError: one does.
        """
        for table in map(frozenset, tables):
            for together in self.never_together:
                if together <= table:
                    crossed = ", ".join(sorted(together))
                    raise CallError(message("disclosure.never_together", dimensions=crossed))


class Exemption(_Strict):
    """A cell that is shown though it counts few, by whose word and until when."""

    indicator: str
    year: int
    cell: dict[str, str]
    reason: str = Field(min_length=1)
    approved_by: str = Field(min_length=1)
    approved_on: date
    until: date

    def named(self) -> Cell:
        """The cell, by its name."""
        return tuple(sorted(self.cell.items()))


class Policy(_Strict):
    """The whole file."""

    audiences: dict[str, Audience]
    synthetic: SyntheticPolicy
    exceptions: tuple[Exemption, ...]

    @model_validator(mode="after")
    def _synthetic_records_tell_no_more(self) -> Self:
        """What the public is not told, synthetic records do not tell either."""
        public, synthetic = self.audiences["public"], self.synthetic
        if "prefecture" in synthetic.columns and (
            public.finest_place(synthetic.least_records) != "prefecture"
        ):
            raise ValueError("a place finer than the geography of so few records")
        public.refuse(synthetic.column_sets())
        if min(synthetic.noise_by_length()) < public.width:
            raise ValueError("noise narrower than the interval that is left of a hidden cell")
        return self

    def rule(self, audience: str, exempt: Iterable[Exemption] = ()) -> SuppressionRule:
        """What suppression is asked for an audience."""
        chosen = self.audiences[audience]
        shown = frozenset(one.named() for one in exempt)
        return SuppressionRule(
            chosen.threshold,
            chosen.width,
            chosen.no_nought,
            shown,
            chosen.others,
            chosen.others_by,
        )

    def exempt(self, indicators: Iterable[str], year: int, today: date) -> list[Exemption]:
        """The exceptions that hold today for some indicators of a year."""
        wanted = set(indicators)
        return [
            one
            for one in self.exceptions
            if one.indicator in wanted
            and one.year == year
            and one.approved_on <= today <= one.until
        ]


@cache
def policy() -> Policy:
    """The policy in force."""
    page: Any = yaml.safe_load(
        resources.files("warehouse.indicators.disclosure").joinpath("policy.yml").read_text("utf-8")
    )
    return Policy.model_validate(page)
