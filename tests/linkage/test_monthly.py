"""Month by month gives the same persons as all at once, whatever comes, goes and is corrected."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pytest

from warehouse.cli import main
from warehouse.linkage.engine import (
    EVENTS,
    JUDGEMENTS,
    Linked,
    blocking,
    link,
    link_known,
    size_correction,
    words,
)
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.linkage.engine.monthly import remembered, renew, whole
from warehouse.linkage.engine.monthly.known import KnownUnreadableError
from warehouse.proof.simulate.mentions.worlds import COMPARE, simulate_world

NOBODY = pa.array([], pa.string())
NOTHING_JUDGED = JUDGEMENTS.empty_table()
# What is known, by the ids of mentions: numbers are given in the order in which they come.
KNOWN = {
    "features": "select * exclude (unique_id) from known.features order by mention_id",
    "keys": "select rule, key, mention_id from known.keys join known.mention using (unique_id)"
    " order by all",
    "edges": "select a.mention_id as one, b.mention_id as two, weight, round, counted, never"
    " from known.edges join known.mention a on a.unique_id = l"
    " join known.mention b on b.unique_id = r order by 1, 2",
    "doubtful": "select a.mention_id as one, b.mention_id as two, support from known.doubtful"
    " join known.mention a on a.unique_id = l join known.mention b on b.unique_id = r"
    " order by 1, 2",
    "words": "select * from known.tally_names order by all",
    "rare": "select * from known.told_text_place order by all",
    "places": "select * from known.value_text_place order by all",
    "totals": "select * from known.total order by all",
    "crowds": "select * from known.crowd order by all",
}


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rarity in whole bits, crowded keys and parameters of another size, as in a large table."""
    monkeypatch.setattr(words, "LARGE_TABLE", 0)
    monkeypatch.setattr(size_correction, "LEARNT_AT", 256)
    monkeypatch.setattr(blocking, "PINNED_SHARING", {8.0: 6, 3.0: 4, 0.5: 3})


def mentions(size: int, seed: int) -> pa.Table:
    return simulate_world(size, 2, seed, 1.6).mentions.drop_columns(list(COMPARE))


def grouped(found: pa.Table) -> dict[str, list[str]]:
    """The mentions of each person, by the first of them."""
    persons: dict[int, list[str]] = {}
    ids, numbers = found["mention_id"].to_pylist(), found["person"].to_pylist()
    for mention_id, person in zip(ids, numbers, strict=True):
        persons.setdefault(person, []).append(mention_id)
    return {members[0]: members for members in persons.values()}


def told(con: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    return {name: con.sql(query).to_arrow_table() for name, query in KNOWN.items()}


def at_once(table: pa.Table) -> tuple[dict[str, list[str]], dict[str, pa.Table], pa.Table]:
    with remembered(None) as con:
        renew(con, standardise(table), NOBODY, NOTHING_JUDGED)
        found = whole(con)
        return grouped(found), told(con), found["support"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_months_in_any_order_with_corrections_and_withdrawals_are_as_all_at_once(
    seed: int, small_is_large: None
) -> None:
    rng = np.random.default_rng(seed)
    table = mentions(700, seed)
    month = rng.integers(0, 4, table.num_rows)
    kept: pa.Table | None = None
    few = retold = crowded = 0
    before: list[tuple[object, ...]] = []
    with remembered(None) as con:
        for number in rng.permutation(4).tolist():
            come = table.filter(pa.array(month == number))
            go = NOBODY
            if kept is not None:
                # An earlier month is sent again: some rows say something else, some are gone.
                again = kept.filter(pa.array(rng.random(kept.num_rows) < 0.04))
                place = again.column_names.index("place")
                again = again.set_column(place, "place", pa.array(["Bria"] * again.num_rows))
                kept = _without(kept, again["mention_id"])
                go = kept["mention_id"].filter(pa.array(rng.random(kept.num_rows) < 0.03))
                kept = pa.concat_tables([_without(kept, go), again, come])
                come = pa.concat_tables([again, come])
            else:
                kept = come
            renewed, _ = renew(con, standardise(come), pa.array(go), NOTHING_JUDGED)
            sizes = con.execute(KNOWN["crowds"]).fetchall()
            crowded += sum(size not in sizes for size in before)
            before = sizes
            few += not renewed.is_whole and renewed.renewed < len(kept)
            retold += renewed.retold
        months, known, support = grouped(whole(con)), told(con), whole(con)["support"]
    expected, all_known, all_support = at_once(kept)
    assert few > 0, "no month was linked against what was known"
    assert retold > 0, "no place alone became less rare"
    assert crowded > 0, "no month that was known doubled"
    assert months == expected
    assert any(len(members) > 1 for members in months.values())
    for name, found in known.items():
        assert found.num_rows > 0, name
        assert found.equals(all_known[name]), name
    assert support.equals(all_support)


def _without(table: pa.Table, ids: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["mention_id"], value_set=pa.array(ids))))


