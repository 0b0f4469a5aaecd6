"""Decisions leave as SHERLOC records: what is known in its field, what is not known empty there."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner
from worlds import World

from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.query.case_law import sherloc

pytestmark = pytest.mark.slow

VICTIMS = "Victims / Plaintiffs in the first instance"
CAF = "Central African Republic"
# What the samples say of 006/2026/04, read by hand. Two persons are judged: see PER_PERSON.
BAMBARI: dict[str, Any] = {
    "Identity: Title": "Ministère public c/ I. B. et G. K.",
    "Identity: UNODC No.": None,
    "Identity: Country": CAF,
    "Identity: Sentence Date": "2026-04-28",
    "Identity: Crime Type": "Trafficking in persons",
    "Fact Summary: Fact Summary (English)": None,
    "Fact Summary: Fact Summary (French)": "Attendu que, courant 2026, à Sibut, 5 victime(s) ont "
    "été recrutées par violences puis tromperie puis menaces aux fins de travail forcé agricole.",
    "Commentary and Significant Features": None,
    "Keywords: Offences": None,
    "Keywords: Acts": None,
    "Keywords: Means": [
        "Deception",
        "Threat of the use of force or of other forms of coercion",
        "Use of force or other forms of coercion",
    ],
    "Keywords: Purpose of Exploitation": ["Forced labour or services"],
    "Keywords: Form of Trafficking": None,
    "Keywords: Sector in which exploitation takes place": ["Agriculture"],
    "Keywords": ["Travail forcé agricole", "Violences", "Tromperie", "Menaces"],
    "Cross-Cutting Issues: Liability": None,
    "Cross-Cutting Issues: Offending": None,
    "Cross-Cutting Issues: Involved Countries": None,
    "Cross-Cutting Issues: Gender considerations": None,
    "Procedural Information: Legal System": "Civil Law",
    "Procedural Information: Latest Court Ruling": "Court of first instance",
    "Procedural Information: Latest Court Ruling, day": "2026-04-28",
    "Procedural Information: Type of Proceeding": "Criminal",
    "Procedural Information: Official Case Reference": "006/2026/04",
    "Procedural Information: Prosecution Reference": "4/RP/2026",
    "Procedural Information: Procedural History": None,
    "Procedural Information: Accused were tried": None,
    "Victims / Plaintiffs in the first instance: Number of victims, as stated": 5,
    "Victims / Plaintiffs in the first instance: Number of victims, known by row": 5,
    "Victims / Plaintiffs in the first instance: Age, 18 or over": 3,
    "Victims / Plaintiffs in the first instance: Age, under 18": 1,
    "Victims / Plaintiffs in the first instance: Age, not known": 1,
    "Victims / Plaintiffs in the first instance: Victim": None,
    "Victims / Plaintiffs in the first instance: Gender": None,
    "Victims / Plaintiffs in the first instance: Nationality": None,
    "Defendants / Respondents in the first instance: Number of defendants": 2,
    "Defendants / Respondents in the first instance: Defendant": None,
    "Defendants / Respondents in the first instance: Legal Reasoning": "Attendu que les trois "
    "éléments de l'infraction, acte, moyen et but, sont réunis.",
    "Charges / Claims / Decisions: Decision, as pronounced": "Déclare I. B. et G. K. coupable(s)",
    "Court: Court Title": "Tribunal de grande instance de Bambari",
    "Court: Location": "Bambari",
    "Court: Judges": None,
    "Sources / Citations": "Tribunal de grande instance de Bambari, 2026-04-28, n° 006/2026/04",
    "Attachments": None,
}
PER_PERSON = {
    "Charges / Claims / Decisions: Verdict": ("Acquitted of a crime", "Convicted"),
    "Defendants / Respondents in the first instance: Gender": ("Male", "Male"),
    "Defendants / Respondents in the first instance: Nationality": (CAF, CAF),
    "Defendants / Respondents in the first instance: Age": ("18 or over", "18 or over"),
    "Charges / Claims / Decisions: Legislation / Statute / Code": (
        "Article 151 du Code pénal : traite des personnes",
        "Article 151 du Code pénal : traite des personnes",
    ),
    "Charges / Claims / Decisions: Charge details": (
        "Trafficking in persons",
        "Trafficking in persons",
    ),
    "Charges / Claims / Decisions: Term of Imprisonment, months to be served": (None, 120),
    "Charges / Claims / Decisions: Term of Imprisonment, months suspended": (None, 0),
    "Charges / Claims / Decisions: Term of Imprisonment, life": (None, None),
    "Charges / Claims / Decisions: Fine, XAF": (None, 1_000_000),
    "Charges / Claims / Decisions: Compensation / Payment to Victim, XAF": (None, None),
    "Charges / Claims / Decisions: Appeal": ("none lodged", "lodged"),
}


def ran(*words: str) -> Result:
    return CliRunner().invoke(app, ["case-law", "export", *words])


@pytest.fixture
def exported(samples: World, tmp_path: Path) -> Callable[..., Path]:
    """Export into a file of the test's own."""

    def made(ending: str, *words: str) -> Path:
        out = tmp_path / f"sherloc.{ending}"
        done = ran("--out", str(out), *words)
        assert done.exit_code == 0, done.exception
        return out

    return made


