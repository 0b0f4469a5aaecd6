"""Linked records become the tables of the warehouse: one row per person, case and act."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from warehouse.contracts.codelists import CodeLists, load_codelists
from warehouse.contracts.conformed_schema import schema
from warehouse.database.tables import METADATA
from warehouse.linkage.current_records import Standing
from warehouse.load.star import SHAPES, shape
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

DAY = date(2026, 5, 4)
PERSONAL = {"family_name", "given_names", "alias", "other_names", "name_raw", "phones",
            "id_number", "birth_date_min", "birth_date_max", "place_code"}  # fmt: skip


@pytest.fixture(scope="module")
def codes() -> CodeLists:
    return load_codelists(PROJECT / "sources" / "codes")


Shaped = dict[str, list[dict[str, Any]]]
# Many cases shaped at once: a shaping costs half a second of processor, of one row as of many.
Apart = Callable[[Mapping[str, Any], Callable[..., None]], Mapping[str, Shaped]]


class Records:
    """Conformed records with their person and case, ready to be shaped."""

    def __init__(self, codes: CodeLists, apart: str = "") -> None:
        self.codes = codes
        self.apart = apart
        self.conformed: dict[str, list[dict[str, Any]]] = {}
        self.joins: list[dict[str, Any]] = []
        self.pseudonyms: list[dict[str, Any]] = []

    def add(self, table: str, case: str | None = None, person: str | None = None,
            **values: Any) -> str:  # fmt: skip
        rows = self.conformed.setdefault(table, [])
        record_id = self.apart + values.pop("record_id", f"{table}-{len(rows)}")
        rows.append({"record_id": record_id, "source_id": "umirr", "period": "2026-05", **values})
        if case:
            case_id = self.apart + case
            self.joins.append({"record_id": record_id, "table": table, "case_id": case_id})
        if person:
            self.pseudonyms.append({"mention_id": record_id, "pseudonym": self.apart + person})
        return record_id

    def victim(self, person: str = "V-1", case: str | None = "C1", **values: Any) -> str:
        given = {"role": "victim", "seen_on": DAY, "is_unnamed": False, **values}
        return self.add("person_mention", case, person, **given)

    def suspect(self, person: str = "S-1", case: str | None = "C1", **values: Any) -> str:
        given = {"role": "suspect", "seen_on": DAY, "is_unnamed": False, **values}
        return self.add("person_mention", case, person, **given)

    def join(self, other: Records) -> None:
        for name, rows in other.conformed.items():
            self.conformed.setdefault(name, []).extend(rows)
        self.joins += other.joins
        self.pseudonyms += other.pseudonyms

    def shaped(self, delisted: tuple[str, ...] = ()) -> Shaped:
        conformed = {name: pa.Table.from_pylist(rows, schema(name))
                     for name, rows in self.conformed.items()}  # fmt: skip
        made = shape(
            Standing(conformed, pa.array(list(delisted), pa.string())),
            pa.Table.from_pylist(self.joins, pa.schema(
                [("record_id", pa.string()), ("table", pa.string()), ("case_id", pa.string())])),
            pa.Table.from_pylist(self.pseudonyms, pa.schema(
                [("mention_id", pa.string()), ("pseudonym", pa.string())])),
            self.codes,
        )  # fmt: skip
        return {name: table.to_pylist() for name, table in made.items()}


@pytest.fixture
def records(codes: CodeLists) -> Records:
    return Records(codes)


@pytest.fixture(scope="module")
def apart(codes: CodeLists) -> Apart:
    """What becomes of each of many cases, none of which shares a person or a case with another."""
    shaped: dict[Callable[..., None], dict[str, Shaped]] = {}

    def of(cases: Mapping[str, Any], tell: Callable[..., None]) -> dict[str, Shaped]:
        if tell not in shaped:
            shaped[tell] = _shaped_apart(codes, cases, tell)
        return shaped[tell]

    return of


def _shaped_apart(
    codes: CodeLists, cases: Mapping[str, Any], tell: Callable[..., None]
) -> dict[str, Shaped]:
    together = Records(codes)
    for number, said in enumerate(cases.values()):
        alone = Records(codes, f"{number:02}:")
        tell(alone, *said)
        together.join(alone)
    made = together.shaped()
    told = {name: {table: [] for table in made} for name in cases}
    names = list(cases)
    for table, rows in made.items():
        for row in rows:
            keys = (row.get(one) for one in ("case_id", "victim_id", "suspect_id", "record_id"))
            number = next(key for key in keys if key)[:3]
            told[names[int(number[:2])]][table].append(_alone(row, number))
    return told


def _alone(value: Any, number: str) -> Any:
    """A row without the number of its case in any id."""
    if isinstance(value, dict):
        return {name: _alone(one, number) for name, one in value.items()}
    if isinstance(value, list):
        return [_alone(one, number) for one in value]
    return value.removeprefix(number) if isinstance(value, str) else value


Story = Generator[None, Shaped]
STORIES: dict[str, Callable[[Records], Story]] = {}


def told_beside_others(story: Callable[[Records], Story]) -> Callable[..., None]:
    """A test that tells records, then is given what became of them; all such are shaped at once."""
    STORIES[story.__name__] = story

    def test(ends: Callable[[str], None]) -> None:
        ends(story.__name__)

    test.__name__, test.__doc__ = story.__name__, story.__doc__
    return test


@pytest.fixture(scope="module")
def ends(codes: CodeLists) -> Callable[[str], None]:
    """Goes on with a story that was told, by its name, to its end."""
    told: dict[str, Story] = {}

    def tell(records: Records, name: str) -> None:
        told[name] = STORIES[name](records)
        next(told[name])

    made = _shaped_apart(codes, {name: (name,) for name in STORIES}, tell)

    def end(name: str) -> None:
        with pytest.raises(StopIteration):
            told[name].send(made[name])

    return end


def test_nothing_shapes_to_empty_tables_without_a_personal_column(records: Records) -> None:
    nobody = Standing({}, pa.array([], pa.string()))
    joins = pa.table({"record_id": [], "case_id": []})
    made = shape(nobody, joins, pa.table({"mention_id": [], "pseudonym": []}), records.codes)
    assert tuple(made) == SHAPES
    for name, table in made.items():
        assert table.num_rows == 0
        assert not PERSONAL & set(table.column_names)
        assert set(table.column_names) <= {
            c.name for c in METADATA.tables[f"warehouse.{name}"].columns
        }, name


AGES = {
    "a child to the day": (date(2008, 5, 5), date(2008, 5, 5), "child"),
    "an adult on her birthday": (date(2008, 5, 4), date(2008, 5, 4), "adult"),
    "a year that may be either": (date(2008, 1, 1), date(2008, 12, 31), "unknown"),
    "a year of children": (date(2009, 1, 1), date(2009, 12, 31), "child"),
    "a year of adults": (date(2007, 1, 1), date(2007, 12, 31), "adult"),
    "nothing known": (None, None, "unknown"),
}


def _met_twice(records: Records, first: date | None, last: date | None, *_: str) -> None:
    born = {"birth_date_min": first, "birth_date_max": last, "birth_precision": "day"}
    records.victim(**born)
    records.victim(seen_on=date(2030, 1, 1), **born)


@pytest.mark.parametrize("name", AGES)
def test_a_child_is_under_eighteen_on_the_first_day_a_source_met_her(
    apart: Apart, name: str
) -> None:
    first, _, group = AGES[name]
    (victim,) = apart(AGES, _met_twice)[name]["victim"]
    assert victim["age_group_at_detection"] == group
    assert (victim["first_seen_on"], victim["last_seen_on"]) == (DAY, date(2030, 1, 1))
    assert victim["birth_year_min"] == (first.year if first else None)


@told_beside_others
def test_a_person_is_one_row_however_often_and_wherever_she_is_said(records: Records) -> Story:
    records.victim(source_id="umirr", exploitation_codes=["FL_DOM", "SEX_OTH"])
    records.victim(source_id="iom", exploitation_codes=["FL_DOM"], case=None)
    records.victim("V-2", source_id="iom")
    first, second = (yield)["victim"]
    assert (first["mentions_count"], first["sources_count"]) == (2, 2)
    assert first["source_ids"] == ["iom", "umirr"]
    assert first["principal_exploitation_code"] == "FL_DOM"
    assert first["exploitation_codes"] == ["FL_DOM", "SEX_OTH"]
    assert second["mentions_count"] == 1


@told_beside_others
def test_the_value_most_sources_say_survives_and_the_contradiction_is_named(
    records: Records,
) -> Story:
    for source, sex in (("iom", "F"), ("umirr", "F"), ("greffe", "M")):
        records.victim(source_id=source, sex=sex)
    (victim,) = (yield)["victim"]
    assert victim["sex"] == "F"
    assert victim["contradictions"] == ["sex"]


@told_beside_others
def test_a_day_of_birth_survives_a_year_and_an_age(records: Records) -> Story:
    records.victim(birth_date_min=date(2009, 1, 1), birth_date_max=date(2010, 12, 31),
                   birth_precision="from_age")  # fmt: skip
    records.victim(birth_date_min=date(2010, 3, 3), birth_date_max=date(2010, 3, 3),
                   birth_precision="day")  # fmt: skip
    (victim,) = (yield)["victim"]
    assert (victim["birth_year_min"], victim["birth_year_max"]) == (2010, 2010)
    assert victim["contradictions"] == []


@told_beside_others
def test_births_that_exclude_each_other_are_a_contradiction(records: Records) -> Story:
    for year in (1990, 2010):
        records.victim(birth_date_min=date(year, 1, 1), birth_date_max=date(year, 12, 31),
                       birth_precision="year")  # fmt: skip
    (victim,) = (yield)["victim"]
    assert victim["contradictions"] == ["birth"]


def test_a_victim_dropped_from_a_list_is_flagged(records: Records) -> None:
    kept = records.victim()
    records.victim("V-2")
    first, second = records.shaped(delisted=(kept,))["victim"]
    assert (first["is_delisted"], second["is_delisted"]) == (True, False)


@told_beside_others
def test_lines_of_one_report_are_one_complaint(records: Records) -> Story:
    for code in ("CP-151", "CP-152"):
        records.add("complaint", "C1", pv_number="41/UMIRR/2026", filed_on=DAY,
                    article_codes=[code])  # fmt: skip
    records.add("complaint", "C1", pv_number="42/UMIRR/2026", filed_on=DAY)
    first, second = sorted((yield)["complaint"], key=lambda row: row["pv_number"])
    assert first["article_codes"] == ["CP-151", "CP-152"]
    assert len(first["record_ids"]) == 2
    assert second["case_id"] == "C1"


def _judged(records: Records, period: str, verdict: str, number: str | None = "7/2026") -> None:
    suspect = records.suspect(period=period)
    records.add("judgment", "C1", period=period, suspect_record_id=suspect, court_code="TGI-BRIA",
                judgment_number=number, decided_on=DAY, verdict_code=verdict,
                months_firm=36)  # fmt: skip


@told_beside_others
def test_a_judgment_written_again_next_month_is_one_and_its_newest_word_stands(
    records: Records,
) -> Story:
    _judged(records, "2026-05", "RELAXE")
    _judged(records, "2026-06", "CONDAMNE")
    (judgment,) = (yield)["judgment"]
    assert judgment["verdict"] == "CONDAMNE"
    assert judgment["months_firm"] == 36
    assert len(judgment["record_ids"]) == 2


@told_beside_others
def test_two_accused_of_one_judgment_are_two_rows(records: Records) -> Story:
    for person in ("S-1", "S-2"):
        suspect = records.suspect(person)
        records.add("judgment", "C1", suspect_record_id=suspect, court_code="TGI-BRIA",
                    judgment_number="7/2026", decided_on=DAY, verdict_code="CONDAMNE")  # fmt: skip
    made = yield
    assert {row["suspect_id"] for row in made["judgment"]} == {"S-1", "S-2"}
    assert len({row["judgment_id"] for row in made["judgment"]}) == 2


def test_a_person_prosecuted_in_a_case_is_one_prosecution_at_its_furthest_stage(
    records: Records,
) -> None:
    for orientation, period in (("INFORMATION", "2026-05"), ("INFORMATION", "2026-06")):
        suspect = records.suspect(period=period)
        records.add("prosecution", "C1", period=period, suspect_record_id=suspect,
                    court_code="TGI-BRIA", rp_number="1/RP/2026", registered_on=DAY,
                    orientation_code=orientation)  # fmt: skip
    (before,) = records.shaped()["prosecution"]
    assert before["stage"] == "INSTRUCTION"
    _judged(records, "2026-07", "CONDAMNE")
    made = records.shaped()
    (after,) = made["prosecution"]
    assert after["prosecution_id"] == before["prosecution_id"]
    assert after["stage"] == "CONDAMNE"
    assert made["case_file"][0]["stage"] == "CONDAMNE"


@told_beside_others
def test_hearings_of_an_accused_are_numbered_in_order(records: Records) -> Story:
    for day in (20, 5, 12):
        suspect = records.suspect()
        records.add("hearing", "C1", suspect_record_id=suspect, court_code="TGI-BRIA",
                    held_on=date(2026, 5, day))  # fmt: skip
    hearings = sorted((yield)["hearing"], key=lambda row: row["held_on"])
    assert [row["hearing_number"] for row in hearings] == [1, 2, 3]


@told_beside_others
def test_a_case_counts_its_victims_and_accused_once_each(records: Records) -> Story:
    for _ in range(2):
        records.victim()
        records.suspect()
    records.victim("V-2", exploitation_codes=["FL_DOM"], facts_place_code="CF52-BRIA")
    records.victim("V-3", case=None)
    made = yield
    (case,) = made["case_file"]
    assert (case["victims_count"], case["suspects_count"]) == (2, 1)
    assert case["opened_on"] == DAY
    assert case["facts_prefecture_code"] == "CF52"
    assert case["principal_exploitation_code"] == "FL_DOM"
    assert {row["victim_id"] for row in made["case_victim"]} == {"V-1", "V-2"}


@told_beside_others
def test_an_assistance_points_to_its_victim(records: Records) -> Story:
    victim = records.victim()
    records.add("assistance", victim_record_id=victim, provided_on=DAY, service_codes=["LEGAL"])
    (assistance,) = (yield)["assistance"]
    assert assistance["victim_id"] == "V-1"


def test_the_shapes_are_the_same_in_any_order_of_the_records(records: Records) -> None:
    for source, sex in (("iom", "F"), ("umirr", "M"), ("caafag", None)):
        records.victim(source_id=source, sex=sex)
        records.suspect(source_id=source, sex=sex)
    _judged(records, "2026-05", "CONDAMNE")
    first = records.shaped()
    for rows in records.conformed.values():
        rows.reverse()
    records.joins.reverse()
    records.pseudonyms.reverse()
    assert records.shaped() == first


def _state(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("valid_from", "valid_to", *names))


@told_beside_others
def test_a_state_lasts_until_the_exports_say_otherwise(records: Records) -> Story:
    for period, code in (("2026-01", "PRESUMED"), ("2026-02", None), ("2026-04", "CONFIRMED")):
        records.victim(period=period, victim_status_code=code)
    records.victim("V-2", period="2026-02", displacement_code="IDP")
    first, second, other = (yield)["victim_state"]
    said = ("victim_status_code",)
    assert _state(first, *said) == (date(2026, 1, 1), date(2026, 3, 31), "PRESUMED")
    assert first["record_ids"] == ["person_mention-0", "person_mention-1"]
    assert _state(second, *said) == (date(2026, 4, 1), None, "CONFIRMED")
    assert _state(other, "victim_id", "displacement_code") == (
        date(2026, 2, 1), None, "V-2", "IDP",
    )  # fmt: skip


@told_beside_others
def test_what_comes_back_is_a_state_of_its_own(records: Records) -> Story:
    for period, code in (("2026-01", "CF71"), ("2026-02", "CF12"), ("2026-03", "CF71")):
        records.suspect(period=period, place_code=code)
    states = (yield)["suspect_state"]
    assert [row["origin_prefecture_code"] for row in states] == ["CF71", "CF12", "CF71"]


@told_beside_others
def test_of_a_month_that_says_two_things_what_most_rows_say_stands(records: Records) -> Story:
    for code in ("CF12", "CF71", "CF71"):
        records.victim(place_code=code)
    (state,) = (yield)["victim_state"]
    assert state["origin_prefecture_code"] == "CF71"


BORN = (date(2008, 5, 4), date(2008, 5, 4))


# A birth and the months in which she was met -> her age group, each time that it turned.
TURNS = {
    "the month of birth is not told": (
        BORN, ["2025-05", "2026-05", "2027-05"], ["child", "unknown", "adult"]),
    "as on the first day that year": (BORN, ["2026-05", "2026-08"], ["adult"]),
    "nothing known": ((None, None), ["2026-05"], ["unknown"]),
}  # fmt: skip


def _met_in(
    records: Records, born: tuple[date | None, date | None], seen: list[str], *_: list[str]
) -> None:
    for period in seen:
        records.victim(
            period=period,
            seen_on=date(int(period[:4]), int(period[5:]), 4),
            birth_date_min=born[0],
            birth_date_max=born[1],
        )


@pytest.mark.parametrize("name", TURNS)
def test_an_age_group_turns_with_the_year_and_never_with_the_day(apart: Apart, name: str) -> None:
    states = apart(TURNS, _met_in)[name]["victim_state"]
    assert [row["age_group"] for row in states] == TURNS[name][2]


@told_beside_others
def test_each_article_is_a_charge_and_an_offence_alone_is_one_too(records: Records) -> Story:
    who = records.suspect()
    said: dict[str, Any] = {"suspect_record_id": who, "court_code": "TGI-BANGUI"}
    records.add("prosecution", "C1", **said, offence_code="TIP", article_codes=["CP-151", "CP-3"])
    records.add("prosecution", "C1", **said, offence_code="TIP", article_codes=["CP-151"])
    records.add("hearing", "C1", **said, offence_code="PIMPING", held_on=DAY)
    records.add("judgment", "C1", **said)
    charges = (yield)["charge"]
    assert {(row["step"], row["offence_code"], row["article_code"]) for row in charges} == {
        ("prosecution", "TIP", "CP-151"),
        ("prosecution", "TIP", "CP-3"),
        ("hearing", "PIMPING", None),
    }
    assert len(charges) == 3
    assert {len(row["record_ids"]) for row in charges if row["article_code"] == "CP-151"} == {2}


@told_beside_others
def test_a_judgment_pronounces_what_is_more_than_nothing(records: Records) -> Story:
    who = records.suspect()
    records.add("judgment", "C1", suspect_record_id=who, decided_on=DAY, verdict_code="CONDAMNE",
                months_firm=36, months_suspended=24, is_life=False, is_hard_labour=True,
                fine_xaf=0, damages_xaf=500_000)  # fmt: skip
    records.add("judgment", "C1", suspect_record_id=who, decided_on=date(2026, 6, 1),
                verdict_code="RELAXE")  # fmt: skip
    told = {
        row["component_code"]: (row["months"], row["amount_xaf"], row["is_hard_labour"])
        for row in (yield)["sentence"]
    }
    assert told == {
        "PRISON_FIRM": (36, None, True),
        "PRISON_SUSPENDED": (24, None, True),
        "DAMAGES": (None, 500_000, None),
    }


@told_beside_others
def test_a_referral_is_where_a_register_names_who_sent_her(records: Records) -> Story:
    who = records.victim(source_id="minfemme")
    said: dict[str, Any] = {"victim_record_id": who, "provided_on": DAY}
    records.add("assistance", None, **said, source_id="minfemme", referred_by_code="UMIRR")
    records.add("assistance", None, **said, source_id="caafag", referred_by_code="ONG")
    records.add("assistance", None, **said, source_id="iom")
    shaped = yield
    assert {(r["victim_id"], r["from_code"], r["to_code"]) for r in shaped["referral"]} == {
        ("V-1", "UMIRR", "MINFEMME"),
        ("V-1", "ONG", None),
    }
    assert {r["assistance_id"] for r in shaped["referral"]} < {
        r["assistance_id"] for r in shaped["assistance"]
    }


BEFORE, AFTER = date(2020, 5, 1), date(2022, 5, 1)


# Where the facts were, and from when to when -> the préfecture of that place on their day.
FACTS = {
    "before the law of 2021": ("CF24-CARNOT", BEFORE, BEFORE, "CF21"),
    "after it": ("CF24-CARNOT", AFTER, AFTER, "CF24"),
    "on a day nobody knows": ("CF24-CARNOT", None, None, None),
    "over the change": ("CF24-CARNOT", BEFORE, AFTER, None),
    "where nothing ever changed": ("CF52-BRIA", None, None, "CF52"),
}


def _happened(
    records: Records, place: str, first: date | None, last: date | None, *_: str | None
) -> None:
    records.victim(facts_place_code=place, facts_on_min=first, facts_on_max=last)


@pytest.mark.parametrize("name", FACTS)
def test_the_prefecture_of_the_facts_is_told_as_today_and_as_on_their_day(
    apart: Apart, name: str
) -> None:
    place, *_, then = FACTS[name]
    (case,) = apart(FACTS, _happened)[name]["case_file"]
    assert case["facts_prefecture_code"] == str(place)[:4]
    assert case["facts_prefecture_then_code"] == then


@told_beside_others
def test_a_report_that_names_nobody_still_tells_the_facts_of_its_case(records: Records) -> Story:
    said: dict[str, Any] = {"pv_number": "1/UMIRR/2026", "filed_on": DAY}
    records.add("complaint", "C1", **said, is_suspect_unnamed=True, exploitation_codes=["BEG"],
                facts_place_code="CF52-BRIA", facts_on_min=DAY, facts_on_max=DAY)  # fmt: skip
    records.add("complaint", "C1", **said, heard_role="witness")
    shaped = yield
    (case,) = shaped["case_file"]
    assert (case["principal_exploitation_code"], case["facts_prefecture_code"]) == ("BEG", "CF52")
    assert (case["opened_on"], case["victims_count"], case["suspects_count"]) == (DAY, 0, 0)
    assert case["record_ids"] == ["complaint-0", "complaint-1"]
    (complaint,) = shaped["complaint"]
    assert complaint["has_unknown_suspect"] is True
    assert (complaint["witnesses_count"], complaint["complainants_count"]) == (1, 0)


@told_beside_others
def test_facts_are_told_once_where_the_row_names_somebody(records: Records) -> Story:
    who = records.suspect(exploitation_codes=["FL_DOM"])
    records.add("complaint", "C1", pv_number="1/UMIRR/2026", suspect_record_id=who,
                exploitation_codes=["FL_DOM"])  # fmt: skip
    (case,) = (yield)["case_file"]
    assert case["record_ids"] == ["person_mention-0"]


@told_beside_others
def test_a_ban_said_again_without_its_length_keeps_it(records: Records) -> Story:
    for period, told in (("2026-05", ["BAN_RESIDENCE:36", "CONFISCATION"]),
                         ("2026-06", ["BAN_RESIDENCE"])):  # fmt: skip
        who = records.suspect(period=period)
        records.add("judgment", "C1", period=period, suspect_record_id=who, court_code="TGI-BRIA",
                    judgment_number="7/2026", decided_on=DAY, verdict_code="CONDAMNE",
                    further_penalties=told)  # fmt: skip
    assert {row["component_code"]: row["months"] for row in (yield)["sentence"]} == {
        "BAN_RESIDENCE": 36,
        "CONFISCATION": None,
    }


@told_beside_others
def test_the_day_of_an_appeal_is_that_of_its_stage(records: Records) -> Story:
    who = records.suspect()
    records.add("judgment", "C1", suspect_record_id=who, decided_on=DAY, verdict_code="CONDAMNE",
                appeal_filed_on=date(2026, 5, 11))  # fmt: skip
    shaped = yield
    assert shaped["judgment"][0]["is_appealed"] is True
    assert [(row["stage"], row["stage_on"]) for row in shaped["case_suspect"]] == [
        ("APPEL", date(2026, 5, 11))
    ]


TGI, CA, CASS = "TGI-BRIA", "CA-BRIA", "CASS"
# What is decided month by month -> which of them stands, whether that is final, and the stage.
REVIEWED = {
    "acquitted on appeal": ([(TGI, "CONDAMNE", True), (CA, "RELAXE", False)], 1, True, "RELAXE"),
    "convicted on appeal": ([(TGI, "RELAXE", False), (CA, "CONDAMNE", None)], 1, None, "CONDAMNE"),
    "upheld": ([(TGI, "CONDAMNE", True), (CA, "CONFIRME", False)], 0, True, "CONDAMNE"),
    "an appeal dismissed": ([(TGI, "RELAXE", True), (CA, "REJETE", True)], 0, False, "CASSATION"),
    "an appeal that waits": ([(TGI, "CONDAMNE", True)], 0, False, "APPEL"),
    "an appeal reserved": (
        [(TGI, "CONDAMNE", True), (CA, "DELIBERE", None)], 0, False, "APPEL"),
    "reversed, nobody says how": (
        [(TGI, "CONDAMNE", True), (CA, "INFIRME", None)], None, None, "APPEL"),
    "quashed": (
        [(TGI, "CONDAMNE", True), (CA, "CONDAMNE", True), (CASS, "CASSE", None)],
        None, None, "APPEL"),
    "quashed and judged again": (
        [(TGI, "CONDAMNE", True), (CA, "CONDAMNE", True), (CASS, "CASSE", None),
         (CA, "ACQUITTE", False)], 3, True, "RELAXE"),
    "upheld in cassation": (
        [(TGI, "RELAXE", True), (CA, "CONDAMNE", True), (CASS, "REJETE", None)],
        1, True, "CONDAMNE"),
    "opposed after a judgment in absence": (
        [(TGI, "CONDAMNE_DEFAUT", None), (TGI, "RELAXE", False)], 1, True, "RELAXE"),
    "no court's competence": (
        [(TGI, "INCOMPETENCE", None)], None, None, "JUGEMENT"),
    "reserved, then decided": (
        [(TGI, "DELIBERE", None), (TGI, "CONDAMNE", False)], 1, True, "CONDAMNE"),
}  # fmt: skip


def _decided(records: Records, decided: list[tuple[str, str, bool | None]], *_: Any) -> None:
    for month, (court, verdict, appealed) in enumerate(decided, 1):
        suspect = records.suspect(period=f"2026-{month:02}")
        records.add("judgment", "C1", suspect_record_id=suspect, court_code=court,
                    period=f"2026-{month:02}", judgment_number=f"{month}/2026",
                    decided_on=date(2026, month, 9), verdict_code=verdict,
                    is_appealed=appealed)  # fmt: skip
    other = records.suspect("S-2")
    records.add("judgment", "C1", suspect_record_id=other, court_code=TGI, decided_on=DAY,
                judgment_number="1/2026", verdict_code="CONDAMNE")  # fmt: skip


@pytest.mark.parametrize("name", REVIEWED)
def test_the_last_decision_on_a_person_in_a_case_stands(apart: Apart, name: str) -> None:
    decided, stands, is_final, stage = REVIEWED[name]
    made = apart(REVIEWED, _decided)[name]
    mine = sorted(
        (row for row in made["judgment"] if row["suspect_id"] == "S-1"),
        key=lambda row: row["decided_on"],
    )
    assert [row["is_standing"] for row in mine] == [i == stands for i in range(len(decided))]
    if stands is not None:
        assert mine[stands]["is_final"] is is_final
    assert [row["stage"] for row in made["case_suspect"]] == [stage, "CONDAMNE"]
    (against_other,) = (row for row in made["judgment"] if row["suspect_id"] == "S-2")
    assert against_other["is_standing"], "what is decided of one accused decides for no other"


@told_beside_others
def test_a_word_of_the_register_after_the_judgment_undoes_no_judgment(records: Records) -> Story:
    _judged(records, "2026-05", "CONDAMNE")
    suspect = records.suspect()
    records.add("prosecution", "C1", suspect_record_id=suspect, court_code=TGI,
                registered_on=DAY, orientation_code="SANS_SUITE",
                oriented_on=date(2026, 9, 1))  # fmt: skip
    made = yield
    assert made["prosecution"][0]["stage"] == made["case_suspect"][0]["stage"] == "CONDAMNE"


@told_beside_others
def test_a_hearing_on_appeal_leaves_the_case_on_appeal(records: Records) -> Story:
    _judged(records, "2026-05", "CONDAMNE")
    suspect = records.suspect()
    records.add("hearing", "C1", suspect_record_id=suspect, court_code=CA,
                held_on=date(2026, 6, 1))  # fmt: skip
    (told,) = (yield)["case_suspect"]
    assert (told["stage"], told["stage_on"]) == ("APPEL", date(2026, 6, 1))


# One count that convicts, beside another: its id before or after it, its verdict the same or not.
COUNTS_THAT_CONVICT = {
    f"{record_id} {verdict}": (record_id, verdict)
    for verdict in ("CONDAMNE", "RELAXE")
    for record_id in ("judgment-a", "judgment-z")
}


def _convicted_of_one(records: Records, record_id: str, verdict: str) -> None:
    suspect = records.suspect()
    for name, said in ((record_id, verdict), ("judgment-m", "CONDAMNE")):
        records.add("judgment", "C1", record_id=name, suspect_record_id=suspect,
                    court_code=TGI, judgment_number="7/2026", decided_on=DAY,
                    verdict_code=said)  # fmt: skip


@pytest.mark.parametrize("name", COUNTS_THAT_CONVICT)
def test_of_the_counts_of_one_judgment_that_which_convicts_counts(apart: Apart, name: str) -> None:
    (judgment,) = apart(COUNTS_THAT_CONVICT, _convicted_of_one)[name]["judgment"]
    assert judgment["verdict"] == "CONDAMNE"


# What exports say of a person's form, in the order of their months -> what survives, by which rule.
FORMS = {
    "one alone": ([["BEG"]], "BEG", "only_said"),
    "a specific one before a generic one said more": (
        [["SEX_OTH"], ["SEX_OTH"], ["SEX_PROST"]], "SEX_PROST", "most_specific"),
    "a generic one before an unknown one said more": (
        [["UNKNOWN"], ["UNKNOWN"], ["OTHER"]], "OTHER", "surest"),
    "of two that are specific the majority": (
        [["ARMED"], ["MARR"], ["MARR"]], "MARR", "most_said"),
    "of two said as often the newest": ([["ARMED"], ["MARR"]], "MARR", "newest"),
    "and the other way round": ([["MARR"], ["ARMED"]], "ARMED", "newest"),
    "of two of one row the list's first, not the alphabet's": (
        [["ARMED", "SEX_PROST"]], "SEX_PROST", "list_order"),
}  # fmt: skip


def _exploited(records: Records, said: list[list[str]], *_: str) -> None:
    for month, codes in enumerate(said, 1):
        records.victim(period=f"2026-{month:02}", exploitation_codes=codes,
                       seen_on=date(2026, month, 1))  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_the_principal_form_is_chosen_by_an_order_and_the_rule_that_decided_is_told(
    apart: Apart, name: str
) -> None:
    _, form, rule = FORMS[name]
    made = apart(FORMS, _exploited)[name]
    assert made["victim"][0]["principal_exploitation_code"] == form
    assert made["case_file"][0]["principal_exploitation_code"] == form
    chosen = [json.loads(row["chosen"]).get("principal_exploitation_code")
              for row in made["mention"]]  # fmt: skip
    assert [one for one in chosen if one] == [rule]
    (named,) = (row for row, one in zip(made["mention"], chosen, strict=True) if one)
    assert form in named["exploitation_codes"]


SAID = {
    "an unknown never stands before what somebody knows": (
        "sex", [("umirr", "UNKNOWN"), ("iom", "UNKNOWN"), ("dspj", "F")], "F", "surest"),
    "most say it": ("sex", [("umirr", "M"), ("umirr", "F"), ("dspj", "F")], "F", "most_said"),
    "the surest source says it": ("sex", [("minfemme", "M"), ("greffe", "F")], "F",
                                  "surest_source"),
    "the newest says it": ("sex", [("umirr", "F"), ("umirr", "M")], "M", "newest"),
    "an identification stands before presumptions": (
        "victim_status_code", [("umirr", "CONFIRMED"), ("iom", "PRESUMED"), ("iom", "PRESUMED")],
        "CONFIRMED", "surest"),
    "a situation is the newest one": (
        "reintegration_code", [("caafag", "TRANSIT"), ("caafag", "TRANSIT"),
                               ("caafag", "FAMILLE_ACCUEIL")], "FAMILLE_ACCUEIL", "newest"),
    "nobody says otherwise": ("sex", [("umirr", "F"), ("iom", None)], "F", "only_said"),
}  # fmt: skip


def _said(records: Records, attribute: str, said: list[tuple[str, str | None]], *_: str) -> None:
    for month, (source, one) in enumerate(said, 1):
        records.victim(source_id=source, period=f"2026-{month:02}", **{attribute: one})


@pytest.mark.parametrize("name", SAID)
def test_each_attribute_has_its_order(apart: Apart, name: str) -> None:
    attribute, _, value, rule = SAID[name]
    made = apart(SAID, _said)[name]
    assert made["victim"][0][attribute] == value
    rules = {json.loads(row["chosen"]).get(attribute) for row in made["mention"]}
    assert rules - {None} == {rule}


@told_beside_others
def test_an_unknown_sex_contradicts_nothing(records: Records) -> Story:
    for sex in ("F", "UNKNOWN"):
        records.victim(sex=sex)
    made = yield
    assert made["victim"][0]["contradictions"] == []
    assert [row["contradicts"] for row in made["mention"]] == [[], []]


@told_beside_others
def test_a_victim_has_three_places_and_each_is_her_own(records: Records) -> Story:
    records.victim(place_code="CF12-MBAIKI")
    records.victim(facts_place_code="CF52-BRIA")
    records.victim(detected_place_code="CF32-BOSSANGOA", seen_on=date(2026, 7, 1))
    records.victim(detected_place_code="CF71", seen_on=date(2026, 6, 1))
    records.victim("V-2", case="C2", facts_place_code="CF52-BRIA")
    made = yield
    places = ("origin_prefecture_code", "exploitation_prefecture_code",
              "detection_prefecture_code")  # fmt: skip
    first, second = ([row[one] for one in places] for row in made["victim"])
    assert first == ["CF12", "CF52", "CF71"], "where she was met first"
    assert second == [None, "CF52", None], "nobody met her where she was exploited"
    states = [row for row in made["victim_state"] if row["victim_id"] == "V-2"]
    assert [[row[one] for one in places] for row in states] == [second]


MINORS = {
    "of unknown age": ((None, None), "child", []),
    "whose year may be either": ((date(2008, 1, 1), date(2008, 12, 31)), "child", []),
    "whose birth says adult": ((date(1990, 1, 1), date(1990, 12, 31)), "adult", ["is_minor"]),
}


def _on_a_list_of_minors(records: Records, born: tuple[date | None, date | None], *_: Any) -> None:
    records.victim(source_id="iom", birth_date_min=born[0], birth_date_max=born[1],
                   birth_precision="year", seen_on=date(2026, 4, 1))  # fmt: skip
    records.victim(source_id="caafag", is_minor=True)


@pytest.mark.parametrize("name", MINORS)
def test_who_is_on_a_list_of_minors_is_a_child(apart: Apart, name: str) -> None:
    _, group, contradictions = MINORS[name]
    (victim,) = apart(MINORS, _on_a_list_of_minors)[name]["victim"]
    assert victim["age_group_at_detection"] == group
    assert victim["contradictions"] == contradictions


@told_beside_others
def test_a_minor_of_today_may_have_been_met_as_nobody_knows_what_later(records: Records) -> Story:
    records.victim(source_id="caafag", is_minor=True, seen_on=None)
    records.victim(source_id="iom")
    (victim,) = (yield)["victim"]
    assert victim["age_group_at_detection"] == "unknown"


def test_a_case_ends_with_the_last_of_its_accused(records: Records) -> None:
    for person, day in (("S-1", 9), ("S-2", 20)):
        suspect = records.suspect(person)
        records.add("judgment", "C1", suspect_record_id=suspect, court_code=TGI,
                    judgment_number=person, decided_on=date(2026, 6, day),
                    verdict_code="CONDAMNE")  # fmt: skip
    assert records.shaped()["case_file"][0]["closed_on"] == date(2026, 6, 20)
    records.suspect("S-3")
    assert records.shaped()["case_file"][0]["closed_on"] is None


# What exports say month by month of her consent -> what stands. None: the row is silent.
CONSENT = {
    "one yes": ([True], True),
    "taken back": ([True, False], False),
    "given after a refusal": ([False, True], True),
    "silence takes nothing back": ([False, None], False),
    "nobody says": ([None, None], None),
}


def _consenting(records: Records, said: list[bool | None], *_: bool | None) -> None:
    for month, word in enumerate(said, 1):
        records.victim(period=f"2026-{month:02}", is_consenting=word, seen_on=date(2026, month, 1))


@pytest.mark.parametrize("name", CONSENT)
def test_a_consent_that_was_taken_back_is_none(apart: Apart, name: str) -> None:
    (victim,) = apart(CONSENT, _consenting)[name]["victim"]
    assert victim["is_consenting"] is CONSENT[name][1]


@told_beside_others
def test_of_a_yes_and_a_no_of_one_day_the_refusal_stands(records: Records) -> Story:
    for source_id, word in (("iom", True), ("minfemme", False)):
        records.victim(source_id=source_id, is_consenting=word)
    made = yield
    assert made["victim"][0]["is_consenting"] is False
    assert [json.loads(row["chosen"]).get("is_consenting") for row in made["mention"]
            if not row["is_consenting"]] == ["refusal"]  # fmt: skip


# What one report says of its accused, (accused, month, outcome) -> what became of the report.
OUTCOMES = {
    "sent for one, under way for the other, whatever the order of the rows": (
        [("S-1", 5, "TRANSMIS_PARQUET"), ("S-2", 5, "ENQUETE_EN_COURS")], "TRANSMIS_PARQUET"),
    "and the other way round": (
        [("S-1", 5, "ENQUETE_EN_COURS"), ("S-2", 5, "TRANSMIS_PARQUET")], "TRANSMIS_PARQUET"),
    "another accused found later does not call it back": (
        [("S-1", 4, "TRANSMIS_PARQUET"), ("S-2", 5, "ENQUETE_EN_COURS")], "TRANSMIS_PARQUET"),
    "closed for one is not closed": (
        [("S-1", 4, "ENQUETE_EN_COURS"), ("S-2", 5, "CLASSE")], "ENQUETE_EN_COURS"),
    "closed for all": ([("S-1", 4, "CLASSE"), ("S-2", 5, "CLASSE")], "CLASSE"),
    "of one accused the newest word": (
        [("S-1", 4, "ENQUETE_EN_COURS"), ("S-1", 5, "CLASSE")], "CLASSE"),
    "taken up again": ([("S-1", 4, "CLASSE"), ("S-1", 5, "DEFERE")], "DEFERE"),
    "released after it was sent: it was sent": (
        [("S-1", 4, "TRANSMIS_PARQUET"), ("S-1", 5, "LIBERE")], "TRANSMIS_PARQUET"),
    "an unknown word undoes nothing": (
        [("S-1", 4, "DEFERE"), ("S-1", 5, "UNKNOWN")], "DEFERE"),
    "unknown where nobody knows": ([("S-1", 4, "UNKNOWN")], "UNKNOWN"),
    "a row of nobody counts as one": (
        [(None, 4, "TRANSMIS_PARQUET"), ("S-1", 5, "GARDE_A_VUE")], "TRANSMIS_PARQUET"),
}  # fmt: skip


def _reported(records: Records, said: list[tuple[str | None, int, str]], *_: str) -> None:
    for accused, month, outcome in said:
        period = f"2026-{month:02}"
        row = accused and records.suspect(accused, period=period)
        records.add("complaint", "C1", pv_number="7/UMIRR/2026", filed_on=DAY, period=period,
                    suspect_record_id=row, outcome_code=outcome)  # fmt: skip


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_became_of_a_report_is_how_far_it_went_for_any_of_its_accused(
    apart: Apart, name: str
) -> None:
    (complaint,) = apart(OUTCOMES, _reported)[name]["complaint"]
    assert complaint["outcome_code"] == OUTCOMES[name][1]


# The ids of the heavier and of the lighter count, in either order.
COUNTS = {"first": ("judgment-a", "judgment-z"), "last": ("judgment-z", "judgment-a")}


def _convicted_of_two(records: Records, heavier: str, lighter: str) -> None:
    suspect = records.suspect()
    for record_id, months in ((heavier, 60), (lighter, 24)):
        records.add("judgment", "C1", record_id=record_id, suspect_record_id=suspect,
                    court_code=TGI, judgment_number="7/2026", decided_on=DAY,
                    verdict_code="CONDAMNE", months_firm=months, months_suspended=0)  # fmt: skip


@pytest.mark.parametrize("heavier", COUNTS)
def test_of_two_counts_that_convict_the_heavier_is_the_sentence(apart: Apart, heavier: str) -> None:
    (judgment,) = apart(COUNTS, _convicted_of_two)[heavier]["judgment"]
    assert judgment["months_firm"] == 60


# What the next month says of an orientation of May -> the day of the one that stands.
ORIENTED = {
    "another without a day": ({"orientation_code": "CITATION"}, None),
    "the same without a day": ({"orientation_code": "INFORMATION"}, DAY),
    "no word": ({}, DAY),
    "another with its day": (
        {"orientation_code": "CITATION", "oriented_on": date(2026, 6, 2)}, date(2026, 6, 2)),
}  # fmt: skip


def _oriented(records: Records, next_month: dict[str, Any], *_: date | None) -> None:
    suspect = records.suspect()
    first = {"orientation_code": "INFORMATION", "oriented_on": DAY}
    for period, values in (("2026-05", first), ("2026-06", next_month)):
        records.add("prosecution", "C1", period=period, suspect_record_id=suspect,
                    court_code=TGI, rp_number="1/2026", registered_on=DAY, **values)  # fmt: skip


@pytest.mark.parametrize("name", ORIENTED)
def test_the_day_of_an_orientation_is_its_own(apart: Apart, name: str) -> None:
    (prosecution,) = apart(ORIENTED, _oriented)[name]["prosecution"]
    assert prosecution["oriented_on"] == ORIENTED[name][1]
