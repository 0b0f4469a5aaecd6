"""Data Docs for stewards: what every file was checked for, and never what its cells hold.

A result is put away cheaply on the path of a file (``check_records``); ``build`` renders the site
from that, when there is time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from uuid import uuid4

import structlog

from warehouse.checks.gx.check_records import (
    Refusal,
    expectation_of_ours,
    newest_records,
    prune,
    read_records,
)
from warehouse.checks.gx.library import load_great_expectations
from warehouse.checks.gx.suites import Suite, read_suite
from warehouse.errors import Language
from warehouse.files.whole_file import written_whole

log = structlog.get_logger(__name__)

KEEP = 24


def build(
    folder: Path,
    expectations: Path,
    *,
    refusals: Sequence[Refusal] = (),
    keep: int = KEEP,
    language: Language = "fr",
) -> Path:
    """Render the site from what is recorded; the old one stays until the new one is whole.

    Args:
        folder: ``settings().data_docs``.
        expectations: ``settings().expectations``, whose suites get a page each.
        refusals: the files refused as a whole, for the first page.
        keep: how many submissions of each source stay; the records of older ones are removed.

    Returns:
        The first page, ``site/index.html``; it needs no network, no server and no script.
    """
    load_great_expectations()
    from warehouse.checks.gx.data_docs_pages import Pages

    site = folder / "site"
    records = prune(read_records(folder), folder, keep)
    suites = _plain_suites(expectations)
    pages = Pages(language, frozenset(suite["name"] for suite in suites))
    draft = folder / f".site-{uuid4().hex}"
    for suite in suites:
        name = f"expectations/{suite['name']}.html"
        _write_page(draft, site, name, pages.mark(suite), partial(pages.suite, suite))
    for one in records:
        _write_page(draft, site, one.page, pages.mark(asdict(one)), partial(pages.record, one))
    index = pages.index(records, [suite["name"] for suite in suites], refusals)
    (draft / "index.html").write_text(index, "utf-8")
    old = folder / f".old-{uuid4().hex}"
    if site.exists():
        site.rename(old)
    draft.rename(site)
    shutil.rmtree(old, ignore_errors=True)
    log.info("data docs built", records=len(records), suites=len(suites))
    return site / "index.html"


def build_first_page(
    folder: Path, expectations: Path, *, refusals: Sequence[Refusal]
) -> Path | None:
    """Render the first page alone, which is cheap; nothing, where no site was built yet.

    A refused file brings no release, and with the release the site is built: it is told before.
    """
    site = folder / "site"
    if not site.is_dir():
        return None
    load_great_expectations()
    from warehouse.checks.gx.data_docs_pages import Pages

    has_page = {path.stem for path in (site / "expectations").glob("*.html")}
    suites = [s["name"] for s in _plain_suites(expectations) if s["name"] in has_page]
    built = [one for one in read_records(folder) if (site / one.page).is_file()]
    page = Pages("fr", frozenset(suites)).index(newest_records(built, KEEP), suites, refusals)
    with written_whole(site / "index.html") as part:
        part.write_text(page, "utf-8")
    return site / "index.html"


def _write_page(draft: Path, site: Path, name: str, mark: str, render: Callable[[], str]) -> None:
    """The page as it stands in the old site, where it was made of the same; else a new one.

    Great Expectations takes 40 ms for a page, a country of two years has thousands of them, and
    from one release to the next few are new. The mark is the page's last line.
    """
    standing, page = site / name, draft / name
    page.parent.mkdir(parents=True, exist_ok=True)
    text = standing.read_text("utf-8") if standing.is_file() else ""
    page.write_text(text if text.endswith(mark) else render() + mark, "utf-8")


def _plain_suites(expectations: Path) -> list[Suite]:
    return [_plain_suite(path) for path in sorted(expectations.glob("*/*.json"))]


def _plain_suite(path: Path) -> Suite:
    suite = read_suite(path)
    return {
        "name": suite["name"],
        "expectations": [
            expectation_of_ours(one["type"], one["kwargs"], one["meta"])
            for one in suite["expectations"]
        ],
    }
