"""Spark gives what DuckDB gives: the same pairs, the same weights, the same persons."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import sqlglot

from warehouse.errors import CallError
from warehouse.linkage.engine import Engine, blocking, link_table, parameters, spark
from warehouse.linkage.engine.features import prepare
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.linkage.engine.pairs import score_features
from warehouse.linkage.engine.parameters import Parameters
from warehouse.proof.simulate.mentions.worlds import COMPARE, simulate_world

slow = pytest.mark.slow


@pytest.fixture(scope="module")
def mentions() -> pa.Table:
    """Some hundred mentions of invented people."""
    return simulate_world(450).mentions


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One Spark for all tests: it takes ten seconds to start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_DIRS", str(tmp_path_factory.mktemp("spark")))
        session = spark.start_session()
        yield session
        session.stop()


def scored(mentions: pa.Table, engine: Engine, which: Parameters) -> pa.Table:
    features = prepare(standardise(mentions, COMPARE))
    with duckdb.connect() as con:
        assert score_features(con, features, (), which, engine)
        edges = con.sql("select l, r, weight from edges order by l, r").to_arrow_table()
        assert con.sql("select count(*) from features").fetchall() == [(mentions.num_rows,)]
    return edges


@slow
@pytest.mark.usefixtures("running")
def test_the_same_keys_bring_the_same_pairs_and_the_same_sample_teaches_the_same(
    mentions: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocking, "SMALL", 100)
    monkeypatch.setattr(parameters, "MOST_TO_LEARN", 400)
    one, two = (scored(mentions, engine, "learnt") for engine in ("duckdb", "spark"))
    assert one.num_rows > 100
    assert two.select(["l", "r"]) == one.select(["l", "r"])
    assert two["weight"].to_pylist() == pytest.approx(one["weight"].to_pylist(), abs=1e-9)


@slow
@pytest.mark.usefixtures("running")
def test_the_same_persons_come_out(mentions: pa.Table) -> None:
    some = mentions.slice(0, 200)
    found = link_table(some, COMPARE, "spark")
    assert found == link_table(some, COMPARE)
    assert found.num_rows > len(set(found["person_id"].to_pylist())) > 10


@slow
def test_what_spark_made_is_gone_at_the_end(running: Any) -> None:
    with spark.connect() as con:
        con.register("told", pa.table({"n": [1, 2]}))
        con.execute("create table kept as select n + 1 as n from told")
        con.execute("create temp table before as select n from kept")
        con.execute("insert into kept select n from told")
        assert sorted(con.sql("select n from before").fetchall()) == [(2,), (3,)]
        assert sorted(con.sql("select n from kept").fetchall()) == [(1,), (2,), (2,), (3,)]
        folder = con._folder
        assert list(folder.iterdir())
    assert not folder.exists()
    assert not running.catalog.listTables()


@slow
def test_what_spark_puts_on_disk_by_itself_is_encrypted(running: Any) -> None:
    wide = running.range(2_000).selectExpr("concat('KOYAMBA', id) as name", "id % 7 as n")
    assert wide.repartition(4, "name").groupBy("n").agg({"name": "max"}).count() == 7
    disk = Path(os.environ["SPARK_LOCAL_DIRS"])
    written = [path.read_bytes() for path in disk.rglob("shuffle_*.data")]
    assert written
    assert not [one for one in written if b"KOYAMBA" in one]


@slow
@pytest.mark.usefixtures("running")
def test_when_spark_gives_up_nothing_of_the_data_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CallError) as raised, spark.connect() as con:
        con.register("told", pa.table({"word": ["KOYAMBA"]}))
        con.sql("select raise_error(word) from told").fetchall()
    assert "KOYAMBA" not in raised.value.text("en")
    assert raised.value.__suppress_context__
    assert "KOYAMBA" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("duckdb_says", "spark_says"),
    [
        pytest.param("select hash(key) from t", "SELECT XXHASH64(key) FROM t", id="same-or-not"),
        pytest.param(
            "select * from t where hash(l, r) % 3 = 0",
            "SELECT * FROM t WHERE DUCKDB_HASH(l, r) % 3 = 0",
            id="a-sample-is-DuckDBs",
        ),
        pytest.param(
            "select day || word[1] from t",
            "SELECT day || SUBSTRING(word, 0 + 1, 1) FROM t",
            id="the-first-letter",
        ),
        pytest.param("select words[1] from t", "SELECT words[0] FROM t", id="the-first-of-a-list"),
        pytest.param("select unnest(a) from t", "SELECT EXPLODE(a) FROM t", id="unnest"),
    ],
)
def test_what_sqlglot_leaves_is_said_in_sparks_words(duckdb_says: str, spark_says: str) -> None:
    told = sqlglot.parse_one(duckdb_says, read="duckdb").transform(spark.as_spark_says).sql("spark")
    assert told.upper() == spark_says.upper()


def test_without_pyspark_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyspark", "pyspark.errors", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(CallError, match=r"pip install zokwezo\[spark\]"), spark.connect():
        pytest.fail("connected without pyspark")
