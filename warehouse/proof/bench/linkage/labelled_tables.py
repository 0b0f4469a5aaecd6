"""Labelled tables of persons that are published elsewhere, brought into the standard columns.

They are not part of the project: a folder that holds some of them, as Parquet files under their
usual names, is named on the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.proof.bench.linkage.figures import numbered
from warehouse.proof.simulate.mentions.invented_names import Ints


@dataclass(frozen=True)
class Labelled:
    """A table whose persons are known."""

    name: str
    mentions: pa.Table  # standard columns and those of ``compare``
    person: Ints  # of each mention, the number of the person
    compare: tuple[str, ...]


@dataclass(frozen=True)
class _Shape:
    """How a table becomes mentions: its label, and an expression for each column."""

    fits: Callable[[set[str]], bool]
    label: str
    columns: dict[str, str]
    compare: tuple[str, ...]


_ISO: Final = "date_of_birth[1:4] || '-' || date_of_birth[5:6] || '-' || date_of_birth[7:8]"
_AGED: Final = "strftime(date_fait::date - to_years({}::int) {}, '%Y-%m-%d')"

_SHAPES: Final = (
    _Shape(  # FEBRL
        lambda names: "soc_sec_id" in names,
        "cluster",
        {
            "mention_id": "unique_id",
            "family_name": "surname",
            "given_names": "given_name",
            "birth_date_min": _ISO,
            "birth_date_max": _ISO,
            "place": "suburb",
            "id_number": "soc_sec_id",
        },
        ("address_1", "address_2", "street_number", "postcode", "state"),
    ),
    _Shape(  # Splink's historical persons
        lambda names: "postcode_fake" in names,
        "cluster",
        {
            "mention_id": "unique_id",
            "full_name": "full_name",
            "sex": "upper(gender[1])",
            "birth_date_min": "dob",
            "birth_date_max": "dob",
            "place": "birth_place",
        },
        ("postcode_fake", "occupation"),
    ),
    _Shape(  # Splink's fake persons
        lambda names: {"first_name", "surname", "email", "city"} <= names,
        "cluster",
        {
            "mention_id": "unique_id",
            "family_name": "surname",
            "given_names": "first_name",
            "birth_date_min": "dob",
            "birth_date_max": "dob",
            "place": "city",
        },
        ("email",),
    ),
    _Shape(  # RLdata
        lambda names: "fname_c1" in names,
        "cluster",
        {
            "mention_id": "unique_id",
            "family_name": "concat_ws(' ', lname_c1, lname_c2)",
            "given_names": "concat_ws(' ', fname_c1, fname_c2)",
            "birth_date_min": "\"by\" || '-' || lpad(bm, 2, '0') || '-' || lpad(bd, 2, '0')",
            "birth_date_max": "\"by\" || '-' || lpad(bm, 2, '0') || '-' || lpad(bd, 2, '0')",
        },
        (),
    ),
    _Shape(  # mentions of victims and suspects, in French columns
        lambda names: {"nom", "prenoms", "date_naissance", "age_declare"} <= names,
        "person_id",
        {
            "mention_id": "record_id",
            "family_name": "nom",
            "given_names": "prenoms",
            "alias": "alias",
            "sex": "sexe",
            "birth_date_min": "coalesce(date_naissance, annee_naissance::int::varchar, "
            + _AGED.format("(age_declare + 1)", "+ interval 1 day")
            + ")",
            "birth_date_max": "coalesce(date_naissance, annee_naissance::int::varchar, "
            + _AGED.format("age_declare", "")
            + ")",
            "place": "residence",
            "phone": "telephone",
            "id_number": "numero_piece",
            "seen_on": "date_fait",
            "source_id": "lower(source)",
            "role": "if(role = 'victime', 'victim', 'suspect')",
        },
        ("lieu_naissance", "region", "nom_pere", "nom_mere"),
    ),
)


def labelled_tables(folder: Path) -> Iterator[Labelled]:
    """The tables of a folder whose columns are known, the smallest first."""
    for path in sorted(folder.glob("*.parquet"), key=lambda one: one.stat().st_size):
        with duckdb.connect() as con:
            con.register("t", pq.ParquetFile(path).read())
            names = {row[0] for row in con.execute("describe t").fetchall()}
            shape = next((one for one in _SHAPES if one.fits(names)), None)
            if shape is None:
                continue
            wanted = {**shape.columns, **{c: f'"{c}"' for c in shape.compare}}
            select = ", ".join(f'({text})::varchar as "{name}"' for name, text in wanted.items())
            table = con.sql(f"select {select}, {shape.label} as label from t").to_arrow_table()
        person = numbered(table["label"])
        yield Labelled(path.stem, table.drop_columns(["label"]), person, shape.compare)
