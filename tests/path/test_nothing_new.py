"""A release says something new, or it is not made: a nil return is known, and changes no row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from odd_files import BANNER, HEADER, people, write_workbook

from warehouse import pipeline, release, status

pytestmark = pytest.mark.slow


def test_a_nil_return_is_taken_and_makes_no_release(world: Path, drop: Callable[..., Path]) -> None:
    folder = drop("dspj/*_01*")
    pipeline.run(folder)
    first = release.current(world / "releases")
    nil = folder / "minfemme" / "MPFFPE_victimes_04_2026.xlsx"
    nil.parent.mkdir()
    write_workbook(nil, Feuil1=[*BANNER, HEADER, ["NEANT"]])
    summary = pipeline.run(folder)
    assert summary["files"] == 2, "the nil return is in the ledger"
    assert not status.anything_new()
    assert status.progress()["released_covers_all"]
    assert release.current(world / "releases") == first
    assert len(release.listed(world / "releases")) == 1


def test_a_file_with_a_person_makes_one(world: Path, drop: Callable[..., Path]) -> None:
    folder = drop("dspj/*_01*")
    pipeline.run(folder)
    more = folder / "minfemme" / "MPFFPE_victimes_04_2026.xlsx"
    more.parent.mkdir()
    write_workbook(more, Feuil1=[*BANNER, HEADER, *people(1)])
    pipeline.run(folder)
    assert len(release.listed(world / "releases")) == 2
