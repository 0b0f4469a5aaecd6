"""What a file was checked for, put away as JSON: verdicts, counts and our own suite, never a cell.

What is put away is an allow-list, so that whatever Great Expectations adds to its results stays out
until it is looked at. ``data_docs`` renders it.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from warehouse.checks.gx.suites import Expectation

# Arguments of expectations: they come from our suites, never from a file.
KWARGS = frozenset(
    {
        "column",
        "column_A",
        "column_B",
        "column_list",
        "ignore_row_if",
        "max_value",
        "min_value",
        "or_equal",
        "value_set",
    }
)
# How many, never which: everything here is a number or it is left out.
COUNTS = frozenset(
    {
        "element_count",
        "missing_count",
        "missing_percent",
        "unexpected_count",
        "unexpected_percent",
        "unexpected_percent_nonmissing",
        "unexpected_percent_total",
    }
)
# The only expectation whose observed value is a count; that of another is a cell, or made of some.
OBSERVES_A_COUNT = frozenset({"expect_table_row_count_to_be_between"})


@dataclass(frozen=True)
class CheckRecord:
    """One suite on one table of one submission, without a value."""

    source_id: str  # the source, or ``warehouse``
    submission_id: str  # the submission, or the load
    table_id: str
    part: int  # which of the sheets that fill this table
    suite: str  # the name of the suite
    recorded_at: datetime  # when it was judged
    success: bool  # whether every rule of it held
    # per expectation ``success``, ``raised``, ``expectation`` and ``counts``
    results: tuple[dict[str, Any], ...]

    @cached_property
    def broken(self) -> int:
        """How many rules did not hold."""
        return sum(not one["success"] for one in self.results)

    @property
    def page(self) -> str:
        """Where its page stands in the site."""
        return f"validations/{self.source_id}/{self.submission_id}/{self._name}.html"

    @property
    def _name(self) -> str:
        return f"{self.suite}-{self.table_id}-{self.part}"


@dataclass(frozen=True)
class Refusal:
    """A file that was refused as a whole: no table of it was checked, and it is known all the same.

    Its name stays out, like its cells: a ministry may have written a person's into it. The receipt,
    which the ministry reads, has it.
    """

    source_id: str
    submission_id: str
    period: str | None  # the month that the file speaks of, where that was read
    judged_at: datetime  # when it was refused
    reason: str  # a sentence of the catalogue without a value, or nothing


def record_result(
    result: Any,
    *,
    source_id: str,
    table_id: str,
    submission_id: str,
    folder: Path,
    part: int = 0,
    at: datetime | None = None,
) -> Path:
    """Put a validation result away without any cell value; the same again replaces it.

    Args:
        result: ``ExpectationSuiteValidationResult`` of ``validate``.
        source_id: the source; ``warehouse`` for the suites of the load.
        submission_id: the submission; for a load, a name that sorts by time.
        folder: ``settings().data_docs``.
        part: counts the sheets of one file that fill the same table.
        at: when it was judged; default now.

    Returns:
        The file written, ``results/<source>/<submission>/<suite>-<table>-<part>.json``.
    """
    made = CheckRecord(
        source_id,
        submission_id,
        table_id,
        part,
        str(result.suite_name),
        at or datetime.now(UTC),
        bool(result.success),
        tuple(_without_values(one) for one in result.results),
    )
    target = folder / "results" / source_id / submission_id / f"{made._name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{uuid4().hex}")
    draft.write_text(
        json.dumps(
            {
                "source_id": source_id,
                "submission_id": submission_id,
                "table_id": table_id,
                "part": part,
                "suite": made.suite,
                "recorded_at": made.recorded_at.isoformat(),
                "success": made.success,
                "results": made.results,
            },
            ensure_ascii=False,
        ),
        "utf-8",
    )
    return draft.replace(target)


def _without_values(one: Any) -> dict[str, Any]:
    configuration = one.expectation_config
    counts = {name: value for name, value in one.result.items() if name in COUNTS}
    if configuration.type in OBSERVES_A_COUNT:
        counts["observed_value"] = one.result.get("observed_value")
    return {
        "success": bool(one.success),
        "raised": _raised(one.exception_info or {}),
        "expectation": expectation_of_ours(
            configuration.type, configuration.kwargs, configuration.meta or {}
        ),
        "counts": {name: value for name, value in counts.items() if _is_number(value)},
    }


def expectation_of_ours(
    kind: str, kwargs: Mapping[str, Any], meta: Mapping[str, Any]
) -> Expectation:
    """An expectation as our suite says it: arguments and meta by an allow-list."""
    return {
        "type": kind,
        "kwargs": {name: value for name, value in kwargs.items() if name in KWARGS},
        "meta": {name: meta.get(name) for name in ("rule", "severity", "table", "column")},
    }


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _raised(info: Mapping[str, Any]) -> bool:
    # Its text and traceback may quote a cell: that it happened is all that is kept. One metric's
    # fault stands at the top, those of several stand one level below.
    return bool(info.get("raised_exception")) or any(
        isinstance(one, Mapping) and bool(one.get("raised_exception")) for one in info.values()
    )


def read_records(folder: Path) -> Iterator[CheckRecord]:
    """What is recorded, in no order."""
    for path in folder.glob("results/*/*/[!.]*.json"):
        recorded = json.loads(path.read_text("utf-8"))
        yield CheckRecord(
            **{
                **recorded,
                "recorded_at": datetime.fromisoformat(recorded["recorded_at"]),
                "results": tuple(recorded["results"]),
            }
        )


def prune(records: Iterator[CheckRecord], folder: Path, keep: int) -> list[CheckRecord]:
    """The newest ``keep`` submissions of each source, newest first; what is older is removed."""
    everything = list(records)
    kept = newest_records(everything, keep)
    stay = {(one.source_id, one.submission_id) for one in kept}
    for source_id, submission_id in {(r.source_id, r.submission_id) for r in everything} - stay:
        shutil.rmtree(folder / "results" / source_id / submission_id, ignore_errors=True)
    return kept


def newest_records(records: Sequence[CheckRecord], keep: int) -> list[CheckRecord]:
    """The records of the newest ``keep`` submissions of each source, newest first."""
    submissions: dict[tuple[str, str], list[CheckRecord]] = {}
    for one in records:
        submissions.setdefault((one.source_id, one.submission_id), []).append(one)
    newest = sorted(
        submissions.items(),
        key=lambda item: (max(one.recorded_at for one in item[1]), item[0]),
        reverse=True,
    )
    kept: list[CheckRecord] = []
    count: Counter[str] = Counter()
    for (source_id, _), of_one in newest:
        count[source_id] += 1
        if count[source_id] <= keep:
            kept += sorted(of_one, key=lambda one: (one.table_id, one.part, one.suite))
    return kept
