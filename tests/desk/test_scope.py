"""Another source's page, row, receipt and download are not there; nor is what leads to them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk_client import HERE, app, browser, give, judged, send, token
from sqlalchemy import text
from test_door import every_route

from warehouse import database, pipeline
from warehouse.desk.scoped_reading import OutOfScopeError, reading
from warehouse.desk.visitor import Visitor
from warehouse.receipts.verify_receipt import verify_receipts
from warehouse.settings import PROJECT, settings
from warehouse.vault.signing_keys import read_public_key

pytestmark = pytest.mark.slow

FILES = ("", "/recu", "/recu.json", "/recu.pdf", "/a-corriger")


@pytest.fixture
def refused(world: Path, tmp_path: Path) -> Iterator[str]:
    """A file of ``umirr`` with rows kept back, taken through the real path."""
    folder = tmp_path / "drop" / "umirr"
    folder.mkdir(parents=True)
    book = openpyxl.load_workbook(sorted((PROJECT / "samples/drops/umirr").glob("*.xlsx"))[0])
    for cell in [cell for row in book.worksheets[0].iter_rows() for cell in row]:
        if str(cell.value).strip() in ("F", "M"):
            cell.value = "ni l'un ni l'autre"
    book.save(folder / "umirr_2026_01.xlsx")
    (submission_id,) = pipeline.receive("umirr", folder.parent, stable_seconds=0)
    pipeline.examine(submission_id)
    yield submission_id


def kinds(submission_id: str) -> set[str]:
    with database.engine().connect() as connection:
        return set(
            connection.scalars(
                text("select kind from intake.receipt where submission_id = :s"),
                {"s": submission_id},
            )
        )


def test_her_own_file_answers_and_another_ones_does_not_exist(refused: str) -> None:
    give("unite", "focal_point", sources=["umirr"])
    give("collegue", "focal_point", sources=["dspj"])
    give("femme", "focal_point", sources=["minfemme"])
    give("juge", "judge_victims")
    own = {path: browser("unite").get(f"/depots/{refused}{path}") for path in FILES}
    assert own[""].status_code == own["/recu"].status_code == own["/recu.json"].status_code == 200
    assert kinds(refused) == {"json", "html", "pdf", "workbook"}
    assert openpyxl.load_workbook(io.BytesIO(own["/a-corriger"].content)).worksheets
    assert own["/a-corriger"].headers["content-disposition"] == (
        f'attachment; filename="{refused}-a-corriger.xlsx"'
    )
    other = browser("femme")
    assert other.get("/tableau").status_code == 200
    for path in FILES:
        there = other.get(f"/depots/{refused}{path}")
        nowhere = other.get(f"/depots/S-0000000000000000{path}")
        assert there.status_code == nowhere.status_code == 404
        told = [re.sub(r'name="jeton" value="\w+"', "", one.text) for one in (there, nowhere)]
        assert told[0].replace(refused, "S-0000000000000000") == told[1]
        assert browser("collegue").get(f"/depots/{refused}{path}").status_code == 404, (
            "of the same ministry, and not her register"
        )
        assert browser("juge").get(f"/depots/{refused}{path}").status_code == 403


def test_the_workbook_is_on_the_trail_before_it_is_handed_over(
    refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    give("gestionnaire", "steward")
    give("femme", "focal_point", sources=["minfemme"])
    trail = text("select by, object from audit.access_log where action = 'export'")

    def noted() -> list[tuple[str, str]]:
        with database.engine().connect() as connection:
            return [tuple(one) for one in connection.execute(trail)]

    asked = f"/depots/{refused}/a-corriger"
    assert browser("femme").get(asked).status_code == 404
    assert browser("gestionnaire").get(f"/depots/{refused}/recu").status_code == 200
    assert noted() == []
    seen: list[list[tuple[str, str]]] = []

    def opened(*of: Any) -> Any:
        seen.append(noted())
        raise RuntimeError

    monkeypatch.setattr("warehouse.desk.submission_routes.open_sealed", opened)
    assert browser("gestionnaire").get(asked).status_code == 500
    assert seen == [[("gestionnaire", refused)]]


def test_a_receipt_is_a_page_of_its_own_and_is_saved_under_a_safe_name(refused: str) -> None:
    give("unite", "focal_point", sources=["umirr"])
    client = browser("unite")
    receipt = client.get(f"/depots/{refused}/recu")
    assert "sandbox" in receipt.headers["content-security-policy"]
    assert refused in receipt.text
    saved = client.get(f"/depots/{refused}/recu.json").headers["content-disposition"]
    assert saved == f'attachment; filename="{refused}-recu.json"'


def test_what_was_downloaded_is_verified_away_from_the_platform(
    refused: str, tmp_path: Path
) -> None:
    give("unite", "focal_point", sources=["umirr"])
    give("femme", "focal_point", sources=["minfemme"])
    client, away = browser("unite"), tmp_path / "telechargements"
    away.mkdir()
    paths = [f"/depots/{refused}{path}" for path in FILES if path]
    for path in [*paths, "/registres/umirr/chaine.jsonl", "/cle-publique.pem"]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        saved = re.search(r'filename="([^"]+)"', answer.headers["content-disposition"])
        assert saved
        (away / saved[1]).write_bytes(answer.content)
    key = dict([read_public_key(away / "cle-publique.pem")])
    for name in ("recu.json", "recu.html", "recu.pdf", "a-corriger.xlsx"):
        (told,) = verify_receipts(away / f"{refused}-{name}", key)
        assert (told.faults, len(told.notes)) == ([], 1), name
    assert browser("femme").get("/registres/umirr/chaine.jsonl").status_code == 404
    assert browser("femme").get("/registres/minfemme/chaine.jsonl").status_code == 404, "none yet"
    assert browser("unite").get("/registres/..%2f..%2fkeys/chaine.jsonl").status_code == 404


def test_a_receipt_outside_its_folder_is_none(world: Path) -> None:
    give("gestionnaire", "steward")
    (settings().receipts).mkdir(parents=True)
    (world / "secret.html").write_text("secret")
    one = judged("umirr", "mai.xlsx", "accepted", receipts={"html": "../secret.html"})
    assert browser("gestionnaire").get(f"/depots/{one}/recu").status_code == 404
    (settings().receipts / "link.html").symlink_to(world / "secret.html")
    two = judged("umirr", "juin.xlsx", "accepted", "2026-05", receipts={"html": "link.html"})
    assert browser("gestionnaire").get(f"/depots/{two}/recu").status_code == 404


def test_row_policies_stand_beneath_the_queries(world: Path) -> None:
    judged("umirr", "mai.xlsx", "accepted")
    judged("minfemme", "mai.xlsx", "accepted")
    visitor = Visitor("unite", frozenset({"focal_point"}), frozenset({"umirr"}))
    with reading(visitor) as connection:
        # The query names no source, as one that somebody forgot.
        seen = connection.scalars(text("select source_id from intake.submission")).all()
    assert seen == ["umirr"]


@pytest.mark.parametrize(
    "sources",
    [(), ("umirr", "minfemme"), ("umirr", "nowhere")],
    ids=["none", "of_two_ministries", "unknown"],
)
def test_who_is_no_ministrys_reads_nothing(world: Path, sources: tuple[str, ...]) -> None:
    visitor = Visitor("x", frozenset({"focal_point"}), frozenset(sources))
    with pytest.raises(OutOfScopeError), reading(visitor):
        pass


SHE_SENDS: dict[tuple[str, str], dict[str, str]] = {
    ("GET", "/depots/{submission_id}"): {},
    ("GET", "/depots/{submission_id}/{name}"): {},
    ("GET", "/depots/{submission_id}/lignes/{row_key}"): {},
    ("GET", "/envois/{upload_id}"): {},
    ("PATCH", "/envois/{upload_id}"): {},
    ("GET", "/modeles/{source_id}"): {},
    ("GET", "/regles/{source_id}"): {},
    ("GET", "/registres/{source_id}/chaine.jsonl"): {},
    ("GET", "/suivi/{source_id}/{submission_id}"): {},
    ("POST", "/depots/{submission_id}/decision"): {"decision": "release", "raison": "x"},
    ("POST", "/depots/{submission_id}/deplacer"): {},
    ("POST", "/depots/{submission_id}/lignes/{row_key}/ouvrir"): {},
    ("POST", "/depots/{submission_id}/lignes/{row_key}/decision"): {
        "decision": "renvoyer", "raison": "x",
    },
    ("POST", "/destinataires"): {
        "registre": "umirr", "acte": "ajouter", "adresse": "elle@ailleurs.exemple",
    },
    ("POST", "/attendus"): {"registre": "umirr", "mois": "2026-03", "jour": "2026-12-24"},
    ("POST", "/deposer"): {"registre": "umirr"},
    ("POST", "/essayer"): {"registre": "umirr"},
    ("POST", "/neant"): {"registre": "umirr", "mois": "2026-03"},
    ("POST", "/envois"): {},
}  # fmt: skip
"""Every route that can name another's register, file or row, and what she would send there."""
STEWARDS = ("/a-faire", "/paires", "/decisions")
"""What is no focal point's at all, by the beginning of its address."""
HERS = {
    ("GET", path)
    for path in (
        "/",
        "/tableau",
        "/depots",
        "/deposer",
        "/regles",
        "/destinataires",
        "/attendus",
        "/aide",
    )
} | {("POST", "/langue"), ("GET", "/fichiers/{digest}/{name}"), ("GET", "/cle-publique.pem")}
"""What names nobody's: it answers her, with her own and nothing else."""


