"""What stewards read in ``expectations/`` is what files are judged by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warehouse.checks.gx.suites import NATIVE, as_json, compile_suite, read_suite, write_suites
from warehouse.checks.rulebook import rulebook
from warehouse.contracts import Contract, json_schema, load_contracts
from warehouse.errors import ContractError, catalogue
from warehouse.settings import PROJECT

CONTRACTS = load_contracts(PROJECT / "sources")
COMMITTED = sorted((PROJECT / "expectations").glob("*/*.json"))


@pytest.mark.parametrize("source_id", CONTRACTS)
def test_the_committed_suite_is_the_compiled_one(source_id: str) -> None:
    committed = PROJECT / "expectations" / "sources" / f"{source_id}.json"
    assert committed.read_text("utf-8") == as_json(compile_suite(CONTRACTS[source_id])), (
        "run: zokwezo suites"
    )


def test_no_suite_is_left_of_a_source_that_is_gone() -> None:
    committed = {path.stem for path in (PROJECT / "expectations" / "sources").glob("*.json")}
    assert committed == set(CONTRACTS)
    assert len(committed) == 12


def test_the_committed_schema_is_that_of_the_model() -> None:
    committed = json.loads((PROJECT / "sources" / "contract.schema.json").read_text("utf-8"))
    assert committed == json.loads(json.dumps(json_schema())), "run: zokwezo suites"


def test_every_rule_of_a_source_has_its_sentence_in_both_languages() -> None:
    rules = {
        one["meta"]["rule"]
        for contract in CONTRACTS.values()
        for one in compile_suite(contract)["expectations"]
    }
    assert len(rules) > 20
    assert {rule for rule in rules if f"rule_{rule}" not in catalogue()} == set()


@pytest.mark.parametrize("path", COMMITTED, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_suite_says_of_every_rule_what_it_is_and_how_grave(path: Path) -> None:
    suite = read_suite(path)
    assert suite["name"]
    assert suite["expectations"]
    for one in suite["expectations"]:
        assert set(one) == {"type", "kwargs", "meta", "severity"}
        assert set(one["meta"]) == {"rule", "severity", "table", "column"}
        assert one["severity"] == NATIVE[one["meta"]["severity"]]


def test_a_required_column_is_an_expectation_that_refuses() -> None:
    required = {
        (source_id, key)
        for source_id, contract in CONTRACTS.items()
        for table in contract.tables.values()
        for key, _, _, column in table.each_column()
        if column.required
    }
    refusing = {
        (suite["name"], one["meta"]["column"])
        for suite in map(compile_suite, CONTRACTS.values())
        for one in suite["expectations"]
        if one["meta"]["severity"] == "refuse"
    }
    assert refusing == required
    assert len(required) > 12


def test_an_ignored_column_is_judged_by_no_expectation() -> None:
    ignored = {
        key
        for table in CONTRACTS["umirr"].tables.values()
        for key, _, _, column in table.each_column()
        if column.ignore
    }
    judged = {one["meta"]["column"] for one in compile_suite(CONTRACTS["umirr"])["expectations"]}
    assert ignored
    assert not ignored & judged


def test_a_contract_that_changed_since_its_suite_was_compiled_is_refused(tmp_path: Path) -> None:
    write_suites(CONTRACTS, tmp_path)
    stale = tmp_path / "sources" / "umirr.json"
    stale.write_text(stale.read_text("utf-8").replace('"quarantine"', '"warn"', 1), "utf-8")
    with pytest.raises(ContractError) as refused:
        rulebook(PROJECT / "sources", tmp_path)
    assert [fault.key for fault in refused.value.faults] == ["suite_stale"]


def test_compiling_twice_gives_the_same_text(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_suites(CONTRACTS, tmp_path / "a")]
    again = [path.read_bytes() for path in write_suites(dict(CONTRACTS), tmp_path / "b")]
    assert first == again
    assert all(isinstance(one, Contract) for one in CONTRACTS.values())
