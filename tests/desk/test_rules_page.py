"""The rules of an export are said from its contract and its suite, to those whose export it is."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from desk_client import browser, give

from warehouse.contracts import load_contracts
from warehouse.contracts.codelists import load_codelists
from warehouse.desk.rule_routes import UNCHECKED
from warehouse.desk.source_rules import column_rules
from warehouse.errors import message
from warehouse.settings import PROJECT

SOURCES = sorted(load_contracts(PROJECT / "sources"))


@pytest.mark.parametrize("source_id", SOURCES)
def test_every_column_that_is_read_has_its_rule_and_every_check_its_sentence(
    source_id: str,
) -> None:
    contract = load_contracts(PROJECT / "sources")[source_id]
    codes = load_codelists(PROJECT / "sources" / "codes")
    found = column_rules(contract, codes, PROJECT / "expectations", "fr")
    for table_id, table in contract.tables.items():
        read = [one for *_, one in table.each_column() if one.read is not None]
        assert len(found[table_id]) == len(read) > 0
        for rule, column in zip(found[table_id], read, strict=True):
            assert rule.asked and rule.example == column.example
            severities = {severity for severity, _ in rule.checks}
            if column.required:
                assert "refuse" in severities, rule.header
            for asked in (column.if_missing, column.if_unread):
                assert asked is None or asked in severities, rule.header
            if column.codes:
                assert rule.choices
            assert all(rule.header in told for _, told in rule.checks if "«" in told)


@pytest.mark.slow
def test_she_reads_the_rules_of_her_own_registers(world: Path) -> None:
    give("unite", "focal_point", sources=["umirr"])
    give("gestionnaire", "steward")
    client = browser("unite")
    index = client.get("/regles").text
    assert "/regles/umirr" in index and "/regles/minfemme" not in index
    for one in UNCHECKED:
        told = message(f"desk.rules.unchecked_{one}").text()
        assert told in html.unescape(index)
    shown = html.unescape(client.get("/regles/umirr").text)
    assert "015/UMIRR/2026" in shown and "N° PV" in shown
    assert "Attendu le 10 du mois suivant" in shown
    assert client.get("/regles/minfemme").status_code == 404
    assert browser(None).get("/regles/umirr").status_code in (303, 401)
    for source_id in SOURCES:
        page = browser("gestionnaire").get(f"/regles/{source_id}")
        assert page.status_code == 200 and len(page.content) < 100_000, source_id
