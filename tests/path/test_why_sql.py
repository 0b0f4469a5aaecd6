"""The command line on a warehouse that stands: answers, formats and exit codes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator

import pytest
import structlog
from worlds import World

from warehouse import release
from warehouse.cli import main
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table

pytestmark = pytest.mark.slow


@pytest.fixture
def call(
    samples: World, monkeypatch: pytest.MonkeyPatch, capfd
) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Call ``zokwezo``; gives its exit code and standard output, as a shell would see them."""

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["zokwezo", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        said = capfd.readouterr()
        code = left.value.code
        return (code if isinstance(code, int) else int(code is not None)), said.out, said.err

    yield called
    structlog.reset_defaults()


def _one(samples: World, query: str) -> str:
    return str(samples.rows(query)[0][0])


def test_why_names_the_files_and_rows_behind_a_victim(call, samples: World) -> None:
    victim = _one(samples, "select victim_id from warehouse.victim order by mentions_count desc")
    code, out, _ = call("why", victim, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["id"] == victim
    assert len(told["mentions"]) > 1
    assert {one["role"] for one in told["mentions"]} == {"victim"}
    assert not any("person_id" in one for one in told["mentions"]), "no bridge to another role"
    assert {"file_name", "sheet", "row_number", "case_method"} <= set(told["mentions"][0])


def test_why_of_a_case_names_its_rows_and_of_a_person_all_her_roles(call, samples: World) -> None:
    for query in ("select case_id from warehouse.case_file",
                  "select person_id from identity.person_mention"):  # fmt: skip
        code, out, _ = call("why", _one(samples, query), "--json")
        assert code == 0
        assert json.loads(out)["mentions"]


def test_why_never_says_a_name(call, samples: World) -> None:
    names = {
        name
        for path in (samples.var / "lake" / "conformed" / "person_mention").rglob("*.parquet")
        for name in read_table(path)["family_name"].to_pylist()
        if name and len(name) > 4
    }
    assert len(names) > 50
    for victim in samples.rows("select victim_id from warehouse.victim limit 5"):
        _, out, _ = call("why", victim[0])
        assert not [name for name in names if name in out]


def test_why_of_nobody_is_a_no(call) -> None:
    code, out, _ = call("why", "V-0000000000000", "--json")
    assert (code, json.loads(out)["mentions"]) == (1, [])


FORMATS = {
    "csv": lambda out: int(next(csv.DictReader(io.StringIO(out)))["n"]),
    "json": lambda out: json.loads(out)[0]["n"],
    "table": lambda out: int("".join(c for c in out.splitlines()[3] if c.isdigit())),
}


@pytest.mark.parametrize("fmt", FORMATS)
def test_sql_answers_in_every_format(call, samples: World, fmt: str) -> None:
    code, out, _ = call("sql", "select count(*) n from warehouse.victim", "--format", fmt)
    assert code == 0
    assert FORMATS[fmt](out) == samples.summary["victims"]


def test_sql_takes_a_percent_sign_as_it_is(call) -> None:
    code, out, _ = call(
        "sql", "select count(*) n from warehouse.victim where sex like '%F%'", "--format", "csv"
    )
    assert code == 0
    assert int(out.splitlines()[1]) > 0


WRONG = {
    "a write": "delete from warehouse.victim",
    "a write in disguise": "with x as (delete from warehouse.victim returning 1) select * from x",
    "a commit first": "commit; delete from warehouse.victim",
    "no such table": "select * from warehouse.nowhere",
    "no query": "hello",
}  # fmt: skip


@pytest.mark.parametrize("query", WRONG.values(), ids=WRONG.keys())
def test_sql_refuses_what_is_not_one_query_that_reads(call, samples: World, query: str) -> None:
    code, out, err = call("sql", query)
    assert (code, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err
    assert samples.rows("select count(*) from warehouse.victim")[0][0] == samples.summary["victims"]


ESCAPES = {
    "the vault": ("select * from identity.person_mention", "permission denied"),
    "the intake": ("select * from intake.submission", "permission denied"),
    "another role in the middle of a query": (
        "select set_config('role', 'postgres', true), query_to_xml('table identity.person', true,"
        " true, '')",
        "permission denied to set role",
    ),
    "its maker's session": ("set session authorization postgres", "permission denied"),
    "a program": ("copy warehouse.victim to program 'cat'", "permission denied"),
    "a copy out of the vault": ("copy identity.person to stdout", "permission denied"),
    "a copy to the terminal": ("copy warehouse.victim to stdout", ""),
    "a block of code": ("do $$ begin execute 'table identity.person'; end $$", "permission denied"),
    "a file of the server": ("select pg_read_file('PG_VERSION')", "permission denied"),
    "a file as a large object": ("select lo_import('/etc/passwd')", "permission denied"),
    "a table of its own": ("create temporary table mine (one text)", "read-only"),
    "a role taken back": ("reset role", ""),
    "two queries": ("select 1; select 2", "multiple commands"),
}  # fmt: skip


@pytest.mark.parametrize(("query", "said"), ESCAPES.values(), ids=ESCAPES.keys())
def test_sql_does_not_leave_its_role(call, query: str, said: str) -> None:
    code, out, err = call("sql", query)
    assert (code, out) == (2, "")
    assert said in err
    assert err.strip()
    assert "Traceback" not in err


def test_sql_says_what_postgresql_says_and_marks_the_place(call) -> None:
    code, out, err = call("sql", "select sex,\n  birth_yaer\nfrom warehouse.victim")
    assert (code, out) == (2, "")
    assert 'column "birth_yaer" does not exist (42703)' in err
    lines = err.splitlines()
    assert "2:3" in lines
    assert lines[lines.index("2:3") + 1 :] == ["    birth_yaer", "    ^"]


def test_sql_is_ended_after_its_time(call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOKWEZO_SQL_SECONDS", "1")
    settings.cache_clear()
    code, _, err = call("sql", "select pg_sleep(60)")
    assert code == 2
    assert "statement timeout" in err


def test_sql_has_the_eyes_of_the_role_it_is_given_and_leaves_a_line(call, samples: World) -> None:
    query = "select count(*) n from intake.submission where file_name <> 'ZZ secret'"
    assert call("sql", query)[0] == 2
    code, out, _ = call("sql", query, "--role", "steward", "--format", "csv")
    assert code == 0
    assert int(out.splitlines()[1]) > 10
    code, _, err = call("sql", "select 1", "--role", "emperor")
    assert code == 2
    assert "steward" in err
    lines = samples.rows(
        "select object, detail from audit.access_log where action = 'sql'"
        " order by event_id desc limit 2"
    )
    # And no digest of the query as it was: who guesses the name would see that he is right.
    told = {"query": "select count(*) n from intake.submission where file_name <> ?"}
    assert lines == [("zokwezo_steward", told), ("zokwezo_analyst", told)]


def test_a_login_that_was_lent_is_taken_back(call, samples: World) -> None:
    call("sql", "select 1")
    call("sql", "select 1 / 0")
    lent = "select rolname from pg_roles where starts_with(rolname, 'zokwezo_login_')"
    assert samples.rows(lent) == []


def test_times_that_python_does_not_know_come_out_as_they_are(call) -> None:
    code, out, _ = call("sql", "select 'infinity'::timestamptz as t", "--format", "csv")
    assert (code, out) == (0, "t\ninfinity\n")


def test_releases_are_listed_verified_and_rolled_back_or_said_to_be_none(call) -> None:
    code, out, _ = call("release", "list", "--json")
    assert code == 0
    assert [one["is_current"] for one in json.loads(out)] == [True]
    assert call("release", "verify")[:2] == (0, "ok\n")
    code, _, err = call("release", "rollback")
    assert code == 2
    assert err.strip()
    assert call("release", "verify", "99")[0] == 2
    assert call("release", "publish")[:2] == (0, "1\n")


def test_a_damaged_release_is_a_no(call) -> None:
    folder = settings().releases / "1"
    path = folder / "warehouse.victim.parquet"
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-1])
        code, out, _ = call("release", "verify")
        assert (code, out) == (1, "warehouse.victim.parquet\n")
    finally:
        path.write_bytes(whole)
    assert release.verify(settings().releases, 1) == []


def test_run_in_a_folder_of_no_source_is_a_wrong_call(call, tmp_path) -> None:
    code, _, err = call("run", str(tmp_path))
    assert code == 2
    assert "umirr" in err


@pytest.mark.parametrize("words", [("hold", "list"), ("decisions", "list")])
def test_a_list_of_nothing_says_that_it_is_empty(call, words: tuple[str, ...]) -> None:
    assert call(*words)[:2] == (0, "Rien : la liste est vide.\n")
    code, out, _ = call(*words, "--json")
    assert (code, json.loads(out)) == (0, [])


def test_an_id_that_nothing_speaks_of_is_told_with_what_an_id_looks_like(call) -> None:
    code, out, _ = call("why", "V-0000000000000")
    assert code == 1
    assert "V-…" in " ".join(out.split())


def test_a_path_that_the_system_refuses_is_one_sentence(call) -> None:
    code, _, err = call("simulate", "/proc/nowhere/country")
    assert code == 2
    assert "nowhere" in err or "country" in err
    assert "Traceback" not in err


def test_a_file_that_the_call_does_not_name_is_a_fault_of_ours_and_told_whole(
    call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", "/nowhere/of-ours")

    monkeypatch.setattr("warehouse.release.listed", missing)
    with pytest.raises(FileNotFoundError):
        call("release", "list")


def test_a_figure_is_shown_in_the_words_of_people_and_in_order(call) -> None:
    code, out, _ = call("figures", "show", "N01")
    assert code == 0
    assert "citoyenneté" in out
    assert "citizenship" not in out
    years = [line.split("│")[1] for line in out.splitlines() if line.startswith("│ 2026")]
    kinds = [line.split("│")[2].strip() for line in out.splitlines() if line.startswith("│ 2026")]
    assert len(years) > 20
    assert kinds == sorted(kinds)
