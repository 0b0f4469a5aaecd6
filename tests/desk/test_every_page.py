"""Every page that the desk has, as a person sees it: both languages, light, dark, 360 pixels;
by ear, by the Tab key, and where nothing may move.

The pages come from the table of routes: one that is added without an address here fails.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import BROWSER, DRIVER, ActionChains, Keys, Visit
from desk_client import app, arrived, give
from desk_client import browser as client_of
from sqlalchemy import text
from test_door import every_route
from test_screenshots import group_to_show, row_to_show, submission_to_show
from worlds import World

from warehouse import database

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BROWSER and DRIVER),
        reason="no Chromium here; make test installs it: apt-get install chromium chromium-driver",
    ),
]

LIGHTS = (
    ("light", 1280, "fr", "gestionnaire"),
    ("dark", 1280, "en", "gestionnaire"),
    ("light", 360, "en", "gestionnaire"),
    ("dark", 360, "fr", "gestionnaire"),
    ("dark", 360, "fr", "unite"),
)
# The small screen is where the most can lie upon what has the focus.
BY_KEYBOARD = ("light", 360)
NO_PAGE = {
    "/fichiers/{digest}/{name}", "/modeles/{source_id}", "/envois/{upload_id}",
    "/registres/{source_id}/chaine.jsonl", "/cle-publique.pem", "/depots/{submission_id}/{name}",
}  # fmt: skip
"""What is downloaded, or answers a script; a receipt is a page of another room."""
LIGHTEST = 100_000


def asked(sql: str) -> str:
    with database.engine().connect() as connection:
        return str(connection.scalars(text(sql)).first())


def pages() -> dict[str, list[str]]:
    """Route -> the addresses under which it shows what it can show, of what stands."""
    submission = "select submission_id from intake.submission where"
    many, row = submission_to_show(), row_to_show()
    link = "select link_id from identity.link_to_judge where state = 'open' order by link_id"
    return {
        "/": ["/"],
        "/tableau": ["/tableau?mois=60", "/tableau"],
        "/destinataires": ["/destinataires"],
        "/attendus": ["/attendus"],
        "/depots": ["/depots"],
        "/deposer": ["/deposer"],
        "/aide": ["/aide"],
        "/regles": ["/regles"],
        "/regles/{source_id}": ["/regles/umirr", "/regles/parquet"],
        "/suivi/{source_id}/{submission_id}": ["/suivi/umirr/S-0123456789abcdef"],
        "/depots/{submission_id}": [
            f"/depots/{many}",
            "/depots/" + asked(f"{submission} status = 'held'"),
            "/depots/" + asked(f"{submission} status = 'rejected'"),
            "/depots/" + asked(f"{submission} status = 'accepted'"),
            "/depots/" + asked(f"{submission} status is null"),
        ],
        "/depots/{submission_id}/lignes/{row_key}": [f"/depots/{many}/lignes/{row}"],
        "/decisions/{record_id}": [
            "/decisions/" + asked("select record_id from intake.decision_to_anonymise")
        ],
        "/a-faire": ["/a-faire", "/a-faire?sorte=held"],
        "/a-faire/vu": ["/a-faire/vu"],
        "/a-faire/livraison": ["/a-faire/livraison"],
        "/paires": ["/paires"],
        "/paires/accord": ["/paires/accord"],
        "/paires/{queue}": ["/paires/mis-en-cause"],
        "/paires/{queue}/{link_id}/groupe": [f"/paires/victimes/{group_to_show()}/groupe"],
        "/paires/{queue}/{link_id}": [f"/paires/victimes/{asked(link)}"],
    }


@pytest.fixture
def warehouse_of_samples(
    samples_and_more: World, enter_copy: Callable[[World], World]
) -> Iterator[Path]:
    """The samples, and what the samples do not have."""
    world = enter_copy(samples_and_more)
    arrived("umirr", "six.xlsx")
    kept_out = (
        "insert into intake.decision_to_anonymise (record_id, decision_id, source_id,"
        " submission_id, file_name, row_number, text_columns) select 'r-1', 'd-1', source_id,"
        " submission_id, 'decisions.xlsx', 3, '{Motifs,Faits}' from intake.submission"
        " where source_id = 'jurisprudence' limit 1"
    )
    with database.engine().begin() as connection:
        connection.execute(text(kept_out))
    yield world.var


def hers(account: str, there: list[str]) -> list[str]:
    """Of the pages those that an account may see."""
    client = client_of(account)
    return [one for one in there if client.get(one, follow_redirects=True).status_code == 200]


def faults_of(here: Visit) -> list[str]:
    """What is wrong with the page that stands in the window."""
    faults = here.violations()
    asked = "return performance.getEntriesByType('navigation')[0].transferSize"
    weight = here.driver.execute_script(asked)
    if not 0 < weight < LIGHTEST:
        faults.append(f"{weight} bytes")
    if aside := here.scrolls_aside():
        faults.append(f"scrolls {aside} pixels aside")
    return faults + here.driver.execute_script(UNHEARD)


UNHEARD = """
const region = document.getElementById('nouvelle'), faults = [];
if (region?.getAttribute('role') !== 'status') faults.push('no live region');
else if (region.textContent.trim()) faults.push('the live region speaks before anything changed');
for (const one of document.querySelectorAll('[hx-target]'))
    if (document.querySelector(one.getAttribute('hx-target')).contains(region))
        faults.push('the live region is exchanged with its page, and says nothing');
