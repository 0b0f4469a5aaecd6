"""``zokwezo bench path``: seconds and peak memory per step, beside the floor.

The floor is the same bytes read and written as Parquet by pyarrow: what any path must pay. That of
the load alone is COPY of the rows that it left (see ``copy_floor``). Every
size runs in a process of its own, so that one size's memory is not another's, after a first small
file that pays what is paid once per process (imports, Great Expectations' context).
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from warehouse.proof.bench.measured_page import bench_console
from warehouse.proof.bench.meter import Meter, processor_seconds
from warehouse.proof.bench.scratch import measure_apart

SOURCE = "dspj"
FLOORS = ("floor", "load floor")
FLOOR_RUNS = 5
IN_CHILD = ("read", "conform", "check")
"""Steps of the process that reads a file; its memory is not that of this one, and not told."""
STEPS = (
    "floor",
    "receive",
    "read",
    "conform",
    "check",
    "keep",
    "receipt",
    "ledger",
    "load floor",
    "load",
)


def bench_path(sizes: tuple[int, ...], source: str = SOURCE) -> list[dict[str, Any]]:
    """Measure the path without linkage at several sizes.

    Returns:
        Per size: ``rows``, ``bytes``, seconds and megabytes by step, ``path`` seconds in all and
        ``times_floor``; ``rows_loaded`` and ``times_load_floor``, of the load alone; ``processor``
        seconds of the load and of its floor, the server's among them.
    """
    return [_measure_apart(rows, source) for rows in sizes]


def _measure_apart(rows: int, source: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="zkz") as var:
        return measure_apart(
            "warehouse.proof.bench.path", source, rows, var=var, ZOKWEZO_STABLE_SECONDS="0"
        )


def floor(path: Path, out: Path) -> None:
    """The same bytes, read as text columns and written as Parquet by pyarrow alone."""
    import pyarrow.csv as csv
    import pyarrow.parquet as pq

    table = csv.read_csv(
        path,
        read_options=csv.ReadOptions(encoding="cp1252"),
        parse_options=csv.ParseOptions(delimiter=";"),
    )
    pq.write_table(table, out)


def _measure_here(source: str, rows: int) -> dict[str, Any]:
    from sqlalchemy import delete

    from warehouse import database, pipeline
    from warehouse.checks.gx.library import load_great_expectations
    from warehouse.database.tables import intake as tables
    from warehouse.proof.bench.copy_floor import LoadedRows, make_twin
    from warehouse.proof.simulate import simulate_rows
    from warehouse.settings import settings

    with tempfile.TemporaryDirectory(prefix="zkzdrop") as folder:
        drop = Path(folder)
        simulate_rows(source, 20, seed=2, out=drop / "first")
        for submission_id in pipeline.receive(source, drop / "first", stable_seconds=0):
            pipeline.examine(submission_id)
        # Each file is read in a process of its own: what that one imports is not imported here.
        load_great_expectations()
        with database.engine().begin() as connection:
            connection.execute(delete(tables.submission))
        (path,) = simulate_rows(source, rows, seed=1, out=drop / "main")
        meter = Meter()
        # A tenth of a second: one reading of it says how busy the machine was, the median less so.
        meter.seconds["floor"] = statistics.median(
            _seconds_of(lambda: floor(path, drop / "floor.parquet")) for _ in range(FLOOR_RUNS)
        )
        _instrument(meter, handed_over := drop / "steps.json")
        with meter.step("receive"):
            waiting = pipeline.receive(source, drop / "main", stable_seconds=0)
        started = time.perf_counter()
        for submission_id in waiting:
            pipeline.examine(submission_id)
        examined = time.perf_counter() - started
        meter.seconds |= json.loads(handed_over.read_text())
        inner = sum(meter.seconds.get(name, 0.0) for name in STEPS[2:7])
        meter.seconds["ledger"] = examined - inner
        _link_nobody()
        make_twin()
        began = processor_seconds()
        with meter.step("load"):
            pipeline.load()
        worked = processor_seconds() - began
        loaded = LoadedRows()
        began = processor_seconds()
        with meter.step("load floor"):
            rows_loaded = loaded.copy_again()
        floor_worked = processor_seconds() - began
        size = path.stat().st_size
    seconds = {name: meter.seconds.get(name, 0.0) for name in STEPS}
    whole = sum(value for name, value in seconds.items() if name not in FLOORS)
    return {
        "rows": rows,
        "bytes": size,
        "seconds": seconds,
        "megabytes": {name: meter.megabytes.get(name, 0.0) for name in STEPS},
        "path": whole,
        "times_floor": whole / seconds["floor"],
        "rows_loaded": rows_loaded,
        "times_load_floor": seconds["load"] / seconds["load floor"],
        "processor": {"load": worked, "load floor": floor_worked},
        "microseconds_per_row": 1e6 * whole / max(rows, 1),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "var": str(settings().var.name),
    }


def _seconds_of(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _instrument(meter: Meter, handed_over: Path) -> None:
    """Measure the steps inside an examination, without a copy of it.

    A file is read in a process of its own, which leaves without a word: what its steps took it
    writes to ``handed_over``.
    """
    from warehouse import lake
    from warehouse.checks import check_sheet, examine, isolation, sheets_by_month, wrong_source
    from warehouse.receipts import receipt_writing

    for module, attribute, name in (
        (examine, "read_file", "read"),
        (examine, "recognise", "read"),
        (wrong_source, "recognise", "read"),
        (sheets_by_month, "conform", "conform"),
        (check_sheet, "validate", "check"),
        (lake, "keep_conformed", "keep"),
        (receipt_writing, "write_receipt", "receipt"),
    ):
        setattr(module, attribute, meter.around(name, getattr(module, attribute)))
    examine_here = examine.examine

    def examine_and_hand_over(*args: Any, **kwargs: Any) -> Any:
        examined = examine_here(*args, **kwargs)
        handed_over.write_text(json.dumps({name: meter.seconds[name] for name in IN_CHILD}))
        return examined

    vars(isolation)["examine"] = examine_and_hand_over


def _link_nobody() -> None:
    """Every mention is a person of its own: the path without linkage."""
    from warehouse.proof.bench.registered_persons import link_as

    link_as(lambda mentions: mentions["record_id"].to_pylist(), datetime.now(UTC))


def show(measured: list[Mapping[str, Any]]) -> None:
    """One table: a row per step, a column per size."""
    table = Table("", *(f"{one['rows']:,} rows" for one in measured))
    for name in STEPS:
        table.add_row(
            name,
            *(f"{one['seconds'][name]:.2f} s  {one['megabytes'][name]:.0f} MB" for one in measured),
        )
    table.add_row("path", *(f"{one['path']:.2f} s" for one in measured))
    table.add_row("times the floor", *(f"{one['times_floor']:.1f}" for one in measured))
    table.add_row("rows loaded", *(f"{one['rows_loaded']:,}" for one in measured))
    table.add_row("load, times its floor", *(f"{one['times_load_floor']:.1f}" for one in measured))
    for name in ("load", "load floor"):
        cells = (f"{one['processor'][name]:.2f} s" for one in measured)
        table.add_row(f"{name}, processor", *cells)
    table.add_row("µs per row", *(f"{one['microseconds_per_row']:.0f}" for one in measured))
    table.add_row("peak", *(f"{one['peak_megabytes']:.0f} MB" for one in measured))
    bench_console().print(table)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure_here(sys.argv[1], int(sys.argv[2]))) + "\n")
