"""What ``make test`` calls: both halves whatever becomes of one, and nothing stays behind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from warehouse.settings import PROJECT

# In the place of pytest: says where it may write and what it was to run, and fails as it is told.
CALLED = """#!/bin/sh
echo "$TMPDIR" >>"$SAID"; touch "$TMPDIR/left"
case "$*" in *"not airflow"*) echo the rest; exit $REST;; *) echo the stack; exit $STACK;; esac
"""


def made(target: str, folder: Path, *, stack: int, rest: int) -> tuple[int, str, list[str]]:
    """How ``make`` ended, what it printed, and the folders in which the tests might write."""
    called, said = folder / "called", folder / "said"
    called.write_text(CALLED, "utf-8")
    called.chmod(0o700)
    # What a make of our own was told is not this one's.
    told = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    told |= {"SAID": str(said), "STACK": str(stack), "REST": str(rest), "TMPDIR": str(folder)}
    given = [f"PYTEST={called}", "READY=", f"SSHD={called}", f"CHROMIUM={called}"]
    done = subprocess.run(
        ["make", target, *given],
        check=False, cwd=PROJECT, env=told, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout, said.read_text("utf-8").split()


@pytest.mark.parametrize(("stack", "rest"), [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_all_tests_pass_where_both_halves_pass(tmp_path: Path, stack: int, rest: int) -> None:
    code, printed, folders = made("test", tmp_path, stack=stack, rest=rest)
    assert (code == 0) == (stack == rest == 0)
    assert "the rest\n" in printed and "the stack\n" in printed
    assert len(folders) == 2 and len({*folders}) == 1
    assert not Path(folders[0]).exists(), "what the tests wrote goes with them"


@pytest.mark.parametrize("rest", [0, 1])
def test_the_quick_tests_start_no_airflow(tmp_path: Path, rest: int) -> None:
    code, printed, folders = made("test-quick", tmp_path, stack=0, rest=rest)
    assert (code == 0) == (rest == 0)
    assert printed.startswith("the rest\n") and len(folders) == 1
    assert not Path(folders[0]).exists()