return faults;
"""
MOVING = """
return [...document.querySelectorAll('*')].filter(one => {
    const style = getComputedStyle(one);
    return style.transitionDuration.split(', ').some(time => parseFloat(time) > 0)
        || style.animationName !== 'none' || style.scrollBehavior === 'smooth';
}).length;
"""
# What the Tab key should come to, in the order in which it is read.
STOPS = """
window.stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select,'
    + ' textarea, summary, iframe, [tabindex]:not([tabindex="-1"])')]
    .filter(one => !one.disabled && one.checkVisibility());
return window.stops.length;
"""
# Which of them has the focus; and whether it is drawn, and nothing lies upon it.
HAS_FOCUS = """
const one = document.activeElement, box = one.getBoundingClientRect();
const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
const top = document.elementFromPoint(
    middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
return [window.stops.indexOf(one), getComputedStyle(one).outlineStyle !== 'none',
    one.contains(top) || !!top?.contains(one) || !!one.labels?.[0]?.contains(top)];
"""
STEPS = 40


def focus_faults(here: Visit) -> list[str]:
    """Where the Tab key leaves the order of reading, stays, or comes to what cannot be seen."""
    here.settle()
    count = here.driver.execute_script(STOPS)
    faults, wanted = [], 0
    for _ in range(STEPS):
        ActionChains(here.driver).send_keys(Keys.TAB).perform()
        place, is_drawn, is_free = here.driver.execute_script(HAS_FOCUS)
        # A date has a day, a month and a year to come to; the last stop is followed by the window.
        if place == wanted - 1 and wanted:
            continue
        if place == -1 and wanted == count:
            break
        if place != wanted:
            return [*faults, f"Tab comes to stop {place} where {wanted} of {count} is next"]
        if not is_drawn or not is_free:
            faults.append(f"stop {place} has the focus and is not seen: {is_drawn=} {is_free=}")
        wanted = place + 1
    return faults if wanted > 5 else [*faults, f"Tab does not go on after {wanted} stops"]


def test_every_page_is_fit_to_be_seen(warehouse_of_samples: Path, chromium: Any) -> None:
    give("gestionnaire", "steward", "judge_victims", "judge_suspects")
    give("unite", "focal_point", sources=["umirr"])
    there = pages()
    table = {path for method, path in every_route(app().routes) if method == "GET"}
    assert table - NO_PAGE == set(there), "each route has its addresses"
    every = [one for several in there.values() for one in several] + ["/nulle-part"]
    folder = os.environ.get("EVERY_PAGE")
    wrong: dict[str, list[str]] = {}
    address, driver = chromium
    moving = 0
    for theme, width, language, account in LIGHTS:
        here = Visit(driver, address, account)
        here.size(width)
        here.speak(language)
        here.theme(theme)
        seen = every if account == "gestionnaire" else hers(account, every)
        assert len(seen) > 8
        for path in seen:
            here.open(path)
            faults = faults_of(here)
            if (theme, width) == BY_KEYBOARD:
                faults += focus_faults(here)
                here.likes_motion(True)
                moving += driver.execute_script(MOVING)
                here.likes_motion(False)
                if still := driver.execute_script(MOVING):
                    faults.append(f"{still} things move for who wants none to")
            if faults:
                wrong[f"{path} {theme} {width} {language} {account}"] = faults
            if folder:
                name = f"{path[1:].replace('/', '_')[:40]}-{theme}-{width}-{language}-{account}.png"
                here.whole_page(Path(folder) / name)
    assert wrong == {}
    assert moving > 0, "there is something that could move"


# A page as no page may be: by eye, by ear, on a small screen and by the Tab key.
SPOILED = """
document.querySelector('main').append(new Image());
const faint = document.querySelector('h1');
faint.style.color = 'rgb(90, 90, 90)';
faint.style.background = 'rgb(110, 110, 110)';
document.querySelector('main').style.width = '900px';
document.getElementById('nouvelle').removeAttribute('role');
"""
COVERED = """
const cover = document.createElement('div');
cover.style = 'position: fixed; inset: 0; z-index: 9';
document.body.append(cover);
"""
BRIGHTNESS = """
const told = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).slice(0, 3);
return told.reduce((sum, one) => sum + Number(one), 0);
"""


def test_a_page_that_is_unfit_would_be_seen(visit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here = visit("gestionnaire")
    here.size(360)
    brightness = {}
    for theme in ("light", "dark"):
        here.theme(theme)
        here.open("/tableau")
        here.settle()
        assert faults_of(here) == []
        brightness[theme] = here.driver.execute_script(BRIGHTNESS)
    assert brightness["dark"] < brightness["light"] / 2
    here.driver.execute_script(SPOILED)
    monkeypatch.setitem(globals(), "LIGHTEST", 100)
    told = faults_of(here)
    for fault in ("image-alt", "color-contrast", "no live region", "scrolls", "bytes"):
        assert any(fault in one for one in told), fault
    here.open("/tableau")
    here.driver.execute_script(COVERED)
    assert any("is not seen" in one for one in focus_faults(here))
