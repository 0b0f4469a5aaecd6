"""The part of the policy file on synthetic records: whether, of what, with which noise."""

from __future__ import annotations

from itertools import combinations
from math import comb, log, sqrt
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

NOISE_OF_LENGTHS = {"short": (1.0, 2.0, 3.0), "balanced": (1.0, 1.0, 1.0), "long": (6.0, 3.0, 2.0)}
"""Of combinations of one, two and three columns: the noise of one length over that of another."""
PERCENTILE_SHARE = 0.01
"""Of the budget: how many combinations a record has."""
RECORDS_SHARE = 0.005
"""Of the budget: how many records there are."""


class SyntheticPolicy(BaseModel):
    """What synthetic records are made of and what they may tell of one person.

    Attributes:
        columns: of the population of victims; each value a category, none an id or a name.
        least_records: of fewer persons nothing is made.
        reporting_length: how many columns are counted together; what rows say of more follows.
        epsilon: how much one synthesis may tell of one person.
        delta: how likely it is to tell more.
        total_epsilon: what all syntheses ever made may tell together; ``total_delta`` likewise.
        accuracy: which lengths have the least noise.
        fabrication: how combinations that nobody has are kept out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool
    columns: tuple[str, ...] = Field(min_length=2)
    least_records: int = Field(ge=1)
    reporting_length: int = Field(ge=1, le=3)
    epsilon: float = Field(gt=0)
    delta: float = Field(gt=0, lt=1)
    total_epsilon: float = Field(gt=0)
    total_delta: float = Field(gt=0, lt=1)
    accuracy: Literal["short", "balanced", "long"]
    fabrication: Literal["uncontrolled", "balanced", "progressive", "minimize"]

    @model_validator(mode="after")
    def _within_reason(self) -> Self:
        if len(set(self.columns)) < len(self.columns) or self.reporting_length > len(self.columns):
            raise ValueError("each column once, and as many of them as are counted together")
        if self.epsilon > self.total_epsilon or self.delta > self.total_delta:
            raise ValueError("one synthesis costs more than the total")
        # A delta of one in as many as there are would let one of them be told whole.
        if self.delta * self.least_records > 0.1:
            raise ValueError("delta is a tenth of one in the least number of records, at most")
        return self

    def noise_by_length(self) -> tuple[float, ...]:
        """The standard deviation of the noise on a count of one, two, three columns.

        The Gaussian mechanism of differentially private marginals: 1/2 Σ 1/σ² is what epsilon and
        delta leave, a record being in as many counts of a length as there are such combinations.
        """
        epsilon = self.epsilon * (1 - RECORDS_SHARE)
        tail = log(2 / self.delta)
        left = (sqrt(epsilon + tail) - sqrt(tail)) ** 2 * (1 - PERCENTILE_SHARE)
        parts = NOISE_OF_LENGTHS[self.accuracy][: self.reporting_length]
        scale = sqrt(sum(1 / part**2 for part in parts) / (2 * left))
        return tuple(
            scale * part * sqrt(comb(len(self.columns), length))
            for length, part in enumerate(parts, start=1)
        )

    def column_sets(self) -> list[tuple[str, ...]]:
        """The columns that are counted together, the shortest first."""
        return [
            columns
            for length in range(1, self.reporting_length + 1)
            for columns in combinations(self.columns, length)
        ]
