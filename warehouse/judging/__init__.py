"""Humans judge pairs: what they are asked, what they see, what they said, and what it is worth.

The command line (``desk``) and the review page use the same functions: ``tasks_for`` says what a
reviewer is asked, ``show`` gives a pair side by side, ``judge`` and ``withdraw`` write. The score
of a pair is in what ``judge`` gives back, and nowhere before.
"""

from warehouse.judging.asking import Task, tasks_for
from warehouse.judging.record import Answer, judge, withdraw
from warehouse.judging.reports import agreement_report, quality_report
from warehouse.judging.resolve import resolve
from warehouse.judging.show import Shown, show
from warehouse.judging.tasks import write_tasks

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
