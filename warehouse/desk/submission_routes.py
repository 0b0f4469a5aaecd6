"""A submission: its page, its receipt, and the workbook to correct."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from warehouse.checks.kept_rows import kept_rows
from warehouse.database import access
from warehouse.desk import submission_facts
from warehouse.desk.forms import VisitorDep, needs
from warehouse.desk.known_sources import known_contracts
from warehouse.desk.move_routes import looks_like
from warehouse.desk.rendering import language_of, page
from warehouse.desk.scoped_reading import OutOfScopeError, desk_engine, reading
from warehouse.receipts.receipt_seal import CHAIN_NAME
from warehouse.settings import settings
from warehouse.vault import open_sealed
from warehouse.vault.owners import of_submission
from warehouse.vault.signing_keys import public_key_bytes

router = APIRouter(dependencies=[Depends(needs("steward", "focal_point"))])

# What a receipt consists of, by its name in an address: kind in the ledger, type, ending.
FILES = {
    "recu": ("html", "text/html; charset=utf-8", "html"),
    "recu.json": ("json", "application/json", "json"),
    "recu.pdf": ("pdf", "application/pdf", "pdf"),
    "a-corriger": (
        "workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
}
# The receipt is a page of its own: no script, no address, its style within.
RECEIPT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none';"
    " form-action 'none'; sandbox"
)


@router.get("/depots/{submission_id}")
def show_submission(request: Request, visitor: VisitorDep, submission_id: str) -> Response:
    """One submission: how it stands, its rows, its rules, its versions."""
    contracts = known_contracts()
    with reading(visitor) as connection:
        one = submission_facts.find_submission(connection, visitor.scope(contracts), submission_id)
        kept = kept_rows(connection, submission_id)
        context: dict[str, Any] = {
            "one": one,
            "broken": submission_facts.broken_rules(connection, submission_id),
            "kept": kept,
            "reasons": submission_facts.reasons_kept_back(
                connection, kept[0].submission_id if kept else submission_id
            ),
            "versions": submission_facts.versions(connection, one),
            "receipts": submission_facts.receipt_kinds(connection, submission_id),
            "belongs_to": looks_like(connection, one, visitor),
        }
    belongs_to = context["belongs_to"]
    other = contracts[belongs_to].title if belongs_to else None
    context["other_title"] = getattr(other, language_of(request)) if other else ""
    beyond, judged_at = request.app.state.surroundings, one["judged_at"]
    where, since = beyond.run_link, judged_at
    if not judged_at:
        where, since = beyond.failure_link, one["replay_asked_at"] or one["received_at"]
    return page(
        request,
        "submission",
        contract=contracts[one["source_id"]],
        beyond=where(one["source_id"], since) if visitor.is_steward else None,
        **context,
    )


@router.get("/registres/{source_id}/chaine.jsonl")
def receipt_chain(visitor: VisitorDep, source_id: str) -> Response:
    """The chain of a register's receipts: what `zokwezo verify` holds a receipt against."""
    if source_id not in visitor.scope(known_contracts()):
        raise OutOfScopeError
    path = settings().receipts / source_id / CHAIN_NAME
    if not path.is_file():
        raise OutOfScopeError
    headers = {"content-disposition": f'attachment; filename="{CHAIN_NAME}"'}
    return Response(path.read_bytes(), media_type="application/jsonl", headers=headers)


@router.get("/cle-publique.pem")
def public_key() -> Response:
    """The public key with which receipts are signed now."""
    key = public_key_bytes()
    if key is None:
        raise OutOfScopeError
    headers = {"content-disposition": 'attachment; filename="cle-publique.pem"'}
    return Response(key, media_type="application/x-pem-file", headers=headers)


@router.get("/depots/{submission_id}/{name}")
def receipt_file(visitor: VisitorDep, submission_id: str, name: str) -> Response:
    """One file of a receipt; it is saved under the submission's id, never under its own name."""
    if name not in FILES:
        raise OutOfScopeError
    kind, media_type, ending = FILES[name]
    with reading(visitor) as connection:
        submission_facts.find_submission(
            connection, visitor.scope(known_contracts()), submission_id
        )
        path = submission_facts.receipt_path(connection, settings().receipts, submission_id, kind)
    if kind == "workbook":
        with desk_engine().begin() as connection:
            access.note(connection, visitor.account, "export", submission_id, purpose="desk")
    with open_sealed(path, of_submission(submission_id)) as plain:
        body = plain.read_bytes()
    shown = "inline" if kind == "html" else "attachment"
    saved = f"{submission_id}-{name.partition('.')[0]}.{ending}"
    headers = {"content-disposition": f'{shown}; filename="{saved}"'}
    if kind == "html":
        headers["content-security-policy"] = RECEIPT_POLICY
    return Response(body, media_type=media_type, headers=headers)
