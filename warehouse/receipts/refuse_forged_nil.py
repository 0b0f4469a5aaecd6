"""A file that carries a signed declaration is held against the signature when it comes in."""

from __future__ import annotations

from dataclasses import replace

from warehouse.checks.examined_file import Examined
from warehouse.errors import message
from warehouse.intake.submissions import Submission
from warehouse.receipts.nil_declaration import fault_of_declaration
from warehouse.vault.signing_keys import public_keys


def refuse_forged_nil(arrival: Submission, examined: Examined) -> Examined:
    """The verdict: refused where the declaration was forged, changed, or is of another month.

    A file without one is as it was: a ministry may write NEANT into its own workbook.
    """
    declaration = examined.declaration
    if declaration is None or examined.status == "rejected":
        return examined
    statement = declaration.told
    if fault_of_declaration(declaration, public_keys()):
        refusal = message("file_nil_forged")
    elif (statement["source_id"], statement["period"]) != (arrival.source_id, examined.period):
        refusal = message(
            "file_nil_of_another", source=statement["source_id"], period=statement["period"],
            is_now=f"{arrival.source_id} {examined.period}",
        )  # fmt: skip
    else:
        return examined
    return replace(
        examined,
        status="rejected",
        records={},
        file_messages=(refusal, *examined.file_messages),
    )
