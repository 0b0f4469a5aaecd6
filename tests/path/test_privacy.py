"""No name outside the vault: canaries go in, and come out nowhere but where they must."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from warehouse import database
from warehouse.intake.landing_zone import open_original
from warehouse.settings import PROJECT, settings
from warehouse.vault.sealed_parquet import open_parquet, read_table

pytestmark = pytest.mark.slow

CANARIES = {
    "family name": "ZZCANARIFAMILLE",
    "given name": "Zzcanariprenom",
    "alias": "Zzcanarialias",
    "employer": "ZZCANARIPATRON",
    "magistrate": "Zzcanarimagistrat",
    "bad date": "zzcanaridate",
    "bad code": "zzcanaricode",
    "phone": "70987654",
    "document": "ZZ9876543",
}
DSPJ = (
    "N° PV;Unité;Date GAV;Nom;Prénom(s);Alias;Sexe;Date de naissance;Lieu de naissance;Nationalité;"
    "Type de pièce;N° de pièce;Téléphone;Infraction retenue;Articles;Date des faits;Lieu des faits;"
    "Forme d'exploitation;Suite;Date transmission parquet\r\n"
    "031/DSPJ/2026;OCRB;05/05/2026;ZZCANARIFAMILLE;Zzcanariprenom;Zzcanarialias;M;10/05/1985;Zémio;"
    "RCA;CNI;ZZ9876543;70987654;Traite;151 CP;28/04/2026;Bria;Mendicité forcée;Déféré;\r\n"
    "032/DSPJ/2026;OCRB;zzcanaridate;ZZCANARIFAMILLE;Zzcanariprenom;;M;zzcanaridate;zzcanaricode;"
    "zzcanaricode;CNI;;70987654;Traite;zzcanaricode;zzcanaridate;Bria;zzcanaricode;zzcanaricode;\r\n"
    "033/ZZCANARIFAMILLE/2026;OCRB;06/05/2026;FICTIF;Bruno;;M;1990;Bria;RCA;CNI;;;Traite;151 CP;"
    "28/04/2026;Bria;Mendicité forcée;Déféré;\r\n"
    "70987654;OCRB;06/05/2026;INVENTÉ;Carlo;;M;1991;Bria;RCA;CNI;;;Traite;151 CP;28/04/2026;Bria;"
    "Mendicité forcée;Déféré;\r\n"
)
PARQUET = (
    "Juridiction;N° RP;Date d'enregistrement;Nom;Prénoms;Sexe;Date de naissance;Qualification;"
    "Orientation;Magistrat\r\n"
    "TGI de Bria;0031/RP/2026;14/05/2026;ZZCANARIFAMILLE;Zzcanariprenom;M;10/05/1985;"
    "Traite des personnes;Information ouverte;Zzcanarimagistrat\r\n"
    "zzcanaricode;0032/RP/2026;14/05/2026;ZZCANARIFAMILLE;Zzcanariprenom;M;10/05/1985;"
    "Traite des personnes;Information ouverte;Zzcanarimagistrat\r\n"
)
PATTERN = re.compile("|".join(CANARIES.values()).encode(), re.IGNORECASE)


@pytest.fixture(scope="module")
def canary_run(tmp_path_factory, named_database) -> Iterator[tuple[Path, str, bytes]]:
    """``var``, database URL, and all that the command line said, of a drop full of canaries."""
    home, url = tmp_path_factory.mktemp("canaries"), named_database("canaries")
    for source, told in (("dspj", DSPJ), ("parquet", PARQUET)):
        (home / "drop" / source).mkdir(parents=True)
        (home / "drop" / source / f"{source}_mai_2026.csv").write_text(told, "utf-8", newline="")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ZOKWEZO_")}
    done = subprocess.run(
        [sys.executable, "-c", "from warehouse.cli import main; main()", "run", str(home / "drop"),
         "--json"],
        capture_output=True, check=True, cwd=PROJECT,
        env={**kept, "ZOKWEZO_VAR": str(home / "var"), "ZOKWEZO_DATABASE_URL": url,
             "ZOKWEZO_LOG_LEVEL": "debug"},
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOKWEZO_VAR", str(home / "var"))
        settings.cache_clear()
        yield home / "var", url, done.stdout + done.stderr
    settings.cache_clear()


def _texts(url: str, schemas: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    with database.engine(url).connect() as connection:
        tables = connection.execute(
            text("select table_schema, table_name from information_schema.tables"
                 " where table_schema = any(:schemas)"),
            {"schemas": list(schemas)},
        ).all()  # fmt: skip
        for schema, table in tables:
            # In the vault, a number as it was read: by it records join.
            if (schema, table) == ("identity", "loaded_record"):
                continue
            for row in connection.execute(text(f'select t::text from {schema}."{table}" t')):
                yield f"{schema}.{table}", row[0].encode()


def test_the_canaries_are_where_they_must_be(canary_run) -> None:
    var, url, _ = canary_run
    (mentions,) = (var / "lake" / "conformed" / "person_mention" / "source=dspj").rglob("*.parquet")
    row = read_table(mentions).to_pylist()[0]
    assert (row["family_name"], row["given_names"]) == ("ZZCANARIFAMILLE", "Zzcanariprenom")
    assert (row["phones"], row["id_number"]) == (["+23670987654"], "ZZ9876543")
    kept = [path for path in (var / "landing").rglob("*") if path.is_file()]
    assert len(kept) == 2
    for path in kept:
        assert not PATTERN.search(path.read_bytes())
        with open_original(var / "landing", path.name) as plain:
            assert PATTERN.search(plain.read_bytes())
    with database.engine(url).connect() as connection:
        assert connection.scalar(text("select count(*) from identity.person_mention")) == 4


def test_no_canary_is_said_by_the_command_line_or_its_log(canary_run) -> None:
    said = canary_run[2]
    assert b"examined" in said
    assert PATTERN.findall(said) == []


def test_no_canary_is_in_any_table_that_sql_holds(canary_run) -> None:
    schemas = ("intake", "identity", "warehouse", "case_law", "plan", "indicator", "audit")
    seen, leaks = 0, set()
    for table, told in _texts(canary_run[1], schemas):
        seen += 1
        if PATTERN.search(told):
            leaks.add(table)
    assert seen > 100
    assert leaks == set()


def test_no_canary_is_in_a_receipt_as_it_stands(canary_run) -> None:
    receipts = [path for path in (canary_run[0] / "receipts").rglob("*") if path.is_file()]
    # The PDF is made of the page beside it, and its letters are not bytes to search.
    assert {path.suffix for path in receipts} == {".json", ".html", ".age", ".pdf", ".jsonl"}
    assert [p.name for p in receipts if PATTERN.search(p.read_bytes())] == []


def test_no_canary_is_in_a_release_nor_in_its_dictionary(canary_run) -> None:
    files = [path for path in (canary_run[0] / "releases").rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        assert not PATTERN.search(path.read_bytes()), path.name
        if path.suffix == ".parquet":
            table = read_table(path)
            assert not PATTERN.search(str(table.to_pylist()).encode()), path.name
            assert not {"name_raw", "family_name", "phones"} & set(table.column_names)


def test_no_footer_of_the_lake_holds_a_canary(canary_run) -> None:
    files = list((canary_run[0] / "lake").rglob("*.parquet"))
    assert len(files) >= 4
    for path in files:
        assert not PATTERN.search(path.read_bytes())
        with open_parquet(path) as file:
            metadata = file.metadata
        assert not PATTERN.search(str(metadata.metadata).encode())
        for group in range(metadata.num_row_groups):
            for column in range(metadata.num_columns):
                assert metadata.row_group(group).column(column).statistics is None


def test_no_path_and_no_id_holds_a_canary(canary_run) -> None:
    var = canary_run[0]
    names = [path.relative_to(var).as_posix() for path in var.rglob("*")]
    assert len(names) > 20
    assert [name for name in names if PATTERN.search(name.encode())] == []


def test_no_canary_is_in_great_expectations_results_or_data_docs(canary_run) -> None:
    from datetime import UTC, datetime

    from warehouse.checks.gx.frame import frame_of
    from warehouse.checks.gx.validate import validate
    from warehouse.checks.rulebook import rulebook
    from warehouse.conform.conform_rows import conform
    from warehouse.conform.conformed_sheet import Lineage
    from warehouse.conform.match_sheets import recognise
    from warehouse.read.dropped_file import read_file

    rules = rulebook(PROJECT / "sources", PROJECT / "expectations")
    contract = rules.contracts["dspj"]
    drop = canary_run[0].parent / "drop" / "dspj" / "dspj_mai_2026.csv"
    (found,) = recognise(read_file(drop), contract).tables
    made = conform(
        contract.tables[found.table_id],
        found.rows,
        Lineage("S-1", "dspj", "2026-05", drop.name, "ab", bytes(32)),
        rules.codes,
    )
    frame = frame_of(made.examined, datetime(2026, 6, 9, tzinfo=UTC).date())
    assert not PATTERN.search(frame.to_csv().encode()), "what is judged holds states, no names"
    result = validate(frame, rules.suites["dspj"], found.table_id)
    assert not result.success
    assert not PATTERN.search(str(result.to_json_dict()).encode())
    docs = [path for path in (canary_run[0] / "data_docs").rglob("*") if path.is_file()]
    assert len(docs) > 2
    assert [path.name for path in docs if PATTERN.search(path.read_bytes())] == []


def test_nothing_under_var_holds_a_canary_as_it_stands(canary_run) -> None:
    """What ``grep -r`` finds as root in a stopped ``var``, PostgreSQL's folder aside."""
    var = canary_run[0]
    files = [path for path in var.rglob("*") if path.is_file()]
    zones = {path.relative_to(var).parts[0] for path in files}
    assert zones >= {"landing", "lake", "linkage", "receipts", "releases", "keyring", "data_docs"}
    assert list((var / "lake" / "quarantine").rglob("*.parquet"))
    leaks = [path for path in files if PATTERN.search(path.read_bytes())]
    assert [str(path.relative_to(var)) for path in leaks] == []
    keys = [path for path in files if b"AGE-SECRET-KEY" in path.read_bytes()]
    assert keys == [], "a copy of var opens nothing"
