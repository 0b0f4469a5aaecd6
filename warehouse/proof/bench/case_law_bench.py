"""``zokwezo bench case-law``: seconds of a search among many decisions, beside reading them all.

The decisions are made in SQL, in a database of their own that goes with the bench: 140 words each,
drawn so that few are common and most are rare, as in any text. The floor is what a search costs
that has no index: every text folded and compared.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from typing import Any

from rich.table import Table
from sqlalchemy import Connection, text

from warehouse.proof.bench.measured_page import bench_console
from warehouse.proof.bench.scratch import measure_apart

TIMES = 7

# Real words of judgments for the common end, made-up ones for the rest.
_COMMON = (
    "attendu prévenu victime tribunal travail forcé domestique enfant mineure traite contrainte"
    " menaces tromperie recrutement transport hébergement exploitation mariage dette documents"
    " condamne relaxe emprisonnement ferme sursis amende dommages intérêts article code pénal"
    " preuve audience partie civile faits établis coupable peine circonstances aggravantes"
)
_SYLLABLES = "ba be bi bo co da de di do fa fe ga go ka la le li lo ma me mi mo na ne ni no pa pe"

_FILL = """
with vocabulary as materialized (
    select string_to_array(:common, ' ') || array(
        select a || b || c from unnest(string_to_array(:syllables, ' ')) a,
            unnest(string_to_array(:syllables, ' ')) b, unnest(array['teur', 'tion', 'ment']) c
    ) as words
)
insert into case_law.decision (decision_id, decision_number, court_code, decided_on, title, facts,
    reasons, operative_part, article_codes, exploitation_codes, means_codes)
select 'D-' || n, n || '/2026', 'TGI-' || n % 28, date '2010-01-01' + n % 6000,
    case when n % 400 = 0 then 'Servage ' else 'Affaire ' end || n,
    {facts}, {reasons}, {operative_part},
    array['CP-' || 150 + n % 7], array['FL_' || n % 9], array['M-' || n % 20]
from generate_series(1, :count) n, vocabulary
"""
# Drawn anew for each row and each word, which it would not be did it not name them both.
_DRAWN = """(
    select string_agg(
        words[1 + floor(cardinality(words) * power(random(), 3))::integer + 0 * place], ' ')
    from generate_series(1, {length} + 0 * n) place)"""

SEARCHES = {
    "rare word": "words => 'servage'",
    "two words": "words => 'dettes recrutements'",
    "phrase": """words => '"travail forcé"'""",
    "common word": "words => 'attendu'",
    "words and filters": "words => 'menaces', court => 'TGI-7', article => 'CP-150'",
    "filters alone": "court => 'TGI-7', means => 'M-3'",
}
_FLOOR = """
select decision_id from case_law.decision
where case_law.fold(concat_ws(' ', title, facts, reasons, operative_part)) like '%%servage%%'
"""


def fill(connection: Connection, count: int) -> None:
    """Make decisions, the same ones each time, and let PostgreSQL take stock of them."""
    lengths = {"facts": 60, "reasons": 60, "operative_part": 20}
    drawn = {name: _DRAWN.format(length=length) for name, length in lengths.items()}
    connection.execute(text("select setseed(0.42)"))
    connection.execute(
        text(_FILL.format(**drawn)), {"count": count, "common": _COMMON, "syllables": _SYLLABLES}
    )
    connection.execute(text("analyze case_law.decision"))


def bench_case_law(counts: tuple[int, ...]) -> list[dict[str, Any]]:
    """Measure at several sizes, each in a database of its own.

    Returns:
        Per size: ``decisions``, and per search its ``found`` and the median ``milliseconds``; the
        floor as ``without an index``.
    """
    return [_measure_apart(count) for count in counts]


def _measure_apart(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="zkz") as var:
        return measure_apart("warehouse.proof.bench.case_law_bench", count, var=var)


def _measure(count: int) -> dict[str, Any]:
    from warehouse import database

    with database.ready().begin() as connection:
        fill(connection, count)
        asked = {
            name: f"select decision_id from case_law.search({words})"
            for name, words in SEARCHES.items()
        }
        asked["without an index"] = _FLOOR
        return {
            "decisions": count,
            "searches": {name: _timed(connection, query) for name, query in asked.items()},
        }


def _timed(connection: Connection, query: str) -> dict[str, float]:
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        # No parameter is meant by a colon.
        decisions_count = len(connection.exec_driver_sql(query).all())
        seconds.append(time.perf_counter() - began)
    return {"found": decisions_count, "milliseconds": round(1000 * statistics.median(seconds), 1)}


def show(measured: list[dict[str, Any]]) -> None:
    """A table per size."""
    for one in measured:
        table = Table("search", "found", "milliseconds", title=f"{one['decisions']} decisions")
        for name, search in one["searches"].items():
            table.add_row(name, str(search["found"]), str(search["milliseconds"]))
        bench_console().print(table)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure(int(sys.argv[1]))) + "\n")
