"""A decision without a number has a case only where its court and day leave no doubt."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from warehouse.linkage.cases.join import JOINS
from warehouse.load.decisions import join_to_cases

DAY, OTHER_DAY = date(2026, 3, 3), date(2026, 3, 4)
ACT = pa.schema(
    [
        ("record_id", pa.string()),
        ("court_code", pa.string()),
        ("decided_on", pa.date32()),
        ("article_codes", pa.list_(pa.string())),
    ]
)
Act = tuple[str, str | None, date | None, list[str] | None]
Join = tuple[str, str, str]


def _joined(
    decisions: list[Act], judgments: list[Act], joins: list[Join]
) -> dict[str, tuple[str | None, str | None]]:
    """Decision -> its case and how it was joined."""
    acts = [
        pa.Table.from_pylist([dict(zip(ACT.names, one, strict=True)) for one in rows], ACT)
        for rows in (decisions, judgments)
    ]
    said = acts[0].append_column("decision_id", acts[0]["record_id"])
    known = [
        {"record_id": record, "table": table, "case_id": case, "method": "reference",
         "confidence": 1.0}
        for record, table, case in joins
    ]  # fmt: skip
    rows, all_joins = join_to_cases(said, {"judgment": acts[1]}, pa.Table.from_pylist(known, JOINS))
    how = {one["record_id"]: one["method"] for one in all_joins.to_pylist()}
    assert rows.num_rows == len(decisions) and all_joins.schema == JOINS
    return {one["record_id"]: (one["case_id"], how.get(one["record_id"]))
            for one in rows.to_pylist()}  # fmt: skip


J1, J2 = ("j1", "judgment", "C-1"), ("j2", "judgment", "C-2")
ONE: Act = ("d", "TGI-A", DAY, ["CP-151"])
AT_A: Act = ("j1", "TGI-A", DAY, ["CP-151"])


@pytest.mark.parametrize(
    ("decisions", "judgments", "joins", "case"),
    [
        pytest.param([ONE], [AT_A], [J1], ("C-1", "court_and_day"), id="one_case_of_the_day"),
        pytest.param(
            [ONE], [AT_A, ("j2", "TGI-A", DAY, ["CP-151"])], [J1, ("j2", "judgment", "C-1")],
            ("C-1", "court_and_day"), id="two_persons_of_one_case",
        ),
        pytest.param(
            [ONE], [AT_A, ("j2", "TGI-A", DAY, ["CP-151"])], [J1, J2], (None, None),
            id="two_cases_of_the_day",
        ),
        pytest.param(
            [ONE], [AT_A, ("j2", "TGI-A", DAY, ["CP-200"])], [J1, J2],
            ("C-1", "court_and_day"), id="two_cases_told_apart_by_the_article",
        ),
        pytest.param(
            [ONE], [("j1", "TGI-A", DAY, None)], [J1], ("C-1", "court_and_day"),
            id="the_article_is_not_known",
        ),
        pytest.param([ONE], [("j1", "TGI-B", DAY, ["CP-151"])], [J1], (None, None), id="a_court"),
        pytest.param([ONE], [("j1", "TGI-A", OTHER_DAY, None)], [J1], (None, None), id="a_day"),
        pytest.param([("d", None, DAY, None)], [AT_A], [J1], (None, None), id="no_court"),
        pytest.param(
            [ONE, ("e", "TGI-A", DAY, ["CP-151"])], [AT_A], [J1], (None, None),
            id="two_decisions_for_one_case",
        ),
        pytest.param(
            [ONE, ("e", "TGI-A", DAY, ["CP-151"])], [AT_A], [J1, ("e", "decision", "C-1")],
            (None, None), id="a_case_that_has_its_decision",
        ),
        pytest.param(
            [ONE], [AT_A], [J1, ("d", "decision", "C-9")], ("C-9", "reference"),
            id="the_number_decides",
        ),
    ],
)  # fmt: skip
def test_a_decision_has_a_case_only_without_a_doubt(
    decisions: list[Act], judgments: list[Act], joins: list[Join],
    case: tuple[str | None, str | None],
) -> None:  # fmt: skip
    assert _joined(decisions, judgments, joins)["d"] == case
