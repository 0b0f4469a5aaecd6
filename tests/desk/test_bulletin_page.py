"""The bulletin of the samples in a real browser: sound to axe-core, narrow and wide."""

from __future__ import annotations

import email
import os
from email.policy import default
from pathlib import Path

import pytest
from chromium import BROWSER, DRIVER, Visit, browser

from warehouse import pipeline
from warehouse.indicators.bulletin.release_bulletin import make_bulletin
from warehouse.settings import PROJECT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BROWSER and DRIVER),
        reason="no Chromium here; make test installs it: apt-get install chromium chromium-driver",
    ),
]


class Reader(Visit):
    """Who opens the page as a file, without a desk and without an account."""

    def __init__(self, driver: object, folder: Path) -> None:
        self.driver, self.address = driver, folder.as_uri()  # type: ignore[assignment]  # a Chrome


def test_the_bulletin_of_the_samples_is_sound_in_both_languages(
    world: Path, tmp_path: Path
) -> None:
    pipeline.run(PROJECT / "samples" / "drops")
    written = make_bulletin(tmp_path)
    assert sum(one.stat().st_size for one in written) < 2_000_000
    named = os.environ.get("SCREENSHOTS")
    pictures = PROJECT / named if named else tmp_path
    pages = [one for one in written if one.suffix == ".html"]
    with browser() as driver:
        reader = Reader(driver, tmp_path)
        for page in pages:
            language = page.stem.rsplit("-", 1)[1]
            reader.size(360, 740)
            reader.open(f"/{page.name}")
            assert reader.scrolls_aside() == 0
            reader.size(900, 1300)
            reader.open(f"/{page.name}")
            assert reader.violations() == []
            picture = pictures / f"bulletin-{language}.png"
            assert driver.save_screenshot(str(picture))
            assert 5_000 < picture.stat().st_size < 400_000
    (draft,) = tmp_path.glob("*.eml")
    mail = email.message_from_bytes(draft.read_bytes(), policy=default)
    assert mail["X-Unsent"] == "1"
    attached = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert attached == {one.name: one.read_bytes() for one in written if one.suffix == ".pdf"}
