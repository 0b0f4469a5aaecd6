"""The country lives and its offices write: the two entrances to the simulator."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from warehouse.errors import CallError, Message, message
from warehouse.proof.simulate.agenda import Agenda
from warehouse.proof.simulate.cases import Later, Numbers, Reach, SimulatedCountry
from warehouse.proof.simulate.clerk import Clerk
from warehouse.proof.simulate.export_line import Due, Office
from warehouse.proof.simulate.exports import EXPORTS, Export
from warehouse.proof.simulate.months import Month, month_of, months_from
from warehouse.proof.simulate.plan_export import ACTIONS
from warehouse.proof.simulate.truth import SimulationSummary, Truth

# What a source writes about comes out of another one's writing.
_FED_BY = {"greffe": "parquet", "jurisprudence": "greffe"}


def simulate(
    out: Path,
    *,
    months: int = 4,
    start: str = "2026-01",
    cases_per_month: int = 30,
    seed: int = 1,
    noise: float = 1.0,
) -> SimulationSummary:
    """Write the exports of an invented country, month by month, and the truth about every row.

    Args:
        out: gets ``<source>/<file>`` for the twelve sources, ``truth.csv``, ``truth.json`` and a
            note that says that it is all invented. Files that stand there are written over.
        start: the first of them, ``YYYY-MM``.
        cases_per_month: cases that happen; about three in ten are seen by no office.
        seed: the same seed, with the same other arguments, writes the same bytes.
        noise: how badly clerks write: 0 in full and one way, 1 like real exports, 2 twice as badly.
            The truth is the same for any noise.

    Returns:
        The counts that ``truth.json`` holds.

    Raises:
        CallError: an argument is out of its range.
    """
    faults: list[Message] = []
    if months < 1:
        faults.append(message("simulate.months"))
    if cases_per_month < 0:
        faults.append(message("simulate.cases"))
    first_month = month_of(start)
    if first_month is None:
        faults.append(message("simulate.start"))
    faults += _noise_faults(noise)
    if faults or first_month is None:
        raise CallError(*faults)
    span = list(months_from(first_month, months))
    numbers = Numbers()
    country = SimulatedCountry(seed, numbers)
    out.mkdir(parents=True, exist_ok=True)
    (out / "LISEZ-MOI.txt").write_text(
        "\n\n".join(message("simulate.fictional").text(language) for language in ("fr", "en"))
        + "\n",
        encoding="utf-8",
    )
    with closing(Agenda()) as agenda, closing(Truth(out)) as truth:
        for month in span:
            for case in country.live(month, cases_per_month, agenda.add):
                truth.note_case(len(case.victims))
            for source in EXPORTS:
                # The children's list is cumulative: it holds what came since the start.
                first = span[0].first if source == "caafag" else month.first
                office = _office(month, source, numbers, agenda.add, seed, noise)
                due = agenda.due(source, first, month.last)
                _write(out, source, due, office, truth)
                if source != "caafag":
                    agenda.forget(source, month.last)
        return truth.summary()


def _write(out: Path, source: str, due: Due, office: Office, truth: Truth) -> None:
    export = Export(out, source, office.month, office.seed, office.clerk.noise)
    for record in EXPORTS[source](due, office):
        file, sheet, row = export.write(record)
        truth.note_line(source, office.month.period, (file, sheet, row), record)
    export.close()
    truth.note_files(len(export.paths))


def simulate_rows(
    source: str, rows: int, seed: int = 1, noise: float = 1.0, *, out: Path
) -> list[Path]:
    """Write one export of `source` for January 2026 with exactly `rows` data lines.

    Made for timing the path: only what this source writes happens in that country, and the days
    are drawn into the month. There is no truth beside it.

    Args:
        rows: data lines, header, totals and notes not counted; at most 44 for the plan.
        seed: the same seed writes the same bytes.
        noise: as in `simulate`.
        out: gets ``<source>/<file>``.

    Returns:
        The files written: one, or several where a workbook would pass 200,000 lines.

    Raises:
        CallError: an unknown source, or an argument out of its range.
    """
    faults: list[Message] = []
    if source not in EXPORTS:
        faults.append(message("simulate.source", known=", ".join(EXPORTS)))
    if rows < 0 or (source == "pan" and rows > ACTIONS):
        faults.append(message("simulate.rows", actions=ACTIONS))
    faults += _noise_faults(noise)
    if faults:
        raise CallError(*faults)
    month = Month(2026, 1)
    export = Export(out, source, month, seed, noise)
    for record in islice(_endless(source, month, seed, noise), rows):
        export.write(record)
    export.close()
    return export.paths


def _endless(source: str, month: Month, seed: int, noise: float) -> Iterator[Any]:
    """The records of `source`, one after the other without end, in a country made for them."""
    chain = [source]
    while chain[0] in _FED_BY:
        chain.insert(0, _FED_BY[chain[0]])
    waiting: dict[str, deque[tuple[date, Any]]] = {each: deque() for each in chain}

    def later(kind: str, on: date, thing: Any) -> None:
        if kind in waiting:
            waiting[kind].append((min(on, month.last), thing))

    numbers = Numbers()
    country = SimulatedCountry(seed, numbers, _focused_on(chain[0]))

    def lived() -> Iterator[Any]:
        while True:
            yield from country.live(month, 100, later)

    feed = lived()
    for each in chain:
        office = _office(month, each, numbers, later, seed, noise)
        feed = EXPORTS[each](_as_it_comes(waiting[each], feed), office)
    return feed


def _as_it_comes(waiting: deque[tuple[date, Any]], feed: Iterator[Any]) -> Iterator[Any]:
    while True:
        while not waiting:
            next(feed)
        yield waiting.popleft()


def _focused_on(source: str) -> Reach:
    if source in Reach().received:
        return Reach(channels={"": 1.0}, prosecuted=0.0, received={source: 1.0})
    if source == "parquet":
        channels = dict.fromkeys(("umirr", "dspj", "gendarmerie"), 1.0)
        return Reach(channels=channels, prosecuted=1.0, received={})
    return Reach(channels={source: 1.0}, received={})


def _office(
    month: Month, source: str, numbers: Numbers, later: Later, seed: int, noise: float
) -> Office:
    name = f"{seed}|{source}|{month.period}"
    return Office(
        month=month,
        clerk=Clerk(Random(f"{name}|clerk"), noise),
        fate=Random(f"{name}|fate"),
        numbers=numbers,
        later=later,
        seed=seed,
    )


def _noise_faults(noise: float) -> list[Message]:
    return [] if 0 <= noise <= 5 else [message("simulate.noise")]
