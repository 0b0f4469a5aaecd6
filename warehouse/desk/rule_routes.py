"""The rules of her export in plain words, and what the checks do not check."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from warehouse.desk.forms import VisitorDep, needs
from warehouse.desk.known_sources import known_codes, known_contracts
from warehouse.desk.rendering import language_of, page
from warehouse.desk.scoped_reading import OutOfScopeError
from warehouse.desk.source_rules import column_rules, ignored_columns
from warehouse.settings import settings

router = APIRouter(dependencies=[Depends(needs("steward", "focal_point"))])

UNCHECKED = (
    "truth", "missing_rows", "identity", "plausible", "free_text", "formulas", "pictures",
    "other_files",
)  # fmt: skip
"""What no check sees, each with a sentence of the catalogue."""


@router.get("/regles")
def rules_index(request: Request, visitor: VisitorDep) -> Response:
    """Her registers, each to its rules; and what the checks do not check."""
    contracts = known_contracts()
    sources = [contracts[one] for one in visitor.scope(contracts)]
    return page(request, "rules_index", sources=sources, unchecked=UNCHECKED)


@router.get("/regles/{source_id}")
def rules(request: Request, visitor: VisitorDep, source_id: str) -> Response:
    """The rules of one export, with examples."""
    contracts = known_contracts()
    if source_id not in visitor.scope(contracts):
        raise OutOfScopeError
    contract = contracts[source_id]
    return page(
        request,
        "rules",
        contract=contract,
        tables=column_rules(contract, known_codes(), settings().expectations, language_of(request)),
        ignored=ignored_columns(contract),
    )
