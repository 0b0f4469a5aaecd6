"""The try-out says what the platform does: all samples, spoiled files, the versions of a month."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count as from_zero
from pathlib import Path

import pytest
from lost_persons import APRIL, SPOILINGS, Maker, write
from odd_files import BANNER, HEADER, Cells, people, person, write_workbook
from tried_and_run import hold_equal
from worlds import SAMPLES

from warehouse.checks.rulebook import rulebook
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

NAME = "MPFFPE_victimes_04_2026{}.xlsx"
VERSIONS: Mapping[str, Sequence[Cells]] = {
    "more, then fewer": (people(5), people(8), people(3)),
    "the same in another order": (people(5), people(5)[::-1], people(6)),
    "nil, then all": (people(4), [["NEANT"]], people(4)),
    "spoiled, then right": ([person(0, C="?"), *people(4)[1:]], people(4), people(2)),
}
SOURCES = sorted({path.parent.name for path in SAMPLES.glob("*/*/*")})


def dropped(tmp_path: Path, source_id: str) -> Path:
    folder = tmp_path / "drop" / source_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("source_id", SOURCES)
def test_of_all_samples_the_try_out_says_what_becomes(
    world: Path, tmp_path: Path, source_id: str
) -> None:
    folder = dropped(tmp_path, source_id)
    files = [
        path
        for part in ("drops", "awkward")
        for path in sorted((SAMPLES / part / source_id).glob("[!~]*"))
    ]
    for path in files:
        hold_equal(Path(shutil.copyfile(path, folder / path.name)))
    assert len(files) >= 4


@pytest.mark.parametrize("versions", VERSIONS.values(), ids=VERSIONS)
def test_of_each_version_of_a_month_the_try_out_says_what_becomes(
    world: Path, tmp_path: Path, versions: Sequence[Cells]
) -> None:
    folder = dropped(tmp_path, "minfemme")
    for number, rows in enumerate(versions):
        path = folder / NAME.format(f" v{number + 1}")
        hold_equal(write_workbook(path, Feuil1=[*BANNER, HEADER, *rows]))


def test_of_the_same_bytes_again_the_try_out_says_what_becomes(world: Path, tmp_path: Path) -> None:
    folder = dropped(tmp_path, "minfemme")
    first = write_workbook(folder / NAME.format(""), Feuil1=[*BANNER, HEADER, *people(5)])
    assert hold_equal(first) == "accepted"
    again = Path(shutil.copyfile(first, folder / NAME.format(" (1)")))
    assert hold_equal(again) == "duplicate"
    other = Path(shutil.copyfile(first, folder / "MPFFPE_victimes_03_2026.xlsx"))
    assert hold_equal(other) != "duplicate"


def test_of_the_rest_of_a_file_the_try_out_says_what_becomes(world: Path, tmp_path: Path) -> None:
    path = dropped(tmp_path, "minfemme") / "MPFFPE_victimes_04_2026.csv"
    lines = [";".join(map(str, row)) + "\n" for row in [HEADER, *people(9)]]
    for count in (5, 10):
        path.write_text("".join(lines[:count]), "utf-8")
        assert hold_equal(path) == ("accepted" if count == 5 else "accepted_with_warnings")


def test_of_files_spoiled_in_every_way_the_try_out_says_what_becomes(
    world: Path, tmp_path: Path
) -> None:
    rules = rulebook(PROJECT / "sources", PROJECT / "expectations")
    left, states = {spoil.__name__ for spoil in SPOILINGS}, set()
    for seed in from_zero():
        # A month of its own for each file: none meets an earlier one.
        years, months = divmod(APRIL.month - 1 - seed, 12)
        month = date(APRIL.year + years, months + 1, 1)
        made = Maker(rules, seed, month).export()
        if left.intersection(made.done):
            left -= {*made.done}
            states.add(hold_equal(write(made, dropped(tmp_path, made.contract.source_id), seed)))
        if not left:
            break
    assert {"accepted", "partly_accepted", "rejected"} <= states
