"""A judgement holds when its file is sent again, and only where no choice is left."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.contracts.conformed_schema import schema
from warehouse.linkage.review.fingerprint import SAID, fingerprints
from warehouse.linkage.review.resolve import resolve

NAMES = ("FICTIVE Aline", "FICTIVE Alain", "MODÈLE Rose")


def mentions(*rows: dict[str, Any]) -> pa.Table:
    filled = [
        {"source_id": "umirr", "role": "victim", "period": "2026-05", "row_number": i, **row}
        for i, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(filled, schema("person_mention"))


def mention(record_id: str, name: str, **more: Any) -> dict[str, Any]:
    family, given_names = name.split()
    return {"record_id": record_id, "family_name": family, "given_names": given_names, **more}


def judgement(
    before: pa.Table, left: int, right: int, decision: str = "same", name: str = "J-1"
) -> dict[str, Any]:
    ids, prints = before["record_id"].to_pylist(), fingerprints(before)
    return {
        "judgement_id": name,
        "left_mention_id": ids[left],
        "right_mention_id": ids[right],
        "left_fingerprint": prints[left],
        "right_fingerprint": prints[right],
        "decision": decision,
        "withdrawn_at": None,
    }


def pairs(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["left_mention_id"], row["right_mention_id"]) for row in found]


BEFORE = mentions(mention("a", NAMES[0]), mention("b", NAMES[1]), mention("c", NAMES[2]))


@pytest.mark.parametrize("name", sorted(SAID))
def test_whatever_a_mention_says_is_in_its_fingerprint(name: str) -> None:
    kind = schema("person_mention").field(name).type
    value: Any = "X9"
    if pa.types.is_list(kind):
        value = ["X9"]
    elif pa.types.is_boolean(kind):
        value = True
    elif pa.types.is_date(kind):
        value = date(2001, 2, 3)
    plain, changed = (
        mentions(mention("a", NAMES[0]), mention("a", NAMES[0]) | {name: value})["record_id"],
        fingerprints(mentions(mention("a", NAMES[0]), mention("a", NAMES[0]) | {name: value})),
    )
    assert len(plain) == 2
    assert changed[0] != changed[1]


def test_where_a_mention_stands_is_not_in_its_fingerprint() -> None:
    here = mention("a", NAMES[0], row_number=3, period="2026-04", file_name="x", submission_id="S1")
    there = mention("b", NAMES[0], row_number=9, period="2026-05", file_name="y", row_key="k")
    assert len(set(fingerprints(mentions(here, there)))) == 1


def test_a_fingerprint_holds_no_name() -> None:
    (found,) = fingerprints(mentions(mention("a", NAMES[0])))
    assert len(found) == 32
    assert set(found) <= set("0123456789abcdef")


def test_current_mentions_are_found_by_their_ids() -> None:
    rows = [judgement(BEFORE, 0, 1)]
    assert resolve(rows, BEFORE) == (rows, 0)


@settings(max_examples=30)
@given(st.permutations([0, 1, 2]), st.sampled_from([(0, 1), (1, 2), (0, 2)]), st.booleans())
def test_a_judgement_holds_whatever_rows_a_corrected_file_puts_its_mentions_on(
    order: list[int], judged: tuple[int, int], only_one_sent_again: bool
) -> None:
    again = {i: f"new{i}" for i in range(3) if not (only_one_sent_again and i == 0)}
    kept = "abc"
    after = mentions(*(mention(again.get(i, kept[i]), NAMES[i]) for i in order))
    found, lost = resolve([judgement(BEFORE, *judged)], after)
    assert pairs(found) == [tuple(again.get(i, kept[i]) for i in judged)]
    assert lost == 0


def test_a_judgement_on_what_is_no_longer_said_holds_of_nothing() -> None:
    after = mentions(mention("x", NAMES[0]), mention("y", "AUTRE Chose"))
    assert resolve([judgement(BEFORE, 0, 1)], after) == ([], 1)


def test_two_rows_that_say_the_same_leave_a_choice_and_nobody_chooses() -> None:
    after = mentions(mention("x", NAMES[0]), mention("y", NAMES[0]), mention("z", NAMES[1]))
    assert resolve([judgement(BEFORE, 0, 1)], after) == ([], 1)


def test_the_same_words_from_another_source_are_another_statement() -> None:
    after = mentions(mention("x", NAMES[0], source_id="dspj"), mention("z", NAMES[1]))
    assert resolve([judgement(BEFORE, 0, 1)], after) == ([], 1)


def test_rows_that_their_source_calls_one_person_leave_no_choice() -> None:
    before = mentions(mention("a", NAMES[0], record_key="K1"), mention("b", NAMES[1]))
    after = mentions(
        mention("y", NAMES[0], record_key="K1"),
        mention("x", NAMES[0], record_key="K1"),
        mention("z", NAMES[1]),
    )
    assert pairs(resolve([judgement(before, 0, 1)], after)[0]) == [("x", "z")]


@pytest.mark.parametrize("decision", ["same", "different"])
def test_two_equal_rows_that_were_judged_are_known_again_as_a_pair(decision: str) -> None:
    before = mentions(mention("a", NAMES[0]), mention("b", NAMES[0]))
    after = mentions(mention("y", NAMES[0]), mention("x", NAMES[0]))
    assert pairs(resolve([judgement(before, 0, 1, decision)], after)[0]) == [("x", "y")]


def test_equal_rows_that_a_human_joined_leave_no_choice_to_another_judgement() -> None:
    before = mentions(mention("a", NAMES[0]), mention("b", NAMES[0]), mention("c", NAMES[1]))
    rows = [judgement(before, 0, 2, "different", "J-1"), judgement(before, 0, 1, "same", "J-2")]
    after = mentions(mention("y", NAMES[0]), mention("x", NAMES[0]), mention("z", NAMES[1]))
    found, lost = resolve(rows, after)
    assert pairs(found) == [("x", "z"), ("x", "y")]
    assert lost == 0


def test_a_judgement_from_before_fingerprints_is_held_by_ids_alone() -> None:
    row = judgement(BEFORE, 0, 1) | {"left_fingerprint": None, "right_fingerprint": None}
    after = mentions(mention("x", NAMES[0]), mention("y", NAMES[1]))
    assert resolve([row], BEFORE)[1] == 0
    assert resolve([row], after) == ([], 1)
