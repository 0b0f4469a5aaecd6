"""Who comes again in a file that replaces a month: found by her name, whatever was mended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_people import draw_names

from warehouse.checks.rows_by_person import count_again, told_of

Row = dict[str, Any]
SEEDS = st.integers(0, 2**32 - 1)


def month(seed: int, count: int, year: int = 1980) -> list[Row]:
    rng = np.random.default_rng(seed)
    births = [date(year, 1, 1) + timedelta(days=int(n)) for n in rng.integers(0, 9000, count)]
    return [
        {
            "role": "suspect", "family_name": family.upper(), "given_names": given_name,
            "sex": str(rng.choice(["F", "M"])), "birth_date_min": birth, "birth_date_max": birth,
            "birth_precision": "day", "nationality": "CAF", "pv_number": f"{n:03}/X/2026",
            "name_raw": "x", "row_number": n, "record_id": f"R{n}", "seen_on": date(2026, 4, 3),
        }
        for n, ((family, given_name), birth) in enumerate(
            zip(draw_names(rng, count), births, strict=True)
        )
    ]  # fmt: skip


def again(before: list[Row], after: list[Row], table: str = "person_mention") -> int:
    return count_again(
        [told_of(table, one) for one in before], [told_of(table, one) for one in after]
    )


def _letter_doubled(row: Row, rng: np.random.Generator) -> Row:
    name, at = row["family_name"], int(rng.integers(1, len(row["family_name"])))
    return {**row, "family_name": name[:at] + name[at - 1] + name[at:]}


def _letter_dropped(row: Row, rng: np.random.Generator) -> Row:
    name, at = row["family_name"], int(rng.integers(0, len(row["family_name"])))
    return {**row, "family_name": name[:at] + name[at + 1 :]}


def _turned(row: Row, _: np.random.Generator) -> Row:
    return {**row, "family_name": row["given_names"], "given_names": row["family_name"]}


def _birth_put_right(row: Row, _: np.random.Generator) -> Row:
    return {**row, "birth_date_min": date(2001, 1, 1), "birth_date_max": date(2001, 12, 31)}


def _sex_put_right(row: Row, _: np.random.Generator) -> Row:
    return {**row, "sex": "F" if row["sex"] == "M" else "M", "pv_number": "999/Y/2026"}


def _given_name_dropped(row: Row, _: np.random.Generator) -> Row:
    return {**row, "given_names": None}


def _name_replaced(row: Row, _: np.random.Generator) -> Row:
    return {**row, "family_name": "WAKANZO", "given_names": "Fictive"}


def _name_filled_in(row: Row, _: np.random.Generator) -> Row:
    return {**row, "family_name": None, "given_names": None, "is_unnamed": True}


MENDED = [
    _letter_doubled, _letter_dropped, _turned, _birth_put_right, _sex_put_right,
    _given_name_dropped, _name_replaced, _name_filled_in,
]  # fmt: skip


@given(SEEDS, st.lists(st.sampled_from(MENDED), max_size=5), st.booleans(), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_whoever_is_mended_comes_again(seed: int, mends: list[Any], back: bool, added: int) -> None:
    rng, before = np.random.default_rng(seed), month(seed, 12)
    after = [dict(row) for row in before]
    for place, mend in enumerate(mends):
        after[place] = mend(after[place], rng)
    after += month(seed + 1, added)
    rng.shuffle(after)
    first, second = (after, before) if back else (before, after)
    assert again(first, second) == 12


@given(SEEDS, st.integers(3, 25))
@settings(max_examples=60, deadline=None)
def test_others_in_as_many_rows_are_not_they(seed: int, count: int) -> None:
    before, after = month(seed, count), month(seed + 1, count, year=2005)
    for row in after:
        row["pv_number"] = "9" + row["pv_number"]
    assert again(before, after) <= count // 4, "a name may come twice in an office"


def test_nobody_stands_for_two() -> None:
    one = month(1, 1)
    assert again(one * 3, one) == 1
    assert again(one, one * 3) == 1


def _unnamed(number: int, **more: Any) -> Row:
    return {
        "role": "victim", "is_unnamed": True, "sex": "F", "age_min": number, "age_max": number,
        "nationality": "CAF", "seen_on": date(2026, 4, 1 + number), "place_code": f"P{number}",
        **more,
    }  # fmt: skip


def test_who_has_no_name_is_found_by_the_rest_of_her_row() -> None:
    before = [_unnamed(number) for number in range(9)]
    assert again(before, before[::-1]) == 9
    assert again(before, [*before[:8], _unnamed(8, family_name="FICTIVE", is_unnamed=False)]) == 9
    assert again(before, [_unnamed(number) for number in range(10, 19)]) == 0


@pytest.mark.parametrize(
    ("table", "number"),
    [
        ("decision", {"court_code": "TGI", "decision_number": "12"}),
        ("plan_status", {"plan_code": "P1", "action_number": 3}),
        ("plan_activity", {"activity_number": "2026-014", "ministry_code": "M"}),
    ],
)
def test_a_row_that_names_nobody_is_found_by_its_number(table: str, number: Row) -> None:
    before = [{**number, "observations": "un", "status_code": "begun"}]
    assert again(before, [{**number, "observations": "deux", "status_code": "done"}], table) == 1
    other = {name: f"{value}9" for name, value in number.items()}
    assert again(before, [{**other, "observations": "trois"}], table) == 0
