"""A number is published as it parses; what a clerk wrote in its place stays in the vault."""

from __future__ import annotations

import pyarrow as pa
import pytest

from warehouse.conform.clean.identifiers import read_reference
from warehouse.contracts import load_contracts
from warehouse.contracts.codelists import load_codelists, words_of
from warehouse.load.guarded_actions import guard_actions
from warehouse.load.published_numbers import publish_numbers, published
from warehouse.settings import PROJECT

CODES = load_codelists(PROJECT / "sources" / "codes")
WORDS = words_of(CODES)
SAID = {
    "a register and a year": ("N° 015 / UMIRR / 2026", "15/UMIRR/2026"),
    "a brigade's own place": ("018/BT Carnot/2026", "18/BT/CARNOT/2026"),
    "a counter and a year": ("0004/2026", "4/2026"),
    "a second one of a number": ("12 bis/GN/26", "12-BIS/GN/2026"),
    "a register, a year and a running sheet": ("7/RP/2026/3", "7/RP/2026/3"),
}
KEPT_BACK = {
    "a name for a register": "015/NGREBADA Fictive/2026",
    "a name before the number": "FICTIVE Aline 15/2026",
    "a name behind a register": "015/UMIRR/Aline/2026",
    "a telephone": "70987654",
    "a telephone written with gaps": "70 98 76 54",
    "the number of a paper": "ZZ9876543",
    "a long counter": "1234567/RP/2026",
    "a day of birth": "10/05/1985",
}


@pytest.mark.parametrize(("written", "told"), SAID.values(), ids=SAID)
def test_a_number_of_a_known_register_is_published(written: str, told: str) -> None:
    assert published(read_reference(written).canonical, WORDS) == told


@pytest.mark.parametrize("written", KEPT_BACK.values(), ids=KEPT_BACK)
def test_what_may_be_a_person_is_not_published(written: str) -> None:
    assert published(read_reference(written).canonical, WORDS) is None


def test_every_example_of_a_contract_is_published() -> None:
    examples = [
        column.example
        for contract in load_contracts(PROJECT / "sources").values()
        for table in contract.tables.values()
        for _, _, _, column in table.each_column()
        if column.read == "reference" and column.example
    ]
    assert len(examples) > 5
    assert [one for one in examples if not published(read_reference(one).canonical, WORDS)] == []


def test_lists_of_numbers_lose_the_one_that_may_be_a_person() -> None:
    rows = pa.table(
        {
            "case_id": ["C1", "C2"],
            "pv_numbers": pa.array([["15/UMIRR/2026", "16/FICTIVE/2026"], None]),
            "rp_number": pa.array(["4/RP/2026", "4/ALINE/2026"]),
        }
    )
    assert publish_numbers(rows, WORDS).to_pylist() == [
        {"case_id": "C1", "pv_numbers": ["15/UMIRR/2026"], "rp_number": "4/RP/2026"},
        {"case_id": "C2", "pv_numbers": None, "rp_number": None},
    ]


ACTIONS = {
    "former les magistrats du siège et du parquet": True,
    "Accompagner la jeune Aline jusqu'à son retour": False,
    "suivre le dossier de fictive  ALINE": False,
    "rappeler le 70 98 76 54": False,
}


def test_a_plan_s_wording_is_published_without_anybody_in_it() -> None:
    everybody = pa.table(
        {
            "record_id": ["R1"],
            **{name: pa.nulls(1, pa.string()) for name in ("alias", "other_names", "id_number")},
            "family_name": ["FICTIVE"],
            "given_names": ["Aline"],
            "phones": pa.array([None], pa.list_(pa.string())),
        }
    )
    actions = pa.table({"action_id": list(ACTIONS), "action": list(ACTIONS)})
    guarded = guard_actions(actions, everybody, WORDS)["action"].to_pylist()
    assert [one is not None for one in guarded] == list(ACTIONS.values())
