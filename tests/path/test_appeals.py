"""An appeal is in the case of the court below, and the last decision is the one that counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from warehouse import database, pipeline

pytestmark = pytest.mark.slow

# What the courts of appeal decide in May on what the tribunals judged in April: the accused as the
# registry of the tribunal writes them.
DECIDED = [
    ("Cour d'appel de Bria", "0001/RP/2026", "SAMBONDJIZONKA Ulrich Désiré", "Relaxé", None, "N"),
    ("Cour d'appel de Bossangoa", "0001/RP/2026", "Nzambolé Halimé Ramatou", "Jugement confirmé",
     None, "N"),
    ("Cour d'appel de Bossangoa", "0001/RP/2026", "WAMBOKA Nadège", "Condamné", "10 ans", "O"),
    ("Cour d'appel de Bambari", "0004/RP/2026", "BEOKONE Ibrahim", "Condamné", "5 ans", "N"),
    ("Cour d'appel de Bambari", "0002/RP/2026", "KPAINGUIRA Kevin Hervé", "Mis en délibéré", None,
     None),
]  # fmt: skip
DAY = dt.date(2026, 5, 20)


def _rows(query: str) -> list[tuple[Any, ...]]:
    with database.engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def april(drop: Callable[..., Path]) -> Path:
    return drop("greffe/*_2026-04*", "parquet/*")


def _appeals(folder: Path) -> None:
    """The registries' workbook of May: the same persons, before the courts above."""
    book = openpyxl.load_workbook(next((folder / "greffe").glob("*2026-04*")))
    sheet = book["Jugements"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    born = {row[4].value: row[5:7] for row in sheet.iter_rows(min_row=2)}
    known = {name: [cell.value for cell in cells] for name, cells in born.items()}
    sheet.delete_rows(2, sheet.max_row)
    for at, (court, rp, name, verdict, sentence, appealed) in enumerate(DECIDED, 2):
        sex, birth = known[name]
        told = {"Juridiction": court, "N° jugement": f"{at:03}/2026", "Date du jugement": DAY,
                "N° RP": rp, "NOM et Prénoms": name, "Sexe": sex, "Date de naissance": birth,
                "Infraction": "Traite des personnes", "Articles": "151 CP", "Décision": verdict,
                "Peine": sentence, "Appel (O/N)": appealed}  # fmt: skip
        for column, value in told.items():
            sheet.cell(at, columns[column]).value = value
    roll = book["Rôle"]
    roll.delete_rows(2, roll.max_row)
    roll.cell(2, 1).value = "RAS"
    book.save(folder / "greffe" / "Greffes_audiences_jugements_2026-05.xlsx")


def test_the_last_decision_counts_once_in_the_case_of_the_court_below(
    world: Path, april: Path
) -> None:
    before = pipeline.run(april)
    cases = _rows("select case_id from warehouse.case_file order by 1")
    (convicted,) = _rows("select count(*) from warehouse.journey where is_convicted")
    assert convicted[0] == before["convictions"] == 6
    _appeals(april)
    after = pipeline.run(april)
    assert _rows("select case_id from warehouse.case_file order by 1") == cases
    assert after["judgments"] == before["judgments"] + len(DECIDED)

    told = _rows(
        "select j.first_verdict, j.verdict, j.is_convicted, j.appeal_verdict, j.is_final, j.stage,"
        " g.months_firm, g.is_life, p.stage = j.stage as is_same"
        " from warehouse.journey j"
        " join warehouse.judgment a on a.case_id = j.case_id and a.suspect_id = j.suspect_id"
        "  and a.decided_on = '2026-05-20'"
        " left join warehouse.judgment g on g.case_id = j.case_id and g.suspect_id = j.suspect_id"
        "  and g.is_standing"
        " left join warehouse.prosecution p on p.case_id = j.case_id"
        "  and p.suspect_id = j.suspect_id"
        " order by a.judgment_number"
    )
    assert told == [
        ("CONDAMNE", "RELAXE", False, "RELAXE", True, "RELAXE", None, None, True),
        ("CONDAMNE", "CONDAMNE", True, "CONFIRME", True, "CONDAMNE", None, True, True),
        ("CONDAMNE", "CONDAMNE", True, "CONDAMNE", False, "CASSATION", 120, False, True),
        ("ACQUITTE", "CONDAMNE", True, "CONDAMNE", True, "CONDAMNE", 60, False, True),
        ("CONDAMNE", "CONDAMNE", True, None, True, "APPEL", None, True, True),
    ]
    # One convicted was acquitted, one acquitted was convicted, the others count once as before.
    counts = {
        "the journeys": "select count(*) from warehouse.journey where is_convicted",
        "the perpetrators": "select count(*) from warehouse.ic_tip_perpetrator where is_convicted",
        "the sentences": "select count(*) from warehouse.sentence_against_range",
        "the penal policy": "select convictions_count from warehouse.sentence_policy"
        " where scope = 'all'",
        "the attrition": "select conviction_count from warehouse.journey_attrition"
        " where scope = 'all'",
    }
    assert {name: _rows(query) for name, query in counts.items()} == {
        name: [(6,)] for name in counts
    }
    assert after["convictions"] == 6


def test_every_step_of_an_appeal_stays_visible_on_its_day(world: Path, april: Path) -> None:
    _appeals(april)
    pipeline.run(april)
    ((case, suspect),) = _rows(
        "select case_id, suspect_id from warehouse.judgment where verdict = 'RELAXE'"
        " and instance = 2"
    )
    of = f"case_id = '{case}' and suspect_id = '{suspect}'"
    assert _rows(
        "select decided_on, verdict, instance, is_standing, replaced_on from warehouse.judgment"
        f" where {of} order by 1"
    ) == [
        (dt.date(2026, 4, 1), "CONDAMNE", 1, False, DAY),
        (DAY, "RELAXE", 2, True, None),
    ]
    steps = _rows(f'select stage from warehouse.journey_steps() where {of} order by "rank"')
    assert [stage for (stage,) in steps[-2:]] == ["CONDAMNE", "RELAXE"]
    on_days = {
        day: _rows(
            f"select stage, verdict, (select stage from warehouse.case_suspect_valid_at('{day}')"
            f" where {of}), (select array_agg(verdict) filter (where is_standing)"
            f" from warehouse.judgment_valid_at('{day}') where {of})"
            f" from warehouse.journey_valid_at('{day}') where {of}"
        )
        for day in ("2026-05-19", "2026-05-20")
    }
    assert on_days == {
        "2026-05-19": [("CONDAMNE", "CONDAMNE", "CONDAMNE", ["CONDAMNE"])],
        "2026-05-20": [("RELAXE", "RELAXE", "RELAXE", ["RELAXE"])],
    }
    for table in ("case_suspect", "case_file", "judgment"):
        now = f"select count(*) from (select * from warehouse.{table} except all"
        assert _rows(f"{now} select * from warehouse.{table}_valid_at('2030-01-01')) x") == [(0,)]
