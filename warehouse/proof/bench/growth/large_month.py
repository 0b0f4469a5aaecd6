"""A month on top of many mentions: loaded by itself, and by taking everything anew.

One export of a month goes the way of every file; the months before and after it are made of it, of
other people in other years (see ``years``). So no person and no case returns, and a month touches
nothing but itself: the most that a load of what came can spare.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from warehouse.proof.bench.growth.growth_steps import CPU, TOLD
from warehouse.proof.bench.measured_page import bench_console
from warehouse.proof.bench.meter import Meter
from warehouse.proof.bench.scratch import measure_apart

SOURCE = "dspj"
_FIRST = 2026
_AT = datetime(2026, 2, 1, tzinfo=UTC)


def bench_large_month(mentions: int, month: int, repeats: int = 3) -> dict[str, Any]:
    """Measure months by themselves, and months with everything taken anew, in turns.

    Args:
        mentions: how many stand before the first of them.
        month: how many come with each.
        repeats: how many of either; the middle one is told.

    Returns:
        ``mentions``, ``month``; ``came`` and ``anew``: seconds by step.
    """
    with tempfile.TemporaryDirectory(prefix="zkz") as var:
        return measure_apart(
            "warehouse.proof.bench.growth.large_month",
            mentions,
            month,
            repeats,
            var=var,
            ZOKWEZO_STABLE_SECONDS="0",
        )


def _measure_here(mentions: int, month: int, repeats: int) -> dict[str, Any]:
    from warehouse import intake, pipeline
    from warehouse.database import engine
    from warehouse.proof.bench.growth.growth_steps import load
    from warehouse.proof.simulate import simulate_rows

    with tempfile.TemporaryDirectory(prefix="zkzdrop") as folder:
        simulate_rows(SOURCE, month, seed=1, out=Path(folder))
        for submission_id in pipeline.receive(SOURCE, Path(folder), stable_seconds=0):
            pipeline.examine(submission_id)
    with engine().begin() as connection:
        conformed = pipeline.standing_of(intake.current_submissions(connection)).conformed
    come = max(1, mentions // month)
    _bring(conformed, range(1, come))
    load(Meter(), anew=True)
    loads: dict[str, list[dict[str, float]]] = {"came": [], "anew": []}
    for _ in range(repeats):
        for name, measured in loads.items():
            _bring(conformed, range(come, come + 1))
            come += 1
            measured.append(load(Meter(), anew=name == "anew")["seconds"])
    middle = {
        name: {step: statistics.median(one[step] for one in measured) for step in measured[0]}
        for name, measured in loads.items()
    }
    return {"mentions": mentions, "month": month, **middle}


def _bring(manifest: Mapping[str, Any], years: range) -> None:
    """The same month of these years, each mention a person of its own."""
    from warehouse.database import engine
    from warehouse.proof.bench.growth.grown_country import arrive, take
    from warehouse.proof.bench.growth.years import again
    from warehouse.proof.bench.registered_persons import link_as

    for year in years:
        period = f"{_FIRST + year}-01"
        with engine().begin() as connection:
            submission_id = arrive(connection, SOURCE, period, f"{SOURCE} {period}")
            records = again(manifest, years=year, period=period, submission_id=submission_id)
            verdict = {
                **dict.fromkeys(("rows_read", "rows_accepted"), 1),
                **dict.fromkeys(("rows_quarantined", "rows_set_aside"), 0),
                **{"status": "accepted", "period": period},
            }
            take(connection, SOURCE, submission_id, records, verdict)
    link_as(lambda mentions: mentions["record_id"].to_pylist(), _AT)


def show(measured: Mapping[str, Any]) -> None:
    """A row per step: the month by itself, everything anew, and how many times that is."""
    title = f"{measured['month']:,} mentions on top of {measured['mentions']:,}"
    table = Table("", "what came", "everything anew", "times", title=title)
    for step in (*TOLD, "all", CPU):
        came, anew = (measured[name][step] for name in ("came", "anew"))
        times = f"{anew / came:.1f}" if came > 0.005 else ""
        table.add_row(step, f"{came:.2f} s", f"{anew:.2f} s", times)
    bench_console().print(table)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure_here(*map(int, sys.argv[1:]))) + "\n")
