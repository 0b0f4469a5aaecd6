"""Births years apart: seldom one person's, and a measure of how many namesakes there are."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.engine.level_shares import born_apart, told_apart_seldom

SIZE = 21


def shares(**levels: float) -> np.ndarray:
    every = np.full(SIZE, 1e-9)
    for name, share in levels.items():
        every[int(name[1:])] = share
    return every


def test_of_days_as_precise_those_years_apart_are_fifteen_in_a_hundred_at_most() -> None:
    kept = told_apart_seldom("birth", shares(_20=0.27, _18=0.03, _11=0.5, _12=0.1, _10=0.1))
    assert kept[[11, 12]].sum() == pytest.approx(0.15 * 0.9, rel=1e-6)
    assert kept[11] / kept[12] == pytest.approx(5), "in the proportion in which they were seen"
    assert kept[20] / kept[18] == pytest.approx(9)
    assert kept[10] == pytest.approx(0.1), "years are none of the days'"
    assert kept.sum() == pytest.approx(1)


def test_fewer_stay_as_they_are_and_nothing_but_births_is_held() -> None:
    few = shares(_20=0.8, _11=0.1, _10=0.1)
    assert told_apart_seldom("birth", few) == pytest.approx(few, abs=1e-8)
    many = shares(_20=0.3, _11=0.7)
    assert (told_apart_seldom("text_place", many) == many).all()


def test_names_alike_beside_births_apart_say_how_many_are_namesakes() -> None:
    # Level 5 of names is the same name of the first step of rarity, 10 of the second.
    patterns = np.array([[5, 11], [5, 20], [5, -1], [10, 20], [2, 11], [0, 11]])
    weight = np.array([60.0, 30.0, 10.0, 40.0, 500.0, 9_000.0])
    births = shares(_11=0.6, _12=0.2, _20=0.2)
    namesakes = born_apart(["names", "birth"], patterns, weight, births)
    assert namesakes[0] == pytest.approx(60 / 0.8 * 100 / 90)
    assert not namesakes[1:].any()


def test_names_of_which_much_strays_are_hardly_more_than_those_of_which_some_does() -> None:
    one = np.full(36, 0.001)
    one[[7, 8, 35]] = 0.4, 0.05, 0.52
    one /= one.sum()
    kept = told_apart_seldom("names", one)
    much, some = kept[2::5].sum(), kept[3::5].sum()
    assert kept.sum() == pytest.approx(1)
    assert one[2::5].sum() > 6 * one[3::5].sum()
    assert much < 2.5 * some, "of the shares before, 1.25 times"
    assert told_apart_seldom("names", kept[::-1]).sum() == pytest.approx(1)
    few = np.full(36, 1 / 36)
    assert (told_apart_seldom("names", few) == few).all(), "as many of the one as of the other"
