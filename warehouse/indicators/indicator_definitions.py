"""The files of ``definitions/``, read strictly."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from warehouse.errors import CallError, message

FOLDER = resources.files("warehouse.indicators.definitions")
PLACE = "place"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """In French and in English."""

    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)


class CountedPopulation(_Strict):
    """Whom indicators count, and the tables that are told of them."""

    sql: str  # over a release: ``person``, ``year`` and a column per dimension; once per person
    dimensions: tuple[str, ...]  # of which each person has one category
    several: tuple[str, ...] = ()  # a column of lists: a person may have more than one
    # what is crossed; ``place`` is the finest place that policy allows
    tables: tuple[tuple[str, ...], ...]


class Denominator(_Strict):
    """Which population a rate is of: one source and one revision for the whole series."""

    source: str
    revision: str


class Indicator(_Strict):
    """One indicator."""

    title: Words
    formula: Words
    unit: str
    population: str | None = None
    where: dict[str, str] = {}
    denominator: Denominator | None = None
    # ``cells`` hides small cells, or values of a small base; ``open`` counts no persons;
    # ``restricted`` is never published, not even that there is anything
    control: Literal["cells", "open", "restricted"] = "cells"
    # a release, or the database where the release does not hold it
    reads: Literal["release", "database"] = "release"
    breakdowns: tuple[tuple[str, ...], ...]
    # indicators whose totals follow from this one: hidden there, it is hidden here
    linked_to: tuple[str, ...] = ()
    # shares of the same persons that hold this one's, or are held by it: two that differ by few are
    # not both told
    within: tuple[str, ...] = ()
    # of what is no count of a population: ``year, dimension, category, value, base``
    sql: str | None = None
    rules: tuple[str, ...]
    caveats: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _counts_in_one_way(self) -> Self:
        if (self.population is None) == (self.sql is None):
            raise ValueError("an indicator has a population or its own SQL")
        page = notes()
        for kind, named in (("rules", self.rules), ("caveats", self.caveats)):
            if unknown := set(named) - set(page[kind]):
                raise ValueError(f"{kind} without words: {sorted(unknown)}")
        if self.unit not in page["units"]:
            raise ValueError(f"no words for the unit {self.unit}")
        return self


@cache
def notes() -> dict[str, dict[str, dict[str, str]]]:
    """Counting rules, caveats, units and what cannot be fed, in both languages."""
    page: dict[str, dict[str, dict[str, str]]] = _page("notes.yml")
    return page


@cache
def indicators() -> dict[str, Indicator]:
    """Every indicator, by its id."""
    return {name: Indicator.model_validate(definition) for name, definition in _pages("indicators")}


@cache
def populations() -> dict[str, CountedPopulation]:
    """Every population, by its id."""
    return {
        name: CountedPopulation.model_validate(definition)
        for name, definition in _pages("populations")
    }


@cache
def denominators() -> dict[tuple[str, str, int], int]:
    """Source, revision and year -> inhabitants."""
    rows = csv.DictReader(FOLDER.joinpath("denominators.csv").read_text("utf-8").splitlines())
    return {(row["source"], row["revision"], int(row["year"])): int(row["persons"]) for row in rows}


def indicator_named(name: str) -> Indicator:
    """The indicator of an id.

    Raises:
        CallError: there is none.
    """
    if name not in indicators():
        raise CallError(
            message("figures.unknown_indicator", name=name, known=", ".join(indicators()))
        )
    return indicators()[name]


def _pages(folder: str) -> list[tuple[str, Any]]:
    names = sorted(
        one.name for one in FOLDER.joinpath(folder).iterdir() if one.name.endswith(".yml")
    )
    return [(name.removesuffix(".yml"), _page(f"{folder}/{name}")) for name in names]


def _page(name: str) -> Any:
    return yaml.safe_load(FOLDER.joinpath(name).read_text("utf-8"))
