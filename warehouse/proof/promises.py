"""What the platform promises, each with the tests that hold it, which can be run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

from warehouse.errors import CallError, message
from warehouse.settings import PROJECT


@dataclass(frozen=True, slots=True)
class HousePromise:
    """One promise."""

    number: int  # as it is listed, from 1
    fr: str
    en: str
    tests: tuple[str, ...]  # the modules that hold it, from the root of a checkout


@cache
def promises() -> tuple[HousePromise, ...]:
    """All of them, in order."""
    entries: list[dict[str, Any]] = yaml.safe_load(
        resources.files(__package__).joinpath("promises.yml").read_text("utf-8")
    )
    return tuple(
        HousePromise(number, one["fr"], one["en"], tuple(one["tests"]))
        for number, one in enumerate(entries, 1)
    )


def is_kept(promise: HousePromise, checkout: Path = PROJECT) -> bool:
    """Run the tests of a promise; minutes each. What they print goes to stderr.

    Raises:
        CallError: the tests are not here, as in an installed wheel.
    """
    if not all((checkout / one).is_file() for one in promise.tests):
        raise CallError(message("proof.no_tests"))
    return all(_passes(one, checkout) for one in promise.tests)


def _passes(test: str, checkout: Path) -> bool:
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        called = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        called += [f"--junitxml={report.name}", test]
        done = subprocess.run(called, cwd=checkout, check=False, stdout=sys.stderr)
        # A module of which everything was skipped ends well, and shows nothing.
        return done.returncode == 0 and any(
            case.find("skipped") is None for case in ElementTree.parse(report.name).iter("testcase")
        )
