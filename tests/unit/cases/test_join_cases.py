"""Complaint, prosecution, hearing and judgment of one affair are one case, and no two are mixed."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.contracts.codelists import load_codelists
from warehouse.contracts.conformed_schema import schema
from warehouse.linkage.cases.courts import courts_of
from warehouse.linkage.cases.join import CONFIDENCE, WITHIN_DAYS, join_cases
from warehouse.settings import PROJECT

DAY = date(2026, 5, 4)
COURTS = courts_of(load_codelists(PROJECT / "sources" / "codes"))
TABLES = ("complaint", "prosecution", "hearing", "judgment", "person_mention")
EVENT = {"complaint": "filed_on", "prosecution": "registered_on", "hearing": "held_on",
         "judgment": "decided_on", "person_mention": "seen_on"}  # fmt: skip


class Register:
    """Rows of exports, each with the records and the person it gives."""

    def __init__(self) -> None:
        self.records: dict[str, list[dict]] = {name: [] for name in TABLES}
        self.persons: list[dict] = []

    def row(
        self, kind: str, person: str | None = None, role: str = "suspect", on: date = DAY,
        pv: str | None = None, court: str | None = None, rp: str | None = None,
        facts: date | None = None, appealed: bool | None = None,
    ) -> str:  # fmt: skip
        key = f"R-{sum(map(len, self.records.values())):03d}"
        shared = {"row_key": key, "pv_number": pv, "court_code": court, "rp_number": rp,
                  "facts_on_min": facts, "facts_on_max": facts}  # fmt: skip
        if kind != "person_mention":
            self.records[kind].append(
                {
                    **shared,
                    "record_id": f"{key}-{kind}",
                    EVENT[kind]: on,
                    **({"is_appealed": appealed} if kind == "judgment" else {}),
                }
            )
        if person:
            self.records["person_mention"].append(
                {**shared, "record_id": f"{key}-person", "role": role, "seen_on": on}
            )
            self.persons.append({"mention_id": f"{key}-person", "person_id": person})
        return key

    def joined(self) -> dict[str, tuple[str, str]]:
        """Row -> (case, method), of the row's act, or of its person where it is all it gives."""
        tables = {
            name: pa.Table.from_pylist(
                [{k: v for k, v in r.items() if k in schema(name).names} for r in rows],
                schema(name),
            )
            for name, rows in self.records.items()
        }
        wanted = pa.schema([("mention_id", pa.string()), ("person_id", pa.string())])
        persons = pa.Table.from_pylist(self.persons, wanted)
        found = join_cases(tables, persons, COURTS).joins.to_pylist()
        found.sort(key=lambda row: row["record_id"].endswith("person"), reverse=True)
        assert all(row["confidence"] == CONFIDENCE[row["method"]] for row in found)
        ids = [row["record_id"] for row in found]
        assert len(ids) == len(set(ids))
        return {row["record_id"][:5]: (row["case_id"], row["method"]) for row in found}


@pytest.fixture
def register() -> Register:
    return Register()


def test_one_report_number_is_one_case_whoever_writes_it(register: Register) -> None:
    a = register.row("complaint", "P1", pv="41/UMIRR/2026")
    b = register.row("complaint", "P2", pv="41/UMIRR/2026", on=DAY + timedelta(days=400))
    other = register.row("complaint", "P1", pv="42/UMIRR/2026")
    found = register.joined()
    assert found[a] == found[b] == (found[a][0], "reference")
    assert found[other][0] != found[a][0]


def test_a_register_number_names_a_file_only_with_its_court(register: Register) -> None:
    a = register.row("prosecution", "P1", court="TGI-BRIA", rp="1/RP/2026")
    b = register.row("prosecution", "P2", court="TGI-BOUAR", rp="1/RP/2026")
    c = register.row("hearing", "P3", court="TGI-BRIA", rp="1/RP/2026")
    found = register.joined()
    assert found[a][0] == found[c][0] != found[b][0]


def test_a_file_that_cites_its_report_brings_both_together(register: Register) -> None:
    police = register.row("complaint", "P1", pv="41/UMIRR/2026")
    court = register.row("prosecution", "P1", pv="41/UMIRR/2026", court="TGI-BRIA", rp="1/RP/2026")
    judged = register.row("judgment", "P9", court="TGI-BRIA", rp="1/RP/2026")
    found = register.joined()
    assert found[police][0] == found[court][0] == found[judged][0]
    assert found[court][1] == "cited"


def test_a_file_that_cites_nothing_joins_the_complaint_of_its_accused(register: Register) -> None:
    police = register.row("complaint", "P1", pv="41/UMIRR/2026")
    court = register.row(
        "prosecution", "P1", court="TGI-BRIA", rp="1/RP/2026", on=DAY + timedelta(days=30)
    )
    found = register.joined()
    assert found[court] == (found[police][0], "person_and_date")


