"""Humans judge pairs: what they are asked, what they see, what they said, and what it is worth.

The command line and the desk use the same functions: ``tasks_for`` says what a
reviewer is asked, ``show`` gives a pair side by side, ``judge`` and ``withdraw`` write. The score
of a pair is in what ``judge`` gives back, and nowhere before.
"""

from warehouse.linkage.review.asking import Task, tasks_for
from warehouse.linkage.review.judgement_rows import Answer, judge, withdraw
from warehouse.linkage.review.reports import agreement_report, quality_report
from warehouse.linkage.review.resolve import resolve
from warehouse.linkage.review.show import Shown, show
from warehouse.linkage.review.tasks import write_tasks

__all__ = [
    "Answer",
    "Shown",
    "Task",
    "agreement_report",
    "judge",
    "quality_report",
    "resolve",
    "show",
    "tasks_for",
    "withdraw",
    "write_tasks",
]
