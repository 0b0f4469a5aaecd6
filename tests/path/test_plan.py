"""The plan of the sample exports, counted again in pandas; activities, from sheet to release.

The samples have no sheet of activities; the golden drop of the source has one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from worlds import SAMPLES, World, enter

from warehouse import pipeline, release
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow
DROP = PROJECT / "tests" / "sources" / "pan"


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, named_database: Callable[..., str]
) -> Iterator[World]:
    """A month of the plan with activities, taken to a release."""
    var, url = tmp_path_factory.mktemp("plan") / "var", named_database("plan_activities")
    drop = tmp_path_factory.mktemp("drop")
    shutil.copytree(DROP, drop / "pan", ignore=shutil.ignore_patterns("expected"))
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, var, url)
        summary = pipeline.run(drop)
    settings.cache_clear()
    yield World(var, url, summary)


def _release(world: World, table: str) -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, world.var, world.url)
        held = release.read(world.var / "releases", table, 1).to_pandas()
    settings.cache_clear()
    return held


def test_counts_of_the_plan_are_what_the_exports_say(samples: World) -> None:
    path = SAMPLES / "drops" / "pan" / "Suivi_PAN_avril_2026.xlsx"
    sheet = pd.read_excel(path, header=3, engine="calamine")
    assert len(sheet) == 44
    done = sheet["Statut"].str.strip().str.lower()
    due = pd.to_datetime(sheet["Échéance"], format="%d/%m/%Y")
    rows = samples.rows(
        "select ministry_code, actions_count, not_started_count, under_way_count, late_count,"
        " placeholder_count, activities_count, women_count"
        " from plan.progress_count('2027-01-15') where scope = 'ministry'"
    )
    counted = {row.ministry_code: row for row in rows}
    lead = {"Justice": "JUSTICE", "Travail": "TRAVAIL", "Santé": "SANTE"}
    for written, code in lead.items():
        mine = sheet["Ministère responsable"] == written
        assert mine.sum() > 0
        assert counted[code].actions_count == mine.sum()
        assert counted[code].not_started_count == (mine & (done == "non démarrée")).sum()
        assert counted[code].under_way_count == (mine & (done == "en cours")).sum()
        late = mine & (due < "2027-01-15") & (done != "achevée")
        assert counted[code].late_count == late.sum()
    assert sum(row.actions_count for row in rows) == 44
    assert sum(row.late_count for row in rows) > 0
    assert {(row.activities_count, row.women_count) for row in rows} == {(0, None)}


def test_samples_without_a_sheet_of_activities_have_none_and_no_fault(samples: World) -> None:
    (activities,) = samples.rows("select count(*) as n from plan.activity")
    verdicts = samples.rows("select status from intake.submission where source_id = 'pan'")
    assert activities.n == 0
    assert len(verdicts) == 4
    assert {row.status for row in verdicts} <= {"accepted", "accepted_with_warnings"}


def test_activities_reach_the_release_with_their_participants(told: World) -> None:
    held = _release(told, "plan.activity").set_index("activity_id")
    attended = _release(told, "plan.attendance")
    workshop = held[held["activity_code"] == "FORMATION"]
    assert workshop[["plan", "action_id", "prefecture_code"]].to_numpy().tolist() == [
        ["PAN-SUIVI", "PAN-SUIVI-02", "CF71"]
    ]
    mine = attended[attended["activity_id"] == workshop.index[0]].set_index("ministry_code")
    counts = ["women_count", "men_count", "participants_count"]
    assert mine.loc["JUSTICE", counts].tolist() == [7, 12, 19]
    assert mine.loc["SECURITE", counts].tolist() == [5, 9, 14]
    assert len(held) == 3, "kept back: a ministry counted twice, no day, a total below a part"
    assert "title" not in held.columns


def test_what_is_kept_back_of_activities_is_told_to_the_ministry(told: World) -> None:
    rows = told.rows(
        "select row_number from intake.quarantined_row where sheet = 'Activités' order by 1"
    )
    assert [row.row_number for row in rows] == [6, 7, 8, 9]


def test_the_text_that_the_committee_enters_is_shown_from_the_next_load(
    told: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = Path(shutil.copytree(PROJECT / "sources", tmp_path / "sources"))
    page = sources / "codes" / "plan_action.csv"
    line = next(one for one in page.read_text("utf-8").splitlines() if "PAN-SUIVI-02," in one)
    entered = "PAN-SUIVI-02,Tenir des audiences,Hold hearings,2026-01-01,,PAN-SUIVI,2,,,false,"
    page.write_text(page.read_text("utf-8").replace(line, entered), "utf-8")
    asked = "select action, is_placeholder from plan.progress('2026-06-01') where action_id = :id"
    (before,) = told.rows(asked, id="PAN-SUIVI-02")
    assert (before.action, before.is_placeholder) == ("Action d'exemple 2", False)
    enter(monkeypatch, told.var, told.url)
    monkeypatch.setenv("ZOKWEZO_SOURCES", str(sources))
    settings.cache_clear()
    pipeline.load()
    (after,) = told.rows(asked, id="PAN-SUIVI-02")
    assert (after.action, after.is_placeholder) == ("Tenir des audiences", False)
