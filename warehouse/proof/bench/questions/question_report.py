"""Fill, ask, measure, show.

The server is the bench's own: an embedded PostgreSQL under a folder of its own, as the project
starts it and no other way tuned. The samples are taken to a release in it, the warehouse is grown
from them and analysed, then everything is asked by a login that has the analyst's role and no more.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Table

from warehouse.errors import CallError, message
from warehouse.proof.bench.measured_page import bench_console
from warehouse.proof.bench.questions.plans import explain
from warehouse.proof.bench.questions.question_list import Question, beside, questions
from warehouse.proof.bench.scratch import measure_apart

ANALYST = "zokwezo_analyst"
GROWN = "bench.json"

LARGE = 10_000
"""Rows of a table from which reading it whole is worth a word."""


def bench_questions(mentions: int, runs: int, var: Path | None = None) -> dict[str, Any]:
    """Measure every question among so many mentions, in a process and on a server of its own.

    Args:
        mentions: rows of ``warehouse.mention``.
        runs: of each query; the median counts.
        var: a folder for the server, kept and used again; else a temporary one.

    Returns:
        ``mentions``, ``rows`` by table, seconds of the filling, ``server`` settings, ``load`` of
        the machine and its ``processors``, and per query its ``seconds``, plan and rows.

    Raises:
        CallError: the folder holds something else than a bench, or not so many mentions.
    """
    if var is not None:
        return _apart(mentions, runs, _own(var.resolve(), mentions))
    with tempfile.TemporaryDirectory(prefix="zkz") as folder:
        return _apart(mentions, runs, Path(folder))


def _own(var: Path, mentions: int) -> Path:
    if var.exists() and any(var.iterdir()):
        if not (var / GROWN).exists():
            raise CallError(message("bench_questions_folder", folder=var.name))
        held = json.loads((var / GROWN).read_text("utf-8"))["mentions"]
        if held != mentions:
            raise CallError(message("bench_questions_other", folder=var.name, held=held))
    var.mkdir(parents=True, exist_ok=True)
    return var


def _apart(mentions: int, runs: int, var: Path) -> dict[str, Any]:
    return measure_apart(
        "warehouse.proof.bench.questions.question_report",
        mentions,
        runs,
        var=var,
        ZOKWEZO_STABLE_SECONDS="0",
    )


def _measure_here(mentions: int, runs: int) -> dict[str, Any]:
    from warehouse import database
    from warehouse.database.access.login import connected_as
    from warehouse.settings import PROJECT, settings

    kept = settings().var / GROWN
    if not kept.exists():
        _write(kept, {"mentions": mentions, "filled": fill(mentions)})
    with database.ready().connect() as connection:
        asked = questions(PROJECT / "docs" / "questions") + beside(connection)
        held, server = rows(connection), _server(connection)
    with connected_as(database.url(), ANALYST, database.engine) as connection:
        measured = []
        for one in asked:
            announce_all(connection)
            measured.append(measure(connection, one, runs))
    return {
        **json.loads(kept.read_text("utf-8")),
        "rows": held,
        "server": server,
        "load": os.getloadavg()[0],
        "processors": os.cpu_count(),
        "runs": runs,
        "asked": measured,
    }


def announce_all(connection: Any) -> None:
    """Open the rows of persons to this login, for a quarter of an hour."""
    from sqlalchemy import text

    from warehouse.database.access import access_policy

    tables = {"tables": sorted(access_policy().noted)}
    connection.execute(text("select audit.announce('bench', :tables)"), tables)
    connection.commit()


def _server(connection: Any) -> dict[str, str]:
    from sqlalchemy import text

    asked = ["server_version", "shared_buffers", "work_mem", "random_page_cost", "jit"]
    settings_rows = connection.execute(
        text("select name, current_setting(name) from pg_settings where name = any (:asked)"),
        {"asked": asked},
    )
    return {one.name: one.current_setting for one in settings_rows}


def _write(path: Path, result: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(result) + "\n", "utf-8")


def fill(mentions: int) -> dict[str, float]:
    """Take the samples to a release in the warehouse of the settings, and grow it; seconds."""
    from sqlalchemy import text

    from warehouse import database, pipeline
    from warehouse.contracts.codelists import load_codelists
    from warehouse.proof.bench.questions.grow import grow
    from warehouse.settings import PROJECT, settings

    started = time.perf_counter()
    pipeline.run(PROJECT / "samples" / "drops")
    loaded = time.perf_counter()
    with database.engine().connect() as connection:
        # What a bench wrote need not outlive a power cut.
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("alter system set fsync = off"))
        connection.execute(text("select pg_reload_conf()"))
    with database.engine().begin() as connection:
        grow(connection, mentions, load_codelists(settings().sources / "codes"))
    grown = time.perf_counter()
    with database.engine().connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        # As autovacuum leaves tables that are read more than they are written.
        connection.execute(text("vacuum analyze"))
    ended = time.perf_counter()
    return {"samples": loaded - started, "grow": grown - loaded, "vacuum": ended - grown}


def rows(connection: Any) -> dict[str, int]:
    """Rows by table of the warehouse, dimensions apart."""
    from sqlalchemy import text

    from warehouse.proof.bench.questions.grow import copied

    return {
        one.name: connection.scalar(text(f"select count(*) from {one.fullname}"))
        for one in copied()
    }


def measure(connection: Any, asked: Question, runs: int) -> dict[str, Any]:
    """Ask once for the plan, then for the answer so many times: the seconds are the median.

    The plan is asked for first, so that no run pays for a cold cache alone.
    """
    plan = explain(connection, asked.sql)
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        answer = connection.exec_driver_sql(asked.sql.replace("%", "%%")).all()
        seconds.append(time.perf_counter() - started)
    return {
        "name": asked.name,
        "is_question": asked.is_question,
        "seconds": median(seconds),
        "slowest": max(seconds),
        "answer_rows": len(answer),
        **asdict(plan),
    }


def show(measured: Mapping[str, Any]) -> None:
    """One line per query: its seconds, and how it reads."""
    mentions = measured["rows"]["mention"]
    table = Table("", "s", "slowest", "by index", f"read whole, {LARGE:,} rows or more")
    for one in measured["asked"]:
        large = [f"{name} {n:,}" for name, n in one["whole"].items() if n >= LARGE]
        table.add_row(
            one["name"],
            f"{one['seconds']:.3f}",
            f"{one['slowest']:.3f}",
            "\n".join(one["indexes"]),
            "\n".join(large),
        )
    console = bench_console()
    console.print(table)
    console.print(
        f"{mentions:,} mentions; median of {measured['runs']} runs each;"
        f" load {measured['load']:.1f} on {measured['processors']} processors"
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure_here(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
