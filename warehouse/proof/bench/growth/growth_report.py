"""A month measured on top of several lengths of history, and shown.

An invented country lives for a year; its exports are conformed as they come, and later years are
made of that one (see ``years``). Every person is who the truth says she is, so that the linkage is
not in the figures. At each length of history three months are loaded one after the other, each
measured, and the middle one is told; then everything is loaded anew, as if nothing were known, and
a release is published.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

from warehouse.proof.bench.growth.growth_steps import CPU, TOLD
from warehouse.proof.bench.measured_page import bench_console
from warehouse.proof.bench.meter import Meter
from warehouse.proof.bench.scratch import scratch


def bench_growth(
    months: tuple[int, ...] = (3, 12, 24, 60),
    cases: int = 30,
    tell: Callable[[str], None] = lambda step: None,
) -> list[dict[str, Any]]:
    """Measure a new month on top of histories of several lengths.

    Args:
        months: the lengths, in months; the last months of each are measured.
        cases: cases that happen in a month.
        tell: hears what is under way.

    Returns:
        Per length: ``months``, ``records`` (those that stand), ``month`` and ``whole``: seconds by
        step of a new month and of a load from nothing, ``changed`` rows of the new month, and
        seconds of ``publish``.
    """
    with tempfile.TemporaryDirectory(prefix="zkz") as var:
        with subprocess.Popen(
            [
                sys.executable,
                "-m",
                "warehouse.proof.bench.growth.growth_report",
                str(cases),
                *map(str, months),
            ],
            env=scratch(var),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            measured = []
            # Log lines stand between.
            for line in process.stdout or ():
                if line.startswith("{"):
                    measured.append(json.loads(line))
                    tell(f"{measured[-1]['months']} months")
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, process.args)
    return measured


def _measure_here(cases: int, lengths: Iterable[int]) -> Iterable[dict[str, Any]]:
    from warehouse import pipeline
    from warehouse.proof.bench.growth.grown_country import bring, live
    from warehouse.proof.bench.growth.growth_steps import load
    from warehouse.settings import settings

    wanted = sorted(lengths)
    with tempfile.TemporaryDirectory(prefix="zkzdrop") as folder:
        country = live(Path(folder), min(wanted[-1], 12), cases)
        come = 0
        for length in wanted:
            if length - 3 > come:
                bring(country, range(come, length - 3))
                load(Meter(), anew=True)
                come = length - 3
            loads = []
            while come < length:
                bring(country, range(come, come + 1))
                come += 1
                loads.append(load(Meter()))
            whole = load(Meter(), anew=True)
            meter = Meter()
            with meter.step("publish"):
                pipeline.publish()
            yield {
                "months": length,
                "records": _records(),
                "month": _middle([one["seconds"] for one in loads]),
                "changed": statistics.median(one["changed"] for one in loads),
                "whole": whole["seconds"],
                "publish": meter.seconds["publish"],
                "var": settings().var.name,
            }


def _middle(measured: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(one[name] for one in measured) for name in measured[0]}


def _records() -> int:
    from warehouse import database, intake, pipeline

    with database.engine().begin() as connection:
        standing = pipeline.standing_of(intake.step_inputs(connection, "load")).conformed
    return sum(rows.num_rows for rows in standing.values())


def show(measured: list[Mapping[str, Any]]) -> None:
    """A row per step, a column per length of history: the new month, then all of it anew."""
    table = Table("", *(f"{one['months']} months" for one in measured))
    table.add_row("records", *(f"{one['records']:,}" for one in measured))
    table.add_row("rows changed", *(f"{one['changed']:,.0f}" for one in measured))
    for name, of in (("month", "new month"), ("whole", "from nothing")):
        table.add_section()
        for step in (*TOLD, "all", CPU):
            table.add_row(f"{of}: {step}", *(f"{one[name][step]:.2f} s" for one in measured))
    table.add_section()
    table.add_row("publish", *(f"{one['publish']:.2f} s" for one in measured))
    bench_console().print(table)


if __name__ == "__main__":
    for each in _measure_here(int(sys.argv[1]), map(int, sys.argv[2:])):
        sys.stdout.write(json.dumps(each) + "\n")
        sys.stdout.flush()