def counted() -> list[int]:
    tables = (
        "intake.submission", "intake.row_decision", "intake.addressee", "intake.acknowledgement",
        "intake.promised_export", "identity.judgement",
    )  # fmt: skip
    with database.engine().connect() as connection:
        return [connection.scalar(text(f"select count(*) from {one}")) or 0 for one in tables]


def test_no_route_at_all_gives_her_what_is_anothers(refused: str) -> None:
    give("unite", "focal_point", sources=["umirr"])
    give("femme", "focal_point", sources=["minfemme"])
    unite, femme = browser("unite"), browser("femme")
    address = "chef@umirr.exemple"
    send(unite, "/destinataires", registre="umirr", acte="ajouter", adresse=address)
    header = HERE | {"x-zokwezo-jeton": token(unite)}
    begun = {"source_id": "umirr", "file_name": "a.csv", "size": 9, "sha256": "0" * 64}
    upload_id = unite.post("/envois", json=begun, headers=header).json()["upload_id"]
    with database.engine().connect() as connection:
        asked = "select min(row_key) from intake.quarantined_row where submission_id = :s"
        row_key = connection.scalar(text(asked), {"s": refused})
        file_name = connection.scalar(text("select file_name from intake.submission"))
    table = {(method, path) for method, path in every_route(app().routes) if method != "HEAD"}
    stewards = {one for one in table if one[1].startswith(STEWARDS)}
    assert table == set(SHE_SENDS) | stewards | HERS, "a new route says here whose it is"
    assert len(stewards) > 8
    before, dropped = counted(), sorted(settings().drop.rglob("*"))
    mine = token(femme)
    known = {
        "submission_id": refused, "row_key": str(row_key), "upload_id": upload_id,
        "source_id": "umirr", "queue": "victimes", "link_id": "L0", "name": "recu",
        "record_id": "r-1",
    }  # fmt: skip
    for method, path in sorted(set(SHE_SENDS) | stewards):
        there = re.sub(r"{(\w+)}", lambda one: known[one[1]], path)
        headers = HERE | {"x-zokwezo-jeton": mine, "upload-offset": "0"}
        sent: dict[str, Any] = {"data": {"jeton": mine, **SHE_SENDS.get((method, path), {})}}
        if path in ("/deposer", "/essayer"):
            sent["files"] = {"fichier": ("a.csv", b"a;b")}
        elif path.startswith("/envois"):
            sent = {"json": begun} if method == "POST" else {}
        answer = femme.request(method, there, headers=headers, **sent)
        assert answer.status_code in (403, 404), (method, path, answer.status_code)
        assert file_name not in answer.text, (method, path)
    assert (counted(), sorted(settings().drop.rglob("*"))) == (before, dropped)
    for method, path in sorted(HERS):
        if method == "GET" and "{" not in path:
            shown = femme.get(path, follow_redirects=True)
            assert shown.status_code == 200, path
            for word in (refused, file_name, address, "UMIRR"):
                assert word not in shown.text, (path, word)
    # That what she asked for was there: its own focal point is answered at the same addresses.
    for path in (f"/depots/{refused}", f"/envois/{upload_id}", "/modeles/umirr", "/regles/umirr"):
        assert unite.get(path).status_code == 200, path
