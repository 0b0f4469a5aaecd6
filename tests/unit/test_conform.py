"""Cells become records; nothing is judged, nothing is guessed, every record knows its row."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.conform.conform_rows import conform
from warehouse.conform.conformed_sheet import Conformed, Lineage, Rows
from warehouse.conform.row_keys import record_ids, row_key, row_keys
from warehouse.contracts import Contract, Table, load_contracts
from warehouse.contracts.codelists import CodeLists, load_codelists
from warehouse.contracts.conformed_schema import schema
from warehouse.settings import PROJECT

KEY = bytes(32)
LINEAGE = Lineage("S-1", "umirr", "2026-05", "registre.xlsx", "ab" * 32, KEY)
CONTRACTS: dict[str, Contract] = load_contracts(PROJECT / "sources")


@pytest.fixture(scope="module")
def codes() -> CodeLists:
    return load_codelists(PROJECT / "sources" / "codes")


def table_of(columns: dict, records: dict, **more) -> Table:
    return Table.model_validate({"columns": columns, "records": records, **more})


def conformed(table: Table, codes: CodeLists, **cells: list[str]) -> Conformed:
    named = {key.replace("_", " "): pa.array(values) for key, values in cells.items()}
    height = len(next(iter(named.values())))
    rows = Rows("liste", "Feuil1", np.arange(2, height + 2), named)
    return conform(table, rows, LINEAGE, codes)


PERSON = {"victim": {"table": "person_mention", "role": "victim", "when": ["name", "sex"]}}
ACCUSED = {"suspect": {"table": "person_mention", "role": "suspect", "when": ["name"]}}
COMPLAINT = {"complaint": {"table": "complaint"}}


def test_records_of_one_row_share_its_key_and_know_each_other(codes: CodeLists) -> None:
    made = conformed(
        table_of(
            {"Victime": {"read": "name", "to": "victim.name"},
             "Auteur": {"read": "name", "to": "suspect.name"}},
            {**PERSON, **ACCUSED, **COMPLAINT},
        ),
        codes,
        Victime=["FICTIVE Aline"], Auteur=["INVENTÉ Bruno"],
    )  # fmt: skip
    persons = {row["role"]: row for row in made.records["person_mention"].to_pylist()}
    complaint = made.records["complaint"].to_pylist()[0]
    assert persons["victim"]["row_key"] == persons["suspect"]["row_key"] == complaint["row_key"]
    assert complaint["victim_record_id"] == persons["victim"]["record_id"]
    assert complaint["suspect_record_id"] == persons["suspect"]["record_id"]
    assert made.records["person_mention"].schema == schema("person_mention")


UNNAMED = {
    "an unknown author is no person": ("", "X", 0, True),
    "an empty cell is nobody": ("", "", 0, False),
    "a victim without a name is a victim": ("F", "", 1, False),
    "a named author is a person": ("", "INVENTÉ Bruno", 1, False),
}


@pytest.mark.parametrize(
    ("sex", "author", "persons", "unknown"), UNNAMED.values(), ids=UNNAMED.keys()
)
def test_who_counts_where_a_name_is_missing(
    codes: CodeLists, sex: str, author: str, persons: int, unknown: bool
) -> None:
    made = conformed(
        table_of(
            {"Victime": {"read": "name", "to": "victim.name"},
             "Sexe": {"read": "sex", "to": "victim.sex"},
             "Auteur": {"read": "name", "to": "suspect.name"}},
            {**PERSON, **ACCUSED, **COMPLAINT},
        ),
        codes,
        Victime=[""], Sexe=[sex], Auteur=[author],
    )  # fmt: skip
    assert made.records["person_mention"].num_rows == persons
    assert made.records["complaint"]["is_suspect_unnamed"].to_pylist() == [unknown]
    assert made.examined["named_persons"].to_pylist() == [persons]


ROLES = {"Victime": ["victim"], "Mis en cause": ["suspect"], "Témoin": [], "Plaignant": []}


@pytest.mark.parametrize(("cell", "counted"), ROLES.items(), ids=ROLES.keys())
def test_only_victims_and_accused_are_counted(
    codes: CodeLists, cell: str, counted: list[str]
) -> None:
    made = conformed(
        table_of(
            {"Nom": {"read": "name", "to": "person.name"},
             "Rôle": {"read": "code", "to": "person.role", "codes": "role"}},
            {"person": {"table": "person_mention", "when": ["name"]}, **COMPLAINT},
        ),
        codes,
        Nom=["MODÈLE Hector"], Rôle=[cell],
    )  # fmt: skip
    assert made.records["person_mention"]["role"].to_pylist() == counted
    assert made.records["complaint"].num_rows == 1


def test_a_role_that_is_not_known_stays_for_the_checks(codes: CodeLists) -> None:
    made = conformed(
        table_of(
            {"Nom": {"read": "name", "to": "person.name"},
             "Rôle": {"read": "code", "to": "person.role", "codes": "role"}},
            {"person": {"table": "person_mention", "when": ["name"]}},
        ),
        codes,
        Nom=["MODÈLE Hector"], Rôle=["grand chef"],
    )  # fmt: skip
    assert made.examined["Rôle"].to_pylist() == ["unread"]
    assert made.records["person_mention"]["role"].to_pylist() == [None]


def test_a_value_without_a_record_of_its_own_is_shared_by_the_row(codes: CodeLists) -> None:
    made = conformed(
        table_of(
            {"Nom": {"read": "name", "to": "victim.name"},
             "Lieu": {"read": "place", "to": "facts_place_code"}},
            {**PERSON, **COMPLAINT},
        ),
        codes,
        Nom=["FICTIVE Aline"], Lieu=["Bria"],
    )  # fmt: skip
    places = [
        made.records[n]["facts_place_code"].to_pylist() for n in ("person_mention", "complaint")
    ]
    assert places[0] == places[1] != [None]


def test_what_cannot_be_read_is_flagged_and_kept_as_it_was_written(codes: CodeLists) -> None:
    made = conformed(
        table_of(
            {"Nom": {"read": "name", "to": "victim.name"},
             "Date": {"read": "date", "to": "victim.seen_on"}},
            PERSON,
        ),
        codes,
        Nom=["FICTIVE Aline", "FICTIVE Béa"], Date=["demain", "05/2026"],
    )  # fmt: skip
    assert made.examined["Date"].to_pylist() == ["unread", "unread"]
    mentions = made.records["person_mention"]
    assert mentions["seen_on"].to_pylist() == [None, None]
    assert mentions["seen_on_raw"].to_pylist() == ["demain", "05/2026"]


BIRTHS = {
    "a day": ("12/02/2011", "2011-02-12", "2011-02-12", "day"),
    "a year": ("2011", "2011-01-01", "2011-12-31", "year"),
    "the first of January is a year": ("01/01/1980", "1980-01-01", "1980-12-31", "year"),
    "about": ("vers 1998", "1998-01-01", "1998-12-31", "estimated"),
    "a month": ("03/2009", "2009-03-01", "2009-03-31", "month"),
}


@pytest.mark.parametrize(("cell", "first", "last", "precision"), BIRTHS.values(), ids=BIRTHS.keys())
def test_a_birth_is_an_interval_with_its_precision(
    codes: CodeLists, cell: str, first: str, last: str, precision: str
) -> None:
    made = conformed(
        table_of(
            {"Nom": {"read": "name", "to": "victim.name"},
             "Né": {"read": "birth", "to": "victim.birth"}},
            PERSON,
        ),
        codes,
        Nom=["FICTIVE Aline"], Né=[cell],
    )  # fmt: skip
    row = made.records["person_mention"].to_pylist()[0]
    told = (str(row["birth_date_min"]), str(row["birth_date_max"]), row["birth_precision"])
    assert told == (first, last, precision)


def test_an_age_gives_a_birth_only_where_none_was_read(codes: CodeLists) -> None:
    made = conformed(
        table_of(
            {"Nom": {"read": "name", "to": "victim.name"},
             "Né": {"read": "birth", "to": "victim.birth"},
             "Age": {"read": "age", "to": "victim.age"},
             "Vu": {"read": "date", "to": "victim.seen_on"}},
            PERSON,
        ),
        codes,
        Nom=["FICTIVE Aline"] * 3, Né=["12/02/2011", "", ""], Age=["99", "15", "15"],
        Vu=["05/05/2026", "05/05/2026", ""],
    )  # fmt: skip
    rows = made.records["person_mention"].to_pylist()
    assert [row["birth_precision"] for row in rows] == ["day", "from_age", "from_age"]
    assert rows[0]["birth_date_min"] == date(2011, 2, 12)
    assert (rows[1]["birth_date_min"], rows[1]["birth_date_max"]) == (
        date(2010, 5, 6),
        date(2011, 5, 5),
    )
    # Without a day the age is reckoned from the end of the month reported.
    assert rows[2]["birth_date_max"] == date(2011, 5, 28)


def test_a_name_in_three_columns_is_one_name(codes: CodeLists) -> None:
    made = conformed(
        table_of(
            {"Nom": {"read": "family_name", "to": "suspect.name"},
             "Prénom": {"read": "given_names", "to": "suspect.name"},
             "Alias": {"read": "alias", "to": "suspect.name"}},
            ACCUSED,
        ),
        codes,
        Nom=["INVENTÉ", ""], Prénom=["Bruno", ""], Alias=["Le Modèle", ""],
    )  # fmt: skip
    row = made.records["person_mention"].to_pylist()[0]
    assert (row["family_name"], row["given_names"], row["alias"]) == (
        "INVENTÉ",
        "Bruno",
        "Le Modèle",
    )
    assert made.examined["Nom"].to_pylist() == ["read", "missing"]
    assert made.examined["Alias"].to_pylist() == ["read", "missing"]


def test_of_two_columns_for_one_field_the_second_fills_what_the_first_left_empty(
    codes: CodeLists,
) -> None:
    made = conformed(
        table_of(
            {"Peine": {"read": "sentence", "to": "judgment.sentence"},
             "Amende": {"read": "amount", "to": "judgment.fine_xaf"}},
            {"judgment": {"table": "judgment"}},
        ),
        codes,
        Peine=["2 ans et 100 000 F CFA d'amende", "2 ans"], Amende=["", "300 000"],
    )  # fmt: skip
    assert made.records["judgment"]["fine_xaf"].to_pylist() == [100_000, 300_000]


def test_an_absent_column_leaves_its_field_empty_and_has_no_state(codes: CodeLists) -> None:
    made = conformed(
        table_of(
            {"Nom": {"read": "name", "to": "victim.name"},
             "Sexe": {"read": "sex", "to": "victim.sex"}},
            PERSON,
        ),
        codes,
        Nom=["FICTIVE Aline"],
    )  # fmt: skip
    assert "Sexe" not in made.examined.column_names
    assert made.records["person_mention"]["sex"].to_pylist() == [None]


def test_a_row_key_tells_rows_apart_and_says_nothing_else() -> None:
    place = ("umirr", "ab" * 32, "Registre")
    keys = row_keys(KEY, *place, np.array([7, 8]))
    assert len({*keys, row_keys(KEY, "umirr", "ab" * 32, "Autre", np.array([7]))[0]}) == 3
    assert keys == row_keys(KEY, *place, np.array([7, 8]))
    assert keys == [row_key(KEY, *place, 7), row_key(KEY, *place, 8)]
    assert {len(one) for one in keys} == {19}


def test_who_has_the_file_but_not_the_key_says_no_id_again() -> None:
    place, rows = ("umirr", "ab" * 32, "Registre"), np.arange(1, 200)
    mine, others = (row_keys(key, *place, rows) for key in (KEY, bytes([1] * 32)))
    assert not set(mine) & set(others)
    ids = [set(record_ids(KEY, mine, record)) for record in ("victim", "suspect")]
    assert [len(one) for one in ids] == [199, 199]
    # Of one row's records, none tells the other, and none tells the row.
    assert not ids[0] & ids[1]
    assert not {one[:8] for one in ids[0]} & {one[:8] for one in ids[1]}
    assert not {one[:8] for one in mine} & {one[:8] for one in ids[0]}
    assert not ids[0] & set(record_ids(bytes([1] * 32), mine, "victim"))


@pytest.mark.parametrize("source_id", CONTRACTS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_no_cell_breaks_a_contract_and_every_row_is_examined(
    source_id: str, codes: CodeLists, data: st.DataObject
) -> None:
    cell = st.text(max_size=12) | st.sampled_from(["X", "05/05/2026", "12", "Victime", "-", "NSP"])
    height = data.draw(st.integers(0, 4))
    for table in CONTRACTS[source_id].tables.values():
        keys = [key for key, _, _, column in table.each_column() if column.read]
        cells = {
            key: pa.array(data.draw(st.lists(cell, min_size=height, max_size=height)), pa.string())
            for key in keys
        }
        made = conform(table, Rows("t", "", np.arange(1, height + 1), cells), LINEAGE, codes)
        assert made.examined.num_rows == height
        states = {v for key in keys for v in made.examined[key].to_pylist()}
        assert states <= {"read", "missing", "unread"}
        ids = [i for records in made.records.values() for i in records["record_id"].to_pylist()]
        assert len(ids) == len(set(ids))