def test_the_same_facts_are_surer_than_a_near_day(register: Register) -> None:
    facts = date(2026, 1, 5)
    same = register.row("complaint", "P1", pv="41/UMIRR/2026", facts=facts)
    register.row("complaint", "P1", pv="42/UMIRR/2026", on=DAY + timedelta(days=299))
    court = register.row(
        "prosecution", "P1", court="TGI-BRIA", rp="1/RP/2026", on=DAY + timedelta(days=300),
        facts=facts,
    )  # fmt: skip
    found = register.joined()
    assert found[court] == (found[same][0], "facts_and_person")


def test_an_accused_who_returns_months_later_is_in_another_case(register: Register) -> None:
    police = register.row("complaint", "P1", pv="41/UMIRR/2026")
    court = register.row(
        "prosecution", "P1", court="TGI-BRIA", rp="1/RP/2026",
        on=DAY + timedelta(days=WITHIN_DAYS + 1),
    )  # fmt: skip
    found = register.joined()
    assert found[court][0] != found[police][0]


def test_a_victim_who_is_an_accused_elsewhere_joins_nothing(register: Register) -> None:
    register.row("complaint", "P1", role="victim", pv="41/UMIRR/2026")
    court = register.row("prosecution", "P1", court="TGI-BRIA", rp="1/RP/2026")
    found = register.joined()
    assert len({case for case, _ in found.values()}) == 2
    assert found[court][1] == "reference"


def test_a_shelter_s_victim_joins_her_case_and_a_stranger_none(register: Register) -> None:
    police = register.row("complaint", "P1", role="victim", pv="41/UMIRR/2026")
    known = register.row("person_mention", "P1", role="victim", on=DAY + timedelta(days=20))
    stranger = register.row("person_mention", "P2", role="victim")
    found = register.joined()
    assert found[known] == (found[police][0], "person_and_date")
    assert stranger not in found


LATER = DAY + timedelta(days=WITHIN_DAYS + 90)
APPEALS = {
    "of the court above": ("TGI-BRIA", "CA-BRIA"),
    "of a court above that is not known yet": ("TGI-NOLA", "CA-BANGUI"),
    "of a court whose seat is not told": ("TGI-BRIA", "CA"),
    "in the criminal session of the court above": ("TGI-BRIA", "COUR_CRIM-BRIA"),
    "in cassation": ("TGI-BRIA", "CASS"),
}


@pytest.mark.parametrize(("first", "above"), APPEALS.values(), ids=APPEALS.keys())
@pytest.mark.parametrize("kind", ["hearing", "judgment"])
def test_an_appeal_goes_to_the_file_of_the_court_below_not_to_another_of_the_accused(
    register: Register, first: str, above: str, kind: str
) -> None:
    register.row("complaint", "P1", pv="41/UMIRR/2026", on=LATER)
    other = register.row("judgment", "P1", court=first, rp="2/RP/2026", on=LATER)
    below = register.row("judgment", "P1", court=first, rp="1/RP/2026")
    alone = register.joined()[below][0]
    appeal = register.row(kind, "P1", court=above, rp="1/RP/2026", on=LATER)
    found = register.joined()
    assert found[appeal] == (found[below][0], "appeal")
    assert found[below][0] == alone, "and the case keeps its id"
    assert found[other][0] != alone


def test_an_appeal_follows_its_file_to_the_complaint_and_on_to_cassation(
    register: Register,
) -> None:
    police = register.row("complaint", "P1", pv="41/UMIRR/2026")
    steps = [
        register.row("judgment", "P1", court=court, rp="1/RP/2026", on=DAY + timedelta(days=days))
        for court, days in (("TGI-BRIA", 60), ("CA-BRIA", 400), ("CASS", 900))
    ]
    found = register.joined()
    assert {found[step][0] for step in steps} == {found[police][0]}


def test_two_tribunals_under_one_court_of_appeal_may_have_the_same_number(
    register: Register,
) -> None:
    files = {}
    for person, court in (("P1", "TGI-BRIA"), ("P2", "TGI-NDELE")):
        files[register.row("judgment", person, court=court, rp="1/RP/2026")] = register.row(
            "judgment", person, court="CA-BRIA", rp="1/RP/2026", on=LATER
        )
    unknown = register.row("judgment", "P3", court="CA-BRIA", rp="1/RP/2026", on=LATER)
    found = register.joined()
    assert all(found[below][0] == found[appeal][0] for below, appeal in files.items())
    assert len({case for case, _ in found.values()}) == 3
    assert found[unknown][1] == "reference"


def test_an_accused_new_on_appeal_goes_with_the_others_of_the_day(register: Register) -> None:
    below = register.row("judgment", "P1", court="TGI-BRIA", rp="1/RP/2026")
    register.row("judgment", "P1", court="CA-BRIA", rp="1/RP/2026", on=LATER)
    new = register.row("judgment", "P2", court="CA-BRIA", rp="1/RP/2026", on=LATER)
    found = register.joined()
    assert found[new] == (found[below][0], "appeal")


