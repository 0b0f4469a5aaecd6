"""What a load must make anew: what came, what went, and all that is tied to either.

``identity.loaded_record`` says what the last load knew of each record. Held against what counts
now it tells which records came and went, on which list a person still stands, and whose person is
another one since. From those follow, over the ties of before and of now (``dependencies``), whole
cases and whole persons, never a part of one. Only their records are read from the lake.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, text

from warehouse import lake
from warehouse.contracts.conformed_schema import TABLES
from warehouse.database.tables import identity
from warehouse.database.upsert import merge
from warehouse.linkage.current_records import Standing, standing
from warehouse.load.dependencies import COLUMNS, TIED, TIES, ties
from warehouse.load.name_search import NAMES

PLAN = tuple(name for name in TABLES if name not in TIED)
_TIED_BY = ("row_key", "pv_number", "rp_number", "pseudonym")
_KEPT = (*TIES.names, "pseudonym")

# Who a mention is now, where the last load knew another, or did not know it.
_ANOTHER_PERSON = """
    select r.record_id, p.pseudonym
    from identity.loaded_record r
    left join identity.person_mention m on m.mention_id = r.record_id
    left join identity.role_pseudonym p on p.person_id = m.person_id and p.role = m.role
    where r.table_name = 'person_mention' and r.pseudonym is distinct from p.pseudonym
"""
_REACHED = f"""
    create temporary table reached on commit drop as
    select {", ".join(_KEPT)}, 0 as turn from identity.loaded_record with no data
