"""The page on a linkage tells what was done and by which weights, and never a name."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.csv as csv
import pytest

from warehouse.cli import main
from warehouse.proof.simulate.mentions.worlds import COMPARE, simulate_world

pytestmark = pytest.mark.slow


def called(monkeypatch: pytest.MonkeyPatch, *told: str) -> object:
    """The exit code of ``zokwezo`` so called."""
    monkeypatch.setattr(sys, "argv", ["zokwezo", *told])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_the_page_tells_sizes_doubts_weights_and_what_to_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mentions = simulate_world(300, 2, 3).mentions.drop_columns(list(COMPARE))
    csv.write_csv(mentions, tmp_path / "persons.csv")
    page = tmp_path / "report.html"
    told = ["link", str(tmp_path / "persons.csv"), "--out", str(tmp_path / "linked.csv")]
    assert called(monkeypatch, *told, "--report", str(page)) == 0, capsys.readouterr().err
    text = page.read_text("utf-8")
    for heading in ("Mentions par personne", "Doutes", "échantillon", "ressemblance", "appris"):
        assert heading in text, heading
    named = {
        word
        for column in ("family_name", "given_names", "full_name")
        for name in mentions[column].to_pylist()
        for word in (name or "").split()
        if len(word) > 5
    }
    assert named
    assert not [word for word in named if word in text], "a name stands on the page"
    assert any(one in text for one in mentions["mention_id"].to_pylist())


def test_month_by_month_the_page_tells_of_all_that_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mentions = simulate_world(400, 2, 3).mentions.drop_columns(list(COMPARE)).sort_by("mention_id")
    known, page, out = (tmp_path / name for name in ("known.duckdb", "r.html", "linked.csv"))
    for month, part in enumerate((mentions.slice(0, 300), mentions.slice(300))):
        csv.write_csv(part, tmp_path / f"{month}.csv")
        asked = ["link", str(tmp_path / f"{month}.csv"), "--known", str(known), "--out", str(out)]
        assert called(monkeypatch, *asked, "--report", str(page)) == 0, capsys.readouterr().err
    linked = csv.read_csv(out)
    assert linked.num_rows == 400
    persons = len(linked["person_id"].unique())
    text = page.read_text("utf-8")
    assert "400 mentions" in text
    assert f"{persons} personnes" in text
    for heading in ("Mentions par personne", "Doutes", "échantillon", "ressemblance", "appris"):
        assert heading in text, heading


@pytest.mark.parametrize(
    "asked",
    [["--report", "absent/report.html"], ["--report", "report.pdf"]],
    ids=["no such folder", "no page"],
)
def test_a_page_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = tmp_path / "persons.csv"
    table.write_text("mention_id,family_name\na,NGBA\n", "utf-8")
    where = [asked[0], str(tmp_path / asked[1])]
    told = ["link", str(table), "--out", str(tmp_path / "linked.csv"), *where]
    assert called(monkeypatch, *told) != 0
    assert capsys.readouterr().err.strip()
    assert not (tmp_path / "linked.csv").exists()
