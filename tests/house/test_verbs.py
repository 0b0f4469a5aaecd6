"""Every verb of the command line, asked of the app itself: none is counted by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from warehouse.cli import app
from warehouse.errors import catalogue
from warehouse.settings import PROJECT

PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]

# A group and its verb; what begins with a dash is an option of the group.
PAIR = r"zokwezo ([a-z-]+) ([a-z][a-z-]*)\b"


def leaves(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every verb that can be called, groups followed to their ends."""
    inner = getattr(command, "commands", None)
    if not inner:
        yield words
        return
    for name, one in inner.items():
        yield from leaves(one, (*words, name))


VERBS = sorted(leaves(get_command(app)))


def test_the_app_tells_its_verbs() -> None:
    assert len(VERBS) >= 20
    assert {("run",), ("release", "rollback"), ("sql",), ("try",)} <= set(VERBS)


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_verb_has_its_help_with_an_example(words: tuple[str, ...]) -> None:
    said = CliRunner().invoke(app, [*words, "--help"])
    assert said.exit_code == 0
    examples = re.sub(r"\s+", " ", said.output).split("Example")[1:]
    assert any(f"zokwezo {' '.join(words)}" in one for one in examples)


def test_a_verb_that_a_page_names_exists_to_its_last_word() -> None:
    groups = {words[0] for words in VERBS if len(words) > 1}
    named = {
        (group, verb)
        for page in PAGES
        for group, verb in re.findall(PAIR, page.read_text("utf-8"))
        if group in groups
    }
    assert len(named) >= 5
    assert named <= set(VERBS)


def test_an_option_that_a_sentence_names_exists() -> None:
    def options(command: Any) -> Iterator[str]:
        for one in command.params:
            yield from (*one.opts, *one.secondary_opts)
        for inner in getattr(command, "commands", {}).values():
            yield from options(inner)

    named = {
        option
        for sentences in catalogue().values()
        for sentence in sentences.values()
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", sentence)
    }
    assert len(named) > 10
    assert named <= set(options(get_command(app)))
