"""A firm that is accused is told, leaves its row and its case, and is nobody's mention."""

from __future__ import annotations

from pathlib import Path

import pytest
from odd_files import faulty, judge, write_workbook

# Great Expectations takes a third of a second a file.
pytestmark = pytest.mark.slow

LABOUR = ["N° procès-verbal", "Date de visite", "Nom du travailleur", "Sexe", "Âge",
          "Employeur mis en cause"]  # fmt: skip
POLICE = ["N° PV", "Date GAV", "Nom", "Prénom(s)", "Sexe"]


def test_an_employer_that_is_a_firm_is_no_person(tmp_path: Path) -> None:
    employers = ["SARL KOSSI", "FICTIF Paul", "Ets Mboko & Frères", "X", ""]
    rows = [
        [f"IT-{n}/2026", f"{n:02}/04/2026", f"FICTIVE{chr(65 + n)} Inventée", "F", 20 + n, employer]
        for n, employer in enumerate(employers, 1)
    ]
    path = write_workbook(tmp_path / "Inspection_travail_2026-04.xlsx", Feuil1=[LABOUR, *rows])
    found = judge(path, "travail")
    assert found.rows_accepted == 5
    persons = found.records["person_mention"].to_pylist()
    assert [one["role"] for one in persons].count("victim") == 5
    assert [one["family_name"] for one in persons if one["role"] == "suspect"] == ["FICTIF"]
    told = {one for one in faulty(found) if one[0] == "accused_firm"}
    assert told == {("accused_firm", row, "Employeur mis en cause") for row in (2, 4)}


def test_a_firm_in_custody_leaves_its_case(tmp_path: Path) -> None:
    rows = [
        ["001/DSPJ/2026", "03/04/2026", "SARL", "KOSSI", ""],
        ["002/DSPJ/2026", "04/04/2026", "FICTIF", "Paul", "M"],
        ["003/DSPJ/2026", "05/04/2026", "FICTIF", "Jean Ets KOSSI", "M"],
    ]
    path = write_workbook(tmp_path / "DSPJ_GAV_042026.xlsx", Feuil1=[POLICE, *rows])
    found = judge(path, "dspj")
    (person,) = found.records["person_mention"].to_pylist()
    assert person["family_name"] == "FICTIF"
    cases = found.records["complaint"].to_pylist()
    assert [(one["row_number"], one["is_suspect_unnamed"]) for one in cases] == [
        (2, False),
        (3, False),
    ]
    assert cases[0]["suspect_record_id"] is None
    assert {row for _, row in found.quarantined} == {4}, "who is meant has to be asked"


def test_a_firm_is_no_victim(tmp_path: Path) -> None:
    rows = [
        ["IT-1/2026", "03/04/2026", "Société SCAD", "", "", "FICTIF Paul"],
        ["IT-2/2026", "04/04/2026", "FICTIVE Une", "F", 20, "FICTIF Paul"],
    ]
    path = write_workbook(tmp_path / "Inspection_travail_2026-04.xlsx", Feuil1=[LABOUR, *rows])
    found = judge(path, "travail")
    assert {row for _, row in found.quarantined} == {2}
    assert ("firm_as_victim", 2, "Nom du travailleur") in faulty(found)
    persons = found.records["person_mention"].to_pylist()
    assert [one["family_name"] for one in persons if one["role"] == "victim"] == ["FICTIVE"]
