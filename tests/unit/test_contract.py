"""A contract says all there is to say, or is refused with the file, the key and the remedy."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from warehouse.conform.readers import READERS
from warehouse.contracts import (
    CODED,
    COMPOSITE,
    Column,
    Table,
    load_contract,
    load_contracts,
    targets,
)
from warehouse.contracts.codelists import load_codelists
from warehouse.contracts.conformed_schema import field_names
from warehouse.errors import ContractError
from warehouse.settings import PROJECT

GOOD = """\
source_id: essai
version: 1
title: {fr: Essai, en: Trial}
owner: {agency: A, team: B, contact: c@d.exemple}
habits: None.
triage: None.
tables:
  liste:
    records:
      victim: {table: person_mention, role: victim, when: [name]}
      complaint: {table: complaint}
    columns:
      "Nom": {read: name, to: victim.name}
      "Date": {read: date, to: [filed_on, seen_on]}
      "Lieu": {read: place, to: facts_place_code}
      "Forme": {read: codes, to: exploitation_codes, codes: exploitation}
      "Notes": {ignore: not needed}
"""


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str, name: str = "essai.yml") -> Path:
        path = tmp_path / name
        path.write_text(dedent(text), "utf-8")
        return path

    return written


def test_the_twelve_contracts_are_sound_with_their_code_lists() -> None:
    codes = load_codelists(PROJECT / "sources" / "codes").code_sets()
    assert len(load_contracts(PROJECT / "sources", codes)) == 12


def test_a_sound_contract_is_read_and_frozen(write) -> None:
    contract = load_contract(write(GOOD))
    assert contract.tables["liste"].columns["Date"].to == ("filed_on", "seen_on")
    assert contract.title_fr == "Essai"
    with pytest.raises(Exception, match="frozen"):
        contract.version = 2  # type: ignore[misc]


def test_every_column_of_a_table_has_its_own_key(write) -> None:
    text = GOOD + (
        "    groups:\n"
        "      VICTIME: {Nom: {read: sex, to: victim.sex}}\n"
        "      AUTEUR: {Nom: {ignore: not needed}}\n"
    )
    keys = [key for key, *_ in load_contract(write(text)).tables["liste"].each_column()]
    assert keys[-2:] == ["VICTIME > Nom", "AUTEUR > Nom"]
    assert len(keys) == len(set(keys)) == 7


FAULTS = {
    "an unknown key": ("triage: None.", "triage: None.\nfreqency: 3", "contract_invalid"),
    "a reader that is not there": ("read: place", "read: placе", "contract_invalid"),
    "a key given twice": ("triage: None.", "triage: None.\ntriage: Two.", "contract_not_yaml"),
    "a boolean as a key": ('"Notes":', "NO:", "contract_not_yaml"),
    "no YAML at all": ("version: 1", "version: [1", "contract_not_yaml"),
    "another name than its file": ("source_id: essai", "source_id: autre", "contract_wrong_name"),
    "a column read and ignored": ("ignore: not needed", "ignore: x, read: text, to: title",
                                  "contract_map_or_ignore"),
    "a column neither read nor ignored": ("{ignore: not needed}", "{}", "contract_map_or_ignore"),
    "a column read into nothing": ("{ignore: not needed}", "{read: text}",
                                   "contract_map_or_ignore"),
    "a field that no record has": ("to: facts_place_code", "to: facts_plase_code",
                                   "contract_fills_nothing"),
    "a record that is not there": ("to: victim.name", "to: victime.name",
                                   "contract_fills_nothing"),
    "codes without a list": (", codes: exploitation", "", "contract_codes"),
    "a list without codes": ("read: name,", "read: name, codes: sex,", "contract_codes"),
    "a list that is not there": ("codes: exploitation", "codes: exploitations",
                                 "contract_no_list"),
    "a code that is not in the list": ("codes: exploitation",
                                       "codes: exploitation, aliases: {x: NOWHERE}",
                                       "contract_no_code"),
    "a record that would never be made": ("when: [name]", "when: [nmae]", "contract_when"),
    "no role": ("role: victim, ", "", "contract_role"),
    "a rule about what is no date": ("    columns:",
                                     "    rules: [{later: filed_on, earlier: title}]\n    columns:",
                                     "contract_not_a_date"),
    "a month from what is no date": ("    columns:", "    period_from: sex\n    columns:",
                                     "contract_not_a_date"),
    "a truth of no record": ("    columns:",
                             "    states: {victime.sex: {value: F, codes: sex}}\n    columns:",
                             "contract_fills_nothing"),
    "a truth of the wrong kind": ("    columns:",
                                  "    states: {victim.is_minor: {value: F, codes: sex}}\n"
                                  "    columns:", "contract_fills_nothing"),
    "a true code without its list": ("    columns:",
                                     "    states: {victim.sex: {value: F}}\n    columns:",
                                     "contract_codes"),
    "a true code that is not in the list": (
        "    columns:",
        "    states: {victim.exploitation_codes: {value: [NOWHERE], codes: exploitation}}\n"
        "    columns:", "contract_no_code"),
    "a filled column that is not there": ("    columns:", "    fill_down: [Rien]\n    columns:",
                                          "contract_unknown_column"),
    "a last column that is not there": ("    columns:", "    last: [Rien]\n    columns:",
                                        "contract_unknown_column"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key"), FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_contract_is_refused_with_the_remedy(write, old: str, new: str, key: str) -> None:
    assert old in GOOD
    codes = load_codelists(PROJECT / "sources" / "codes").code_sets()
    with pytest.raises(ContractError) as refused:
        load_contract(write(GOOD.replace(old, new, 1)), codes)
    assert key in [fault.key for fault in refused.value.faults]
    assert "essai.yml" in refused.value.text("fr")


def test_all_faults_of_all_files_are_told_at_once(write, tmp_path: Path) -> None:
    write(GOOD.replace("to: victim.name", "to: victim.nom"), "a.yml")
    write(GOOD.replace("{ignore: not needed}", "{}"), "b.yml")
    with pytest.raises(ContractError) as refused:
        load_contracts(tmp_path)
    assert [fault.parameters["file"] for fault in refused.value.faults] == [
        "a.yml", "a.yml", "b.yml", "b.yml",
    ]  # fmt: skip


def test_a_folder_without_a_contract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError) as refused:
        load_contracts(tmp_path)
    assert [fault.key for fault in refused.value.faults] == ["contract_none"]


def test_an_attribute_without_a_record_goes_to_all_records_that_have_it(write) -> None:
    table = load_contract(write(GOOD)).tables["liste"]
    assert targets(table, table.columns["Lieu"]) == [
        ("victim", "facts_place_code"),
        ("complaint", "facts_place_code"),
    ]
    assert ("complaint", "filed_on") in targets(table, table.columns["Date"])
    assert ("victim", "seen_on") in targets(table, table.columns["Date"])


def test_an_ignored_column_fills_nothing() -> None:
    assert targets(Table(records={}), Column(ignore="not needed")) == []


def test_every_reader_of_contracts_can_read_or_is_a_part_of_a_name() -> None:
    annotation = Column.model_fields["read"].annotation
    named = {name for part in annotation.__args__ for name in getattr(part, "__args__", ())}
    assert len(named) > 20
    assert named - {"family_name", "given_names", "alias"} == set(READERS) - {
        "family_name", "given_names", "alias",
    }  # fmt: skip
    assert named >= CODED


def test_what_a_composite_reader_fills_are_fields_of_some_table() -> None:
    fields = set().union(
        *(field_names(name) for name in ("person_mention", "judgment", "decision"))
    )
    assert {field for names in COMPOSITE.values() for field in names} <= fields


def test_the_contracts_are_told_apart_by_what_they_ignore_with_a_reason() -> None:
    reasons = [
        column.ignore
        for contract in load_contracts(PROJECT / "sources").values()
        for table in contract.tables.values()
        for *_, column in table.each_column()
        if column.ignore is not None
    ]
    assert len(reasons) > 5
    assert all(len(reason) > 10 for reason in reasons)


@pytest.mark.parametrize("path", sorted((PROJECT / "sources").glob("*.yml")), ids=lambda p: p.stem)
def test_a_contract_names_the_schema_its_editor_completes_from(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=contract.schema.json"
    assert yaml.safe_load(path.read_text("utf-8"))["version"] >= 1
