"""A merge makes the table hold exactly the rows, whatever stood there, and touches no more."""

from __future__ import annotations

import datetime as dt
import random
import traceback

import pyarrow as pa
import pytest
from sqlalchemy import Connection, Engine, select, text

from warehouse.database.tables import case_law, code_tables, identity, intake, warehouse
from warehouse.database.upsert import Merged, merge
from warehouse.errors import ZokwezoError

pytestmark = pytest.mark.slow

AWKWARD = ['"', "\\", "a,b", "{}", "NULL", "", " ", "é\n", "\\N", "\\.", "'", "null"]


def _victims(*ids: str, sex: str = "F") -> pa.Table:
    return pa.table({"victim_id": list(ids), "sex": [sex] * len(ids)})


def test_rows_come_change_and_go(connection: Connection) -> None:
    assert merge(connection, warehouse.victim, _victims("V-1", "V-2")) == Merged(2, 0, 0, 0)
    assert merge(connection, warehouse.victim, _victims("V-1", "V-2")) == Merged(0, 0, 0, 2)
    mixed = pa.table({"victim_id": ["V-2", "V-3"], "sex": ["M", None]})
    assert merge(connection, warehouse.victim, mixed) == Merged(1, 1, 1, 0)
    kept = connection.execute(
        select(warehouse.victim.c.victim_id, warehouse.victim.c.sex).order_by("victim_id")
    ).all()
    assert [tuple(row) for row in kept] == [("V-2", "M"), ("V-3", None)]


def test_a_table_that_was_filled_at_once_has_statistics_for_the_month_after_it(
    connection: Connection,
) -> None:
    """Without them a scoped merge on two key columns joined 400,000 rows for minutes."""
    filled = _victims(*(f"V-{i}" for i in range(2_000)))
    merge(connection, warehouse.victim, filled)
    asked = text(
        "select attname from pg_stats where schemaname = 'warehouse' and tablename = 'victim'"
    )
    assert {"victim_id", "first_seen_on"} <= set(connection.scalars(asked))


def test_every_kind_of_value_comes_back_as_it_went(connection: Connection) -> None:
    rows = pa.table(
        {
            "victim_id": [f"V-{i}" for i in range(len(AWKWARD))],
            "sex": AWKWARD,
            "nationality": pa.array([None] * len(AWKWARD), pa.string()),
            "birth_year_min": pa.array([1990] * len(AWKWARD), pa.int64()),
            "first_seen_on": [dt.date(2026, 1, 31)] * len(AWKWARD),
            "is_unnamed": [True, False, None] * (len(AWKWARD) // 3),
            "means_codes": pa.array(
                [[value, None] for value in AWKWARD[:-2]] + [[], None], pa.list_(pa.string())
            ),
        }
    )
    merge(connection, warehouse.victim, rows)
    assert merge(connection, warehouse.victim, rows) == Merged(0, 0, 0, len(AWKWARD))
    names = rows.column_names
    back = connection.execute(select(*(warehouse.victim.c[name] for name in names))).mappings()
    assert sorted(map(dict, back), key=lambda row: str(row["victim_id"])) == sorted(
        rows.to_pylist(), key=lambda row: str(row["victim_id"])
    )


def test_a_merge_stays_within_its_scope(connection: Connection) -> None:
    for name in ("S-1", "S-2"):
        connection.execute(
            intake.submission.insert().values(
                submission_id=name,
                source_id="umirr",
                file_name=name,
                sha256="0",
                received_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            )
        )
        rows = pa.table(
            {"submission_id": [name], "sheet": [""], "row_number": [9], "reason": ["total"]}
        )
        merge(connection, intake.set_aside, rows, scope={"submission_id": name})
    empty = rows.slice(0, 0)
    assert merge(connection, intake.set_aside, empty, scope={"submission_id": ["S-1"]}).deleted == 1
    left = connection.scalars(select(intake.set_aside.c.submission_id)).all()
    assert left == ["S-2"]


def test_a_row_of_another_scope_is_never_taken_over(connection: Connection) -> None:
    merge(connection, warehouse.victim, _victims("V-1", sex="M"))
    with pytest.raises(ZokwezoError) as refused:
        merge(connection, warehouse.victim, _victims("V-1"), scope={"sex": "F"})
    assert [one.key for one in refused.value.faults] == ["database.repeated_key"]
    assert connection.scalar(select(warehouse.victim.c.sex)) == "M"


def test_a_scope_may_be_the_first_of_several_texts(connection: Connection) -> None:
    rows = pa.table({"victim_id": ["V-1", "V-2"], "means_codes": [["A", "B"], ["B", "A"]]})
    merge(connection, warehouse.victim, rows)
    scope = {"means_codes[1]": ["A"]}
    assert merge(connection, warehouse.victim, rows.slice(0, 0), scope=scope).deleted == 1
    assert connection.scalars(select(warehouse.victim.c.victim_id)).all() == ["V-2"]


def test_nothing_is_deleted_when_told_so(connection: Connection) -> None:
    merge(connection, warehouse.victim, _victims("V-1"))
    merged = merge(connection, warehouse.victim, _victims("V-2"), delete_missing=False)
    assert merged == Merged(1, 0, 0, 0)
    assert connection.scalar(text("select count(*) from warehouse.victim")) == 2


def test_columns_that_do_not_come_keep_their_value(connection: Connection) -> None:
    merge(connection, warehouse.victim, _victims("V-1", sex="M"))
    merge(connection, warehouse.victim, pa.table({"victim_id": ["V-1"], "nationality": ["CAF"]}))
    assert connection.scalar(select(warehouse.victim.c.sex)) == "M"


def test_a_reader_sees_the_old_rows_until_the_commit(database_engine: Engine) -> None:
    count = text("select count(*) from warehouse.victim")
    with database_engine.begin() as writer:
        merge(writer, warehouse.victim, _victims("V-1", "V-2"))
    with database_engine.connect() as writer, database_engine.connect() as reader:
        merge(writer, warehouse.victim, _victims("V-3"))
        assert reader.scalar(count) == 2
        writer.commit()
        assert reader.scalar(count) == 1


def test_tables_that_refer_to_each_other_may_come_in_any_order(database_engine: Engine) -> None:
    pseudonyms = pa.table({"person_id": ["P-1"], "role": ["victim"], "pseudonym": ["V-1"]})
    persons = pa.table(
        {
            "person_id": ["P-1"],
            "status": ["active"],
            "created_at": [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)],
        }
    )
    with database_engine.begin() as writer:
        merge(writer, identity.role_pseudonym, pseudonyms)
        merge(writer, identity.person, persons)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param({"victim_id": ["V-1", "V-1"]}, id="a_key_twice"),
        pytest.param({"victim_id": ["V-1"], "birth_year_min": ["KOYA"]}, id="no_number"),
    ],
)
def test_refused_rows_are_told_without_their_values(
    connection: Connection, rows: dict[str, list[str]]
) -> None:
    with pytest.raises(ZokwezoError) as raised:
        merge(connection, warehouse.victim, pa.table(rows))
    assert "warehouse.victim" in str(raised.value)
    assert "KOYA" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param({"victim_id": ["V-1"], "name": ["x"]}, "name", id="unknown_column"),
        pytest.param({"sex": ["F"]}, "victim_id", id="no_key"),
        pytest.param({"victim_id": pa.array([None], pa.string())}, "victim_id", id="empty_key"),
    ],
)
def test_wrong_columns_are_named_before_anything_is_written(
    connection: Connection, rows: dict[str, list[str]], said: str
) -> None:
    merge(connection, warehouse.victim, _victims("V-9"))
    with pytest.raises(ZokwezoError, match=said):
        merge(connection, warehouse.victim, pa.table(rows))
    assert connection.scalars(select(warehouse.victim.c.victim_id)).all() == ["V-9"]


