"""``zokwezo review``: pair by pair on the terminal, ``o``, ``n`` or ``?``; the score comes after.

Only the words of the conversation stand here; who is asked what, and what is written, is elsewhere.
Every look at two mentions is noted in the audit log before they are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Engine, select

from warehouse.contracts.codelists import CodeLists
from warehouse.database.access import announce
from warehouse.database.tables import identity
from warehouse.errors import CallError, Language, message
from warehouse.linkage.engine.waterfall import sentences
from warehouse.linkage.review.asking import READ_BY_REVIEWERS, Task, tasks_for
from warehouse.linkage.review.judgement_rows import Answer, check_account, judge, withdraw
from warehouse.linkage.review.show import Shown, show

DECISIONS: Final = {"o": "same", "y": "same", "n": "different", "?": "unsure"}
MARKS: Final = {"same": "=", "close": "≈", "differs": "≠", "unknown": "·", "context": ""}
_STYLES: Final = {
    "same": "green",
    "close": "yellow",
    "differs": "red",
    "unknown": "dim",
    "context": "dim",
}


@dataclass
class Desk:
    """One sitting of one reviewer."""

    engine: Engine
    lake_folder: Path  # where the mentions lie
    codes: CodeLists  # for the labels of places and nationalities
    reviewer: str
    language: Language
    console: Console  # where pairs are shown
    ask: Callable[[str], str]  # asks for a line; raises ``EOFError`` when there is none
    now: Callable[[], datetime]
    given: list[tuple[Task, Answer]] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)

    def sit(self) -> int:
        """Ask pair by pair until none is left or the reviewer leaves; how many were judged.

        Raises:
            CallError: the account cannot be one.
        """
        check_account(self.reviewer)
        while (task := self._next()) is not None:
            self._announce(task.left_mention_id, task.right_mention_id)
            with self.engine.connect() as connection:
                shown = show(
                    connection,
                    self.lake_folder,
                    task.left_mention_id,
                    task.right_mention_id,
                    self.codes,
                )
            if shown is None:
                self.skipped.add(task.link_id)
                continue
            self._show(task, shown)
            if not self._answered(task):
                break
        else:
            self._say("review_nothing_left")
        self._say("review_end", count=len(self.given))
        return len(self.given)

    def _next(self) -> Task | None:
        self._announce(*READ_BY_REVIEWERS)
        with self.engine.connect() as connection:
            tasks = tasks_for(connection, self.reviewer)
        return next((task for task in tasks if task.link_id not in self.skipped), None)

    def _announce(self, *objects: str) -> None:
        """On the trail, and committed, before anything is shown; a sitting may last hours."""
        with self.engine.begin() as connection:
            announce(connection, self.reviewer, "review", objects)

    def _show(self, task: Task, shown: Shown) -> None:
        table = Table(
            "", self._text("review_one"), "", self._text("review_other"), title=task.link_id
        )
        for line in shown.lines:
            style = _STYLES[line.mark]
            table.add_row(
                self._text(f"review_{line.attribute}"),
                escape(line.left),
                f"[{style}]{MARKS[line.mark]}[/{style}]",
                escape(line.right),
            )
        self.console.print(table)
        if task.is_contradiction:
            self._say_contradiction(task)

    def _say_contradiction(self, task: Task) -> None:
        """Who said what: whoever settles must know what she settles."""
        self._say("review_contradiction")
        j = identity.judgement.c
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(j.by, j.at, j.decision, j.reason, j.left_mention_id, j.right_mention_id)
                .where(j.judgement_id.in_(task.contradicts))
                .order_by(j.at, j.judgement_id)
            ).all()
        here = {task.left_mention_id, task.right_mention_id}
        for row in rows:
            is_here = {row.left_mention_id, row.right_mention_id} == here
            self._say(
                "review_said_here" if is_here else "review_said_elsewhere",
                by=row.by,
                on=f"{row.at:%d/%m/%Y}",
                decision=self._text(f"review_decision_{row.decision}"),
                reason=self._text(f"review_reason_{row.reason}") if row.reason else "–",
            )

    def _answered(self, task: Task) -> bool:
        """Take one pair to its judgement; False when the reviewer leaves."""
        while True:
            try:
                key = self.ask(self._text("review_prompt")).strip().lower()
            except EOFError:
                return False
            if key == "q":
                return False
            if key == "u":
                if self._undone():
                    return True
            elif key == "w":
                self._explain()
            elif key in DECISIONS:
                try:
                    return self._judged(task, DECISIONS[key])
                except CallError as error:
                    # Another was quicker, or a new linkage has taken the pair away.
                    self._print(error.text(self.language))
                    self.skipped.add(task.link_id)
                    return True
            else:
                self._say("review_keys")

    def _judged(self, task: Task, decision: str) -> bool:
        reason = self._reason(decision)
        if reason is None:
            return False
        self._announce(*READ_BY_REVIEWERS, task.left_mention_id, task.right_mention_id)
        with self.engine.begin() as connection:
            answer = judge(
                connection,
                self.lake_folder,
                task.link_id,
                decision=decision,
                by=self.reviewer,
                reason=reason,
                at=self.now(),
            )
        self.given.append((task, answer))
        if answer.probability is None:
            self._say("review_noted_unscored")
        else:
            self._say("review_noted", percent=round(100 * answer.probability))
        return True

    def _reason(self, decision: str) -> str | None:
        """The reason, by its number; None when the reviewer leaves instead."""
        reasons = identity.REASONS_FOR[decision]
        if len(reasons) == 1:
            return reasons[0]
        for number, reason in enumerate(reasons, start=1):
            self._print(f"  {number}  {self._text(f'review_reason_{reason}')}")
        while True:
            try:
                key = self.ask(self._text("review_reason_prompt")).strip()
            except EOFError:
                return None
            if key == "q":
                return None
            if key.isascii() and key.isdigit() and 1 <= int(key) <= len(reasons):
                return reasons[int(key) - 1]

    def _undone(self) -> bool:
        if not self.given:
            self._say("review_nothing_to_undo")
            return False
        _, answer = self.given[-1]
        self._announce(*READ_BY_REVIEWERS)
        with self.engine.begin() as connection:
            withdraw(connection, answer.judgement_id, by=self.reviewer, at=self.now())
        self.given.pop()
        self._say("review_undone")
        return True

    def _explain(self) -> None:
        """Why the pair just judged was proposed; of one not yet judged nothing is told."""
        if not self.given:
            self._say("review_score_hidden")
            return
        task, answer = self.given[-1]
        self._say("review_why", link_id=task.link_id)
        if answer.waterfall is None:
            self._say("review_why_changed")
            return
        for line in sentences(answer.waterfall, self.language):
            self._print(f"  {line}")

    def _text(self, key: str, **parameters: str | int | float) -> str:
        return message(key, **parameters).text(self.language)

    def _say(self, key: str, **parameters: str | int | float) -> None:
        self._print(self._text(key, **parameters))

    def _print(self, line: str) -> None:
        self.console.print(line, markup=False, highlight=False)
