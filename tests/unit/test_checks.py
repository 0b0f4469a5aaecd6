"""Great Expectations finds every row that breaks a rule, and none that does not."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from warehouse.checks.gx.frame import frame_of, plain_frame
from warehouse.checks.gx.suites import compile_suite, read_suite
from warehouse.checks.gx.validate import Breach, breaches, validate
from warehouse.conform.conform_rows import conform
from warehouse.conform.conformed_sheet import Lineage, Rows
from warehouse.contracts import load_contracts
from warehouse.contracts.codelists import CodeLists, load_codelists
from warehouse.contracts.conformed_schema import schema
from warehouse.errors import ZokwezoError
from warehouse.load.check_tables import LoadRefusedError, require
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

CONTRACTS = load_contracts(PROJECT / "sources")
GOOD = {"Juridiction": "TGI de Bria", "N° RP": "1/RP/2026", "Date d'enregistrement": "05/05/2026",
        "Nom": "INVENTÉ", "Prénoms": "Bruno", "Sexe": "M", "Date des faits": "01/05/2026",
        "Date d'orientation": "06/05/2026"}  # fmt: skip


@pytest.fixture(scope="module")
def codes() -> CodeLists:
    return load_codelists(PROJECT / "sources" / "codes")


def judged(codes: CodeLists, rows: list[dict[str, str]], source: str = "parquet") -> list[Breach]:
    return breaches(result_of(codes, rows, source))


def result_of(codes: CodeLists, rows: list[dict[str, str]], source: str = "parquet") -> Any:
    contract = CONTRACTS[source]
    ((table_id, table),) = contract.tables.items()
    keys = {key for row in rows for key in row}
    cells = {key: pa.array([row.get(key, "") for row in rows]) for key in keys}
    made = conform(
        table,
        Rows(table_id, "", np.arange(2, len(rows) + 2), cells),
        Lineage("S-1", source, "2026-05", "f.csv", "ab", bytes(32)),
        codes,
    )
    frame = frame_of(made.examined, date(2026, 6, 9))
    return validate(frame, compile_suite(contract), table_id)


def test_a_good_row_breaks_nothing(codes: CodeLists) -> None:
    assert judged(codes, [GOOD]) == []


FAULTS = {
    "an empty name": ({"Nom": "", "Prénoms": ""}, "value_missing", "quarantine"),
    "a court of nowhere": ({"Juridiction": "TGI de Nulle-Part"}, "code_unread", "quarantine"),
    "no day": ({"Date d'enregistrement": "hier"}, "date_unread", "quarantine"),
    "a day to come": ({"Date d'enregistrement": "10/06/2026"}, "date_in_future", "quarantine"),
    "a day long gone": ({"Date d'enregistrement": "05/05/1926"}, "date_too_early", "quarantine"),
    "facts after the file": ({"Date des faits": "20/05/2026"}, "date_order", "quarantine"),
    "an orientation before it": ({"Date d'orientation": "01/05/2026"}, "date_order", "quarantine"),
    "no number": ({"N° RP": ""}, "value_missing", "warn"),
    "no sex that is known": ({"Sexe": "peut-être"}, "sex_unread", "warn"),
}


@pytest.mark.parametrize(("change", "rule", "severity"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_found_in_its_row_and_in_no_other(
    codes: CodeLists, change: dict[str, str], rule: str, severity: str
) -> None:
    found = judged(codes, [GOOD, {**GOOD, **change}, GOOD])
    assert (rule, severity, (1,)) in [(b.rule, b.severity, b.positions) for b in found]
    assert {position for breach in found for position in breach.positions} == {1}


def test_an_expectation_is_made_once_a_suite_and_judges_as_if_made_each_time(
    codes: CodeLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [GOOD, *({**GOOD, **change} for change, _, _ in FAULTS.values())]
    once = result_of(codes, rows)
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metrics.metric_provider import MetricProvider

    made, make = Counter[str](), ExpectationConfiguration.__init__
    asked_of = MetricProvider.get_evaluation_dependencies.__func__

    def counted(self: Any, *given: Any, **named: Any) -> None:
        make(self, *given, **named)
        made[self.type] += 1

    def asking(of: Any, *given: Any, **named: Any) -> Any:
        made["dependencies"] += 1
        return asked_of(of, *given, **named)

    monkeypatch.setattr(ExpectationConfiguration, "__init__", counted)
    monkeypatch.setattr(MetricProvider, "get_evaluation_dependencies", classmethod(asking))
    assert result_of(codes, rows).results == once.results
    seldom = made.copy()
    made.clear()
    monkeypatch.setattr("warehouse.checks.gx.validate.once_a_suite", nullcontext)
    each_time = result_of(codes, rows)
    assert each_time.results == once.results
    assert len(breaches(once)) > len(FAULTS)
    asked = Counter(one.expectation_config.type for one in once.results)
    assert all(seldom[one] <= 4 * count for one, count in asked.items())
    assert all(made[one] > 4 * count for one, count in asked.items())
    assert 0 < 4 * seldom["dependencies"] < made["dependencies"]


def test_the_day_of_arrival_is_no_future(codes: CodeLists) -> None:
    day = {"Date d'enregistrement": "09/06/2026", "Date d'orientation": "09/06/2026"}
    assert judged(codes, [{**GOOD, **day}]) == []


def test_every_bad_row_is_found_however_many(codes: CodeLists) -> None:
    found = judged(codes, [{**GOOD, "Nom": "", "Prénoms": ""}] * 57 + [GOOD])
    (missing,) = [breach for breach in found if breach.rule == "value_missing"]
    assert missing.positions == tuple(range(57))


def test_a_required_column_that_is_not_there_refuses_the_whole(codes: CodeLists) -> None:
    found = judged(codes, [{key: value for key, value in GOOD.items() if key != "Nom"}])
    refused = [breach for breach in found if breach.severity == "refuse"]
    assert [(b.rule, b.column, b.whole) for b in refused] == [("column_missing", "Nom", True)]


def test_an_optional_column_that_is_not_there_is_nothing(codes: CodeLists) -> None:
    assert judged(codes, [{key: value for key, value in GOOD.items() if key != "Sexe"}]) == []


@pytest.mark.parametrize("source_id", CONTRACTS)
def test_no_rows_break_no_rule(codes: CodeLists, source_id: str) -> None:
    contract = CONTRACTS[source_id]
    for table_id, table in contract.tables.items():
        keys = [key for key, *_, column in table.each_column() if column.read]
        rows = Rows(table_id, "", np.arange(0), {key: pa.array([], pa.string()) for key in keys})
        made = conform(table, rows, Lineage("S", source_id, "2026-05", "f", "ab", bytes(32)), codes)
        frame = frame_of(made.examined, date(2026, 6, 9))
        assert breaches(validate(frame, compile_suite(contract), table_id)) == []


@pytest.mark.parametrize(
    "path", sorted((PROJECT / "expectations" / "conformed").glob("*.json")), ids=lambda p: p.stem
)
def test_a_suite_of_conformed_records_runs_on_their_schema(path: Path) -> None:
    suite = read_suite(path)
    record = {"record_id": "R-1-x", "submission_id": "S-1", "row_number": 0}
    frame = plain_frame(pa.Table.from_pylist([record, record], schema(path.stem)))
    found = {(b.rule, b.column) for b in breaches(validate(frame, suite))}
    assert {("record_repeated", "record_id"), ("lineage_missing", "row_number")} <= found


SOUND = {
    "victim": pa.table({"victim_id": ["V-1"], "mentions_count": [1]}),
    "suspect": pa.table({"suspect_id": ["S-1"], "mentions_count": [1]}),
    "case_file": pa.table(
        {
            "case_id": ["C1"],
            "stage": ["ENQUETE"],
            "facts_on_min": pa.array([date(2026, 5, 1)], pa.date32()),
        }
    ),
    "prosecution": pa.table({"prosecution_id": ["P1"], "case_id": ["C1"], "suspect_id": ["S-1"]}),
}


def _require(docs: Path, **changed: pa.Table) -> ZokwezoError | None:
    folder = PROJECT / "expectations" / "warehouse"
    empty = {
        path.stem: pa.table({"case_id": pa.array([], pa.string())})
        for path in folder.glob("*.json")
    }
    try:
        require({**empty, **SOUND, **changed}, folder, docs)
    except LoadRefusedError as refused:
        return refused
    return None


def test_sound_tables_are_loaded(tmp_path: Path) -> None:
    assert _require(tmp_path) is None


BROKEN = {
    "a person counted twice": {
        "victim": pa.table({"victim_id": ["V-1", "V-1"], "mentions_count": [1, 1]})
    },
    "a person nobody spoke of": {
        "suspect": pa.table({"suspect_id": ["S-1"], "mentions_count": [0]})
    },
    "a prosecution of nobody": {
        "prosecution": pa.table(
            {
                "prosecution_id": ["P1"],
                "case_id": ["C1"],
                "suspect_id": pa.array([None], pa.string()),
            }
        )
    },
    "a prosecution in no case": {
        "prosecution": pa.table(
            {"prosecution_id": ["P1"], "case_id": ["C9"], "suspect_id": ["S-1"]}
        )
    },
}


@pytest.mark.parametrize("changed", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_truth_stops_the_load_and_is_named(
    changed: dict[str, pa.Table], tmp_path: Path
) -> None:
    refused = _require(tmp_path, **changed)
    assert refused is not None
    assert {fault.key for fault in refused.faults} == {"check_failed"}
    assert next(iter(changed)) in refused.text("fr")
