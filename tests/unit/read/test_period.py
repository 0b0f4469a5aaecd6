"""The month a file reports: three witnesses, and what each may say."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from warehouse.read.period import decide_period, period_of_banner, period_of_dates, period_of_name
from warehouse.read.sheet import Sheet, table_of

RECEIVED = date(2026, 6, 3)


def dates(**months: int) -> pa.ChunkedArray:
    """``may=4`` as four days of May 2026."""
    number = {"march": 3, "april": 4, "may": 5}
    days = [date(2026, number[m], d + 1) for m, count in months.items() for d in range(count)]
    return pa.chunked_array([pa.array([*days, None], pa.date32())])


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("UMIRR_registre_février_2026.xlsx", "2026-02"),
        ("Suivi_PAN_fe\u0301vrier_2026.xlsx", "2026-02"),
        ("fevrier 2026.csv", "2026-02"),
        ("DSPJ_GAV_032026.csv", "2026-03"),
        ("MAH_202605.txt", "2026-05"),
        ("registre_parquet_2026_03.csv", "2026-03"),
        ("GN_TEP_03-2026_RAS.xlsx", "2026-03"),
        ("iom_caf_htcds_2026-03.csv", "2026-03"),
        ("mars2026.xlsx", "2026-03"),
        ("MARS 2026 (1).xls", "2026-03"),
        ("Copie de registre_2026_05.csv", "2026-05"),
        ("registre 3-2026.csv", "2026-03"),
        ("registre_2026_05_v2.csv", "2026-05"),
        ("2026-03 (2).csv", "2026-03"),
        ("GAV mai.xls", "2026-05"),
        ("décembre.csv", "2025-12"),
        ("juin.csv", "2026-06"),
        ("juil. 2026.ods", "2026-07"),
        ("T1 2026.xlsx", None),
        ("1er trimestre 2026.xlsx", None),
        ("janvier-mars 2026.xlsx", None),
        ("export_20260504.csv", None),
        ("export 2026-05-04.csv", None),
        ("04.05.2026.csv", None),
        ("iom_vide.csv", None),
        ("registre 13-2026.csv", None),
        ("dossier 052026123.csv", None),
        ("marsouin maison.csv", None),
    ],
)
def test_a_file_name_says_a_month_or_nothing(name: str, period: str | None) -> None:
    assert period_of_name(name, RECEIVED) == period


@pytest.mark.parametrize(
    ("rows", "period"),
    [
        (["REPUBLIQUE", "Mois : avril 2026"], "2026-04"),
        (["Période : 05/2026"], "2026-05"),
        (["Légion Est - Traite - MAI 2026"], "2026-05"),
        (["Situation au avril 2026"], "2026-04"),
        (["Situation au 30/04/2026"], "2026-04"),
        (["Période du 01/04/2026 au 30/04/2026"], "2026-04"),
        (["Mois : 2026-04-01"], "2026-04"),
        (["Plan 2024-2026", "Mois d'avril 2026"], "2026-04"),
        (["Décret n° 12 de mars 2026", "AVRIL 2026"], "2026-04"),
        (["Période du 01/01/2026 au 31/03/2026"], None),
        (["Imprimé le 02/05/2026"], None),
        (["Rapport du 1er trimestre 2026"], None),
        (["MARS 2026", "AVRIL 2026"], None),
        (["Registre"], None),
    ],
)
def test_the_title_over_a_table_says_a_month_or_nothing(
    rows: list[str], period: str | None
) -> None:
    sheet = Sheet("", table_of([[*rows, "Nom", "Mois : mai 2020"], ["", *rows[1:], "Sexe", ""]]))
    assert period_of_banner(sheet, len(rows) + 1) == period


def test_the_rows_say_the_month_of_most_of_their_dates() -> None:
    told = period_of_dates(dates(april=1, may=3))
    assert told is not None
    assert (told.period, told.share, told.dates) == ("2026-05", 0.75, 4)
    assert period_of_dates(dates()) is None
    assert period_of_dates(None) is None


MARCH, APRIL, MAY = "2026-03", "2026-04", "2026-05"
DECISIONS = [
    ("all agree", (MAY, MAY, dates(may=4)), MAY, "rows", 0),
    ("the name alone", (MARCH, None, None), MARCH, "file_name", 0),
    ("the title over the name", (MARCH, APRIL, None), APRIL, "banner", 1),
    ("the rows over the name", (MARCH, None, dates(may=4)), MAY, "rows", 1),
    ("name and title over the rows", (MARCH, MARCH, dates(may=4)), MARCH, "banner", 1),
    ("rows and name over the title", (MAY, APRIL, dates(may=4)), MAY, "rows", 1),
    ("three months", (MARCH, APRIL, dates(may=4)), MAY, "rows", 2),
    ("too few rows to speak", (MARCH, None, dates(may=2)), MARCH, "file_name", 0),
    ("rows of two months", (MARCH, None, dates(april=2, may=2)), MARCH, "file_name", 0),
    ("one row and nothing else", (None, None, dates(april=1)), APRIL, "rows", 0),
    ("nothing at all", (None, None, None), MAY, "received_on", 1),
]


@pytest.mark.parametrize(
    ("said", "period", "told_by", "disagreements"),
    [d[1:] for d in DECISIONS],
    ids=[d[0] for d in DECISIONS],
)
def test_two_against_one_win_and_the_rest_is_told(
    said: tuple[str | None, str | None, pa.ChunkedArray | None],
    period: str,
    told_by: str,
    disagreements: int,
) -> None:
    decision = decide_period(*said, received_on=RECEIVED)
    assert (decision.period, decision.told_by) == (period, told_by)
    assert len(decision.disagreements) == disagreements
    assert all(period in m.text("fr") and period in m.text("en") for m in decision.disagreements)
