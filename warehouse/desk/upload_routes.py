"""For focal points: send a file, try one, say that there is nothing, and see the receipt come."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from warehouse.desk import uploads
from warehouse.desk.door import kind_and_place
from warehouse.desk.forms import FormDep, VisitorDep, checked_header, needs, text_of
from warehouse.desk.known_sources import known_codes, known_contracts
from warehouse.desk.nil_return import nil_return, template_bytes
from warehouse.desk.rendering import fragment, page, see_other
from warehouse.desk.scoped_reading import OutOfScopeError, reading
from warehouse.desk.submission_facts import has_submission, listed_submissions
from warehouse.desk.submission_routes import RECEIPT_POLICY
from warehouse.desk.trial import receipt_of_trial
from warehouse.desk.upload_forms import SentFileDep
from warehouse.desk.visitor import Visitor
from warehouse.intake.calendar import months
from warehouse.receipts.nil_declaration import declare_nil
from warehouse.receipts.wording import BANGUI
from warehouse.settings import settings
from warehouse.vault.signing_keys import fingerprint_of, signing_key

router = APIRouter(dependencies=[Depends(needs("steward", "focal_point"))])

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = ".xlsx, .xls, .xlsm, .ods, .csv, .tsv, .txt, .htm, .html"
PAGE = 50
# Bytes of a body beyond those of the file: the other fields of its form.
AROUND = 100_000
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

log = structlog.get_logger(__name__)


def largest_bodies() -> dict[str, int]:
    """The routes that take more than a form, and how much, bytes."""
    whole = settings().upload_bytes + AROUND
    return {
        "/deposer": whole,
        "/essayer": whole,
        "/envois/{upload_id}": uploads.LARGEST_PIECE,
    }


@router.get("/deposer")
def upload_page(request: Request, visitor: VisitorDep, registre: str = "") -> Response:
    """The file picker, the limits, and her files of late."""
    contracts = known_contracts()
    sources = visitor.scope(contracts)
    with reading(visitor) as connection:
        files = listed_submissions(connection, sources, 10, 0)
    today = datetime.now(UTC).astimezone(BANGUI).date()
    return page(
        request,
        "upload",
        sources=[contracts[one] for one in sources],
        chosen=registre if registre in sources else "",
        files=files,
        contracts=contracts,
        types=TYPES,
        megabytes=uploads.megabytes(),
        most=settings().upload_bytes,
        piece=uploads.PIECE,
        last_months=list(months(f"{today.year - 1}-{today.month:02d}", today))[::-1],
    )


@router.get("/depots")
def history(
    request: Request, visitor: VisitorDep, page_de: Annotated[int, Query(ge=0, le=10_000)] = 0
) -> Response:
    """Every file of her registers, the newest first."""
    contracts = known_contracts()
    with reading(visitor) as connection:
        files = listed_submissions(connection, visitor.scope(contracts), PAGE + 1, page_de * PAGE)
    return page(
        request, "history", files=files[:PAGE], contracts=contracts, at=page_de,
        has_more=len(files) > PAGE,
    )  # fmt: skip


@router.post("/deposer")
def send_file(request: Request, visitor: VisitorDep, sent: SentFileDep) -> Response:
    """A whole file at once: what a browser without script sends."""
    _require_scope(visitor, sent.source_id)
    sha256 = hashlib.sha256(sent.body).hexdigest()
    if before := _before(visitor, sent.source_id, sha256):
        return see_other(request, f"/depots/{before}")
    there = uploads.drop(sent.source_id, sent.file_name, sent.body)
    return _follow(request, sent.source_id, there.name, sha256)


@router.post("/essayer")
def try_file(request: Request, visitor: VisitorDep, sent: SentFileDep) -> Response:
    """The receipt that a file would get, and whom it would change; nothing is kept."""
    _require_scope(visitor, sent.source_id)
    receipt, changes = receipt_of_trial(sent.source_id, sent.file_name, sent.body)
    changed = fragment(request, "trial_changes", changes=changes)
    return Response(
        receipt.replace("<main>\n", f"<main>\n{changed}\n", 1),
        media_type="text/html; charset=utf-8",
        headers={"content-security-policy": RECEIPT_POLICY},
    )


@router.post("/neant")
def say_nothing(request: Request, visitor: VisitorDep, form: FormDep) -> Response:
    """A month with nothing to report, as a file of its register."""
    source_id, period = text_of(form, "registre"), text_of(form, "mois")
    _require_scope(visitor, source_id)
    if not _MONTH.fullmatch(period):
        raise HTTPException(400)
    name, body = nil_return(known_contracts()[source_id], known_codes(), period)
    key = signing_key()
    body = declare_nil(
        body, source_id, period, by=visitor.account, at=datetime.now(UTC), key=key,
        fingerprint=fingerprint_of(key.public_key()),
    )  # fmt: skip
    there = uploads.drop(source_id, name, body)
    return _follow(request, source_id, there.name, hashlib.sha256(body).hexdigest())


@router.get("/modeles/{source_id}")
def template(visitor: VisitorDep, source_id: str) -> Response:
    """The workbook that a ministry fills in."""
    _require_scope(visitor, source_id)
    return Response(
        template_bytes(known_contracts()[source_id], known_codes()),
        media_type=SPREADSHEET,
        headers={"content-disposition": f'attachment; filename="modele_{source_id}.xlsx"'},
    )


@router.get("/suivi/{source_id}/{submission_id}")
def follow(request: Request, visitor: VisitorDep, source_id: str, submission_id: str) -> Response:
    """A file that was dropped, until the ledger knows it; then its own page."""
    _require_scope(visitor, source_id)
    if not re.fullmatch(r"S-[0-9a-f]{16}", submission_id):
        raise OutOfScopeError
    with reading(visitor) as connection:
        is_known = has_submission(connection, visitor.scope(known_contracts()), submission_id)
    if is_known:
        return see_other(request, f"/depots/{submission_id}")
    return page(request, "follow", contract=known_contracts()[source_id])


@router.post("/envois", dependencies=[Depends(checked_header)])
async def begin_upload(request: Request, visitor: VisitorDep) -> Response:
    """Begin an upload or go on with one: where it stands, or where its receipt is."""
    try:
        upload = uploads.described(visitor.account, await request.body())
    except ValueError:
        raise HTTPException(400) from None
    _require_scope(visitor, upload.source_id)
    before = await run_in_threadpool(_before, visitor, upload.source_id, upload.sha256)
    if before:
        root = request.scope.get("root_path", "")
        return JSONResponse({"location": f"{root}/depots/{before}"})
    offset = await run_in_threadpool(uploads.begin, upload)
    return JSONResponse({"upload_id": upload.upload_id, "offset": offset}, status_code=201)


@router.get("/envois/{upload_id}")
def where_upload_stands(visitor: VisitorDep, upload_id: str) -> Response:
    """How many bytes of an upload are here."""
    return JSONResponse({"offset": uploads.offset_of(_upload(visitor, upload_id))})


@router.patch("/envois/{upload_id}", dependencies=[Depends(checked_header)])
async def add_piece(request: Request, visitor: VisitorDep, upload_id: str) -> Response:
    """Add a piece; with the last one the file is dropped, and the answer says where it is seen."""
    upload = _upload(visitor, upload_id)
    try:
        offset = int(request.headers["upload-offset"])
    except (KeyError, ValueError):
        raise HTTPException(400) from None
    piece = await request.body()
    try:
        here = await run_in_threadpool(uploads.append, upload, offset, piece)
    except uploads.WrongOffsetError as wrong:
        return JSONResponse({"offset": wrong.offset}, status_code=409)
    if here < upload.size:
        return JSONResponse({"offset": here})
    there = await run_in_threadpool(uploads.finish, upload)
    _announce(request, upload.source_id)
    submission_id = await run_in_threadpool(
        uploads.future_id, upload.source_id, there.name, upload.sha256
    )
    root = request.scope.get("root_path", "")
    return JSONResponse(
        {"offset": here, "location": f"{root}/suivi/{upload.source_id}/{submission_id}"}
    )


def _upload(visitor: Visitor, upload_id: str) -> uploads.Upload:
    try:
        upload = uploads.find(visitor.account, upload_id)
    except uploads.NoUploadError:
        raise OutOfScopeError from None
    _require_scope(visitor, upload.source_id)
    return upload


def _require_scope(visitor: Visitor, source_id: str) -> None:
    if source_id not in visitor.scope(known_contracts()):
        raise OutOfScopeError


def _before(visitor: Visitor, source_id: str, sha256: str) -> str | None:
    with reading(visitor) as connection:
        return uploads.received_before(connection, source_id, sha256)


def _follow(request: Request, source_id: str, file_name: str, sha256: str) -> Response:
    _announce(request, source_id)
    submission_id = uploads.future_id(source_id, file_name, sha256)
    return see_other(request, f"/suivi/{source_id}/{submission_id}")


def _announce(request: Request, source_id: str) -> None:
    try:
        request.app.state.surroundings.dropped(source_id)
    except Exception as error:
        log.warning("drop not announced", source_id=source_id, why=kind_and_place(error))