def test_each_field_of_a_record_says_what_the_samples_say(samples: World) -> None:
    (record,) = sherloc.records(["006/2026/04"])
    assert {one.label for one in sherloc.fields()} == BAMBARI.keys() | PER_PERSON.keys()
    for label, value in BAMBARI.items():
        found = record.values[label]
        assert (sorted(found) if isinstance(found, list) else found) == (
            sorted(value) if isinstance(value, list) else value
        ), label
    told = {label: record.values[label] for label in PER_PERSON}
    # The order of the persons is that of digests: each person's values stand at one place.
    order = sorted(range(2), key=lambda place: told["Charges / Claims / Decisions: Verdict"][place])
    assert {
        label: tuple(values[place] for place in order) for label, values in told.items()
    } == PER_PERSON


@pytest.mark.parametrize(
    ("number", "label", "value"),
    [
        pytest.param("002/2026/04", "Keywords: Offences", ["Trafficking in persons (adults)"],
                     id="all_victims_are_adults"),
        pytest.param("006/2026/04", "Keywords: Offences", None, id="one_victim_is_a_child"),
        pytest.param("001/2026/04", "Keywords: Offences", None, id="an_age_is_not_known"),
        pytest.param("005/2026/04", "Keywords: Offences", None, id="a_victim_has_no_row"),
        pytest.param("005/2026/04", "Keywords: Purpose of Exploitation", None,
                     id="a_form_that_sherloc_lacks_is_left_empty"),
        pytest.param("005/2026/04", "Keywords", ["Enrôlement par groupe armé", "Menaces"],
                     id="and_stays_in_the_keywords"),
        pytest.param("004/2026/04", "Keywords: Sector in which exploitation takes place",
                     ["Domestic servitude"], id="sector"),
        pytest.param("005/2026/04", f"{VICTIMS}: Number of victims, known by row", None,
                     id="not_known_is_not_zero"),
        pytest.param("003/2026/04", "Charges / Claims / Decisions: Verdict",
                     ["Acquitted of a délit"], id="an_acquittal_is_a_record_too"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_said(
    samples: World, number: str, label: str, value: object
) -> None:
    (record,) = sherloc.records([number])
    assert record.values[label] == value


def test_each_field_has_its_column_and_each_column_its_field(samples: World) -> None:
    for view in ("decision", "defendant"):
        columns = {
            row.column_name
            for row in samples.rows(
                "select column_name from information_schema.columns"
                " where table_schema = 'case_law' and table_name = :name",
                name=f"sherloc_{view}",
            )
        }
        used = {
            source.removeprefix(f"{view}.")
            for one in sherloc.fields()
            if one.how == "from" and (source := one.source or "").startswith(f"{view}.")
        }
        assert used == columns - {"decision_id", "position"}
        assert len(used) > 8


def test_a_field_that_is_not_filled_says_why_and_stands_there(samples: World) -> None:
    left = [one for one in sherloc.fields() if one.how in ("empty", "withheld")]
    assert len(left) > 10
    assert [one.label for one in left if not (one.why and all(one.why))] == []
    for record in sherloc.records():
        assert all(record.values[one.label] is None for one in left)
    kept_back = {one.name for one in left if one.how == "withheld"}
    assert kept_back == {"Victim", "Gender", "Nationality"}


def _ids(samples: World) -> list[str]:
    found = [
        row[0]
        for query in (
            "select victim_id from warehouse.victim",
            "select suspect_id from warehouse.suspect",
            "select case_id from warehouse.case_file",
            "select judgment_id from warehouse.judgment",
            "select record_id from case_law.decision",
        )
        for row in samples.rows(query)
    ]
    assert len(found) > 100
    return found


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_no_id_leaves_unless_it_is_asked_for(
    samples: World, exported: Callable[..., Path], ending: str
) -> None:
    def text(path: Path) -> str:
        if ending != "xlsx":
            return path.read_text("utf-8")
        book = openpyxl.load_workbook(path)
        return repr([[c.value for c in row] for sheet in book for row in sheet.iter_rows()])

    ids = _ids(samples)
    plain = text(exported(ending))
    assert not [one for one in ids if one in plain]
    asked = text(exported(ending, "--with-ids"))
    assert any(one in asked for one in ids if one.startswith("S-"))
    # Of victims, not even then.
    assert not [one for one in ids if one.startswith("V-") and one in asked]


def test_the_three_formats_say_the_same(samples: World, exported: Callable[..., Path]) -> None:
    with exported("csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    book = openpyxl.load_workbook(exported("xlsx"))
    sheet = [
        ["" if value is None else str(value) for value in row]
        for row in book["Records"].iter_rows(values_only=True)
    ]
    assert sheet == [head, *rows]
    assert len(rows) == 6
    told = json.loads(exported("json").read_text("utf-8"))
    assert [f"{one['section']}: {one['field']}" for one in told["fields"]][:2] == head[:2]
    assert book["Fields"].max_row - 1 == len(told["fields"]) == len(head)
    for record, row in zip(told["records"], rows, strict=True):
        titles = record["Identity"]["Title"], record["Charges / Claims / Decisions"]["Verdict"]
        assert row[0] == titles[0]
        assert row[head.index("Charges / Claims / Decisions: Verdict")] == " | ".join(titles[1])


def test_a_magistrate_exports_some_and_the_trail_says_how_many(
    samples: World, exported: Callable[..., Path]
) -> None:
    out = exported("json", "004/2026/04", "006/2026/04", "--role", "magistrate")
    assert len(json.loads(out.read_text("utf-8"))["records"]) == 2
    (line,) = samples.rows(
        "select action, object, rows_count, detail from audit.access_log"
        " where action = 'export' order by event_id desc limit 1"
    )
    assert tuple(line) == ("export", "case_law.sherloc", 2, {"ids": False})


@pytest.mark.parametrize(
    ("words", "key"),
    [
        pytest.param(["--out", "records.docx"], "csv, json, xlsx", id="no_such_format"),
        pytest.param(["--out", "nowhere/records.csv"], "nowhere", id="no_such_folder"),
    ],
)
def test_a_wrong_call_writes_nothing(
    samples: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], key: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = ran(*words)
    assert isinstance(done.exception, CallError)
    assert key in done.exception.text("fr")
    assert [one for one in tmp_path.rglob("*") if "records" in one.name] == []


def test_nothing_to_export_is_said_and_no_file_is_written(samples: World, tmp_path: Path) -> None:
    done = ran("no such number", "--out", str(tmp_path / "none.csv"))
    assert done.exit_code == 1
    assert not (tmp_path / "none.csv").exists()
