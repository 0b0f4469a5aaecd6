"""After any sequence of loads the rows are those of one load of everything from nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from warehouse import intake, lake
from warehouse.contracts.codelists import CodeLists, load_codelists
from warehouse.contracts.conformed_schema import schema
from warehouse.database.tables import identity
from warehouse.database.upsert import merge
from warehouse.errors import ZokwezoError
from warehouse.linkage.current_records import standing
from warehouse.load import changed_scope
from warehouse.load.load_tables import LoadInputs, load
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

AT = datetime(2026, 1, 1, tzinfo=UTC)
LIST = "caafag"  # sends its whole list each time
FIRST = date(2025, 1, 10)
COURTS = ("TGI-A", "TGI-B")


@cache
def _codes() -> CodeLists:
    return load_codelists(PROJECT / "sources" / "codes")


@dataclass(frozen=True)
class Row:
    """A line of an export: of which kind, about whom, under which numbers, when."""

    kind: str
    victim: int
    suspect: int
    report: int | None
    file: int | None
    day: int
    words: int


ROWS = st.builds(
    Row,
    kind=st.sampled_from(["police", "court", "hearing", "judgment", "shelter", "decision"]),
    victim=st.integers(0, 4),
    suspect=st.integers(0, 4),
    report=st.sampled_from([None, 1, 2, 3]),
    file=st.sampled_from([None, 1, 2, 3, 4]),
    day=st.integers(0, 12),
    words=st.integers(0, 5),
)
LISTED = st.builds(
    Row,
    kind=st.just("list"),
    victim=st.integers(0, 4),
    suspect=st.just(0),
    report=st.none(),
    file=st.none(),
    day=st.integers(0, 12),
    words=st.just(0),
)
MONTHS = st.sampled_from(["2025-01", "2025-02", "2025-03", "2025-04"])
SEND = st.tuples(st.just("send"), st.sampled_from(["umirr", "greffe"]), MONTHS,
                 st.lists(ROWS, max_size=4))  # fmt: skip
SEND_LIST = st.tuples(st.just("send"), st.just(LIST), MONTHS, st.lists(LISTED, max_size=3))
SEND_PLAN = st.tuples(st.just("send"), st.just("pan"), MONTHS, st.lists(ROWS, max_size=2))
WITHDRAW = st.tuples(st.just("withdraw"), st.integers(0, 7))
JUDGE = st.tuples(st.just("judge"), st.integers(0, 20), st.integers(0, 6))
STEPS = st.lists(
    st.lists(st.one_of(SEND, SEND, SEND_LIST, SEND_PLAN, WITHDRAW, JUDGE), min_size=1, max_size=3),
    min_size=2,
    max_size=5,
)


@dataclass
class Office:
    """What was sent, what still counts of it, and who the linkage says each mention is."""

    connection: Connection
    folder: Path
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    judged: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def counted(self) -> list[tuple[str, str, str]]:
        """Of each source and month what was sent last."""
        return list({one[:2]: one for one in self.sent}.values())

    def take(self, step: tuple[Any, ...]) -> None:
        """Send a file, withdraw one, or say that a mention is another person."""
        if step[0] == "send":
            self.send(*step[1:])
        elif step[0] == "withdraw" and self.sent:
            del self.sent[step[1] % len(self.sent)]
        elif step[0] == "judge" and self.said:
            mention = sorted(self.said)[step[1] % len(self.said)]
            self.judged[mention] = f"P{step[2]}"

    def send(self, source: str, period: str, rows: list[Row]) -> str:
        """Keep the records of a file; gives its submission."""
        self.count += 1
        submission = f"S-{self.count}"
        self.sent.append((source, period, submission))
        records: dict[str, list[dict[str, Any]]] = {}
        for number, row in enumerate(rows, 1):
            key = hashlib.blake2b(f"{submission}|{number}".encode(), digest_size=6).hexdigest()
            where = {
                "row_key": key, "submission_id": submission, "source_id": source,
                "period": period, "file_name": f"{submission}.csv", "row_number": number,
            }  # fmt: skip
            for name, said in _records(source, row):
                record = {**where, "record_id": f"{key}-{name}", **said}
                table = said.pop("table")
                del record["table"]
                for other in ("victim", "suspect"):
                    if record.pop(f"{other}_of_row", False):
                        record[f"{other}_record_id"] = f"{key}-{other}"
                records.setdefault(table, []).append(record)
                if table == "person_mention":
                    who = row.victim if name == "victim" else row.suspect
                    self.said[record["record_id"]] = f"P{who}"
        lake.keep_conformed(
            self.folder / "lake",
            {name: pa.Table.from_pylist(one, schema(name)) for name, one in records.items()},
            source_id=source,
            period=period,
            submission_id=submission,
        )
        self.connection.execute(
            text(
                "insert into intake.submission (submission_id, source_id, period, file_name,"
                " sha256, received_at, status, rows_read, rows_accepted, rows_quarantined,"
                " rows_set_aside, contract_version) values (:s, :o, :p, :s, :s, :at, 'accepted',"
                " 1, 1, 0, 0, 1)"
            ),
            {"s": submission, "o": source, "p": period, "at": AT},
        )
        return submission

    def link(self) -> None:
        """What ``link`` leaves: the persons of the mentions that count."""
        counted = self.counted()
        found = standing(lake.read_conformed(self.folder / "lake", counted), [LIST])
        mentions = found.conformed["person_mention"]
        ids = mentions["record_id"].to_pylist()
        who = [self.judged.get(one, self.said[one]) for one in ids]
        persons = [f"P{number}" for number in range(7)]
        merge(
            self.connection,
            identity.person,
            pa.table(
                {
                    "person_id": persons,
                    "created_at": pa.array([AT] * len(persons)),
                    "status": ["active"] * len(persons),
                }
            ),
            delete_missing=False,
        )
        names = [c.name for c in identity.person_mention.columns if c.name in mentions.column_names]
        rows = mentions.select(names).append_column("mention_id", mentions["record_id"])
        merge(
            self.connection,
            identity.person_mention,
            rows.append_column("person_id", pa.array(who, pa.string())),
        )
        submissions = pa.Table.from_pylist(
            [
                {"submission_id": one[2], "source_id": one[0], "period": one[1],
                 "contract_version": 1, "rows_accepted": 1}
                for one in counted
            ],
            intake.CURRENT,
        )  # fmt: skip
        intake.record_step(self.connection, "link", submissions, done_at=AT)

    def load(self, *, anew: bool = False, rules: str = "rules") -> dict[str, int]:
        """Load, as a transaction of its own would: its own instant, every reference checked."""
        self.connection.execute(text("select set_config('zokwezo.known_at', '', true)"))
        done = load(
            self.connection,
            LoadInputs(self.folder / "lake", [LIST], rules, _codes(), self.folder, self.folder),
            anew=anew,
        )
        self.connection.execute(text("set constraints all immediate"))
        self.connection.execute(text("set constraints all deferred"))
        return {
            name: rows for name, one in done.tables.items()
            if (rows := one.inserted + one.updated + one.deleted)
        }  # fmt: skip


def _records(source: str, row: Row) -> Iterator[tuple[str, dict[str, Any]]]:
    """The records of a line: name, fields."""
    on = FIRST + timedelta(days=30 * row.day)
    court = COURTS[(row.file or row.day) % 2]
    numbers = {
        "pv_number": row.report and f"U1-{row.report}/2025",
        "court_code": court if row.file else None,
        "rp_number": row.file and f"{row.file}/2025",
    }
    facts = {"facts_on_min": on - timedelta(days=3), "facts_on_max": on - timedelta(days=3),
             "exploitation_codes": ["FORCED_LABOUR"]}  # fmt: skip
    mention = {"table": "person_mention", **numbers, **facts, "seen_on": on, "sex": "F"}
    victim = {
        **mention, "role": "victim", "family_name": f"NOM{row.victim}", "given_names": "Essai",
        "name_raw": f"NOM{row.victim} Essai", "record_key": (source == LIST and f"K{row.victim}")
        or None, "birth_date_min": date(2000 + row.victim, 1, 1),
        "birth_date_max": date(2000 + row.victim, 12, 31), "birth_precision": "year",
        "nationality": ("CAF", "TCD", "CMR")[row.day % 3],
    }  # fmt: skip
    suspect = {**mention, "role": "suspect", "family_name": f"NOM{row.suspect}",
               "given_names": "Invente"}  # fmt: skip
    both = {"victim_of_row": True, "suspect_of_row": True}
    accused = {"suspect_of_row": True}
    if source == "pan":
        yield "status", {"table": "plan_status", "action_number": row.victim + 1,
                         "action": f"Action {row.words}", "execution_percent": 10.0}  # fmt: skip
        yield "activity", {"table": "plan_activity", "action_number": row.victim + 1,
                           "activity_number": str(row.suspect), "held_on": on,
                           "women_count": 1, "men_count": 2}  # fmt: skip
    elif row.kind in {"police", "list", "shelter"}:
        yield "victim", victim
        if row.kind == "police":
            yield "suspect", suspect
            yield "complaint", {"table": "complaint", **numbers, **facts, **both, "filed_on": on,
                                "article_codes": ["CP-151"]}  # fmt: skip
        if row.kind == "shelter":
            sent = "DSPJ" if row.words > 2 else None
            yield "assistance", {"table": "assistance", "victim_of_row": row.words > 0,
                                 "provided_on": on, "referred_by_code": sent}  # fmt: skip
    elif row.kind == "decision":
        yield "decision", {
            "table": "decision", "court_code": court if row.words else None, "decided_on": on,
            "rp_number": (row.words > 4 and numbers["rp_number"]) or None,
            "decision_number": str(row.victim), "title": "Arrêt",
            "facts": f"On a entendu essai nom{row.words}." if row.words > 2 else "Aucun nom.",
            "article_codes": ["CP-151"] if row.day % 2 else None,
        }  # fmt: skip
    else:
        yield "suspect", suspect
        if row.kind == "court":
            yield "prosecution", {"table": "prosecution", **numbers, **facts, **accused,
                                  "registered_on": on, "offence_code": "TRAITE"}  # fmt: skip
        if row.kind == "hearing":
            yield "hearing", {"table": "hearing", **numbers, **accused, "held_on": on}
        if row.kind == "judgment":
            yield "judgment", {
                "table": "judgment", **numbers, "court_code": court, **accused, "decided_on": on,
                "verdict_code": "CONVICTED", "months_firm": 12 * row.words,
                "article_codes": ["CP-151"],
            }  # fmt: skip


@contextmanager
def _office(engine: Engine) -> Iterator[Office]:
    """An office in a transaction that is rolled back."""
    with TemporaryDirectory(prefix="zkz") as folder, engine.connect() as connection:
        yield Office(connection, Path(folder))
        connection.rollback()


WRITTEN = """
    select table_schema || '.' || table_name from information_schema.tables
    where table_type = 'BASE TABLE' and table_name not in ('instant', 'arrival')
    and (table_schema in ('warehouse', 'case_law', 'plan', 'history')
        or table_schema || '.' || table_name in ('identity.loaded_record',
            'identity.named_decision', 'intake.decision_to_anonymise', 'identity.person_mention'))
