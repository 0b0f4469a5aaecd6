"""What agrees is hidden until it is opened; what differs is shown, and marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.desk.masking import DOT, compared, masked
from warehouse.linkage.review.show import Mark, ShownLine


def shown(left: str, right: str, mark: Mark, *, is_open: bool = False) -> tuple[str, str, bool]:
    line = masked(ShownLine("names", left, right, mark), is_open=is_open)
    told = ["".join(piece.text for piece in side) for side in (line.left, line.right)]
    return told[0], told[1], line.is_masked


@pytest.mark.parametrize(
    ("left", "right", "mark", "seen"),
    [
        pytest.param("ESSAI Ama", "ESSAI Ama", "same", ("••••• •••", "••••• •••"), id="same"),
        pytest.param("ESSAI Ama", "ESSAI Awa", "close", ("••••• •m•", "••••• •w•"), id="a_letter"),
        pytest.param("ESSAI", "ESSAÏ", "same", ("•••••", "•••••"), id="an_accent"),
        pytest.param("ESSAY", "essai", "differs", ("••••Y", "••••i"), id="case_is_no_difference"),
        pytest.param("ESSAI", "", "unknown", ("•••••", ""), id="one_side_says_nothing"),
        pytest.param("12/03/2001", "13/03/2001", "differs", ("•2/••/••••", "•3/••/••••"), id="day"),
        pytest.param("Baga-Bandoro", "Bémo", "differs", ("Baga-Bandoro", "Bémo"), id="two_words"),
        pytest.param("umirr", "minfemme", "context", ("umirr", "minfemme"), id="no_name"),
    ],
)
def test_what_agrees_is_a_dot(left: str, right: str, mark: Mark, seen: tuple[str, str]) -> None:
    one, two, is_masked = shown(left, right, mark)
    assert (one, two) == seen
    assert is_masked is (DOT in one + two)


def test_what_was_opened_is_whole_and_its_difference_still_marked() -> None:
    line = masked(ShownLine("names", "ESSAI Ama", "ESSAI Awa", "close"), is_open=True)
    assert "".join(piece.text for piece in line.left) == "ESSAI Ama"
    assert [piece.text for piece in line.left if piece.differs] == ["m"]
    assert not line.is_masked


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_the_pieces_are_the_text_and_hide_no_difference(left: str, right: str) -> None:
    one, two = compared(left, right)
    assert "".join(piece.text for piece in one) == left
    assert "".join(piece.text for piece in two) == right


@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20))
def test_two_that_agree_show_no_letter(text: str) -> None:
    one, two, _ = shown(text, text, "same")
    assert set(one) | set(two) <= {DOT}