@pytest.mark.slow
def test_the_warehouse_is_asked_and_told_the_same_with_and_without_a_memory(
    tmp_path: Path, small_is_large: None
) -> None:
    table = mentions(500, 5)
    known = tmp_path / "known.duckdb"
    first = _link(table.slice(0, 400), NOTHING_JUDGED, known)
    doubts = [*first.to_judge.to_pylist(), *first.audit.to_pylist()[::-1]][:2]
    linked = first.assignments.group_by("person_id").aggregate([("mention_id", "list")])
    torn = next(ids for ids in linked["mention_id_list"].to_pylist() if len(ids) == 2)
    said = [
        _judgement("J1", doubts[0]["left_mention_id"], doubts[0]["right_mention_id"], "same"),
        _judgement("J2", doubts[1]["left_mention_id"], doubts[1]["right_mention_id"], "same"),
        _judgement("J3", *torn, "different"),
        _judgement("J4", *torn, "same"),
    ]
    asked = 0
    # A judgement comes, then one of them is withdrawn: nothing else changed.
    for step, (rows, decided) in enumerate([(400, said), (500, said), (500, said[1:3]), (450, [])]):
        judgements = pa.Table.from_pylist(decided, JUDGEMENTS)
        with_memory = _link(table.slice(0, rows), judgements, known)
        without = _link(table.slice(0, rows), judgements, None)
        for name in ("assignments", "to_judge", "contradictions", "audit", "strata"):
            assert getattr(with_memory, name).equals(getattr(without, name)), (step, name)
        asked += with_memory.to_judge.num_rows
        assert (with_memory.contradictions.num_rows > 0) == (decided is said)
    assert asked > 0


@pytest.mark.slow
def test_a_damaged_memory_costs_time_and_no_person(tmp_path: Path) -> None:
    table = mentions(150, 6)
    known = tmp_path / "known.duckdb"
    before = _link(table, NOTHING_JUDGED, known).assignments
    known.write_bytes(b"not a database " * 1000)
    assert _link(table, NOTHING_JUDGED, known).assignments.equals(before)
    assert known.stat().st_mode & 0o077 == 0, "others can read the names in it"


@pytest.mark.slow
def test_another_version_links_all_anew_and_gives_no_number_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = standardise(mentions(120, 7))
    known = tmp_path / "known.duckdb"
    with remembered(known) as con:
        renew(con, table.slice(0, 90), NOBODY, NOTHING_JUDGED)
        last = table["mention_id"][80:90].combine_chunks()
        renew(con, table.slice(0, 0), last, NOTHING_JUDGED)
        before = whole(con)
    monkeypatch.setattr("warehouse.linkage.engine.monthly.month.version", lambda *_: "another")
    with remembered(known) as con:
        renewed, _ = renew(con, table.slice(90), NOBODY, NOTHING_JUDGED)
        assert renewed.is_whole
        numbers = con.execute("select mention_id, unique_id from known.mention").fetchall()
        found = whole(con)
    fresh = {number for one, number in numbers if one in table["mention_id"][90:].to_pylist()}
    assert min(fresh) == 90, "a number was given again"
    assert set(grouped(before)) <= set(grouped(found))


@pytest.mark.slow
def test_a_month_that_tells_what_none_told_before_is_linked_with_parameters_that_know_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("warehouse.linkage.engine.monthly.month.SMALL", 0)
    table = standardise(mentions(560, 10))
    phone = table.column_names.index("phone")
    first = table.slice(0, 410)
    first = first.set_column(phone, "phone", pa.nulls(first.num_rows, pa.string()))
    with remembered(None) as con:
        renew(con, first, NOBODY, NOTHING_JUDGED, parameters="learnt")
        renewed, _ = renew(con, table.slice(410), NOBODY, NOTHING_JUDGED, parameters="learnt")
        months = grouped(whole(con))
    with remembered(None) as con:
        both = pa.concat_tables([first, table.slice(410)])
        renew(con, both, NOBODY, NOTHING_JUDGED, parameters="learnt")
        expected = grouped(whole(con))
    assert renewed.is_whole
    assert months == expected