"""


def _rows(connection: Connection) -> Mapping[str, list[Any]]:
    tables = list(connection.scalars(text(WRITTEN)))
    assert len(tables) > 40
    return {
        one: list(connection.scalars(text(f"select t::text from {one} t order by 1")))
        for one in tables
    }


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_months_corrections_and_judgements_in_any_order(
    database_engine: Engine, steps: list[list[tuple[Any, ...]]]
) -> None:
    with _office(database_engine) as office, patch.object(lake, "UNPACKED", 2):
        office.link()
        office.load()
        for together in steps:
            for step in together:
                office.take(step)
            office.link()
            office.load()
            stood = _rows(office.connection)
            with office.connection.begin_nested() as looked:
                assert office.load(anew=True) == {}
                assert _rows(office.connection) == stood
                looked.rollback()
            lake.pack(office.folder / "lake", office.counted())


def _line(kind: str, person: int, report: int | None = None, words: int = 1) -> Row:
    return Row(kind, person, person + 1, report, None, 0, words)


def _loaded(office: Office) -> dict[str, int]:
    office.link()
    return office.load()


TIED_BY_ONE = [
    pytest.param(
        "pseudonym", _line("police", 0, report=1), _line("shelter", 0), id="one-person-in-one-role"
    ),
    pytest.param(
        "pv_number",
        _line("police", 0, report=1),
        _line("police", 3, report=1),
        id="one-police-report",
    ),
]


@pytest.mark.parametrize(("tie", "first", "second"), TIED_BY_ONE)
def test_what_one_tie_alone_holds_together_is_made_anew_together(
    database_engine: Engine, monkeypatch: pytest.MonkeyPatch, tie: str, first: Row, second: Row
) -> None:
    def changed_anew() -> dict[str, int]:
        with _office(database_engine) as office:
            office.send("umirr", "2025-01", [first])
            _loaded(office)
            office.send("minfemme", "2025-02", [second])
            assert _loaded(office)
            return office.load(anew=True)

    assert changed_anew() == {}
    # Were the tie not followed, a load of everything would tell, or the merge refuse the row.
    broken = changed_scope.ONE_TURN.replace(f"r.{tie} = f.{tie}", "false")
    assert broken != changed_scope.ONE_TURN
    monkeypatch.setattr(changed_scope, "ONE_TURN", broken)
    try:
        told = changed_anew()
    except ZokwezoError as refused:
        assert "complaint_id" in str(refused)
    else:
        assert told != {}


def test_a_month_reads_only_the_files_of_the_cases_and_persons_that_it_touches(
    database_engine: Engine,
) -> None:
    with _office(database_engine) as office:
        office.send("umirr", "2025-01", [_line("police", 0, report=1)])
        office.send("greffe", "2025-01", [_line("police", 2, report=2)])
        assert _loaded(office)["warehouse.case_file"] == 2
        office.send("umirr", "2025-02", [_line("shelter", 0)])
        office.link()
        # The other case is of a file that is no longer there to be read.
        (untouched,) = office.folder.glob("lake/conformed/person_mention/source=greffe/*/*")
        untouched.unlink()
        changed = office.load()
        assert changed["warehouse.victim"] == changed["warehouse.assistance"] == 1
        victims = office.connection.execute(
            text("select mentions_count from warehouse.victim order by 1")
        )
        assert [row[0] for row in victims] == [1, 2]


def test_other_rules_take_everything_anew_and_the_same_rules_do_not(
    database_engine: Engine,
) -> None:
    with _office(database_engine) as office:
        office.send("umirr", "2025-01", [_line("police", 0, report=1)])
        _loaded(office)
        spoilt = text("update warehouse.case_file set victims_count = 9")
        assert office.connection.execute(spoilt).rowcount == 1
        assert office.load() == {}
        assert office.load(rules="others") == {"warehouse.case_file": 1}
        assert office.load(rules="others") == {}


def test_a_decision_is_kept_out_when_whom_it_names_comes_and_returns_when_she_goes(
    database_engine: Engine,
) -> None:
    def published(office: Office) -> int | None:
        return office.connection.scalar(text("select count(*) from case_law.decision"))

    with _office(database_engine) as office:
        office.send("greffe", "2025-01", [_line("decision", 0, words=4)])
        _loaded(office)
        assert published(office) == 1
        office.send("umirr", "2025-02", [_line("shelter", 4)])
        _loaded(office)
        assert published(office) == 0
        kept = "select count(*) from history.case_law_decision"
        assert office.connection.scalar(text(kept)) == 0, "nor does the history name her"
        office.send("umirr", "2025-02", [])
        _loaded(office)
        assert published(office) == 1
