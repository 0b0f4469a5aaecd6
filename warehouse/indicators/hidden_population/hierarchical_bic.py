"""The best model by BIC among all hierarchical ones whose estimate exists (Silverman et al. 2024).

``BIC = terms * log(persons) - 2 log-likelihood``, terms at minus infinity counted too. In resamples
the search is among the models that ranked first on the table itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from warehouse.indicators.hidden_population.capture_histories import Counts
from warehouse.indicators.hidden_population.extended_ml import ModelChecks
from warehouse.indicators.hidden_population.loglinear import Fits, fit_loglinear, term_cells

HIGHEST_ORDER = {3: 2, 4: 3, 5: 3, 6: 2}
"""Lists to the highest interaction; with more lists there are too many models."""
RANKED = {3: 20, 4: 20, 5: 100, 6: 100}
"""How many models a resample chooses from: the paper's numbers."""
NEAR, AT_MOST = 2.0, 6.0
"""Differences of BIC between which models are worth comparing (Raftery 1995)."""
CHUNK = 2048
ALIKE = 7
"""Decimals of a BIC: what differs beyond them is rounding, and of equals the first in order goes
first. In small tables two models of one fit may give totals far apart."""

Model = tuple[int, ...]


@dataclass(frozen=True)
class BicRanking:
    """Valid models from the best on, as far as they are of use: model, BIC, total."""

    models: list[Model]
    bics: list[float]
    totals: list[float]

    def range_within(self, difference: float) -> tuple[float, float]:
        """The lowest and the highest total among models this near to the best."""
        near = [
            total
            for bic, total in zip(self.bics, self.totals, strict=True)
            if bic <= self.bics[0] + difference
        ]
        return min(near), max(near)


def hierarchical_models(lists: int, order: int) -> Iterator[Model]:
    """All sets of interactions up to ``order`` that hold, with a term, all terms within it."""

    def grow(size: int, below: Model) -> Iterator[Model]:
        if size > order:
            yield below
            return
        below_set = set(below)
        allowed = [
            sum(1 << i for i in chosen)
            for chosen in combinations(range(lists), size)
            if size == 2
            or all(
                sum(1 << i for i in part) in below_set for part in combinations(chosen, size - 1)
            )
        ]
        for number in range(1 << len(allowed)):
            more = tuple(term for k, term in enumerate(allowed) if number >> k & 1)
            # Without a term of this size there is none of a greater one.
            yield from grow(size + 1, below + more) if more else iter((below,))

    return grow(2, ())


def model_name(model: Model, lists: int) -> str:
    """The generators, lists numbered from one: ``[12,23,4]``."""
    terms = {*model, *(1 << i for i in range(lists))}
    greatest = [t for t in terms if not any(t != other and t & other == t for other in terms)]
    spelt = ("".join(str(i + 1) for i in range(lists) if t >> i & 1) for t in greatest)
    return f"[{','.join(sorted(spelt))}]"


class BicSearch:
    """The search over tables of so many lists; what is known of the models' existence is kept."""

    def __init__(self, lists: int) -> None:
        order = HIGHEST_ORDER[lists]
        self._lists = lists
        self._models = list(hierarchical_models(lists, order))
        self._wide = tuple(mask for mask in range(1, 2**lists) if 2 <= mask.bit_count() <= order)
        self._checks = ModelChecks(lists, self._wide)

    def rank(self, counts: Counts) -> BicRanking:
        """The valid models of one table: the first by BIC, and all near enough to compare."""
        terms = (*self._checks.main, *self._wide)
        cells = term_cells(terms, self._lists)
        position = {term: k for k, term in enumerate(terms)}
        in_model = np.zeros((len(self._models), len(terms)), dtype=bool)
        in_model[:, : len(self._checks.main)] = True
        for row, model in enumerate(self._models):
            in_model[row, [position[term] for term in model]] = True
        table = np.broadcast_to(counts, (len(self._models), len(counts)))
        fits = [
            fit_loglinear(table[k : k + CHUNK], cells, in_model[k : k + CHUNK])
            for k in range(0, len(in_model), CHUNK)
        ]
        inside = np.concatenate([fit.inside for fit in fits])
        dark = np.concatenate([fit.dark for fit in fits])
        likelihood = np.concatenate([fit.log_likelihood for fit in fits])
        bics = in_model.sum(axis=1) * np.log(counts.sum()) - 2 * likelihood
        ranking = BicRanking([], [], [])
        for row in np.argsort(bics.round(ALIKE), kind="stable"):
            enough = len(ranking.models) >= RANKED[self._lists]
            if enough and bics[row] > ranking.bics[0] + AT_MOST:
                break
            if self._checks.has_estimate(counts > 0, self._models[row], bool(inside[row])):
                ranking.models.append(self._models[row])
                ranking.bics.append(float(bics[row]))
                ranking.totals.append(float(counts.sum() + dark[row]))
        return ranking

    def best_totals(self, counts: Counts, models: list[Model]) -> Counts:
        """Per table of a batch, the total of its best valid model among ``models``, or NaN."""
        fits = [self._fit(counts, model) for model in models]
        sizes = np.array([len(self._checks.main) + len(model) for model in models])
        persons = counts.sum(axis=1)
        bics = sizes[:, None] * np.log(persons) - 2 * np.array([f.log_likelihood for f in fits])
        totals = np.full(len(counts), np.nan)
        ranks = bics.round(ALIKE).argsort(axis=0, kind="stable")
        for row in range(len(counts)):
            for best in ranks[:, row]:
                if self._checks.has_estimate(
                    counts[row] > 0, models[best], bool(fits[best].inside[row])
                ):
                    totals[row] = persons[row] + fits[best].dark[row]
                    break
        return totals

    def _fit(self, counts: Counts, model: Model) -> Fits:
        cells = term_cells((*self._checks.main, *model), self._lists)
        return fit_loglinear(counts, cells, np.ones((1, len(cells)), dtype=bool))
