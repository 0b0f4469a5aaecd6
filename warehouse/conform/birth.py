"""A birth interval from an age, where no date of birth was given."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def birth_from_age(
    age_min: pa.Array,
    age_max: pa.Array,
    *,
    seen_on: pa.Array | None,
    otherwise: date,
    birth_min: pa.Array | None,
    birth_max: pa.Array | None,
    precision: pa.Array | None,
) -> dict[str, pa.Array]:
    """Fill ``birth_date_min``, ``birth_date_max`` and ``birth_precision`` where they are empty.

    Somebody aged n to m on a day was born after that day m+1 years before, and on or before that
    day n years before.

    Args:
        age_min: youngest age, whole years.
        age_max: oldest age, whole years.
        seen_on: the day the age was said, where known.
        otherwise: the day to reckon from where it is not.
        birth_min: earliest births already read, which stay.
        birth_max: latest births already read, which stay.
        precision: precisions already read; those filled here are ``from_age``.
    """
    count = len(age_min)
    empty = pa.nulls(count, pa.date32())
    seen = (seen_on if seen_on is not None else empty).fill_null(otherwise)
    on = seen.cast(pa.int32()).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    derived = {
        "birth_date_min": _years_before(on, pc.add(age_max, 1)) + np.timedelta64(1, "D"),
        "birth_date_max": _years_before(on, age_min),
    }
    has_age_only = pc.is_valid(age_min)
    if birth_min is not None:
        has_age_only = pc.and_(has_age_only, pc.is_null(birth_min))
    given = {"birth_date_min": birth_min, "birth_date_max": birth_max}
    filled = {
        name: pc.if_else(has_age_only, pa.array(days, pa.date32()), empty if old is None else old)
        for (name, days), old in zip(derived.items(), given.values(), strict=True)
    }
    kept = pa.nulls(count, pa.string()) if precision is None else precision
    filled["birth_precision"] = pc.if_else(has_age_only, "from_age", kept)
    return filled


def _years_before(days: np.ndarray, years: pa.Array) -> np.ndarray:
    months = days.astype("datetime64[M]")
    back = years.fill_null(0).to_numpy(zero_copy_only=False).astype("int64") * 12
    then = months - back.astype("timedelta64[M]")
    first, next_first = then.astype("datetime64[D]"), (then + 1).astype("datetime64[D]")
    # 29 February of a common year is its 28th: on 1 March she would not yet have that age.
    before: np.ndarray = np.minimum(
        first + (days - months.astype("datetime64[D]")), next_first - np.timedelta64(1, "D")
    )
    return before
