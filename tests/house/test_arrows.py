"""The arrows that import-linter cannot see: the environment, weight, and what is data."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from warehouse.checks.isolation import reading_version
from warehouse.checks.rulebook import SHAPING_ROWS, program_digest
from warehouse.settings import PROJECT

LIBRARY = PROJECT / "warehouse"
# What costs a second or more to import, or reads data: never in a DAG file, not even in a task.
HEAVY = {"duckdb", "great_expectations", "numpy", "pandas", "pyarrow", "splink", "sqlalchemy"}
# What a DAG file may import of ours where it is parsed.
AT_PARSE = {"warehouse.contracts", "warehouse.settings"}
# They hand a whole environment on to a process that they start; they read no setting from it.
STARTERS = {
    "proof/bench/scratch.py",
    "backup/database_dump.py",
    "database/embedded/server.py",
    "linkage/engine/spark.py",
    "cli/up/configuration.py",
}
# Somebody must open the database: one module for all others.
ENGINES = {"database/postgres.py"}


def modules(folder: Path) -> list[Path]:
    found = [folder] if folder.is_file() else folder.rglob("*.py")
    return sorted(p for p in found if "__pycache__" not in p.parts)


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_module_level(tree: ast.Module) -> ast.Module:
    """The same module without its functions and without what is only for the type checker."""

    class Surface(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            return None

        def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
            return None

        def visit_If(self, node: ast.If) -> ast.AST | None:
            if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
                return None
            return self.generic_visit(node)

    return ast.fix_missing_locations(Surface().visit(tree))


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def attributes(path: Path) -> frozenset[str]:
    """What a module takes of others, by name."""
    return frozenset(
        node.attr if isinstance(node, ast.Attribute) else node.name
        for node in ast.walk(parse(path))
        if isinstance(node, (ast.Attribute, ast.alias))
    )


# What a load takes of modules that it is not taken anew for: they move, seal or refuse rows, and
# change none. The key of the ids is the vault's own, and never another.
CHANGES_NO_ROW = {
    "__init__.py", "errors.py", "settings.py", "intake/__init__.py",
    "intake/plain_names.py", "intake/reasons.py", "files/full_disk.py", "files/whole_file.py",
    "vault/data_keys.py", "vault/owners.py", "vault/sealed_parquet.py", "vault/working_tables.py",
    "checks/gx/check_records.py", "checks/gx/frame.py", "checks/gx/suites.py",
    "checks/gx/validate.py",
    # Of a table of somebody's own (`zokwezo link`), which no load reads.
    "conform/birth.py", "read/delimited_text.py", "read/dropped_file.py", "read/encoding.py",
    "read/sheet.py",
}  # fmt: skip


def test_what_makes_a_row_has_all_rows_made_anew_when_it_changes() -> None:
    """A better search for names must reach the texts that were published before it."""
    made_by = [one for name in SHAPING_ROWS for one in modules(LIBRARY / name)]
    taken = {
        path.relative_to(LIBRARY).as_posix()
        for module in made_by
        for name in imported(parse(module))
        if name.partition(".")[0] == LIBRARY.name
        for path in (_file_of(name),)
        if path and path not in made_by
    }
    assert "lake.py" in SHAPING_ROWS and len(made_by) > 100
    assert taken == CHANGES_NO_ROW


def _file_of(name: str) -> Path | None:
    there = PROJECT.joinpath(*name.split("."))
    files = (there.with_suffix(".py"), there / "__init__.py")
    return next((one for one in files if one.is_file()), None)


def test_what_the_program_is_known_by_is_there() -> None:
    with pytest.raises(FileNotFoundError):
        program_digest(["errors.py", "moved_elsewhere.py"], [])
    assert program_digest(["errors.py"], []) != program_digest(["lake.py"], [])
    assert reading_version()


def test_only_settings_reads_the_environment() -> None:
    readers = {
        path.relative_to(LIBRARY).as_posix()
        for path in modules(LIBRARY)
        if attributes(path) & {"environ", "getenv", "environb", "BaseSettings"}
    }
    assert "settings.py" in readers
    # psutil's environ() of other processes, by which a launcher knows its own children.
    assert readers - {"settings.py", "cli/up/processes.py"} <= STARTERS


def test_one_module_makes_engines() -> None:
    makers = {
        path.relative_to(LIBRARY).as_posix()
        for path in modules(LIBRARY)
        if "create_engine" in attributes(path)
    }
    assert makers == ENGINES


def test_workbooks_are_written_in_one_way() -> None:
    writers = {
        path.relative_to(LIBRARY).as_posix()
        for path in modules(LIBRARY)
        if "xlsxwriter" in set(imported(parse(path)))
    }
    # The simulated ministries owe our writer nothing.
    assert writers == {"files/new_workbook.py", "proof/simulate/books.py"}


@pytest.mark.slow
def test_the_path_is_imported_without_great_expectations() -> None:
    """It costs ten seconds: whoever does not check must not pay."""
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, warehouse.pipeline, warehouse.cli;"
            "print('warehouse.pipeline' in sys.modules, 'great_expectations' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == ["True", "False"]


def test_the_command_line_imports_nothing_heavy_before_a_verb_asks() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys, warehouse.cli; print(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    ours = {name for name in said if name.startswith("warehouse.")}
    assert {"warehouse.cli.run", "warehouse.cli.query"} <= ours
    assert not {name.split(".")[0] for name in said} & HEAVY
    light = ("warehouse.cli", "warehouse.errors", "warehouse.messages", "warehouse.settings")
    assert all(name.startswith(light) for name in ours)


@pytest.mark.parametrize("path", modules(PROJECT / "dags"), ids=lambda p: p.name)
def test_a_dag_never_touches_a_frame_and_is_light_to_parse(path: Path) -> None:
    tree = parse(path)
    assert not {name.split(".")[0] for name in imported(tree)} & (HEAVY | {"dags"})
    top = {name for name in imported(at_module_level(tree)) if name.startswith("warehouse")}
    assert {".".join(name.split(".")[:2]) for name in top} <= AT_PARSE


@pytest.mark.parametrize("path", modules(PROJECT / "plugins"), ids=lambda p: p.name)
def test_a_plugin_is_light_for_every_part_imports_it(path: Path) -> None:
    top = {name.split(".")[0] for name in imported(at_module_level(parse(path)))}
    assert not top & (HEAVY | {"warehouse", "dags"})


def test_there_are_verbs_dags_and_plugins_to_look_at() -> None:
    assert len(modules(LIBRARY / "cli")) >= 8
    assert len(modules(PROJECT / "dags")) >= 3
    assert len(modules(PROJECT / "plugins")) >= 2


@pytest.mark.parametrize("folder", ["sources", "expectations"])
def test_what_clerks_and_auditors_read_holds_no_code(folder: str) -> None:
    files = [p for p in (PROJECT / folder).rglob("*") if p.is_file()]
    assert files
    assert {p.suffix for p in files} <= {".yml", ".csv", ".json", ".md"}


def test_nobody_else_installs_a_package_of_our_name() -> None:
    """``warehouse`` is an ordinary word: the one that is imported must be ours."""
    import warehouse

    assert Path(warehouse.__file__ or "").parent == LIBRARY


def test_no_test_reaches_into_a_private_name() -> None:
    tests = modules(PROJECT / "tests")
    assert len(tests) > 300
    assert [(path.name, name) for path in tests for name in private_names(parse(path))] == []


def private_names(tree: ast.Module) -> Iterator[str]:
    """What a module takes, sets or patches of ours by a name that begins with ``_``."""
    taken = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("warehouse")
        for alias in node.names
    }
    yield from (name for name in taken.values() if name.startswith("_"))
    for node in ast.walk(tree):
        # One of our modules, and beside it the name that is patched.
        beside = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
        if isinstance(node, ast.Attribute):
            named, of = node.attr, node.value
        elif len(beside) > 1 and isinstance(beside[1], ast.Constant):
            named, of = str(beside[1].value), beside[0]
        else:
            continue
        is_private = named.startswith("_") and not named.startswith("__")
        if is_private and ast.unparse(of).split(".")[0] in taken:
            yield named