"""
ONE_TURN = f"""
    insert into reached
    select distinct {", ".join(f"r.{name}" for name in _KEPT)}, :turn + 1
    from (
        {
    " union all ".join(
        f"select r.* from reached f join identity.loaded_record r on r.{one} = f.{one}"
        f" where f.turn = :turn"
        for one in _TIED_BY
    )
}
        union all
        select r.* from reached f join identity.loaded_record r on r.court_day = f.court_day
        where f.turn = :turn and (f.table_name = 'decision' or r.table_name = 'decision')
    ) r
    where not exists (select from reached x where x.record_id = r.record_id)
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a load makes anew."""

    standing: Standing  # the records in it, whole cases and persons; of the plan all or none
    came: Mapping[str, pa.Table]  # the records that the last load did not know, by conformed table
    names: Callable[[], pa.Table]  # gives what every mention that counts calls its person
    plan: bool  # whether any record of the plan came or went
    # ids of all records in it, also of those that no longer count; none for everything
    records: Sequence[str] | None
    pseudonyms: Sequence[str] = ()  # of the persons in it, those of before and those of now
    cases: Sequence[str] = ()  # the cases that its records were in


Places = Collection[lake.Place]


def everything(folder: Path, counted: Places, cumulative: Collection[str]) -> Touched:
    """All records that count, read from the lake; each came.

    Args:
        counted: (source_id, period, submission_id) of the submissions that count.
        cumulative: the sources that send their whole list each time.
    """
    whole = standing(lake.read_conformed(folder, counted), cumulative)
    mentions = whole.conformed["person_mention"]
    return Touched(whole, whole.conformed, lambda: mentions, plan=True, records=None)


class Touching:
    """Finds what is touched, in the caller's transaction, and writes it down for the next load.

    Args:
        connection: the transaction; every current mention has a pseudonym.
        before: (source_id, period, submission_id) of the submissions that the last load knew.
        counted: those of the submissions that count now.
        cumulative: the sources that send their whole list each time.
    """

    def __init__(
        self,
        connection: Connection,
        folder: Path,
        before: Places,
        counted: Places,
        cumulative: Collection[str],
    ) -> None:
        self._connection, self._folder = connection, folder
        self._counted, self._cumulative = set(counted), cumulative
        self._came, self._left = self._counted - set(before), set(before) - self._counted
        for statement in (
            "drop table if exists pg_temp.reached",
            _REACHED,
            "create index on reached (record_id)",
            "create index on reached (turn)",
        ):
            connection.execute(text(statement))
        self.came = self._take_in()

    def _take_in(self) -> dict[str, pa.Table]:
        """Bring ``loaded_record`` to what counts now; the records that came."""
        lists = {one[0] for one in self._came | self._left} & set(self._cumulative)
        monthly = [one for one in self._came if one[0] not in lists]
        came = lake.read_conformed(self._folder, monthly)
        self._part([one[2] for one in self._left if one[0] not in lists])
        self._note(ties(Standing(came, pa.array([], pa.string()))))
        if lists:
            fresh = self._read(self._hold_lists(lists))
            places = [one for one in self._came if one[0] in lists]
            fresh |= lake.read_conformed(self._folder, places, PLAN)
            came = {name: pa.concat_tables([rows, fresh[name]]) for name, rows in came.items()}
        # A mention that changes its person ties to both: to whom it was, and to whom it is.
        changed = _another_person(self._connection)
        self._mark("where record_id = any(:changed)", changed=changed)
        _note_persons(self._connection, changed)
        self._mark("where record_id = any(:changed)", changed=changed)
        return came

    def _hold_lists(self, lists: Collection[str]) -> pa.Table:
        """Of the sources that send their whole list: what came, went, or is kept from an old one.

        Who stands on which list is told by all its lists together; that takes a few columns.
        """
        places = [one for one in self._counted if one[0] in lists]
        narrow = lake.read_conformed(self._folder, places, TIED, COLUMNS)
        now = ties(standing(narrow, lists))
        before = self._known("where source_id = any(:lists)", lists=sorted(lists))
        key = ["record_id", "submission_id", "is_delisted"]
        gone = before.join(now.select(key), key, join_type="left anti")["record_id"]
        self._part(gone.to_pylist(), "record_id")
        fresh = now.join(before.select(key), key, join_type="left anti").select(TIES.names)
        self._note(fresh)
        # Who is only marked otherwise, as no longer on the list, did not come.
        return fresh.join(before.select(key[:2]), key[:2], join_type="left anti").select(TIES.names)

    def name_decisions(self, named: Iterable[str]) -> None:
        """Decisions that are to be looked at again, by record: who is named in them is another."""
        self._mark("where record_id = any(:named)", named=list(named))

    def gone(self) -> list[str]:
        """Ids of the records in it that no longer count."""
        return list(
            self._connection.scalars(
                text(
                    "select distinct record_id from reached x where not exists (select from"
                    " identity.loaded_record r where r.record_id = x.record_id)"
                )
            )
        )

    def found(self) -> Touched:
        """All that is tied to what came and went."""
        turn, grown = 0, 1
        while grown:
            self._connection.execute(text("analyze pg_temp.reached"))
            grown = self._connection.execute(text(ONE_TURN), {"turn": turn}).rowcount
            turn += 1
        ask = self._connection.scalars
        records = list(ask(text("select distinct record_id from reached order by 1")))
        mine = self._known("where record_id in (select record_id from reached)")
        conformed = self._read(mine)
        delisted = mine.filter(mine["is_delisted"])["record_id"]
        plan = self._plan_moved()
        of_plan = lake.read_conformed(self._folder, self._counted if plan else (), PLAN)
        of_persons = "select distinct pseudonym from reached where pseudonym is not null"
        of_cases = (
            "select distinct case_id from warehouse.case_join"
            " where record_id in (select record_id from reached)"
        )
        return Touched(
            Standing({**conformed, **of_plan}, delisted.combine_chunks()),
            self.came,
            self.names,
            plan,
            records,
            list(ask(text(of_persons))),
            list(ask(text(of_cases))),
        )

    def names(self) -> pa.Table:
        """What every mention that counts calls its person; it reads those columns of all months."""
        rows = lake.read_conformed(self._folder, self._counted, ["person_mention"], NAMES)
        standing_ids = self._connection.scalars(
            text("select record_id from identity.loaded_record where table_name = 'person_mention'")
        )
        standing_array = pa.array(list(standing_ids), pa.string())
        mentions = rows["person_mention"]
        return mentions.filter(pc.is_in(mentions["record_id"], value_set=standing_array))

    def read(self, records: Collection[str]) -> dict[str, pa.Table]:
        """Records by id, from the lake."""
        return self._read(self._known("where record_id = any(:records)", records=list(records)))

    def _part(self, left: list[str], by: str = "submission_id") -> None:
        self._mark(f"where {by} = any(:left)", left=left)
        self._connection.execute(
            text(f"delete from identity.loaded_record where {by} = any(:left)"), {"left": left}
        )

    def _note(self, rows: pa.Table) -> None:
        merge(self._connection, identity.loaded_record, rows, delete_missing=False)
        self._mark("where record_id = any(:came)", came=rows["record_id"].to_pylist())

    def _mark(self, where: str, **given: list[str]) -> None:
        """These records begin it, with the ties that they have at this moment."""
        self._connection.execute(
            text(
                f"insert into reached select {', '.join(_KEPT)}, 0"
                f" from identity.loaded_record {where}"
            ),
            given,
        )

    def _known(self, where: str, **given: list[str]) -> pa.Table:
        loaded_rows = self._connection.execute(
            text(f"select {', '.join(TIES.names)} from identity.loaded_record {where}"), given
        ).all()
        columns = list(zip(*loaded_rows, strict=True)) or [()] * len(TIES.names)
        return pa.table(
            [pa.array(one, field.type) for one, field in zip(columns, TIES, strict=True)],
            schema=TIES,
        )

    def _read(self, wanted: pa.Table) -> dict[str, pa.Table]:
        tables = {}
        for name in TIED:
            mine = wanted.filter(pc.equal(wanted["table_name"], name))
            places = set(
                zip(
                    *(mine[one].to_pylist() for one in ("source_id", "period", "submission_id")),
                    strict=True,
                )
            )
            rows = lake.read_conformed(self._folder, places, [name])[name]
            ids = mine["record_id"].combine_chunks()
            tables[name] = rows.filter(pc.is_in(rows["record_id"], value_set=ids))
        return tables

    def _plan_moved(self) -> bool:
        return any(
            lake.conformed_path(self._folder, name, *one).exists()
            for name in PLAN
            for one in self._came | self._left
        )


def _another_person(connection: Connection) -> list[str]:
    """Mentions whose person is another one than at the last load, or was not known then."""
    return list(connection.scalars(text(f"select record_id from ({_ANOTHER_PERSON}) a")))


def _note_persons(connection: Connection, changed: list[str]) -> None:
    """Who these mentions are now; of no others, or one would change unmarked."""
    connection.execute(
        text(
            "update identity.loaded_record r set pseudonym = a.pseudonym"
            f" from ({_ANOTHER_PERSON} and r.record_id = any(:changed)) a"
            " where a.record_id = r.record_id"
        ),
        {"changed": changed},
    )
