"""The verb, called as a person calls it: the table, the refusal, the faults of a table."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from warehouse.cli import main
from warehouse.indicators.hidden_population.told_estimates import (
    leading_method,
    round_for_people,
)

pytestmark = pytest.mark.slow

TABLES = Path(__file__).parent / "tables"


def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["zokwezo", "estimate", *words])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


def test_as_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(
        monkeypatch, capsys, str(TABLES / "korea.csv"), "--json", "--resamples", "200"
    )
    told = json.loads(out)
    assert code == 0
    assert told["observed"] == 123
    assert set(told["methods"]["stepwise"]) >= {"point", "ci95", "pairs"}
    assert set(told["methods"]["bic"]) >= {"point", "ci95", "model"}
    assert "50%" in told["methods"]["dga"]["quantiles"]
    assert told["leads"] == "bic"
    assert any("91 fois sur 100" in note for note in told["notes"])


def test_for_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(
        monkeypatch, capsys, str(TABLES / "uk_four_lists.csv"), "--resamples", "200"
    )
    assert code == 0
    assert "11 000" in out.replace("\u202f", " ")
    assert "11015" not in out
    # Many are seen: nothing is said of few.
    assert "91 fois" not in out
    assert "L'hypothèse" in out
    assert "Whitehead" in out


@pytest.mark.slow
def test_a_refusal_ends_with_1_and_force_shows_the_methods_beside_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(TABLES / "uk_five_lists.csv"), "--json", "--resamples", "100"]
    code, out, _ = call(monkeypatch, capsys, *words)
    assert code == 1
    assert json.loads(out)["refused"].startswith("Pas d'estimation")
    assert "methods" not in json.loads(out)
    code, out, _ = call(monkeypatch, capsys, *words, "--force")
    assert code == 0
    assert {"refused", "methods"} <= set(json.loads(out))


BAD = {
    "negative": ("A,B,C,count\n1,0,0,5\n1,1,0,-2\n", 2, "Ligne 3 : l'effectif est négatif"),
    "fractional": ("A,B,C,count\n1,0,0,5.5\n", 2, "Ligne 2"),
    "a decimal comma": ('A,B,C,count\n1,0,0,"5,5"\n', 2, "Ligne 2"),
    "no count": ("A,B,C,count\n1,0,0,\n", 2, "Ligne 2"),
    "infinite": ("A,B,C,count\n1,0,0,inf\n", 2, "Ligne 2"),
    "repeated": ("A,B,C,count\n1,0,0,5\n0,1,0,2\n1,0,0,5\n", 2, "la ligne 2"),
    "the unknown": ("A,B,C,count\n0,0,0,5\n", 2, "inconnue"),
    "not 0 or 1": ("A,B,C,count\n2,0,0,5\n", 2, "0 ou 1"),
    "a short row": ("A,B,C,count\n1,0,5\n", 2, "4 cellules"),
    "no count column": ("A,B,C\n1,0,0\n", 2, "en-tête"),
    "two lists of one name": ("A,A,C,count\n1,0,0,4\n", 2, "en-tête"),
    "nine lists": ("A,B,C,D,E,F,G,H,I,count\n", 2, "9 listes"),
    "empty": ("", 2, "vide"),
    "only a header": ("A,B,C,count\n", 1, "personne"),
    "one list": ("A,count\n1,50\n", 1, "1 liste,"),
    "two lists": ("A,B,count\n1,0,50\n0,1,40\n1,1,9\n", 1, "2 listes"),
    "no overlap": ("A,B,C,count\n1,0,0,50\n0,1,0,40\n0,0,1,9\n", 1, "recoupement"),
    "an overlap of nobody": ("A,B,C,count\n1,0,0,50\n0,1,0,40\n1,1,0,0\n", 1, "recoupement"),
}


@pytest.mark.parametrize(("text", "code", "why"), BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("force", [False, True], ids=["", "forced"])
def test_a_bad_table_gets_one_line_that_says_why(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    text: str,
    code: int,
    why: str,
    force: bool,
) -> None:
    table = tmp_path / "table.csv"
    table.write_text(text, "utf-8")
    words = [str(table), *(["--force"] if force else [])]
    ended, out, err = call(monkeypatch, capsys, *words)
    assert ended == code
    assert out == ""
    assert why in err
    assert len(err.strip().splitlines()) == 1


def test_a_file_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = call(monkeypatch, capsys, str(tmp_path / "none.csv"))
    assert code == 2
    assert "introuvable" in err


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (11313.0, "11 000"),
        (25311.3, "25 000"),
        (157.2, "160"),
        (99.6, "100"),
        (42, "40"),
        (7.4, "10"),
        (2, "10"),
        (0, "0"),
    ],
)
def test_two_figures_for_people(total: float, said: str) -> None:
    assert round_for_people(total).replace("\u202f", " ") == said


def test_a_total_for_each_group_that_a_column_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    rows = [
        f"{sex},{bits},{count * times}"
        for sex, times in (("F", 3), ("M", 1), ("?", 0))
        for bits, count in (
            ("1,0,0", 200), ("0,1,0", 150), ("0,0,1", 100),
            ("1,1,0", 40), ("1,0,1", 30), ("0,1,1", 20), ("1,1,1", 5),
        )
    ]  # fmt: skip
    table.write_text("sexe,A,B,C,effectif\n" + "\n".join(rows), "utf-8")
    words = [str(table), "--by", "Sexe", "--resamples", "100"]
    code, out, _ = call(monkeypatch, capsys, *words, "--json")
    assert code == 0
    by = json.loads(out)["by"]["Sexe"]
    assert by["groups"]["F"]["point"] == pytest.approx(3 * by["groups"]["M"]["point"], rel=1e-4)
    assert by["groups"]["?"]["reasons"] == ["few_in_group"]
    assert by["model"] == {"pairs": [], "of_each_group": []}
    code, out, _ = call(monkeypatch, capsys, *words)
    assert "moins de 10 personnes" in " ".join(out.replace("│", " ").split())
    code, _, err = call(monkeypatch, capsys, "--by", "sexe")
    assert (code, len(err.strip().splitlines())) == (2, 1)


def test_the_best_bic_leads_up_to_five_lists_and_stepwise_beyond() -> None:
    both = {"stepwise": {}, "bic": {}}
    assert [leading_method(both, lists) for lists in (3, 5, 6)] == ["bic", "bic", "stepwise"]
    assert leading_method({"stepwise": {}}, 4) == "stepwise"
    assert leading_method({}, 4) is None