@pytest.mark.slow
def test_a_run_that_is_killed_forgets_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = mentions(120, 9)
    known = tmp_path / "known.duckdb"
    first = link_known(table.slice(0, 100), known)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        # Another version forgets what it cannot use, and is killed before it has made it anew.
        patch.setattr("warehouse.linkage.engine.monthly.month.version", lambda *_: "another")
        patch.setattr("warehouse.linkage.engine.monthly.month.score", killed)
        with pytest.raises(KeyboardInterrupt):
            link_known(table.slice(100, 10), known)
    assert link_known(table.slice(0, 1), known).equals(first)
    assert link_known(table.slice(100), known).num_rows == 120


def test_a_file_that_no_linkage_wrote_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    for name, content in (("persons.csv", b"mention_id\n1\n"), ("other.duckdb", None)):
        path = tmp_path / name
        if content is None:
            with duckdb.connect(str(path)) as other:
                other.execute("create table precious as select 1 as one")
        else:
            path.write_bytes(content)
        before = path.read_bytes()
        with pytest.raises(KnownUnreadableError), remembered(path):
            pass
        assert path.read_bytes() == before


@pytest.mark.slow
def test_the_verb_links_a_new_month_against_those_known_and_persons_keep_their_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = mentions(300, 8)
    paths = [tmp_path / name for name in ("one.csv", "two.csv", "gone.csv")]
    tables = [table.slice(0, 250), table.slice(250), table.slice(40, 5).select(["mention_id"])]
    for path, part in zip(paths, tables, strict=True):
        csv.write_csv(part, path)
    one, two, gone = map(str, paths)
    out, known = tmp_path / "linked.csv", tmp_path / "known.duckdb"
    call = ["link", "--out", str(out), "--known", str(known)]
    assert _said(monkeypatch, [*call, one]) == 0
    first = {row["mention_id"]: row["person_id"] for row in csv.read_csv(out).to_pylist()}
    assert _said(monkeypatch, [*call, two, "--withdrawn", gone]) == 0
    second = {row["mention_id"]: row["person_id"] for row in csv.read_csv(out).to_pylist()}
    left = tables[2]["mention_id"].to_pylist()
    assert set(second) == set(table["mention_id"].to_pylist()) - set(left)
    changed = [m for m in first if m in second and first[m] != second[m]]
    assert len(changed) < 0.05 * len(first), "persons lost their ids"


@pytest.mark.slow
def test_the_verb_says_nothing_of_its_engine(tmp_path: Path) -> None:
    table, out = tmp_path / "persons.csv", tmp_path / "linked.csv"
    table.write_text("mention_id,full_name,place\n1,Jean KOYT,Bria\n2,Jean KOYT,Bria\n", "utf-8")
    call = ["link", str(table), "--out", str(out)]
    told = subprocess.run(
        [sys.executable, "-c", "from warehouse.cli import main; main()", *call],
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.exists()
    said = told.stderr.splitlines()
    assert said[0].startswith("2 mentions, 1 personne,"), "what it did"
    assert len(said) == 2, "which parameters, and not a word of Splink's"


@pytest.mark.parametrize(
    ("options", "word"),
    [
        pytest.param(["--withdrawn", "persons.csv"], "--known", id="withdrawn-without-known"),
        pytest.param(["--known", "k", "--engine", "spark"], "DuckDB", id="spark-remembers-nothing"),
        pytest.param(["--known", "persons.csv"], "persons.csv", id="no-memory"),
    ],
)
def test_a_wrong_call_is_told_in_a_line(
    options: list[str],
    word: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("persons.csv").write_text("mention_id,family_name\n1,KOYT\n", "utf-8")
    assert _said(monkeypatch, ["link", "persons.csv", "--out", "linked.csv", *options]) == 2
    assert word in capsys.readouterr().err
    assert not Path("linked.csv").exists()


def _said(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> int:
    """The exit code of the command line."""
    monkeypatch.setattr(sys, "argv", ["zokwezo", *arguments])
    try:
        main()
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def _link(table: pa.Table, judgements: pa.Table, known: Path | None) -> Linked:
    numbers = itertools.count()
    nothing = pa.table(dict.fromkeys(("old_mention_id", "new_mention_id"), NOBODY))
    return link(
        table,
        EVENTS.empty_table(),
        judgements,
        nothing,
        lambda: f"P-{next(numbers):013d}",
        datetime(2026, 1, 1, tzinfo=UTC),
        cache=known,
    )


def _judgement(name: str, left: str, right: str, decision: str) -> dict[str, object]:
    return {
        "judgement_id": name,
        "left_mention_id": left,
        "right_mention_id": right,
        "decision": decision,
        "by": f"reviewer {name}",
        "at": datetime(2026, 2, 1, tzinfo=UTC),
        "is_settling": False,
        "withdrawn_at": None,
    }
