"""The search for what else to hide, until every hidden cell is protected.

For each hidden cell, new or old, two histories are kept that both agree with everything shown and
are as far apart in that cell as policy asks. Where there are none, the cheapest further cells are
hidden until there are. What is proved is never undone: hiding more only allows more histories. It
ends, since cells are only ever added: at the worst with nothing shown, and what shows nothing
leaves every reader where the earlier releases left him.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import numpy as np

from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule
from warehouse.indicators.disclosure.integer_solver import Integers
from warehouse.indicators.disclosure.linked_tables import Cell, LinkedTables, Shown
from warehouse.indicators.disclosure.office_rows import OfficeRows
from warehouse.indicators.disclosure.proofs import Bounded, History, Known, Proofs

GLANCES = 6
"""Pairs of histories taken in random directions before any cell is asked about by itself."""
ATTEMPTS = 2
"""Reasons for which a reader may think that something was hidden, tried for each cell."""


class Protection:
    """One release to protect."""

    def __init__(
        self,
        wide: LinkedTables,
        counts: Mapping[Cell, int],
        primary: Iterable[Cell],
        rule: SuppressionRule,
        earlier: Sequence[Shown],
        offices: Sequence[OfficeRows] = (),
    ) -> None:
        self._proofs = Proofs(wide, counts, primary, rule, earlier, offices)
        self._width = rule.width
        self._chance = np.random.default_rng(1)

    def hide(self) -> set[Cell]:
        """Hide until every hidden cell is protected, from readers, those counted, and offices."""
        proofs = self._proofs
        while True:
            before = proofs.hidden.sum()
            self._protect(None, self._width)
            # Who is the only one in a cell knows it, and may not learn another from that.
            for alone in np.flatnonzero(proofs.hidden & (proofs.counts == 1)):
                self._protect(int(alone), 1)
            for office in proofs.offices:
                # Rows that nothing shown agrees with tell nothing: they were counted otherwise.
                with suppress(CallError):
                    self._protect(office, 1)
            if proofs.hidden.sum() == before:
                return {proofs.cells[i] for i in np.flatnonzero(proofs.hidden)}

    def _protect(self, knowledge: Known, width: int) -> None:
        """Hide until each hidden cell is so wide to one who knows more than what is shown."""
        if not len(self._proofs.narrow(knowledge, width)):
            return
        self._begin(knowledge)
        for _ in range(GLANCES):
            if not len(left := self._proofs.narrow(knowledge, width)):
                return
            self._glance(left, knowledge)
        given_up: set[int] = set()
        while True:
            self._begin(knowledge)
            rows = [
                int(one) for one in self._proofs.narrow(knowledge, width) if one not in given_up
            ]
            if not rows:
                return
            if not self._widen(rows[0], knowledge, width):
                given_up.add(rows[0])

    def _begin(self, knowledge: Known) -> None:
        """At least one history, in which each release had a reason to hide what it hid."""
        proofs = self._proofs
        if len(proofs.of(knowledge)):
            return
        if (history := proofs.ask({}, knowledge)) is not None:
            proofs.keep(history)
            return
        if isinstance(knowledge, OfficeRows):
            return
        shown_cells, many = proofs.told(), len(proofs.cells)
        chosen: Bounded = {}
        for release in reversed(range(proofs.releases)):
            if not shown_cells[release * many :][:many].any():
                continue
            offered = proofs.reasons.offered(release, shown_cells)
            if release == proofs.releases - 1:
                counted = {row: proofs.counts[row - proofs.start] for row, _, _ in offered}
                offered.sort(key=lambda one: not one[1] <= counted[one[0]] <= one[2])
            # A true reason need not be one that a reader can believe: he holds that nobody left.
            believed: Bounded = {}
            for row, low, high in offered:
                tried = {**chosen, row: (float(low), float(high))}
                if (history := proofs.ask(tried, knowledge)) is not None:
                    proofs.keep(history)
                    return
                if not believed and proofs.without_reason(tried, knowledge) is not None:
                    believed = tried
            chosen = believed or chosen

    def _glance(self, left: Integers, knowledge: Known) -> None:
        """Histories far apart in a random direction prove many cells at once."""
        signs = self._chance.choice((-1.0, 1.0), len(left))
        for sign in (1, -1):
            reason = self._reason(knowledge, {int(left[0])})
            if (history := self._proofs.look(left, sign * signs, reason, knowledge)) is not None:
                self._proofs.keep(history)

    def _reason(self, knowledge: Known, but: set[int]) -> Bounded:
        """A reason for each release that hold together in a kept history, others than ``but``."""
        histories = self._proofs.of(knowledge)
        if isinstance(knowledge, OfficeRows) or not len(histories):
            return {}
        cells = histories[self._chance.integers(len(histories))]
        chosen: Bounded = {}
        for reasons in self._proofs.reasons.explain(cells, self._proofs.told()) or []:
            others = [one for one in reasons if one[0] not in but] or reasons
            row, low, high = others[self._chance.integers(len(others))]
            chosen[row] = (float(low), float(high))
        return chosen

    def _attempts(self, row: int, knowledge: Known) -> Iterator[Bounded]:
        """What a reader may think why each release hid anything: first whatever is cheapest."""
        proofs = self._proofs
        yield {}
        if isinstance(knowledge, OfficeRows):
            return
        for _ in range(ATTEMPTS):
            yield self._reason(knowledge, {row})
        release = row // len(proofs.cells)
        may_be = proofs.told()
        if release == proofs.releases - 1:
            may_be[proofs.start :] |= proofs.own
        offered = [one for one in proofs.reasons.offered(release, may_be) if one[0] != row]
        # What is hidden already costs nothing more; then what is nearest to being few.
        tie = self._chance.permutation(len(offered))
        order = sorted(range(len(offered)), key=lambda i: (proofs.dear(offered[i]), tie[i]))
        for place in order[: 4 * ATTEMPTS]:
            here, low, high = offered[place]
            kept = self._reason(knowledge, {row})
            elsewhere = {one: of for one, of in kept.items() if one // len(proofs.cells) != release}
            yield {**elsewhere, here: (float(low), float(high))}

    def _cheapest(self, row: int, knowledge: Known, width: int) -> History | None:
        """The cheapest history found in which a row is so much more, or less, than it may be."""
        histories = self._proofs.of(knowledge)
        least, most = (
            (histories[:, row].min(), histories[:, row].max()) if len(histories) else (0, 0)
        )
        nothing = 0.0 if row < self._proofs.rows else -np.inf
        best: History | None = None
        for number, reason in enumerate(self._attempts(row, knowledge)):
            # Without any reason asked for it is the cheapest of all.
            if best is not None and number in (1, 1 + ATTEMPTS):
                return best
            for low, high in ((float(least + width), np.inf), (nothing, float(most - width))):
                if low > high:
                    continue
                held = reason.get(row, (nothing, np.inf))
                asked = {**reason, row: (max(low, held[0]), min(high, held[1]))}
                found_now = self._proofs.ask(asked, knowledge)
                if found_now is not None and (best is None or found_now.cost < best.cost):
                    best = found_now
                if best is not None and best.cost == 0:
                    return best
        return best

    def _widen(self, row: int, knowledge: Known, width: int) -> bool:
        """Hide the cheapest cells that let a row be wide enough.

        False where nothing that could still be hidden does: an earlier release told it.
        """
        proofs = self._proofs
        if (best := self._cheapest(row, knowledge, width)) is not None:
            before = proofs.hidden.sum()
            proofs.keep(best)
            if proofs.hidden.sum() > before or row not in proofs.narrow(knowledge, width):
                return True
        if knowledge is not None:
            return False
        if not (proofs.own & ~proofs.hidden).any():
            if row >= proofs.start:
                raise CallError(message("disclosure.cannot_protect"))
            return False
        proofs.hide(proofs.own)
        return True
