"""Every method once more, written out plainly from its definition, on random sparse tables.

Nothing of the estimators is used: fits by a general minimiser, existence by asking of each cell
whether it can be filled, the search model by model, the bounds by their formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations
from math import exp, lgamma, log
from statistics import NormalDist

import numpy as np
import pytest
from scipy.optimize import linprog, minimize
from scipy.stats import poisson

from warehouse.indicators.hidden_population.bootstrap import acceleration, bca_bounds
from warehouse.indicators.hidden_population.decomposable_graphs import average_over_graphs
from warehouse.indicators.hidden_population.hierarchical_bic import BicSearch, model_name
from warehouse.indicators.hidden_population.stepwise import stepwise_search

Set = frozenset[int]
Table = dict[Set, int]
NOBODY: Set = frozenset()


def histories(lists: int) -> list[Set]:
    """In the order of the counts: the first list is the lowest bit."""
    return [frozenset(i for i in range(lists) if m >> i & 1) for m in range(1, 2**lists)]


def random_table(lists: int, number: int) -> Table:
    """Few persons, some pairs drawn together, some kept apart."""
    rng = np.random.default_rng([lists, number])
    logs = {
        one: rng.normal(-1.2, 0.6, lists)[list(one)].sum()
        + sum(rng.normal(0, 1.2) for _ in combinations(one, 2))
        for one in histories(lists)
    }
    most = rng.choice([60, 300, 2000]) / sum(map(exp, logs.values()))
    return {one: int(rng.poisson(most * exp(value))) for one, value in logs.items()}


def counts_of(table: Table, lists: int) -> np.ndarray:
    return np.array([table[one] for one in histories(lists)], dtype=float)


def above(table: Table, term: Set) -> int:
    return sum(count for one, count in table.items() if term <= one)


class Fit:
    """One model: whether it has an estimate that the table tells, its BIC, and who is unseen."""

    def __init__(self, table: Table, lists: int, interactions: Iterable[Set]) -> None:
        terms = [NOBODY, *(frozenset({i}) for i in range(lists)), *interactions]
        gone = [term for term in terms if not above(table, term)]
        self.cells = [one for one in table if not any(term <= one for term in gone)]
        left = [term for term in terms if term not in gone]
        design = np.array([[term <= one for term in left] for one in self.cells], dtype=float)
        seen = np.array([table[one] for one in self.cells], dtype=float)
        self.valid = bool(
            len(self.cells)
            and np.linalg.matrix_rank(design) == len(left)
            and all(_can_be_filled(design, seen, cell) for cell in np.flatnonzero(seen == 0))
        )
        if not self.valid:
            return
        scale = seen.sum()

        def loss(alpha: np.ndarray) -> tuple[float, np.ndarray]:
            means = np.exp(np.minimum(design @ alpha, 50))
            return (means.sum() - seen @ design @ alpha) / scale, design.T @ (means - seen) / scale

        start = np.r_[log(scale / len(seen)), np.zeros(len(left) - 1)]
        options = {"gtol": 1e-12, "maxiter": 2000}
        alpha = minimize(loss, start, jac=True, method="BFGS", options=options).x
        for _ in range(5):
            means = np.exp(design @ alpha)
            alpha += np.linalg.solve(design.T * means @ design, design.T @ (seen - means))
        self.mean = dict(zip(self.cells, np.exp(design @ alpha), strict=True))
        self.total = sum(table.values()) + exp(alpha[0])
        likelihood = sum(
            table[one] * log(mean) - mean - lgamma(table[one] + 1)
            for one, mean in self.mean.items()
        )
        self.bic = len(terms) * log(scale) - 2 * likelihood


def _can_be_filled(design: np.ndarray, seen: np.ndarray, cell: int) -> bool:
    """Whether a table of the same margins has somebody there: then, on average, one has in all."""
    aim = np.zeros(len(seen))
    aim[cell] = -1
    return linprog(aim, A_eq=design.T, b_eq=design.T @ seen).fun < -1e-7


def stepwise(table: Table, lists: int) -> tuple[float | None, list[Set]]:
    chosen: list[Set] = []
    fit = Fit(table, lists, chosen)
    if not fit.valid:
        return None, []
    while True:
        best: tuple[float, Set, Fit] | None = None
        for pair in map(frozenset, combinations(range(lists), 2)):
            if pair in chosen:
                continue
            expected = sum(mean for one, mean in fit.mean.items() if pair <= one)
            met = above(table, pair)
            p = min(poisson.cdf(met, expected), poisson.sf(met - 1, expected))
            if p < 0.02 and (best is None or p < best[0]):
                more = Fit(table, lists, [*chosen, pair])
                best = (p, pair, more) if more.valid else best
        if best is None:
            return fit.total, chosen
        chosen.append(best[1])
        fit = best[2]


def models(lists: int, order: int) -> Iterator[list[Set]]:
    terms = [frozenset(one) for k in range(2, order + 1) for one in combinations(range(lists), k)]
    for chosen in chain.from_iterable(combinations(terms, k) for k in range(len(terms) + 1)):
        held = set(chosen)
        parts = (frozenset(p) for term in held for p in combinations(term, len(term) - 1))
        if all(part in held for part in parts if len(part) > 1):
            yield list(chosen)


@pytest.mark.slow
@pytest.mark.parametrize(("lists", "tables"), [(3, 40), (4, 8)])
def test_stepwise_makes_the_same_choices(lists: int, tables: int) -> None:
    search = stepwise_search(lists)
    none = 0
    for number in range(tables):
        table = random_table(lists, number)
        total, pairs = stepwise(table, lists)
        found = search(counts_of(table, lists)[None, :])
        masks = [sum(1 << i for i in pair) for pair in pairs]
        none += total is None
        assert found.pairs[0] == masks, number
        wanted = np.nan if total is None else total
        assert found.totals[0] == pytest.approx(wanted, rel=1e-5, nan_ok=True), number
    assert none < tables / 2


@pytest.mark.slow
@pytest.mark.parametrize(("lists", "order", "tables"), [(3, 2, 25), (4, 3, 1)])
def test_the_best_model_by_bic_is_the_same(lists: int, order: int, tables: int) -> None:
    search = BicSearch(lists)
    for number in range(tables):
        table = random_table(lists, number)
        fits = [Fit(table, lists, model) for model in models(lists, order)]
        ranked = sorted((fit.bic, fit.total) for fit in fits if fit.valid)
        found = search.rank(counts_of(table, lists))
        assert len(found.models) >= min(len(ranked), 20)
        for mine, unseen in zip(found.bics, found.totals, strict=True):
            # Two models of one BIC may give totals far apart: either may stand here.
            alike = [total for bic, total in ranked if abs(bic - mine) < 1e-5]
            assert any(unseen == pytest.approx(total, rel=1e-4) for total in alike), number
        assert found.bics[0] == pytest.approx(ranked[0][0], rel=1e-7)


def test_of_models_of_one_bic_the_first_in_order_is_the_best() -> None:
    """378 or 541 persons, from the same table: the last digit of a sum must not decide."""
    counts = counts_of(random_table(3, 36), 3)
    search = BicSearch(3)
    ranking = search.rank(counts)
    assert ranking.bics[0] == pytest.approx(ranking.bics[1], abs=1e-9)
    assert ranking.totals[0] == pytest.approx(541.25)
    assert ranking.models[:2] == [(3, 5), (3, 6)]
    assert search.best_totals(counts[None, :], ranking.models) == pytest.approx([541.25])
    low, high = ranking.range_within(2)
    assert (low, high) == (pytest.approx(377.786, abs=0.01), pytest.approx(541.25))


def type_8(values: list[float], share: float) -> float:
    """The quantile that is the median of what its place may be (Hyndman and Fan's eighth)."""
    ordered, place = sorted(values), share * (len(values) + 1 / 3) + 1 / 3
    low = min(max(int(place), 1), len(values))
    high = min(low + 1, len(values))
    return ordered[low - 1] + min(max(place - low, 0), 1) * (ordered[high - 1] - ordered[low - 1])


def test_the_bounds_are_those_of_the_formula() -> None:
    """Of two lists' totals by Chapman, of which every resample is plain arithmetic."""

    def chapman(one: np.ndarray) -> float:
        return float((one[0] + one[2] + 1) * (one[1] + one[2] + 1) / (one[2] + 1) - 1)

    counts = np.array([90.0, 60.0, 25.0])
    drawn = np.random.default_rng(8).multinomial(175, counts / 175, 999).astype(float)
    totals, point, law = [chapman(one) for one in drawn], chapman(counts), NormalDist()
    below = sum((one < point) + 0.5 * (one == point) for one in totals) / len(totals)
    bias = law.inv_cdf(below)
    fewer = [chapman(counts - np.eye(3)[i]) for i in range(3)]
    mean = sum(c * one for c, one in zip(counts, fewer, strict=True)) / 175
    cubes = sum(c * (mean - one) ** 3 for c, one in zip(counts, fewer, strict=True))
    squares = sum(c * (mean - one) ** 2 for c, one in zip(counts, fewer, strict=True))
    pull = cubes / (6 * squares**1.5)
    ends = [
        type_8(totals, law.cdf(bias + (bias + z) / (1 - pull * (bias + z))))
        for z in (law.inv_cdf(0.025), law.inv_cdf(0.975))
    ]
    ours = acceleration(counts, lambda batch: np.array([chapman(one) for one in batch]))
    found = bca_bounds(np.array(totals), point, ours)
    assert ours == pytest.approx(pull, rel=1e-9)
    assert (found.lower, found.upper) == pytest.approx(ends, rel=1e-9)


CLOSED = {
    "[12,13,23]": lambda n: n["111"] * n["100"] * n["010"] * n["001"]
    / (n["110"] * n["101"] * n["011"]),
    "[13,23]": lambda n: n["100"] * n["010"] / n["110"],
    "[1,23]": lambda n: n["100"] * (n["011"] + n["010"] + n["001"])
    / (n["111"] + n["110"] + n["101"]),
}  # fmt: skip


@pytest.mark.parametrize("model", CLOSED)
def test_models_of_three_lists_give_their_closed_forms(model: str) -> None:
    seen = {"100": 90, "010": 70, "110": 14, "001": 50, "101": 11, "011": 9, "111": 4}
    counts = np.array(list(seen.values()), dtype=float)
    ranking = BicSearch(3).rank(counts)
    names = [model_name(one, 3) for one in ranking.models]
    unseen = ranking.totals[names.index(model)] - sum(seen.values())
    assert unseen == pytest.approx(CLOSED[model](seen), rel=1e-6)


def decomposable_average(table: Table, lists: int, share: float) -> int:
    """Over the eight graphs of three lists, all of which are chordal."""
    seen, edges = sum(table.values()), list(combinations(range(lists), 2))
    weights: dict[int, list[float]] = {}

    def marginal(within: Set, unseen: int) -> float:
        parts = chain.from_iterable(combinations(within, k) for k in range(len(within) + 1))
        cells = dict.fromkeys(map(frozenset, parts), 0.0)
        for one, count in table.items():
            cells[one & within] += count
        cells[NOBODY] += unseen
        prior = 2.0 ** -len(within)
        return sum(lgamma(c + prior) - lgamma(prior) for c in cells.values()) - lgamma(
            seen + unseen + 1
        )

    for unseen in range(1, 10 * seen + 1):
        total = seen + unseen
        parts = {
            one: marginal(one, unseen)
            for k in range(lists + 1)
            for one in map(frozenset, combinations(range(lists), k))
        }
        several = lgamma(total + 1) - lgamma(unseen + 1) - log(total)
        weights[total] = [
            several + _graph(frozenset(map(frozenset, chosen)), parts)
            for k in range(len(edges) + 1)
            for chosen in combinations(edges, k)
        ]
    top = max(map(max, weights.values()))
    mass = {total: sum(exp(one - top) for one in each) for total, each in weights.items()}
    whole, reached = sum(mass.values()), 0.0
    for total, one in mass.items():
        reached += one
        if reached >= share * whole:
            return total
    raise AssertionError


def _graph(edges: frozenset[Set], parts: dict[Set, float]) -> float:
    """Cliques over separators, of three lists."""
    alone = [frozenset({i}) for i in range(3)]
    if len(edges) == 3:
        return parts[frozenset({0, 1, 2})]
    if len(edges) == 2:
        one, other = edges
        return parts[one] + parts[other] - parts[one & other]
    if len(edges) == 1:
        (edge,) = edges
        (rest,) = (one for one in alone if not one & edge)
        return parts[edge] + parts[rest] - parts[NOBODY]
    return sum(parts[one] for one in alone) - 2 * parts[NOBODY]


def test_averaging_over_graphs_is_the_same() -> None:
    table = dict(zip(histories(3), [13, 9, 3, 8, 2, 0, 1], strict=True))
    found = average_over_graphs(counts_of(table, 3), 3)
    assert [found["2.5%"], found["50%"], found["97.5%"]] == [
        decomposable_average(table, 3, share) for share in (0.025, 0.5, 0.975)
    ]
