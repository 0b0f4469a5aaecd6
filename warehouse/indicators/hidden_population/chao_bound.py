"""Independent lists, and the same with persons who differ in how likely a list is to see them.

The second is Chao's lower bound with an effect for each list (L.-P. Rivest and S. Baillargeon,
Biometrics 63 (2007)): a bound against such differences, not where lists repel each other.
"""

from __future__ import annotations

import numpy as np

from warehouse.indicators.hidden_population.capture_histories import Counts, list_sizes
from warehouse.indicators.hidden_population.extended_ml import ModelStatus, examine_design
from warehouse.indicators.hidden_population.loglinear import fit_loglinear, fit_poisson, term_cells


def main_effects(counts: Counts, lists: int) -> float:
    """The total if lists were independent of each other."""
    terms = (0, *(1 << i for i in range(lists)))
    cells = term_cells(terms, lists)
    fits = fit_loglinear(counts[None, :], cells, np.ones((1, len(terms)), dtype=bool))
    return float(counts.sum() + fits.dark[0])


def chao_total(counts: Counts, lists: int) -> float | None:
    """The total with a free curvature from the third list on; a negative one is taken as none.

    None where the table has no such figure: the likelihood grows without end.
    """
    terms = (0, *(1 << i for i in range(lists)))
    main = term_cells(terms, lists).T.astype(float)
    bends = list(range(3, lists + 1))
    while True:
        sizes = list_sizes(lists)
        design = np.c_[main, *(np.maximum(sizes - bend + 1, 0) for bend in bends)]
        alpha = fit_poisson(counts, design)
        negative = [
            bend for bend, value in zip(bends, alpha[len(terms) :], strict=True) if value < 0
        ]
        if not negative:
            # A curvature that went down without end is among the negative ones, and is gone.
            if examine_design(design, counts > 0) is not ModelStatus.OK:
                return None
            return float(counts.sum() + np.exp(alpha[0]))
        bends = [bend for bend in bends if bend not in negative]
