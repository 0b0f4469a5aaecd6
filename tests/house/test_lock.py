"""The lock: every dependency by name and version, from no address."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from warehouse.settings import PROJECT

LINES = (PROJECT / "requirements.lock").read_text("utf-8").splitlines()
LOCK = [Requirement(line) for line in LINES if not line.startswith("#")]
TOML = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
EXTRAS = TOML["project"]["optional-dependencies"]
DIRECT = [
    Requirement(line)
    for lines in (
        TOML["project"]["dependencies"],
        *EXTRAS.values(),
        TOML["build-system"]["requires"],
    )
    for line in lines
]


def test_every_line_is_a_name_and_one_version() -> None:
    assert len(LOCK) > 100
    for one in LOCK:
        assert one.url is None
        assert [spec.operator for spec in one.specifier] == ["=="], one.name


def test_the_lock_names_no_address_and_no_folder() -> None:
    for line in LINES:
        assert "://" not in line
        assert not line.lstrip().startswith(("-", ".", "/"))
        assert " @ " not in line


def test_every_direct_dependency_is_locked_at_a_version_it_allows() -> None:
    locked = {canonicalize_name(one.name): next(iter(one.specifier)).version for one in LOCK}
    assert len(DIRECT) > 30
    for one in DIRECT:
        assert one.specifier.contains(locked[canonicalize_name(one.name)], prereleases=True), one


def test_what_installs_the_lock_stands_in_it() -> None:
    names = {canonicalize_name(one.name) for one in LOCK}
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    for tool in re.findall(r"grep '\^([a-z]+)=='", makefile):
        assert tool in names


def test_every_direct_dependency_has_its_reason() -> None:
    page = (PROJECT / "docs/decisions/0010-dependencies.md").read_text("utf-8")
    told = set(re.findall(r"^\| `([^`]+)`", page, re.M))
    assert told == {canonicalize_name(one.name) for one in DIRECT}