NOT_THE_APPEAL = {
    "another accused": ("P2", "CA-BRIA", "1/RP/2026"),
    "another number": ("P1", "CA-BRIA", "2/RP/2026"),
    "a court of appeal over other tribunals": ("P1", "CA-BANGUI", "1/RP/2026"),
    "a tribunal of the same rank": ("P1", "TGI-NDELE", "1/RP/2026"),
}


@pytest.mark.parametrize(
    ("person", "court", "rp"), NOT_THE_APPEAL.values(), ids=NOT_THE_APPEAL.keys()
)
def test_what_is_not_its_appeal_is_not_joined_to_it(
    register: Register, person: str, court: str, rp: str
) -> None:
    below = register.row("judgment", "P1", court="TGI-BRIA", rp="1/RP/2026")
    above = register.row("judgment", person, court=court, rp=rp, on=LATER)
    found = register.joined()
    assert found[above][0] != found[below][0]


def test_an_appeal_without_its_number_reviews_the_judgment_that_was_appealed(
    register: Register,
) -> None:
    appealed = register.row("judgment", "P1", court="TGI-BRIA", rp="1/RP/2026", appealed=True)
    register.row("judgment", "P1", court="TGI-BRIA", rp="2/RP/2026", on=LATER, appealed=False)
    appeal = register.row("judgment", "P1", court="CA-BRIA", on=LATER + timedelta(days=1))
    found = register.joined()
    assert found[appeal] == (found[appealed][0], "appeal_of_person")


def test_an_appeal_whose_judgment_nobody_told_is_no_other_case_of_the_accused(
    register: Register,
) -> None:
    register.row("complaint", "P1", pv="41/UMIRR/2026")
    numbered = register.row("judgment", "P1", court="CA-BRIA", rp="7/RP/2025", on=DAY)
    register.row("complaint", "P2", pv="42/UMIRR/2026", on=LATER)
    lone = register.row("judgment", "P2", court="CASS", on=LATER)
    found = register.joined()
    assert len({case for case, _ in found.values()}) == 4
    assert (found[numbered][1], found[lone][1]) == ("reference", "alone")


LONE = {
    "of nobody known": (None, None),
    "of an accused in no case": ("P1", None),
    "of a court without its number": ("P1", "TGI-BRIA"),
}


@pytest.mark.parametrize(("person", "court"), LONE.values(), ids=LONE.keys())
@pytest.mark.parametrize("kind", ["prosecution", "hearing", "judgment"])
def test_an_act_of_a_court_without_a_number_is_a_case_of_its_own(
    register: Register, kind: str, person: str | None, court: str | None
) -> None:
    act = register.row(kind, person, court=court)
    other = register.row(kind, "P2", court=court)
    register.row("complaint", "P3", pv="41/UMIRR/2026")
    found = register.joined()
    assert found[act][1] == found[other][1] == "alone"
    assert len({case for case, _ in found.values()}) == 3


def test_an_act_without_a_number_joins_the_case_of_its_accused(register: Register) -> None:
    police = register.row("complaint", "P1", pv="41/UMIRR/2026")
    judged = register.row("judgment", "P1", court="TGI-BRIA", on=DAY + timedelta(days=60))
    found = register.joined()
    assert found[judged] == (found[police][0], "person_and_date")


def test_nothing_known_is_no_case(register: Register) -> None:
    assert register.joined() == {}


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["complaint", "prosecution", "hearing", "judgment", "person_mention"]),
        st.sampled_from(["P1", "P2", "P3"]),
        st.sampled_from(["victim", "suspect"]),
        st.integers(0, 500),
        st.sampled_from([None, "1/GN/2026", "2/GN/2026"]),
        st.sampled_from([None, "1/RP/2026", "2/RP/2026"]),
    ),
    max_size=8,
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(ROWS, st.randoms())
def test_the_cases_are_the_same_in_any_order_and_every_reference_is_one_case(rows, random) -> None:
    def grouped(order: list) -> set[frozenset]:
        register, at = Register(), {}
        for index, (kind, person, role, days, pv, rp) in order:
            key = register.row(kind, person, role, DAY + timedelta(days=days), pv=pv,
                               court="TGI-BRIA" if rp else None, rp=rp)  # fmt: skip
            at[key] = index
        cases: dict[str, set] = {}
        for key, (case, _) in register.joined().items():
            cases.setdefault(case, set()).add(at[key])
        for reference in {pv for _, (*_, pv, _) in order if pv}:
            holders = {i for i, (*_, pv, _) in order if pv == reference}
            assert sum(bool(holders & members) for members in cases.values()) == 1
        acts = {i for i, (kind, *_) in order if kind in ("prosecution", "hearing", "judgment")}
        assert acts <= set().union(*cases.values(), set())
        return {frozenset(members) for members in cases.values()}

    order = list(enumerate(rows))
    first = grouped(order)
    sure = all(pv or rp for *_, pv, rp in rows)
    random.shuffle(order)
    if sure:
        assert grouped(order) == first
