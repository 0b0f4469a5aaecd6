"""A file that is not taken at all: another source's, no export, or one that cannot be read."""

from __future__ import annotations

from warehouse.checks.examined_file import Examined, Rulebook
from warehouse.conform.match_sheets import Recognition, recognise
from warehouse.contracts import Contract
from warehouse.errors import Message, SubmissionError, message
from warehouse.intake.submissions import Submission
from warehouse.read.period import period_of_name
from warehouse.read.sheet import Sheet

# Half of another export's required columns, and more of them than of its own.
LOOKS_LIKE = 0.5


def refuse_foreign(
    sheets: list[Sheet], found: Recognition, contract: Contract, rulebook: Rulebook
) -> None:
    """Refuse a file of another source, by the name of that source, or of no source at all.

    Raises:
        SubmissionError: it is one of these.
    """
    if found.tables and found.score == 1.0:
        return
    scores = {
        source_id: recognise(sheets, other).score
        for source_id, other in rulebook.contracts.items()
        if source_id != contract.source_id
    }
    source_id = max(scores, key=lambda one: scores[one], default="")
    if source_id and scores[source_id] > max(found.score, LOOKS_LIKE):
        raise SubmissionError(
            message(
                "file_other_source",
                source_id=source_id,
                title=rulebook.contracts[source_id].title_fr,
            )
        )
    if not found.tables:
        raise SubmissionError(message("file_no_table"))


def refused(arrival: Submission, reasons: tuple[Message, ...]) -> Examined:
    """The verdict on a file of which nothing was taken."""
    named = period_of_name(arrival.file_name, arrival.received_at.date())
    looks_like = next(
        (
            str(reason.parameters["source_id"])
            for reason in reasons
            if reason.key == "file_other_source"
        ),
        None,
    )
    return Examined(
        status="rejected",
        period=named,
        period_from="file_name" if named else None,
        rows_read=0,
        file_messages=reasons,
        looks_like=looks_like,
    )
