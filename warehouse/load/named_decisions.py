"""Which decisions name somebody, told by what a load brings and by what earlier loads found.

A text that no load has looked at is held against the names of everybody; any other only against the
names that came, since all others were looked for in it before.
"""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select, text

from warehouse.database.tables.identity import named_decision
from warehouse.database.tables.kept_out import decision_to_anonymise
from warehouse.load.changed_scope import Touching
from warehouse.load.cleared_decisions import WRITTEN
from warehouse.load.decisions import keyed, remembered
from warehouse.load.name_search import FOUND, naming

# The decisions, by record, whose texts were held against all names when they were loaded.
_LOOKED_AT = """
    select record_id from case_law.decision
    union select record_id from intake.decision_to_anonymise
"""
_CLEARED = """
    select record_id from identity.decision_clearing
    join intake.decision_to_anonymise using (record_id)
"""
_FOUND_BEFORE = """
    select n.record_id, t."column", n.mention_id
    from identity.named_decision n
    join identity.loaded_record r on r.record_id = n.mention_id
    cross join unnest(n.text_columns) as t ("column")
    where n.record_id = any(:records)
"""


class Naming:
    """The names in decisions, in the transaction of a load that has merged none of them yet.

    Attributes:
        history: what the history says of decisions that names somebody who came.
        moved: ids of the decisions, by record, of which another person than before is named.
    """

    def __init__(self, connection: Connection, touching: Touching) -> None:
        self._connection, self._touching = connection, touching
        self._came = touching.came["person_mention"]
        self.history = remembered(connection, self._came)
        self.moved = self.history.published | self._of_gone() | self._of_came() | self._of_cleared()

    def within(self, decisions: pa.Table) -> pa.Table:
        """The names in these decisions, as ``naming`` tells them.

        Args:
            decisions: one row per decision, its newest text, as ``dimensions.decisions`` gives
                them.
        """
        looked_at = pa.array(list(self._connection.scalars(text(_LOOKED_AT))), pa.string())
        is_known = pc.is_in(decisions["record_id"], value_set=looked_at)
        fresh, seen_before = decisions.filter(pc.invert(is_known)), decisions.filter(is_known)
        everybody = self._touching.names() if fresh.num_rows else self._came
        return pa.concat_tables(
            [
                naming(keyed(fresh), everybody, WRITTEN),
                naming(keyed(seen_before), self._came, WRITTEN),
                self._found_before(seen_before["record_id"].to_pylist()),
            ]
        )

    def _of_gone(self) -> set[str]:
        """Decisions kept out since they name a mention that counts no more."""
        n = named_decision.c
        gone = {"gone": self._touching.gone()}
        return set(
            self._connection.scalars(
                select(n.record_id).where(text("mention_id = any(:gone)")), gone
            )
        )

    def _of_came(self) -> set[str]:
        """Decisions kept out already that name somebody who came, too."""
        kept_out = list(self._connection.scalars(select(decision_to_anonymise.c.record_id)))
        texts = keyed(self._touching.read(kept_out)["decision"])
        return set(naming(texts, self._came, WRITTEN)["key"].to_pylist())

    def _of_cleared(self) -> set[str]:
        """Decisions kept out that a human has let through since."""
        return set(self._connection.scalars(text(_CLEARED)))

    def _found_before(self, records: Collection[str]) -> pa.Table:
        asked = {"records": list(records)}
        rows = self._connection.execute(text(_FOUND_BEFORE), asked).all()
        columns = list(zip(*rows, strict=True)) or [()] * len(FOUND)
        return pa.table([pa.array(one, pa.string()) for one in columns], schema=FOUND)
