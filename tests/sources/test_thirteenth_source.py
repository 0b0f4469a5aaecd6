"""Another country's export is a YAML file and nothing else: no Python, no suite written by hand."""

from __future__ import annotations

import json
from pathlib import Path

import golden
import pytest
from typer.testing import CliRunner

from warehouse.checks.rulebook import rulebook
from warehouse.cli import app
from warehouse.contracts import load_contracts
from warehouse.settings import PROJECT, settings

CONTRACT = """\
source_id: consulat
version: 1
title: {fr: "Consulats : rapatriements", en: "Consulates: repatriations"}
owner: {agency: Affaires étrangères, team: Consulats, contact: consulats@etranger.exemple}
habits: Text with bars in UTF-8, one person a line.
triage: Ask the consulate.
tables:
  rapatriements:
    records:
      victim: {table: person_mention, role: victim, when: [name]}
      assistance: {table: assistance}
    period_from: seen_on
    columns:
      "Dossier": {read: key, to: victim.record_key}
      "Rapatrié le": {read: date, to: [seen_on, assistance.provided_on], if_unread: quarantine}
      "Personne": {read: name, to: victim.name, required: true, if_missing: quarantine}
      "Genre": {read: sex, to: victim.sex, aliases: {}}
      "Consul": {ignore: the name of an official}
"""
DROP = """\
Dossier|Rapatrié le|Personne|Genre|Consul
C-1|03/05/2026|FICTIVE Iris|F|Consul A
C-2|05/05/2026|IMAGINAIRE Jules|M|Consul A
C-3|06/05/2026||F|Consul B
"""
EXPECTED = """\
sheet,row_number,role,record_key,family_name,given_names,is_unnamed,name_raw,sex,sex_raw,seen_on,seen_on_raw
,2,victim,C-1,FICTIVE,Iris,False,FICTIVE Iris,F,F,2026-05-03,03/05/2026
,3,victim,C-2,IMAGINAIRE,Jules,False,IMAGINAIRE Jules,M,M,2026-05-05,05/05/2026
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder of contracts with a thirteenth one beside the twelve."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for path in (PROJECT / "sources").glob("*.yml"):
        (folder / path.name).symlink_to(path)
    (folder / "codes").symlink_to(PROJECT / "sources" / "codes")
    (folder / "consulat.yml").write_text(CONTRACT, "utf-8")
    return folder


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    path = tmp_path / "consulat_mai_2026.txt"
    path.write_text(DROP, "utf-8")
    return path


def test_a_thirteenth_contract_is_loaded_beside_the_twelve(sources: Path) -> None:
    assert len(load_contracts(sources)) == 13


def test_its_drop_becomes_records_without_any_python(sources: Path, drop: Path) -> None:
    rules = rulebook(sources, PROJECT / "expectations")
    records = golden.conformed_of(drop, "consulat", rules)
    assert golden.as_csv(records["person_mention"]) == EXPECTED
    assert records["assistance"].num_rows == 3


def test_whom_a_word_stands_for_is_a_victim_without_a_name(sources: Path, tmp_path: Path) -> None:
    """She is counted, and her row says that nothing in it is a name."""
    told = ("Identité protégée", "VICTIME A", "Bébé de FICTIVE Iris", "FICTIVE Victoire")
    lines = [f"C-{n}|03/05/2026|{name}|F|Consul A" for n, name in enumerate(told)]
    path = tmp_path / "consulat_mai_2026.txt"
    path.write_text("\n".join([DROP.splitlines()[0], *lines, ""]), "utf-8")
    records = golden.conformed_of(path, "consulat", rulebook(sources, PROJECT / "expectations"))
    assert records["person_mention"]["is_unnamed"].to_pylist() == [True, True, True, False]


@pytest.mark.slow
def test_the_command_line_judges_it_by_its_contract_alone(
    sources: Path, drop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOKWEZO_SOURCES", str(sources))
    monkeypatch.setenv("ZOKWEZO_VAR", str(tmp_path / "var"))
    settings.cache_clear()
    try:
        given = CliRunner().invoke(app, ["try", str(drop), "--source", "consulat", "--json"])
    finally:
        settings.cache_clear()
    verdict = json.loads(given.stdout[given.stdout.index("{\n") :])
    assert (given.exit_code, verdict["status"]) == (0, "partly_accepted")
    assert [fault["rule"] for fault in verdict["faults"]] == ["value_missing", "nobody_named"]
    assert verdict["records"] == {"victims": 2, "assistance": 2}
