"""What a try-out leaves and refuses; that it says what becomes: ``test_try_out_of_versions``."""

from __future__ import annotations

from pathlib import Path

import pytest
from worlds import SAMPLES, World

from warehouse.errors import CallError
from warehouse.receipts.try_file import try_file

pytestmark = pytest.mark.slow

NO_NAME = SAMPLES / "awkward/minfemme/MPFFPE_mai_sans_nom.xlsx"


def test_a_try_out_stores_nothing(world: Path) -> None:
    assert try_file(NO_NAME, "minfemme")["rows_read"] > 0
    assert not world.exists()


def test_a_try_out_writes_its_receipt_where_it_is_told(samples: World, tmp_path: Path) -> None:
    said = try_file(NO_NAME, "minfemme", tmp_path / "out")
    assert {Path(one).name for one in said["receipt"]} >= {"recu.json", "recu.html"}
    assert all((tmp_path / "out") in Path(one).parents for one in said["receipt"])


def test_a_wrong_source_or_file_is_a_wrong_call(samples: World, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="umirr"):
        try_file(NO_NAME, "nulle_part")
    with pytest.raises(CallError):
        try_file(tmp_path / "absent.xlsx", "umirr")
