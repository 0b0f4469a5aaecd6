"""An age is an interval of births, and every birth in it has that age."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse.conform.birth import birth_from_age


def _born(age_min: int, age_max: int, seen: date) -> tuple[date, date]:
    made = birth_from_age(
        pa.array([age_min]),
        pa.array([age_max]),
        seen_on=pa.array([seen]),
        otherwise=date(2000, 1, 28),
        birth_min=None,
        birth_max=None,
        precision=None,
    )
    return made["birth_date_min"][0].as_py(), made["birth_date_max"][0].as_py()


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@given(
    st.integers(0, 90),
    st.integers(0, 10),
    st.dates(date(1990, 1, 1), date(2035, 12, 31)),
)
@example(17, 0, date(2024, 2, 29))
@example(18, 0, date(2024, 2, 29))
@example(20, 0, date(2024, 2, 29))
@example(0, 0, date(2026, 3, 1))
def test_the_first_and_last_birth_have_the_oldest_and_youngest_age(
    age_min: int, more: int, seen: date
) -> None:
    first, last = _born(age_min, age_min + more, seen)
    assert first <= last <= seen
    assert _age(first, seen) == age_min + more
    assert _age(last, seen) == age_min
    assert _age(first - timedelta(days=1), seen) == age_min + more + 1
    assert last == seen or _age(last + timedelta(days=1), seen) < age_min


def test_what_was_read_stays_and_what_is_unknown_stays_empty() -> None:
    made = birth_from_age(
        pa.array([30, None, 30]),
        pa.array([30, None, 30]),
        seen_on=None,
        otherwise=date(2026, 5, 28),
        birth_min=pa.array([date(1999, 1, 1), None, None], pa.date32()),
        birth_max=pa.array([date(1999, 12, 31), None, None], pa.date32()),
        precision=pa.array(["year", None, None]),
    )
    assert made["birth_precision"].to_pylist() == ["year", None, "from_age"]
    assert made["birth_date_min"].to_pylist()[:2] == [date(1999, 1, 1), None]
