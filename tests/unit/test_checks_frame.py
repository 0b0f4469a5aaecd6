"""The frame that is judged holds states, days and counts, and the breach names rows alone."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from warehouse.checks.gx.frame import frame_of, plain_frame
from warehouse.checks.gx.suites import compile_suite
from warehouse.checks.gx.validate import breaches, columns_of
from warehouse.contracts import load_contracts
from warehouse.settings import PROJECT

EXAMINED = pa.table(
    {
        "sheet": ["", ""],
        "row_number": pa.array([2, 3], pa.int64()),
        "row_key": ["R-2", "R-3"],
        "Nom": ["read", "missing"],
        "seen_on": pa.array([date(2026, 5, 4), None], pa.date32()),
        "named_persons": pa.array([1, 0], pa.int64()),
    }
)


def test_a_frame_has_a_year_beside_each_date_and_the_day_of_arrival() -> None:
    frame = frame_of(EXAMINED, date(2026, 6, 9))
    assert set(frame.columns) == {
        "Nom",
        "seen_on",
        "seen_on (year)",
        "named_persons",
        "received_on",
    }
    assert frame["seen_on (year)"].tolist()[0] == 2026
    assert pd.isna(frame["seen_on (year)"].tolist()[1])
    assert set(frame["received_on"]) == {pd.Timestamp("2026-06-09")}


def test_a_frame_of_no_rows_has_its_columns() -> None:
    frame = frame_of(EXAMINED.slice(0, 0), date(2026, 6, 9))
    assert len(frame) == 0
    assert "seen_on (year)" in frame.columns


def test_texts_are_categories_and_a_missing_one_stays_missing() -> None:
    frame = plain_frame(
        pa.table({"role": ["victim", None], "age": pa.array([3, None], pa.int64())})
    )
    assert str(frame["role"].dtype) == "category"
    assert frame["role"].isna().tolist() == [False, True]
    assert frame["age"].isna().tolist() == [False, True]


def test_a_suite_names_the_columns_it_judges() -> None:
    contracts = load_contracts(PROJECT / "sources")
    judged = columns_of(compile_suite(contracts["dspj"]))
    assert {"Nom", "filed_on (year)", "received_on", "named_persons"} <= judged
    # A column that its contract ignores is not judged.
    assert "Magistrat" not in columns_of(compile_suite(contracts["parquet"]))


def _result(success: bool, exception: Any = None, **told: Any) -> SimpleNamespace:
    configuration = SimpleNamespace(
        type="expect_x", meta={"rule": "x", "severity": "quarantine", "column": "Nom"}
    )
    one = SimpleNamespace(
        expectation_config=configuration, success=success, exception_info=exception, result=told
    )
    return SimpleNamespace(results=[one])


def test_a_rule_that_holds_is_no_breach() -> None:
    assert breaches(_result(True)) == []


def test_a_broken_rule_names_its_rows_by_position() -> None:
    (breach,) = breaches(
        _result(False, unexpected_index_list=[{"position": 0}, {"position": [2, 5]}])
    )
    assert (breach.positions, breach.whole) == ((0, 2, 5), False)


def test_a_rule_broken_by_no_row_is_about_the_whole() -> None:
    (breach,) = breaches(_result(False))
    assert breach.whole


RAISED = {
    "told at the top": {"raised_exception": True},
    "told below": {"metric": {"raised_exception": True}},
}


@pytest.mark.parametrize("exception", RAISED.values(), ids=RAISED.keys())
def test_a_check_that_did_not_run_is_not_a_pass(exception: dict) -> None:
    with pytest.raises(RuntimeError, match="did not run"):
        breaches(_result(True, exception))
