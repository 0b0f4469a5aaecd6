"""Whether households live in a table: two given names in one home are brothers, or a typist's."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.engine.families import lives_in_households

NAMES = ["names", "birth", "text_home"]
OTHER = 1
ONE_DAY, YEARS_APART = 20, 11


@pytest.mark.parametrize(
    ("one_day", "apart", "expected"),
    [
        pytest.param(1, 99, True, id="brothers_have_a_birth_each"),
        pytest.param(95, 5, False, id="given_names_typed_in_anew"),
        pytest.param(30, 70, False, id="some_typed_in_anew"),
        pytest.param(3, 2, True, id="too_few_to_tell"),
    ],
)
def test_a_table_tells_whether_households_live_in_it(
    one_day: int, apart: int, expected: bool
) -> None:
    patterns = np.array([[OTHER, ONE_DAY, 1], [OTHER, YEARS_APART, 1]])
    rates = {"text_home": [(0.01, 0.9), (0.99, 0.01)]}
    assert lives_in_households(NAMES, patterns, np.array([one_day, apart]), rates, (OTHER,)) is (
        expected
    )
