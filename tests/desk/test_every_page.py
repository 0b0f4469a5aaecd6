"""Every page that the desk has, as a person sees it: both languages, light, dark, 360 pixels.

The pages come from the table of routes: one that is added without an address here fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import BROWSER, DRIVER, Visit, browser, served
from desk_client import app, arrived, give
from sqlalchemy import text
from test_door import every_route
from test_screenshots import group_to_show, row_to_show, something_to_decide, submission_to_show

from warehouse import database, pipeline
from warehouse.settings import PROJECT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BROWSER and DRIVER),
        reason="no Chromium here; make test installs it: apt-get install chromium chromium-driver",
    ),
]

LIGHTS = (
    ("light", 1280, "fr"), ("dark", 1280, "en"), ("light", 360, "en"), ("dark", 360, "fr"),
)  # fmt: skip
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
def warehouse_of_samples(world: Path, tmp_path: Path) -> Iterator[Path]:
    """The samples, and what the samples do not have."""
    pipeline.run(PROJECT / "samples" / "drops")
    something_to_decide(tmp_path / "more")
    arrived("umirr", "six.xlsx")
    kept_out = (
        "insert into intake.decision_to_anonymise (record_id, decision_id, source_id,"
        " submission_id, file_name, row_number, text_columns) select 'r-1', 'd-1', source_id,"
        " submission_id, 'decisions.xlsx', 3, '{Motifs,Faits}' from intake.submission"
        " where source_id = 'jurisprudence' limit 1"
    )
    with database.engine().begin() as connection:
        connection.execute(text(kept_out))
    yield world


def test_every_page_is_fit_to_be_seen(warehouse_of_samples: Path) -> None:
    give("gestionnaire", "steward", "judge_victims", "judge_suspects")
    there = pages()
    table = {path for method, path in every_route(app().routes) if method == "GET"}
    assert table - NO_PAGE == set(there), "each route has its addresses"
    folder = os.environ.get("EVERY_PAGE")
    wrong: dict[str, list[str]] = {}
    with served() as address, browser() as driver:
        here = Visit(driver, address, "gestionnaire")
        for theme, width, language in LIGHTS:
            here.size(width)
            here.speak(language)
            here.theme(theme)
            for path in [one for several in there.values() for one in several]:
                here.open(path)
                faults = here.violations()
                weight = driver.execute_script(
                    "return performance.getEntriesByType('navigation')[0].transferSize"
                )
                if not 0 < weight < LIGHTEST:
                    faults.append(f"{weight} bytes")
                if aside := here.scrolls_aside():
                    faults.append(f"scrolls {aside} pixels aside")
                if faults:
                    wrong[f"{path} {theme} {width} {language}"] = faults
                if folder:
                    here.whole_page(
                        Path(folder)
                        / f"{path[1:].replace('/', '_')[:40]}-{theme}-{width}-{language}.png"
                    )
    assert wrong == {}
