"""A promise is held by tests that are there, and says it where one of them fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.proof.promises import HousePromise, is_kept, promises
from warehouse.settings import PROJECT


@pytest.fixture(autouse=True)
def _bare_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pytest started by a test takes half a second, and three with the plugins of libraries."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def test_each_promise_is_in_both_languages_and_held_by_tests_that_are_there() -> None:
    assert len(promises()) == 10
    for one in promises():
        assert one.fr != one.en
        assert one.tests
        for test in one.tests:
            assert "\ndef test_" in (PROJECT / test).read_text("utf-8"), test


def test_they_are_listed_and_nothing_is_run_unasked() -> None:
    result = CliRunner().invoke(app, ["proof", "--json"])
    assert result.exit_code == 0
    assert [row["is_kept"] for row in json.loads(result.stdout)] == [None] * 10


@pytest.mark.parametrize("holds", [True, False])
def test_a_promise_is_kept_where_all_its_tests_pass(holds: bool, tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_one(): assert True\n")
    (tmp_path / "test_two.py").write_text(f"def test_two(): assert {holds}\n")
    promise = HousePromise(1, "oui", "yes", ("test_one.py", "test_two.py"))
    assert is_kept(promise, tmp_path) is holds


def test_a_module_that_was_skipped_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_one(): pass\n")
    skipped = "import pytest\n@pytest.mark.skip\ndef test_two(): pass\n"
    (tmp_path / "test_two.py").write_text(skipped)
    assert not is_kept(HousePromise(1, "oui", "yes", ("test_one.py", "test_two.py")), tmp_path)


def test_without_the_tests_it_is_not_called_kept(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="sources"):
        is_kept(promises()[0], tmp_path)


def test_a_promise_that_nobody_made_is_refused() -> None:
    result = CliRunner().invoke(app, ["proof", "--run", "11"])
    assert isinstance(result.exception, CallError)