@pytest.mark.parametrize("before", [(), ("V-1", "V-2")], ids=["into_nothing", "into_rows"])
def test_a_key_that_stands_twice_is_counted_and_nothing_is_written(
    connection: Connection, before: tuple[str, ...]
) -> None:
    merge(connection, warehouse.victim, _victims(*before))
    with pytest.raises(ZokwezoError) as refused:
        merge(connection, warehouse.victim, _victims("V-2", "V-3", "V-3", "V-2", "V-2", "V-4"))
    (fault,) = refused.value.faults
    assert (fault.key, fault.parameters["count"]) == ("database.repeated_key", 2)
    left = connection.scalars(select(warehouse.victim.c.victim_id).order_by("victim_id")).all()
    assert left == list(before)


def test_a_key_of_several_columns_is_one_key(connection: Connection) -> None:
    rows = pa.table(
        {
            "list": ["sex", "sex", "verdict"],
            "code": ["F", "M", "F"],
            "label_fr": ["femme", "homme", "?"],
        }
    )
    assert merge(connection, code_tables.dim_code, rows) == Merged(3, 0, 0, 0)
    other = rows.slice(1).set_column(2, "label_fr", pa.array(["Homme", "?"]))
    assert merge(connection, code_tables.dim_code, other) == Merged(0, 1, 1, 1)


def test_each_row_that_a_merge_touches_is_once_in_the_history(connection: Connection) -> None:
    merge(connection, warehouse.victim, _victims("V-1", "V-2", "V-3"))
    connection.commit()
    mixed = pa.table({"victim_id": ["V-2", "V-3", "V-4"], "sex": ["M", "F", "F"]})
    assert merge(connection, warehouse.victim, mixed) == Merged(1, 1, 1, 1)
    told = connection.execute(
        text(
            "select victim_id, sex, known_to = 'infinity' as stands"
            " from history.warehouse_victim order by victim_id, known_from"
        )
    ).all()
    assert [tuple(one) for one in told] == [
        ("V-1", "F", False),
        ("V-2", "F", False),
        ("V-2", "M", True),
        ("V-3", "F", True),
        ("V-4", "F", True),
    ]


def test_a_decision_is_found_by_any_form_of_a_french_word(connection: Connection) -> None:
    rows = pa.table(
        {
            "decision_id": ["D-1", "D-2"],
            "title": ["MP c/ A. B.", "MP c/ C. D."],
            "keywords": [["travail forcé"], None],
            "facts": ["Les victimes exploitaient une mine.", "Vol simple."],
        }
    )
    merge(connection, case_law.decision, rows)
    found = text(
        "select decision_id from case_law.decision"
        " where search @@ websearch_to_tsquery('french', :words)"
    )
    assert connection.scalars(found, {"words": "exploitation OR exploitées"}).all() == ["D-1"]
    assert connection.scalars(found, {"words": "travaux forcés"}).all() == []
    assert connection.scalars(found, {"words": "forcés"}).all() == ["D-1"]


def test_a_hundred_thousand_rows_are_merged_and_merged_again(connection: Connection) -> None:
    draw = random.Random(7)
    size = 100_000
    rows = pa.table(
        {
            "victim_id": [f"V-{draw.getrandbits(64):016x}" for _ in range(size)],
            "sex": ["F", "M"] * (size // 2),
            "birth_year_min": [draw.randrange(1950, 2020) for _ in range(size)],
            "first_seen_on": [dt.date(2026, 1, 1)] * size,
            "means_codes": [["DEBT", "DECEPTION"]] * size,
        }
    )
    assert merge(connection, warehouse.victim, rows).inserted == size
    assert merge(connection, warehouse.victim, rows).unchanged == size
