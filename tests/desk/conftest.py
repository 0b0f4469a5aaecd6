"""One browser and one desk for every test that opens pages as a person does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import Visit, browser, served
from desk_client import give
from desk_tasks import VISITORS
from samples_and_more import take_more
from sqlalchemy import make_url
from worlds import World, copied, enter

from warehouse.settings import settings


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The address of a desk that serves whatever warehouse the test stands in, and a Chromium."""
    with served() as address, browser() as driver:
        yield address, driver


@pytest.fixture
def visit(chromium: Any, world: Any) -> Iterator[Any]:
    """Somebody who comes to the desk, by her account."""
    for account, (rights, sources) in VISITORS.items():
        give(account, *rights, sources=sources)
    address, driver = chromium
    yield lambda account: Visit(driver, address, account)
    # A page that asks again by itself would ask the next test's warehouse.
    driver.get("about:blank")


@pytest.fixture
def at_once(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was dropped is taken without a wait."""
    monkeypatch.setenv("ZOKWEZO_STABLE_SECONDS", "0")
    settings.cache_clear()


@pytest.fixture(scope="session")
def samples_and_more(
    sample_run: World, tmp_path_factory: pytest.TempPathFactory, named_database: Callable[..., str]
) -> World:
    """The release of the samples and what came since: for a test to copy, and to open its pages."""
    home = tmp_path_factory.mktemp("more")
    url = named_database("samples_and_more", str(make_url(sample_run.url).database))
    world = copied(sample_run, home, url)
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, world.var, world.url)
        take_more(home / "drop")
    settings.cache_clear()
    return world
