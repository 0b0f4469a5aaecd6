"""What leaves: in the layout of each standard, hidden as such, its revision on it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sdmx
import yaml

from warehouse.indicators.controlled_figures import Figure
from warehouse.indicators.figure_exports.code_labels import code_words
from warehouse.indicators.figure_exports.data_package import MADE_ON, standards, write_packages
from warehouse.indicators.figure_exports.sdmx_csv import to_sdmx_csv
from warehouse.indicators.figure_exports.standard_tables import (
    GLOTIP_INDICATORS,
    STANDARDS,
    glotip_rows,
)
from warehouse.settings import PROJECT


def figure(indicator: str, value: float | None, **told: str) -> Figure:
    return Figure("7", indicator, 2025, value, value is None, **told)


FIGURES = [
    figure("N01", 40),
    figure("N01", 26, sex="F"),
    figure("N01", None, sex="F", age_group="child"),
    figure("N01", 0, dimension="form", category="organ_removal"),
    figure("N01", None, dimension="form", category="sexual"),
    figure("N01", 11, dimension="region", place_code="CF1"),
    figure("N01_ALL", 31, dimension="source", category="=umirr"),
    figure("N02", 12, sex="M"),
    figure("N03_CONVICTED", 6),
    figure("N04", 60.0),
    figure("VC_HTF_DETV", 40),
    figure("VC_HTF_DETVR", 0.725),
    figure("VC_HTF_DETVSX", None, sex="F"),
]


def test_glotip_has_its_header_on_the_third_row_and_no_place(tmp_path: Path) -> None:
    write_packages(FIGURES, tmp_path, ["glotip"])
    book = openpyxl.load_workbook(tmp_path / "glotip/glotip.xlsx")
    # No hour: the same figures are the same file.
    assert book.properties.created == MADE_ON.replace(tzinfo=None)
    sheet = book.active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[2][:5] == ("Iso3_code", "Country", "Region", "Subregion", "Indicator")
    assert rows[2][-2:] == ("txtVALUE", "Source")
    assert standards()["glotip"]["revision"] in rows[0][0]
    assert "rapatrié" in standards()["glotip"]["fr"]
    assert not [row for row in glotip_rows(FIGURES) if "repatriat" in row["Dimension"]]
    assert len(rows) - 3 == 6
    assert {type(row[9]) for row in rows[3:]} == {int}
    assert {row["Indicator"] for row in glotip_rows(FIGURES)} <= set(GLOTIP_INDICATORS.values())


@pytest.mark.parametrize("name", sorted(STANDARDS))
def test_what_is_hidden_is_neither_empty_nor_nought(name: str, tmp_path: Path) -> None:
    assert write_packages(FIGURES, tmp_path, [name])[name] > 1
    with (tmp_path / name / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = [row.get("txtVALUE") or row.get("Value") or row.get("count") for row in rows]
    assert "supprimé" in told
    assert None not in told
    assert "" not in told
    assert all(value not in ("", None) for row in rows for value in row.values())


@pytest.mark.parametrize("name", sorted(STANDARDS))
def test_a_package_names_its_files_their_digests_and_its_standard(
    name: str, tmp_path: Path
) -> None:
    write_packages(FIGURES, tmp_path, [name])
    package = json.loads((tmp_path / name / "datapackage.json").read_text("utf-8"))
    assert package["standard"] == standards()[name]["revision"]
    assert package["version"] == "7"
    assert len(package["resources"]) == 4
    for one in package["resources"]:
        content = (tmp_path / name / one["path"]).read_bytes()
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        # A validator reads each table by what the package says of it, and finds its header.
        if one["format"] != "xml":
            named = [field["name"] for field in one["schema"]["fields"]]
            assert header(tmp_path / name / one["path"], one.get("dialect", {})) == named


def header(path: Path, dialect: dict[str, Any]) -> list[str]:
    if path.suffix == ".xlsx":
        rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
        return [str(cell) for cell in rows[dialect["headerRows"][0] - 1]]
    return next(csv.reader(path.read_text("utf-8").splitlines()))


def test_sdmx_is_read_by_the_structure_that_goes_with_it(tmp_path: Path) -> None:
    write_packages(FIGURES, tmp_path, ["glotip"])
    structure = sdmx.read_sdmx(tmp_path / "glotip/glotip.structure.xml").structure["FIGURES"]
    told = sdmx.read_sdmx(tmp_path / "glotip/glotip.sdmx.csv", structure=structure).data[0].obs
    with (tmp_path / "glotip/glotip.csv").open(encoding="utf-8", newline="") as file:
        assert len(told) == len(list(csv.DictReader(file))) > 1


def test_sdmx_says_suppressed_by_its_own_code() -> None:
    rows = list(csv.DictReader(io.StringIO(to_sdmx_csv(FIGURES))))
    assert len(rows) == len(FIGURES)
    by_status = {row["OBS_STATUS"]: row["OBS_VALUE"] for row in rows}
    assert set(by_status) == {"A", "Q"}
    assert by_status["Q"] == "NaN"
    assert {row["STRUCTURE_ID"] for row in rows} == {"ZOKWEZO:FIGURES(1.0)"}
    (organ,) = [row for row in rows if row["CATEGORY"] == "organ_removal"]
    assert float(organ["OBS_VALUE"]) == 0


def test_no_cell_begins_a_formula(tmp_path: Path) -> None:
    write_packages(FIGURES, tmp_path, ["ic_tip"])
    with (tmp_path / "ic_tip/ic_tip.csv").open(encoding="utf-8", newline="") as file:
        assert not [v for row in csv.DictReader(file) for v in row.values() if v.startswith("=")]


def test_a_package_says_what_share_of_each_breakdown_is_unknown(tmp_path: Path) -> None:
    figures = [
        Figure("7", "N01", 2025, 40, is_suppressed=False),
        Figure("7", "N01", 2025, 8, is_suppressed=False, sex="unknown"),
        Figure("7", "N01", 2025, None, is_suppressed=True, age_group="unknown"),
    ]
    levels = "Selon la liaison : de 38 à 44 victimes."
    write_packages(figures, tmp_path, ["glotip"], [levels])
    with (tmp_path / "glotip/glotip.unknown.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["breakdown"]: row for row in csv.DictReader(file)}
    assert (rows["sex"]["unknown"], rows["sex"]["total"], rows["sex"]["percent"]) == (
        "8", "40", "20",
    )  # fmt: skip
    assert rows["age"]["unknown"] == "supprimé"
    package = json.loads((tmp_path / "glotip/datapackage.json").read_text("utf-8"))
    assert "glotip.unknown.csv" in {one["path"] for one in package["resources"]}
    sheet = openpyxl.load_workbook(tmp_path / "glotip/glotip.xlsx").active
    assert levels in package["description"]
    assert levels in sheet["A2"].value


def test_a_source_is_told_by_its_title_and_one_that_is_gone_by_its_name() -> None:
    title = yaml.safe_load((PROJECT / "sources/umirr.yml").read_text("utf-8"))["title"]
    assert code_words("source", "umirr", "fr") == title["fr"] != "umirr"
    assert code_words("source", "gone", "fr") == "gone"


def test_labels_come_from_the_code_lists_and_their_versions_are_printed(tmp_path: Path) -> None:
    """Read from the files of the lists by other means."""
    with (PROJECT / "sources/codes/exploitation.csv").open(encoding="utf-8", newline="") as file:
        codes = list(csv.DictReader(file))
    labour = {row["htcds"].split(";")[0] for row in codes if row["glotip"] == "Forced labour"}
    figures = [
        figure("N01", 9, dimension="form", category="forced_labour", sex="F"),
        figure("N02", 8, dimension="form", category="organ_removal"),
        figure("N01", 7, dimension="form", category="unknown"),
    ]
    rows = {row["count"]: row for row in STANDARDS["htcds"](figures)}
    assert set(rows["9"]["vic_TypeOfExploitation"].split(";")) == labour
    assert rows["9"]["prs_Gender"] == "Feminine"
    assert rows["9"]["vic_TraffickingStatus"] == "ActualVictimOfTrafficking"
    assert rows["8"]["vic_TypeOfExploitation"] == "OrganRemoval"
    assert rows["8"]["vic_TraffickingStatus"] == "PossibleVictimOfTrafficking"
    assert rows["7"]["vic_TypeOfExploitation"] == "unknown"
    iccs = {row["Purpose"]: row["ICCS"] for row in STANDARDS["ic_tip"](figures)}
    assert iccs == {"forced_labour": "02042", "organ_removal": "02043", "unknown": "0204"}
    lists = yaml.safe_load((PROJECT / "sources/codes/lists.yml").read_text("utf-8"))
    write_packages(figures, tmp_path, ["htcds"])
    package = json.loads((tmp_path / "htcds/datapackage.json").read_text("utf-8"))
    for name in ("exploitation", "sex", "victim_status"):
        assert f"{name} {lists[name]['version']}" in package["codeLists"]
