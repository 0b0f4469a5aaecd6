"""What would replace a month by less, or by another month's rows, waits for a human."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from odd_files import BANNER, HEADER, Cells, people, person, write_workbook
from sqlalchemy import text

from warehouse import database, intake, pipeline
from warehouse.database import access
from warehouse.errors import CallError
from warehouse.intake.holds import held_submissions
from warehouse.receipts.try_file import try_file
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow

NAME = "MPFFPE_victimes_04_2026{}.xlsx"


def drop(folder: Path, more: str, rows: Cells) -> tuple[str, str]:
    """The id and the status of a workbook that is tried, and then dropped; both say the same."""
    (folder / "minfemme").mkdir(exist_ok=True, parents=True)
    path = folder / "minfemme" / NAME.format(more)
    write_workbook(path, Feuil1=[*BANNER, HEADER, *rows])
    tried = try_file(path, "minfemme")
    (submission_id,) = pipeline.receive("minfemme", folder, stable_seconds=0)
    status = pipeline.examine(submission_id)
    assert tried["status"] == status, "the try-out says what the platform does"
    if status == "held":
        assert told_of(submission_id) <= {*tried["messages"]}
    return submission_id, status


def told_of(submission_id: str) -> set[str]:
    with database.engine().connect() as connection:
        held = held_submissions(connection)
    (reasons,) = [one["reasons"] for one in held if one["submission_id"] == submission_id]
    return {reason.text("fr") for reason in reasons}


def trail(submission_id: str) -> list[Any]:
    asked = text("select * from audit.access_log where object = :what and purpose = 'hold'")
    with database.engine().connect() as connection:
        return list(connection.execute(asked, {"what": submission_id}))


def counting() -> list[str]:
    with database.engine().connect() as connection:
        found: list[str] = intake.current_submissions(connection)["submission_id"].to_pylist()
        return found


@pytest.mark.parametrize("rows", [people(2), [["NEANT"]]], ids=["fewer", "nil"])
def test_a_replacement_that_shrinks_waits(world: Path, tmp_path: Path, rows: Cells) -> None:
    first, _ = drop(tmp_path, "", people(9))
    second, status = drop(tmp_path, " RECTIFICATIF", rows)
    assert status == "held"
    assert counting() == [first]
    with pytest.raises(CallError):
        pipeline.decide_hold(second, "release", " ", datetime.now(UTC))
    assert pipeline.decide_hold(second, "release", "vu", datetime.now(UTC)) != "held"
    assert counting() == [second]
    with pytest.raises(CallError):
        pipeline.decide_hold(second, "reject", "trop tard", datetime.now(UTC))
    (line,) = trail(second)
    assert (line.action, line.purpose, line.by) == ("release", "hold", access.account())
    held = 2 if len(rows) == 2 else 0
    numbers = {"rows": held, "quarantined": 0, "before": 9}
    assert line.detail == numbers, "by which numbers it waited"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([*people(2), person(12)], "2 lignes de la remise précédente"),
        ([*people(2), person(12)], "1 est nouvelle, 7 n'y sont plus"),
        ([*people(2), person(12, A="")], None),
        ([*people(2), person(12, A="MPF-2026-0001")], None),
    ],
    ids=["come again", "new and gone", "a row without a key", "a key twice"],
)
def test_who_lets_it_through_sees_by_the_key_what_becomes_of_the_rows(
    world: Path, tmp_path: Path, rows: Cells, told: str | None
) -> None:
    drop(tmp_path, "", people(9))
    second, status = drop(tmp_path, " RECTIFICATIF", rows)
    assert status == "held"
    by_key = [one for one in told_of(second) if "Code dossier" in one]
    assert [told in one for one in by_key] == [True] if told else by_key == []


def test_as_many_other_persons_are_no_substitute(world: Path, tmp_path: Path) -> None:
    first, _ = drop(tmp_path, "", people(5))
    second, status = drop(tmp_path, " v2", [*people(3), *(person(n) for n in (10, 11, 12))])
    assert status == "held"
    assert any("2 n'y sont plus" in one for one in told_of(second))
    assert counting() == [first]


def dropped_custody(folder: Path, name: str, rows: list[list[str]]) -> tuple[str, str]:
    """``drop`` of a list of the judicial police, whose rows have no key."""
    path = folder / "dspj" / f"DSPJ_GAV_042026{name}.csv"
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("".join(";".join(row) + "\n" for row in rows), "cp1252")
    tried = try_file(path, "dspj")
    (submission_id,) = pipeline.receive("dspj", folder, stable_seconds=0)
    status = pipeline.examine(submission_id)
    assert tried["status"] == status, "the try-out says what the platform does"
    return submission_id, status


def custody_of_april() -> tuple[list[list[str]], dict[str, int]]:
    sample = PROJECT / "samples" / "drops" / "dspj" / "DSPJ_GAV_042026.csv"
    rows = [line.split(";") for line in sample.read_text("cp1252").splitlines()]
    return rows, {name: place for place, name in enumerate(rows[0])}


def test_without_a_key_other_persons_are_no_substitute(world: Path, tmp_path: Path) -> None:
    rows, at = custody_of_april()
    first, _ = dropped_custody(tmp_path, "", rows)
    others = [list(row) for row in rows]
    for number, row in enumerate(others[1:]):
        row[at["N° PV"]] = f"{900 + number}/DSPJ/2026"
        row[at["Nom"]], row[at["Prénom(s)"]] = f"Zufictif{chr(97 + number) * 4}", "Wambo"
        row[at["Date de naissance"]] = f"{number + 1:02}/02/1961"
    second, status = dropped_custody(tmp_path, " v2", others)
    assert status == "held"
    (told,) = (one for one in told_of(second) if "Sans clé du registre" in one)
    names = {word for row in rows[1:] for word in (row[at["Nom"]], row[at["Prénom(s)"]]) if word}
    assert not [name for name in names if name in told], "it counts, and names nobody"
    gone = len(rows) - 1
    assert " 0 personne ou ligne" in told
    assert f"{gone} n'y sont plus" in told
    assert counting() == [first]
    assert pipeline.decide_hold(second, "release", "vu", datetime.now(UTC)) != "held"
    assert counting() == [second]


def test_without_a_key_a_correction_is_no_other_person(world: Path, tmp_path: Path) -> None:
    rows, at = custody_of_april()
    began = [list(row) for row in rows]
    began[1][at["Nom"]] = rows[1][at["Nom"]].replace("k", "kk")
    assert began[1] != rows[1]
    for row in began[-2:]:
        row[at["Date de naissance"]] = ""
    dropped_custody(tmp_path, "", began[:2] + began[3:])
    second, status = dropped_custody(tmp_path, " v2", [rows[0], *rows[:0:-1]])
    assert status != "held"
    assert counting() == [second]


def test_what_a_steward_turns_back_never_counts(world: Path, tmp_path: Path) -> None:
    first, _ = drop(tmp_path, "", people(9))
    second, _ = drop(tmp_path, " v2", people(8))
    assert pipeline.decide_hold(second, "reject", "envoyé par erreur", datetime.now(UTC)) == (
        "rejected"
    )
    assert pipeline.examine(second) == "rejected"
    assert counting() == [first]


def test_rows_kept_back_replace_nobody(world: Path, tmp_path: Path) -> None:
    first, _ = drop(tmp_path, "", people(6))
    second, status = drop(tmp_path, " v2", [*people(4), person(4, C=""), person(5, C="")])
    assert status == "held"
    assert any("4 lignes, hors 2 en quarantaine" in one for one in told_of(second))
    assert counting() == [first]


def test_as_many_rows_or_more_replace_at_once(world: Path, tmp_path: Path) -> None:
    drop(tmp_path, "", people(5))
    second, status = drop(tmp_path, " v2", people(6))
    assert status != "held"
    assert counting() == [second]


@pytest.mark.parametrize(("share", "status"), [("0.8", "accepted_with_warnings"), ("0.9", "held")])
def test_how_many_rows_fewer_wait_is_the_contract_s_to_say(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: str, status: str
) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(PROJECT / "sources", sources)
    with (sources / "minfemme.yml").open("a", encoding="utf-8") as contract:
        contract.write(f"waits_below: {share}\n")
    monkeypatch.setenv("ZOKWEZO_SOURCES", str(sources))
    settings.cache_clear()
    drop(tmp_path / "drops", "", people(10))
    assert drop(tmp_path / "drops", " v2", people(8))[1] == status


def test_two_months_in_one_file_wait(world: Path, tmp_path: Path) -> None:
    march = [
        person(n, B=datetime(2026, 3, 3, tzinfo=UTC).date() + timedelta(days=n)) for n in range(6)
    ]
    held, status = drop(tmp_path, "", [*people(9), *march])
    assert status == "held"
    (told,) = (one for one in told_of(held) if "2026-03, 2026-04 ; lignes datées de chacun" in one)
    assert "de chacun : 6, 9" in told
    assert counting() == []
    pipeline.decide_hold(held, "release", "vu", datetime.now(UTC))
    with database.engine().connect() as connection:
        assert intake.submission(connection, held)["period"] == "2026-04"
    assert "classé sous 2026-04" in told
    assert "2026-03 reste attendu" in told


def of_march(first: int, count: int) -> Cells:
    return [person(n, B=date(2026, 3, 1 + n)) for n in range(first, first + count)]


def test_rows_of_a_month_received_before_wait_where_it_has_them_already(
    world: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "minfemme"
    folder.mkdir()
    write_workbook(folder / "MPFFPE_victimes_03_2026.xlsx", A=[HEADER, *of_march(9, 6)])
    (march,) = pipeline.receive("minfemme", tmp_path, stable_seconds=0)
    assert pipeline.examine(march) == "accepted"
    late, status = drop(tmp_path, "", [*people(9), *of_march(15, 2)])
    assert status == "accepted_with_warnings"
    pasted, status = drop(tmp_path, " v2", [*people(9), *of_march(15, 2), *of_march(9, 2)])
    assert status == "held"
    assert any(one.startswith("2 personnes de lignes datées de 2026-03") for one in told_of(pasted))
    assert {*counting()} == {march, late}


@pytest.mark.parametrize(("count", "status"), [(2, "accepted_with_warnings"), (3, "held")])
def test_three_rows_of_a_month_that_has_not_come_wait(
    world: Path, tmp_path: Path, count: int, status: str
) -> None:
    submission_id, told = drop(tmp_path, "", [*people(12), *of_march(12, count)])
    assert told == status
    if status == "held":
        assert any("3 lignes sont datées de 2026-03" in one for one in told_of(submission_id))


COMPLAINT = (
    "N° PV;Date de plainte;Victime Nom et prénoms;Victime Sexe;Victime Age;"
    "Mis en cause Nom et prénoms;Faits Lieu (sous-préfecture);Suite donnée"
)


def of_nobody(number: int, day: str) -> str:
    """A complaint of somebody whose name was not taken, against a person unknown."""
    return f"{number:03d}/UMIRR/2026;{day};X;F;{number % 9 + 8};X;Bambari;Transmis au parquet"


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([], None),
        ([of_nobody(91, "05/03/2026")], None),
        ([of_nobody(1, "02/03/2026"), of_nobody(91, "05/03/2026")], "1 ligne datée de 2026-03"),
    ],
    ids=["none", "a late one", "one that came in March"],
)
def test_a_complaint_of_another_month_that_names_nobody_waits_where_it_came_before(
    world: Path, tmp_path: Path, others: list[str], told: str | None
) -> None:
    folder = tmp_path / "umirr"
    folder.mkdir()
    march = [of_nobody(number, f"{number + 1:02d}/03/2026") for number in range(1, 9)]
    april = [of_nobody(number, f"{number - 19:02d}/04/2026") for number in range(20, 32)]
    for month, lines in (("03", march), ("04", [*april, *others])):
        path = folder / f"UMIRR_registre_2026-{month}.csv"
        path.write_text("\n".join([COMPLAINT, *lines, ""]), "utf-8")
        (submission_id,) = pipeline.receive("umirr", tmp_path, stable_seconds=0)
        status = pipeline.examine(submission_id)
        assert (status == "held") is (month == "04" and told is not None)
    if told:
        assert any(one.startswith(told) for one in told_of(submission_id))
