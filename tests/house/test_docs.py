"""The pages say what the code says, and point to what is there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from typer.main import get_command

from warehouse.cli import app
from warehouse.settings import PROJECT

PAGES = [
    PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "samples/README.md")
] + sorted((PROJECT / "docs").rglob("*.md"))
IDS = [str(page.relative_to(PROJECT)) for page in PAGES]


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", PROJECT / "docs/write_reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITTEN = ["settings.md", "dictionary.md", "sources.md", "fr/acces.md", "fr/questions.md"]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_page_written_from_the_code_is_up_to_date(name: str) -> None:
    written = (PROJECT / "docs" / name).read_text("utf-8")
    assert written == reference().PAGES[name](), "run `make docs`"


def test_every_published_column_is_described() -> None:
    text = (PROJECT / "docs/dictionary.md").read_text("utf-8")
    assert text.count("| `") > 50
    assert "None" not in text


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_pages_have_links_to_look_at() -> None:
    links = [re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", p.read_text("utf-8")) for p in PAGES]
    assert sum(map(len, links)) > 50


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_verb_that_a_page_names_exists(page: Path) -> None:
    verbs = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert len(verbs) > 5
    named = set(re.findall(r"(?:^|`|\n)zokwezo ([a-z][a-z-]*)", page.read_text("utf-8")))
    assert named <= verbs


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_target_of_make_that_a_page_names_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.M))
    assert {"run", "test"} <= targets
    assert set(re.findall(r"`make ([a-z-]+)", page.read_text("utf-8"))) <= targets


def test_ci_does_what_a_person_does_and_nothing_else() -> None:
    lines = (PROJECT / ".ci/run").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("make")] == ["make check", "make test"]


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(p.name[:4]) for p in (PROJECT / "docs/decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


def test_each_kind_of_file_names_a_test_that_is_there() -> None:
    lines = (PROJECT / "docs/file_kinds.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) >= 30
    for row in rows:
        ((module, test),) = re.findall(r"`(tests/\S+)::(test_\w+)`", row)
        assert f"\ndef {test}(" in (PROJECT / module).read_text("utf-8"), row


# A page of 60 lines; rows of a table are looked up and not read.
PAGE_WORDS = 625


@pytest.mark.parametrize(
    "page", sorted((PROJECT / "docs/decisions").glob("0*.md")), ids=lambda page: page.stem
)
def test_a_decision_is_a_page(page: Path) -> None:
    lines = [line for line in page.read_text("utf-8").splitlines() if not line.startswith("|")]
    assert len(" ".join(lines).split()) <= PAGE_WORDS
