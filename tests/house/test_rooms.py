"""Whoever adds a line knows its room: a room says what it takes and gives; no name stands twice."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.settings import PROJECT

LIBRARY = PROJECT / "warehouse"
ROOMS = sorted(p.parent.name for p in LIBRARY.glob("*/__init__.py"))
# What a thing is, they do not say: whoever reads has to look where it came from.
SAY_NOTHING = {"told", "found", "said", "known"}
ARCHITECTURE = (PROJECT / "docs/architecture.md").read_text("utf-8")


def modules() -> list[Path]:
    return [
        path
        for path in sorted(LIBRARY.rglob("*.py"))
        if path.name != "__init__.py" and "migrations" not in path.parts
    ]


def layers() -> list[str]:
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    (path,) = [one for one in contracts if one.get("containers") == ["warehouse"]]
    assert path["exhaustive"]
    listed: list[str] = path["layers"]
    return listed


def repeated(places: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: paths for name, paths in places.items() if len(paths) > 1}


def test_the_root_of_the_library_fits_on_one_screen() -> None:
    entries = [p for p in LIBRARY.iterdir() if not p.name.startswith("__pycache__")]
    assert 10 < len(entries) <= 27


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_goes_in_what_comes_out_and_what_does_not_belong_there(room: str) -> None:
    said = importlib.import_module(f"warehouse.{room}").__doc__ or ""
    assert re.search(r"^In: .+Out: .+^Not here: ", said, re.DOTALL | re.MULTILINE)


def test_there_are_rooms_to_look_at() -> None:
    assert {"intake", "read", "conform", "checks", "receipts", "linkage", "load", "release"} <= set(
        ROOMS
    )


def test_the_order_of_the_rooms_is_held_one_a_line() -> None:
    assert set(ROOMS) <= set(layers())
    assert not [one for one in layers() if "|" in one]


def test_no_two_modules_have_one_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        places[path.name].append(str(path.relative_to(LIBRARY)))
    assert len(places) > 150
    assert repeated(places) == {}


def test_no_two_public_classes_have_one_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(path.relative_to(LIBRARY)))
    assert len(places) > 50
    assert repeated(places) == {}


def test_a_name_says_what_it_holds() -> None:
    named = [
        (path.name, name)
        for path in modules()
        for name in named_within(ast.parse(path.read_text("utf-8")))
    ]
    assert len(named) > 1000
    # An option of the command line is written for who types it: link --known.
    assert {one for one in named if one[1] in SAY_NOTHING} == {("link.py", "known")}


def named_within(tree: ast.Module) -> Iterator[str]:
    """The arguments and the locals of a module's functions."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.arg):
                    yield node.arg
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id


def test_the_map_has_every_room_in_the_order_of_the_layers() -> None:
    told = re.findall(r"^### `(\w+)/?`", ARCHITECTURE, re.MULTILINE)
    assert sorted(told) == ROOMS
    path = [one for one in told if one in ("intake", "read", "conform", "checks", "receipts",
                                          "linkage", "load", "release")]  # fmt: skip
    assert path == [one for one in reversed(layers()) if one in path]


def test_every_function_that_the_walk_names_is_there() -> None:
    walk = ARCHITECTURE.split("## The way of one record")[1].split("\n## ")[0]
    named = re.findall(r"`([a-z_.]+)\.([a-z_]+)`", walk)
    assert len(named) > 20
    for module, function in named:
        assert callable(getattr(importlib.import_module(f"warehouse.{module}"), function)), (
            module,
            function,
        )


# What a library asks of us by a name of its own.
ASKED_BY_NAME = {"downgrade", "handle_starttag", "handle_endtag", "wrap_key", "unwrap_key"}


def test_nothing_is_there_for_tests_alone() -> None:
    code = [
        path for room in ("warehouse", "dags", "plugins") for path in (PROJECT / room).rglob("*")
    ]
    named: set[str] = set()
    defined: set[str] = set()
    for path in code:
        if path.suffix in {".html", ".sql", ".yml"}:
            named |= set(re.findall(r"\w+", path.read_text("utf-8")))
        elif path.suffix == ".py":
            tree = ast.parse(path.read_text("utf-8"))
            named |= names_that_call(tree)
            if LIBRARY in path.parents:
                defined |= {
                    node.name
                    for node in ast.walk(tree)
                    if isinstance(node, ast.FunctionDef | ast.ClassDef)
                    and not node.decorator_list
                    and not node.name.startswith("__")
                }
    assert len(defined) > 2000
    assert defined - named == ASKED_BY_NAME


def names_that_call(tree: ast.Module) -> set[str]:
    """Every name that the code of a module says: no docstring, no import, no list of exports."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    told |= {
        id(one)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        for one in ast.walk(node.value)
    }
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            named.add(node.id)
        elif isinstance(node, ast.Attribute):
            named.add(node.attr)
        elif isinstance(node, ast.alias) and node.asname:
            named.add(node.name)
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        ):
            named |= set(re.findall(r"\w+", node.value))
    return named
