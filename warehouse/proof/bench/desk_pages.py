"""``zokwezo bench desk``: how long the desk's longest pages take, to their first byte and whole.

A server of its own over HTTP, in a warehouse that goes with the bench: forty registers, sixty
months of files, and as many things in the list of what waits as is asked. The floor is a page of
the same server that reads nothing.
"""

from __future__ import annotations

import http.client
import json
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.table import Table
from sqlalchemy import Connection, text

from warehouse.proof.bench.measured_page import bench_console
from warehouse.proof.bench.scratch import measure_apart

SOURCES, MONTHS, TIMES = 40, 60, 9
ACCOUNT = "bench"
COPIED = "umirr"

_BOARD = """
insert into intake.submission (submission_id, source_id, period, file_name, sha256, received_at,
    judged_at, status, rows_read, rows_accepted, rows_quarantined, rows_set_aside)
select 'S-' || s || '-' || m, (cast(:sources as text[]))[s],
    to_char(at, 'YYYY-MM'), 'fichier.xlsx', md5(s || ' ' || m), at + interval '40 days',
    at + interval '40 days', 'accepted', n, n, 0, 0
from generate_series(1, cardinality(cast(:sources as text[]))) s, generate_series(1, :months) m,
    lateral (select date_trunc('month', now()) - make_interval(months => m) as at,
        20 + (s * 7 + m * 13) % 40 as n) told
"""
# Half of them files that were refused, half files of which rows are kept back.
_WAITING = """
insert into intake.submission (submission_id, source_id, period, file_name, sha256, received_at,
    judged_at, status, rows_read, rows_accepted, rows_quarantined, rows_set_aside)
select 'W-' || n, (cast(:sources as text[]))[1 + n % cardinality(cast(:sources as text[]))],
    case when n % 2 = 0 then to_char(now() - make_interval(months => 1 + n % :months), 'YYYY-MM')
    end, 'fichier.xlsx', md5('w' || n), now() - make_interval(mins => n),
    now() - make_interval(mins => n),
    case when n % 2 = 0 then 'partly_accepted' else 'rejected' end,
    5, case when n % 2 = 0 then 4 else 0 end, case when n % 2 = 0 then 1 else 0 end, 0
from generate_series(1, :items) n
"""

PAGES = {
    "board, 60 months": "/tableau?mois=60",
    "board, 12 months": "/tableau",
    "inbox": "/a-faire",
    "inbox, one kind, page 20": "/a-faire?sorte=kept_back&page_de=19",
    "history": "/depots",
    "a page that reads nothing": "/depots/nowhere/nothing",
}


# As many columns and codes that were not read as files that are taken in part.
_UNREAD = """
insert into intake.row_issue (submission_id, issue_number, severity, rule, sheet, row_number,
    column_name)
select submission_id, 1, 'warn', 'code_unread', '', 4, 'Sexe' from intake.submission
where submission_id like 'W-%' and status = 'partly_accepted'
"""


def bench_desk(items: int) -> dict[str, Any]:
    """Measure the pages in a process, a folder and a database of their own.

    Returns:
        ``sources``, ``months``, ``items``, ``inbox_to_board`` (the medians of the two in this run:
        what a busy machine does to one it does to the other), and per page ``status``,
        ``kilobytes`` as sent, and in milliseconds the median ``first_byte`` and ``whole``, and
        ``first_byte_longest``.
    """
    with tempfile.TemporaryDirectory(prefix="zkz") as var:
        return measure_apart(
            "warehouse.proof.bench.desk_pages",
            items,
            var,
            var=var,
            ZOKWEZO_SOURCES=f"{var}/sources",
        )


def _measure(items: int, var: Path) -> dict[str, Any]:
    from warehouse import database
    from warehouse.contracts import load_contracts
    from warehouse.desk.installation import open_to

    sources = _make_sources(var / "sources")
    assert len(load_contracts(var / "sources")) == SOURCES
    database.ensure_schema()
    open_to(ACCOUNT)
    with database.engine().begin() as connection:
        fill(connection, sources, items)
    with _served() as port:
        pages = {name: _timed(port, path) for name, path in PAGES.items()}
    ratio = pages["inbox"]["first_byte"] / max(1, pages["board, 60 months"]["first_byte"])
    return {
        "sources": SOURCES,
        "months": MONTHS,
        "items": items,
        "inbox_to_board": round(ratio, 2),
        "pages": pages,
    }


def fill(connection: Connection, sources: list[str], items: int) -> None:
    """A ledger of sixty months of each source, and what waits beside."""
    parameters = {"sources": sources, "months": MONTHS}
    connection.execute(text(_BOARD), parameters)
    connection.execute(text(_WAITING), parameters | {"items": items})
    connection.execute(text(_UNREAD))
    connection.execute(text("analyze intake.submission, intake.row_issue"))


def _make_sources(folder: Path) -> list[str]:
    """The real contracts, and copies of one of them under other names, forty in all."""
    from warehouse.settings import PROJECT

    shutil.copytree(PROJECT / "sources", folder)
    contracts = sorted(path.stem for path in folder.glob("*.yml"))
    page = (folder / f"{COPIED}.yml").read_text("utf-8")
    copies = [f"registre_{n:02d}" for n in range(SOURCES - len(contracts))]
    for name in copies:
        copy = page.replace(f"source_id: {COPIED}", f"source_id: {name}")
        (folder / f"{name}.yml").write_text(copy, "utf-8")
    return contracts + copies


@contextmanager
def _served() -> Iterator[int]:
    import uvicorn
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.requests import Request

    from warehouse.desk.app import desk_app
    from warehouse.desk.surroundings import Surroundings, nobody_told

    async def sign_on(request: Request) -> str:
        return ACCOUNT

    desk = desk_app(Surroundings(sign_on, "", b"bench", nobody_told))
    app = GZipMiddleware(desk, minimum_size=1024, compresslevel=5)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)


def _timed(port: int, path: str) -> dict[str, Any]:
    first, whole, status, size = [], [], 0, 0
    for turn in range(TIMES + 1):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        began = time.perf_counter()
        connection.request("GET", path, headers={"accept-encoding": "gzip"})
        answer = connection.getresponse()
        begun = time.perf_counter() - began
        size, status = len(answer.read()), answer.status
        connection.close()
        if turn:  # the first one reads the contracts and the templates
            first.append(1000 * begun)
            whole.append(1000 * (time.perf_counter() - began))
    return {
        "status": status,
        "kilobytes": round(size / 1000, 1),
        "first_byte": round(statistics.median(first)),
        "first_byte_longest": round(max(first)),
        "whole": round(statistics.median(whole)),
    }


def show(measured: dict[str, Any]) -> None:
    """The pages as a table."""
    table = Table(
        title=f"{measured['sources']} sources × {measured['months']} months,"
        f" {measured['items']} items",
        caption="milliseconds to the first byte (median, longest) and to the last; the inbox"
        f" against the board of 60 months: {measured['inbox_to_board']}",
    )
    for name in ("page", "status", "kB", "first byte", "longest", "whole"):
        table.add_column(name, justify="left" if name == "page" else "right")
    for page, timings in measured["pages"].items():
        table.add_row(page, *(str(timings[name]) for name in (
            "status", "kilobytes", "first_byte", "first_byte_longest", "whole")))  # fmt: skip
    bench_console().print(table)


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]), Path(sys.argv[2]))))  # noqa: T201  # for the parent
