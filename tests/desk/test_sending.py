"""A file sent through the page: whole, in pieces, tried, or that there is nothing to report."""

from __future__ import annotations

import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk_client import HERE, Woken, browser, give, judged, send, token
from fastapi.testclient import TestClient

from warehouse import database, intake, pipeline
from warehouse.contracts import load_contracts
from warehouse.contracts.codelists import load_codelists
from warehouse.desk.nil_return import nil_return
from warehouse.read.nil_comment import declaration_in
from warehouse.receipts.nil_declaration import fault_of_declaration
from warehouse.receipts.try_file import try_file
from warehouse.settings import PROJECT, settings
from warehouse.vault.signing_keys import public_keys

pytestmark = pytest.mark.slow

SAMPLE = sorted((PROJECT / "samples/drops/umirr").glob("*.xlsx"))[0]


def post_file(client: TestClient, path: str, body: bytes, **fields: str) -> Any:
    told = {"jeton": token(client, "/deposer"), "registre": "umirr"} | fields
    name = told.pop("nom", "mai.xlsx")
    return client.post(path, data=told, files={"fichier": (name, body)}, headers=HERE)


def dropped(source_id: str = "umirr") -> list[str]:
    folder = settings().drop / source_id
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def unite(world: Path) -> TestClient:
    give("unite", "focal_point", sources=["umirr"])
    give("femme", "focal_point", sources=["minfemme"])
    return browser("unite")


def test_the_page_says_its_limits_before(unite: TestClient) -> None:
    page = unite.get("/deposer").text
    assert "Au plus 50 Mo" in page
    assert ".xlsx" in page
    assert page.index('type="file"') < page.index("<select"), "the picker stands at the top"


def test_a_plain_form_drops_a_file_and_follows_it_to_its_receipt(world: Path) -> None:
    give("unite", "focal_point", sources=["umirr"])
    told = Woken()
    client = browser("unite", dropped=told.append)
    said = post_file(client, "/deposer", SAMPLE.read_bytes(), nom=SAMPLE.name)
    assert said.status_code == 303
    where = said.headers["location"]
    assert re.fullmatch(r"/suivi/umirr/S-[0-9a-f]{16}", where)
    assert dropped() == [SAMPLE.name]
    assert told == ["umirr"]
    waiting = client.get(where)
    assert waiting.status_code == 200
    assert "vous pouvez fermer cette page" in waiting.text
    (submission_id,) = pipeline.receive("umirr", stable_seconds=0)
    received = client.get(where)
    assert received.headers["location"] == f"/depots/{submission_id}"
    assert "son examen n" in client.get(f"/depots/{submission_id}").text
    pipeline.examine(submission_id)
    assert "hx-trigger" not in client.get(f"/depots/{submission_id}").text
    again = post_file(client, "/deposer", SAMPLE.read_bytes(), nom="autre nom.xlsx")
    assert again.headers["location"] == f"/depots/{submission_id}", "here is its receipt"
    assert "autre nom.xlsx" not in dropped()


