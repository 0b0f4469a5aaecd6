"""The journey holds what the exports say, row by row, and joins what the truth says is one case.

The exports are read here with csv and pandas alone, not with the project's own readers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from exports import Place, as_amount, as_day, as_number, registers, registry, whose
from worlds import SAMPLES, World

pytestmark = pytest.mark.slow


@pytest.fixture
def accused(samples: World) -> dict[Place, tuple[str, str]]:
    """Place of a row -> the case and the suspect that the warehouse made of it."""
    return whose(samples, "suspect")


def _labels(samples: World, name: str) -> dict[str, str]:
    rows = samples.rows("select code, label_fr from warehouse.dim_code where list = :n", n=name)
    return {row.code: row.label_fr for row in rows}


def _said(row: Any, columns: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns.split()}


def test_every_row_of_the_prosecutors_registers_is_its_prosecution(
    samples: World, accused: dict[Place, tuple[str, str]]
) -> None:
    courts, orientations = _labels(samples, "court"), _labels(samples, "orientation")
    held = {
        (row.case_id, row.suspect_id): {
            **_said(row, "rp_number ri_number registered_on victims_declared"),
            "court": courts[row.court_code],
            "orientation": orientations[row.orientation],
        }
        for row in samples.rows("select * from warehouse.prosecution")
    }
    rows = list(registers())
    assert len(rows) == 42
    for place, row in rows:
        assert held[accused[place]] == {
            "court": row["Juridiction"].replace("TGI", "Tribunal de grande instance"),
            "rp_number": as_number(row["N° RP"]),
            "ri_number": as_number(row["N° RI"]),
            "registered_on": as_day(row["Date d'enregistrement"]),
            "victims_declared": int(row["Nombre de victimes"]),
            "orientation": row["Orientation"],
        }, place
    assert {accused[place] for place, _ in rows} == set(held), "and nobody else's"


def test_every_row_of_the_courts_rolls_is_its_hearing(
    samples: World, accused: dict[Place, tuple[str, str]]
) -> None:
    courts, reasons = _labels(samples, "court"), _labels(samples, "adjournment_reason")
    held = {
        (row.case_id, row.suspect_id, row.held_on): {
            **_said(row, "rp_number adjourned_to hearing_number"),
            "court": courts[row.court_code],
            "reason": reasons.get(row.adjournment_code),
        }
        for row in samples.rows("select * from warehouse.hearing")
    }
    rolls = list(registry("Rôle"))
    assert len(rolls) > 20
    days = defaultdict(set)
    for place, row in rolls:
        days[accused[place]].add(as_day(row["Date d'audience"]))
    told = {}
    for place, row in rolls:
        day, who = as_day(row["Date d'audience"]), accused[place]
        told[(*who, day)] = {
            "court": row["Juridiction"].replace("TGI", "Tribunal de grande instance"),
            "rp_number": as_number(row["N° RP"]),
            "adjourned_to": as_day(row["Renvoyé au"]),
            "reason": row["Motif du renvoi"] if isinstance(row["Motif du renvoi"], str) else None,
            "hearing_number": sorted(days[who]).index(day) + 1,
        }
    assert held == told


def test_every_row_of_the_courts_judgments_is_its_judgment(
    samples: World, accused: dict[Place, tuple[str, str]]
) -> None:
    courts, verdicts = _labels(samples, "court"), _labels(samples, "verdict")
    columns = "judgment_number decided_on is_life fine_xaf damages_xaf is_appealed"
    held = {
        (row.case_id, row.suspect_id): {
            **_said(row, columns),
            "court": courts[row.court_code],
            "verdict": verdicts[row.verdict],
            "months": row.months_firm,
        }
        for row in samples.rows("select * from warehouse.judgment")
    }
    judgments = list(registry("Jugements"))
    assert len(judgments) == len(held) == 10
    for place, row in judgments:
        sentence = row["Peine"] if isinstance(row["Peine"], str) else ""
        years = re.search(r"(\d+) ans", sentence)
        months = re.search(r"(\d+) mois", sentence)
        assert held[accused[place]] == {
            "court": row["Juridiction"].replace("TGI", "Tribunal de grande instance"),
            "judgment_number": as_number(row["N° jugement"]),
            "decided_on": as_day(row["Date du jugement"]),
            "verdict": row["Décision"],
            "months": int(years[1]) * 12 if years else int(months[1]) if months else None,
            "is_life": "perpétuité" in sentence if sentence else None,
            "fine_xaf": as_amount(row["Amende"]),
            "damages_xaf": as_amount(row["Dommages-intérêts"]),
            "is_appealed": row["Appel (O/N)"] == "O",
        }, place
    convicted = [place for place, row in judgments if row["Décision"].startswith("Condamné")]
    assert len(convicted) == samples.summary["convictions"] > 0


@pytest.fixture
def both(samples: World) -> pd.DataFrame:
    """Each row of the exports that came to a case: the truth's case, and ours."""
    ours = pd.DataFrame(
        [
            dict(row._mapping)
            for row in samples.rows(
                "select source_id as source, file_name as file, coalesce(sheet, '') as sheet,"
                " row_number as row, role, case_id as ours from identity.person_mention"
                " where case_id is not null"
            )
        ]
    )
    truth = pd.read_csv(Path(SAMPLES / "drops" / "truth.csv"), keep_default_na=False)
    return ours.merge(truth, on=["source", "file", "sheet", "row", "role"])


def test_every_prosecution_reaches_its_complaint(samples: World, both: pd.DataFrame) -> None:
    police = {
        row.source
        for row in samples.rows(
            "select distinct unnest(source_ids) as source from warehouse.complaint"
        )
    }
    complaints = both[both["source"].isin(police)].groupby("case_id")["ours"].agg(set)
    prosecuted = both[(both["source"] == "parquet") & both["case_id"].isin(complaints.index)]
    assert len(prosecuted) >= 40
    reached = [row.ours in complaints[row.case_id] for row in prosecuted.itertuples()]
    assert sum(reached) / len(reached) >= 0.95


def test_no_two_cases_are_joined_and_none_is_split(both: pd.DataFrame) -> None:
    assert both["case_id"].nunique() > 50
    joined = both.groupby("ours")["case_id"].nunique() > 1
    split = both.groupby("case_id")["ours"].nunique() > 1
    assert joined.mean() <= 0.01
    assert split.mean() <= 0.05
