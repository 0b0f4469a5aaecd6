"""What an examination leaves: records and rows kept back in the lake, results in the Data Docs."""

from __future__ import annotations

from warehouse import lake
from warehouse.checks.examined_file import Examined
from warehouse.checks.gx.check_records import record_result
from warehouse.intake import Submission
from warehouse.settings import Settings


def keep_examined(submission: Submission, examined: Examined, chosen: Settings) -> None:
    """Write what was found in a file, under its submission's id; again, the same files."""
    if examined.status != "rejected":
        lake.keep_conformed(
            chosen.lake,
            examined.records,
            source_id=submission.source_id,
            period=str(examined.period),
            submission_id=submission.submission_id,
        )
    if examined.kept_back is not None:
        lake.keep_quarantined(
            chosen.lake,
            examined.kept_back,
            source_id=submission.source_id,
            submission_id=submission.submission_id,
        )
    for table, part, result in examined.results:
        record_result(
            result,
            source_id=submission.source_id,
            table_id=table,
            submission_id=submission.submission_id,
            folder=chosen.data_docs,
            part=part,
        )
