"""One model of the lists and of what the persons are: a total for each group, and no tiny tables.

Each effect of the lists, a list's own or a pair's, is the same in all groups or is of each group;
how many persons there are is of each group. So a group whose lists overlap little borrows from the
others what does not differ (the kind of model of M. Cruyff, J. van Dijk and P. van der Heijden, The
challenge of counting victims of human trafficking, CHANCE 30 (2017)). Existence, identifiability
and extended maximum likelihood as of the models without groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from warehouse.indicators.hidden_population.capture_histories import Counts, list_pairs
from warehouse.indicators.hidden_population.extended_ml import ModelStatus, examine_design
from warehouse.indicators.hidden_population.loglinear import (
    Fits,
    Mask,
    fit_loglinear,
    occupied_terms,
    term_cells,
)

RANKED = 20
"""How many models a resample chooses from: what Silverman and others take for four lists."""

CovariateModel = Mapping[int, bool]
"""Effect of the lists (a mask) -> whether it is of each group."""


@dataclass(frozen=True)
class RankedModel:
    """A valid model, its BIC, and its total for each group."""

    model: CovariateModel
    bic: float
    totals: Counts


class CovariateSearch:
    """Models of so many lists and groups, for tables whose cells go group by group."""

    def __init__(self, lists: int, groups: int) -> None:
        self._lists, self._groups = lists, groups
        self._pairs = list_pairs(lists)
        self._status: dict[tuple[bytes, bytes], ModelStatus] = {}

    def rank(self, counts: Counts) -> list[RankedModel]:
        """Of one table: the valid models on the way to the best by BIC, and those beside it.

        From lists that are alike in all groups and know nothing of each other, one effect more at a
        time, or one more that is of each group, while the BIC falls.
        """
        base: CovariateModel = {1 << i: False for i in range(self._lists)}
        ranked = list(self._valid(counts, [base]))
        best = ranked[0] if ranked else None
        while best:
            valid = sorted(self._valid(counts, self._larger(best.model)), key=lambda one: one.bic)
            ranked += valid
            best = valid[0] if valid and valid[0].bic < best.bic else None
        kept: list[RankedModel] = []
        for one in sorted(ranked, key=lambda one: one.bic):
            if one.model not in [other.model for other in kept]:
                kept.append(one)
        return kept[:RANKED]

    def best_totals(self, counts: Counts, models: list[CovariateModel]) -> Counts:
        """(tables, groups): of each table the totals of its best valid model, or NaN."""
        fits = [self._fit(counts, model) for model in models]
        bics = np.array([self._bic(counts, fit) for fit in fits])
        totals = np.full((len(counts), self._groups), np.nan)
        for row, table in enumerate(counts):
            for best in np.argsort(bics[:, row], kind="stable"):
                if self._is_valid(table, models[best], bool(fits[best].inside[row])):
                    totals[row] = self._totals(table, fits[best].coefficients[row])
                    break
        return totals

    def _larger(self, model: CovariateModel) -> Iterator[CovariateModel]:
        """One effect more, or one of each group; a pair only if both of its lists are."""
        for pair in self._pairs:
            if pair not in model:
                yield {**model, pair: False}
        for effect, of_each in model.items():
            within = [1 << i for i in range(self._lists) if effect >> i & 1 and effect != 1 << i]
            if not of_each and all(model[one] for one in within):
                yield {**model, effect: True}

    def _valid(self, counts: Counts, models: Iterable[CovariateModel]) -> Iterator[RankedModel]:
        table = counts[None, :]
        for model in models:
            fit = self._fit(table, model)
            if self._is_valid(counts, model, bool(fit.inside[0])):
                totals = self._totals(counts, fit.coefficients[0])
                yield RankedModel(model, float(self._bic(table, fit)[0]), totals)

    def _cells(self, model: CovariateModel) -> Mask:
        """(terms, cells): first the number of persons of each group."""
        effects = [0, *model]
        within = term_cells(effects, self._lists)
        rows = []
        for effect, histories in zip(effects, within, strict=True):
            if effect == 0 or model[effect]:
                rows += [np.kron(one, histories) for one in np.eye(self._groups, dtype=bool)]
            else:
                rows.append(np.tile(histories, self._groups))
        return np.array(rows, dtype=bool)

    def _fit(self, counts: Counts, model: CovariateModel) -> Fits:
        cells = self._cells(model)
        return fit_loglinear(counts, cells, np.ones((1, len(cells)), dtype=bool))

    @staticmethod
    def _bic(counts: Counts, fit: Fits) -> Counts:
        terms = fit.coefficients.shape[1]
        bic: Counts = terms * np.log(counts.sum(axis=1)) - 2 * fit.log_likelihood
        return bic

    def _totals(self, table: Counts, coefficients: Counts) -> Counts:
        observed = table.reshape(self._groups, -1).sum(axis=1)
        dark = np.exp(np.clip(coefficients[: self._groups], -700, 700))
        # A group that a resample has not drawn has no total.
        return np.where(observed > 0, observed + dark, np.nan)

    def _is_valid(self, table: Counts, model: CovariateModel, inside: bool) -> bool:
        cells = self._cells(model)
        occupied = occupied_terms(table[None, :], cells)[0]
        kept = ~cells[~occupied].any(axis=0)
        # What is asked depends on which cells are empty; of a fit inside, on which terms are.
        support = np.ones_like(kept) if inside else table > 0
        key = (np.packbits(cells[occupied][:, kept]).tobytes(), support[kept].tobytes())
        if key not in self._status:
            design = cells[occupied][:, kept].T.astype(float)
            self._status[key] = examine_design(design, support[kept])
        return self._status[key] is ModelStatus.OK
