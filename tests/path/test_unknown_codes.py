"""A statute or a place unknown to the lists is kept as written, counted, shown, never dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from warehouse import database, pipeline
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table

pytestmark = pytest.mark.slow

HEADER = (
    "N° PV;Unité;Date GAV;Nom;Prénom(s);Alias;Sexe;Date de naissance;Lieu de naissance;Nationalité;"
    "Type de pièce;N° de pièce;Téléphone;Infraction retenue;Articles;Date des faits;Lieu des faits;"
    "Forme d'exploitation;Suite;Date transmission parquet"
)
STATUTE, PLACE, ARTICLE = "art. 12 de la loi 99.123", "Lieufictif-sur-Rien", "art. 999 CP"


def _drop(folder: Path, *told: tuple[str, str], name: str = "DSPJ_GAV_052026.csv") -> Path:
    lines = [
        f"{31 + n:03}/DSPJ/2026;OCRB;{5 + n:02}/05/2026;FICTIF{chr(65 + n)};Maquette;;M;10/05/1985;"
        f"Zémio;RCA;;;;Traite;{articles};20/04/2026;{place};Mendicité forcée;Déféré;"
        for n, (articles, place) in enumerate(told)
    ]
    (folder / "dspj").mkdir(parents=True)
    (folder / "dspj" / name).write_text("\r\n".join([HEADER, *lines, ""]), "cp1252", newline="")
    return folder


def _shown() -> list[tuple[object, ...]]:
    """What a steward sees, by her own rights."""
    with database.engine().connect() as connection:
        connection.execute(text("set role zokwezo_steward"))
        rows = connection.execute(
            text(
                "select source_id, period, column_name, list, cells_count, rows_count,"
                " cells_kept_back_count from intake.unknown_code order by list"
            )
        )
        return [tuple(row) for row in rows]


def _raw(table: str, column: str) -> set[str]:
    kept = (settings().lake / "conformed" / table).rglob("*.parquet")
    return {one for path in kept for one in read_table(path)[column].to_pylist() if one}


@pytest.mark.usefixtures("world")
def test_a_statute_and_a_place_that_no_list_knows_are_kept_counted_and_shown(
    tmp_path: Path,
) -> None:
    told = [(STATUTE, "Bria"), ("151 CP", PLACE), (ARTICLE, PLACE), ("151 al. 2 CP", "Bria")]
    pipeline.run(_drop(tmp_path / "one", *told))

    assert _shown() == [
        ("dspj", "2026-05", "Articles", "article", 2, 2, 0),
        ("dspj", "2026-05", "Lieu des faits", "geography", 2, 2, 0),
    ]
    assert _raw("complaint", "article_raw") == {articles for articles, _ in told}
    assert PLACE in _raw("complaint", "facts_place_raw")
    with database.engine().connect() as connection:
        complaints = connection.execute(
            text("select pv_number, article_codes from warehouse.complaint order by 1")
        ).all()
        cells = connection.execute(text("select to_jsonb(u)::text from intake.unknown_code u"))
        words = " ".join(cells.scalars())
    assert [row.article_codes for row in complaints if row.article_codes] == [
        ["LOI-99.123-12"],
        ["CP-151"],
        ["CP-999"],
        ["CP-151-2"],
    ]
    assert len(complaints) == 4, "no row is dropped"
    assert STATUTE not in words
    assert PLACE not in words

    pipeline.run(_drop(tmp_path / "two", *[("151 CP", "Bria")] * 4, name="corrigé_052026.csv"))
    assert _shown() == [], "the corrected file replaced the other"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("role", ["zokwezo_analyst", "zokwezo_ministry_securite"])
def test_unknown_values_are_for_stewards(role: str) -> None:
    with database.engine().connect() as connection:
        connection.execute(text(f"set role {role}"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("select * from intake.unknown_code"))