def test_a_broken_line_goes_on_where_it_stopped(unite: TestClient) -> None:
    body = SAMPLE.read_bytes()
    told = {
        "source_id": "umirr", "file_name": SAMPLE.name, "size": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip

    def begin(client: TestClient, **more: Any) -> Any:
        head = HERE | {"x-zokwezo-jeton": token(client, "/deposer")}
        return client.post("/envois", content=json.dumps(told | more), headers=head)

    def piece(client: TestClient, upload_id: str, offset: int, part: bytes) -> Any:
        head = {"x-zokwezo-jeton": token(client, "/deposer"), "upload-offset": str(offset)}
        return client.patch(f"/envois/{upload_id}", content=part, headers=HERE | head)

    begun = begin(unite).json()
    half = len(body) // 2
    assert piece(unite, begun["upload_id"], 0, body[:half]).json() == {"offset": half}
    later = browser("unite")  # another visit, after the line was broken
    resumed = begin(later).json()
    assert resumed == {"upload_id": begun["upload_id"], "offset": half}
    assert later.get(f"/envois/{begun['upload_id']}").json() == {"offset": half}
    assert piece(later, begun["upload_id"], 0, body[:half]).status_code == 409
    other = browser("femme")
    assert other.get(f"/envois/{begun['upload_id']}").status_code == 404
    assert piece(other, begun["upload_id"], half, body[half:]).status_code == 404
    assert begin(other).status_code == 404, "not her register"
    done = piece(later, begun["upload_id"], half, body[half:]).json()
    assert done["location"].startswith("/suivi/umirr/S-")
    assert (settings().drop / "umirr" / SAMPLE.name).read_bytes() == body
    (submission_id,) = pipeline.receive("umirr", stable_seconds=0)
    assert begin(later).json() == {"location": f"/depots/{submission_id}"}
    assert begin(later, size="many").status_code == 400


@pytest.mark.parametrize("path", ["/deposer", "/essayer"])
def test_what_is_not_hers_or_no_file_is_not_taken(unite: TestClient, path: str) -> None:
    assert post_file(unite, path, b"a;b", registre="minfemme").status_code == 404
    assert post_file(unite, path, b"a;b", registre="../umirr").status_code == 404
    assert post_file(unite, path, b"").status_code == 409
    assert post_file(unite, path, b"a;b", jeton="another").status_code == 403
    none = unite.post(path, data={"jeton": token(unite, "/deposer")}, headers=HERE)
    assert none.status_code == 403
    assert dropped() == dropped("minfemme") == []


def test_a_file_beyond_the_limit_is_refused_with_the_limit(
    unite: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOKWEZO_UPLOAD_BYTES", "1000000")
    settings.cache_clear()
    client = browser("unite")
    said = post_file(client, "/deposer", b"x" * 1_000_001)
    assert said.status_code == 409
    assert "1 Mo" in said.text
    assert post_file(client, "/deposer", b"x" * 1_200_000).status_code == 413
    assert dropped() == []


def test_the_receipt_of_a_trial_is_that_of_the_drop_and_nothing_is_kept(
    unite: TestClient, tmp_path: Path
) -> None:
    before = {path for path in settings().var.rglob("*") if "pg" not in path.parts}
    said = post_file(unite, "/essayer", SAMPLE.read_bytes(), nom=SAMPLE.name)
    assert said.status_code == 200
    assert "sandbox" in said.headers["content-security-policy"]
    after = {path for path in settings().var.rglob("*") if "pg" not in path.parts}
    assert {p for p in after - before if p.is_file() and "keyring" not in p.parts} == set()
    with database.engine().connect() as connection:
        assert intake.known(connection, "umirr") == {}
    try_file(SAMPLE, "umirr", tmp_path)
    (by_hand,) = tmp_path.rglob("recu.html")

    def timeless(page: str) -> str:
        return re.sub(r"<dt>(Reçu|Examiné)</dt><dd>[^<]+", "", page)

    # Beside the receipt stands whom the file would change: here nobody was named before.
    (changes,) = re.findall(r'<aside class="trial".*?</aside>\n', said.text, re.S)
    assert "personnes nouvelles" in changes
    assert timeless(said.text.replace(changes, "")) == timeless(by_hand.read_text("utf-8"))


def test_nothing_to_report_is_a_file_that_says_so(unite: TestClient) -> None:
    said = send(unite, "/neant", token_from="/deposer", registre="umirr", mois="2026-05")
    assert said.status_code == 303
    assert dropped() == ["umirr_neant_2026_05.xlsx"]
    declaration = declaration_in(settings().drop / "umirr" / "umirr_neant_2026_05.xlsx")
    assert declaration is not None and fault_of_declaration(declaration, public_keys()) is None
    told = {name: declaration.told[name] for name in ("by", "source_id", "period")}
    assert told == {"by": "unite", "source_id": "umirr", "period": "2026-05"}
    (submission_id,) = pipeline.receive("umirr", stable_seconds=0)
    assert pipeline.examine(submission_id) in ("accepted", "accepted_with_warnings")
    with database.engine().connect() as connection:
        one = intake.submission(connection, submission_id)
    assert (one["is_nil"], one["period"], one["rows_accepted"]) == (True, "2026-05", 0)
    for wrong, status in (({"registre": "dspj"}, 404), ({"mois": "mai"}, 400)):
        told = {"registre": "umirr", "mois": "2026-05"} | wrong
        assert send(unite, "/neant", token_from="/deposer", **told).status_code == status


def test_a_nil_return_of_every_register_is_read_as_one(world: Path, tmp_path: Path) -> None:
    contracts = load_contracts(settings().sources)
    codes = load_codelists(settings().sources / "codes")
    found = {}
    for source_id, contract in contracts.items():
        name, body = nil_return(contract, codes, "2026-05")
        (tmp_path / name).write_bytes(body)
        said = try_file(tmp_path / name, source_id)
        found[source_id] = (said["status"], said["is_nil"], said["period"])
    assert len(found) >= 12
    assert {one[1:] for one in found.values()} == {(True, "2026-05")}, found
    assert {one[0] for one in found.values()} <= {"accepted", "accepted_with_warnings"}, found


def test_the_template_is_a_workbook_of_her_register(unite: TestClient) -> None:
    got = unite.get("/modeles/umirr")
    assert openpyxl.load_workbook(io.BytesIO(got.content)).worksheets
    assert got.headers["content-disposition"] == 'attachment; filename="modele_umirr.xlsx"'
    assert unite.get("/modeles/minfemme").status_code == 404


def test_her_history_is_hers_page_by_page(unite: TestClient) -> None:
    for n in range(52):
        judged("umirr", f"{n}.xlsx", "accepted", f"2026-{n % 12 + 1:02d}")
    judged("minfemme", "autre.xlsx", "accepted")
    first, second = unite.get("/depots").text, unite.get("/depots?page_de=1").text
    assert first.count("/depots/S-") == 50
    assert second.count("/depots/S-") == 2
    assert "autre.xlsx" not in first + second
