"""The DAGs load, are light to parse, keep the house's policy and follow the pipeline's steps."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from dag_parsing import parsed

from warehouse.contracts import load_contracts
from warehouse.settings import PROJECT

pytestmark = pytest.mark.airflow

# What a DAG file may take from the library while it is parsed: contracts and settings, no step.
LIGHT = {
    "warehouse",
    "warehouse.contracts.conformed_schema",
    "warehouse.contracts",
    "warehouse.contracts.faults",
    "warehouse.contracts.contract_files",
    "warehouse.contracts.contract",
    "warehouse.contracts.strict_yaml",
    "warehouse.errors",
    "warehouse.files",
    "warehouse.files.export_files",
    "warehouse.messages",
    "warehouse.settings",
}


ASKED = {"asked_pairs", "asked_withdrawals"}
OTHERS = {"release", "calendar", "sweep", "maintenance", "bulletin", "retention"} | ASKED


@pytest.fixture(scope="module")
def dags(dag_facts: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = dag_facts["dags"]
    assert found, "no DAG at all: a wrong folder reports no error"
    return found


@pytest.fixture(scope="module")
def ingests(dags: dict[str, Any]) -> dict[str, Any]:
    found = {dag_id: dag for dag_id, dag in dags.items() if dag_id.startswith("ingest_")}
    assert found
    return found


def test_no_two_sources_announce_their_verdicts_under_one_name(ingests: dict[str, Any]) -> None:
    """Two that ended at one moment wrote the same row of Airflow's, and one was failed for it."""
    aliases = [name for dag in ingests.values() for name in dag["aliases"]]
    assert len(set(aliases)) == len(aliases) == len(ingests)


def test_every_dag_file_loads(dag_facts: dict[str, Any]) -> None:
    assert dag_facts["import_errors"] == {}
    files = {path.stem for path in (PROJECT / "dags").glob("*.py")}
    assert {dag["file"] for dag in dag_facts["dags"].values()} == files


def test_there_is_one_ingest_for_each_contract_and_a_release_and_a_calendar(
    dags: dict[str, Any],
) -> None:
    contracts = load_contracts(PROJECT / "sources")
    assert set(dags) == {f"ingest_{source_id}" for source_id in contracts} | OTHERS
    assert len(dags) == len(contracts) + len(OTHERS) > len(OTHERS)


def test_the_tasks_are_the_steps_of_the_pipeline(
    dags: dict[str, Any], ingests: dict[str, Any]
) -> None:

    for dag_id, dag in ingests.items():
        assert tuple(dag["tasks"]) == ("receive", "examine"), dag_id
    assert tuple(dags["release"]["tasks"]) == ("settle", "link", "load", "publish")


def test_tasks_have_french_names_and_a_register_has_its_asset_and_its_receipts(
    dags: dict[str, Any], ingests: dict[str, Any]
) -> None:
    for dag_id, dag in dags.items():
        if dag_id in {"release", "sweep", "calendar"} | ASKED or dag_id in ingests:
            assert not set(dag["tasks"]) & set(dag["display_names"]), dag_id
            assert len(set(dag["display_names"])) == len(dag["tasks"])
    for dag_id, dag in ingests.items():
        assert dag["outlets"] == [f"register_{dag_id.removeprefix('ingest_')}"]
        assert dag["links"] == ["Reçu"]


@pytest.fixture(scope="module")
def switched_on(airflow_environment: dict[str, str]) -> dict[str, Any]:
    """The DAGs of a house that named approvers, and has counted what waits for people."""
    chosen = {
        "ZOKWEZO_RELEASE_APPROVERS": "directrice, adjoint ,",
        "ZOKWEZO_REQUIRED_ACTIONS": "true",
    }
    found: dict[str, Any] = parsed(airflow_environment | chosen)["dags"]
    return found


def test_named_approvers_are_asked_before_a_release_and_nobody_else_is(
    dags: dict[str, Any], switched_on: dict[str, Any]
) -> None:
    assert dags["release"]["assigned"] == [], "off unless somebody is named"
    gated = switched_on["release"]
    assert gated["tasks"] == ["settle", "link", "load", "approve", "publish"]
    assert gated["assigned"] == ["directrice", "adjoint"]


def test_what_waits_for_people_is_counted_in_airflow_where_the_setting_says_so(
    dags: dict[str, Any], switched_on: dict[str, Any]
) -> None:
    assert [dags[one]["runs_on_a_sunday"] for one in ASKED] == [0, 0]
    assert [dags[one]["heard"] for one in ASKED] == [[], []], "off: nothing starts a run"
    on = switched_on
    assert dags["release"]["outlets"] == on["release"]["outlets"] == ["loaded", "release"]
    for one in ASKED:
        assert on[one]["heard"] == [one, "loaded"], (
            "a load, and a run of it that told another count"
        )
        assert on[one]["outlets"] == [one]
        assert on[one]["runs_on_a_sunday"] == 1


def test_an_idle_day_is_at_most_fifty_runs(dags: dict[str, Any]) -> None:
    """By the schedules' own arithmetic, on the busiest day: a Sunday, when maintenance runs too."""
    runs = {dag_id: dag["runs_on_a_sunday"] for dag_id, dag in dags.items()}
    assert runs["sweep"] == 48, "the measure is blind, or the sweep is another"
    assert runs["calendar"] == runs["maintenance"] == 1
    assert sum(runs.values()) <= 50


def test_the_release_goes_before_a_bulk_of_files(
    dags: dict[str, Any], ingests: dict[str, Any]
) -> None:
    highest = max(max(dag["priorities"]) for dag in ingests.values())
    assert min(dags["release"]["priorities"]) > highest


def test_every_dag_says_who_owns_it_and_what_to_do_when_it_fails(dags: dict[str, Any]) -> None:
    for dag_id, dag in dags.items():
        assert dag["owners"] not in ([], ["airflow"]), f"{dag_id}: name an owner in default_args"
        assert dag["tags"], f"{dag_id}: give it a tag"
        assert "triage" in dag["doc"].lower(), f"{dag_id}: say in doc_md what to do on failure"
        assert dag["retries"] >= 2, f"{dag_id}: a killed task must be tried again"
        assert dag["max_active_runs"] == 1, f"{dag_id}: two runs at once would meet in the ledger"
        assert dag["paused_at_first"] is False, f"{dag_id}: a paused DAG hears no event"
        assert dag["catchup"] is False, f"{dag_id}: months missed are in the drop, not in the clock"


def test_an_ingest_carries_its_contract(ingests: dict[str, Any]) -> None:
    for source_id, contract in load_contracts(PROJECT / "sources").items():
        dag = ingests[f"ingest_{source_id}"]
        assert dag["owners"] == [contract.owner.agency]
        assert contract.triage.strip() in dag["doc"]
        assert dag["watchers"] == [f"{source_id}_dropped"]


def test_parsing_takes_no_step_of_the_library_and_nothing_heavy(dag_facts: dict[str, Any]) -> None:
    assert dag_facts["ours"], "nothing of the library was seen: the measure is broken"
    assert set(dag_facts["ours"]) <= LIGHT
    assert dag_facts["heavy"] == []


def test_contracts_and_settings_load_without_any_of_the_heavy_libraries() -> None:
    # Airflow itself has SQLAlchemy loaded while it parses, so this is looked at without it.
    script = (
        "import sys; import warehouse.contracts, warehouse.files.export_files, warehouse.settings; "
        "sys.exit(','.join({'sqlalchemy', 'pandas', 'duckdb', 'splink',"
        " 'great_expectations'} & set(sys.modules)))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert finished.stderr.strip() == ""
