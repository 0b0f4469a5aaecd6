"""A folder for what is plain for a moment, beside those of other processes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from warehouse.vault.sealed_files import private_folder


@pytest.fixture(params=["/dev/shm", tempfile.gettempdir()])
def vanishing(request: pytest.FixtureRequest):
    """A name in the listing that is not there any more when it is looked at."""
    gone = Path(request.param) / "zokwezo-vault-999999999-gone"
    if not gone.parent.is_dir():
        pytest.skip("no such disk here")
    gone.symlink_to("nowhere")
    yield gone
    gone.unlink()


def test_a_folder_that_goes_while_it_is_looked_at_stops_nobody(vanishing: Path) -> None:
    with private_folder() as folder:
        (folder / "plain").write_text("x")
    assert not folder.exists()
