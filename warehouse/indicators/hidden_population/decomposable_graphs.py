"""The total averaged over decomposable graphs of dependence (Madigan and York 1997).

Hyper-Dirichlet prior with ``2**-lists`` a cell, prior of the total proportional to 1/N up to a
multiple of the observed, every graph alike. The posterior is exact; it depends on how far N may go.
"""

from __future__ import annotations

from itertools import combinations
from math import ceil

import numpy as np
from scipy.special import gammaln, logsumexp

from warehouse.indicators.hidden_population.capture_histories import Counts

MOST_LISTS_OF_GRAPHS = 5
MOST_POINTS = 50_000
"""Of the posterior's grid: of a large table, steps of a five-thousandth of the observed persons."""
FARTHEST = 10
"""The unknown may be so many times the observed; said beside the result."""
QUANTILES = {"2.5%": 0.025, "10%": 0.1, "50%": 0.5, "90%": 0.9, "97.5%": 0.975}

Vertices = frozenset[int]


def average_over_graphs(counts: Counts, lists: int) -> dict[str, int]:
    """Quantiles of the posterior of the total, by name."""
    observed = int(counts.sum())
    step = max(1, ceil(observed * FARTHEST / MOST_POINTS))
    unknown = np.arange(1.0, observed * FARTHEST + 1, step)
    total = observed + unknown
    marginals = _log_marginals(counts, lists, unknown)
    prior = gammaln(total + 1) - gammaln(unknown + 1) - np.log(total)
    weight = np.full(len(unknown), -np.inf)
    for cliques, separators in decomposable_graphs(lists):
        value = prior + sum(marginals[c] for c in cliques) - sum(marginals[s] for s in separators)
        weight = np.logaddexp(weight, value)
    reached = np.cumsum(np.exp(weight - logsumexp(weight)))
    last = len(total) - 1
    return {
        name: int(total[min(int(np.searchsorted(reached, share)), last)])
        for name, share in QUANTILES.items()
    }


def _log_marginals(counts: Counts, lists: int, unknown: Counts) -> dict[Vertices, Counts]:
    """Of the counts collapsed to each set of lists, for each number of unknown persons."""
    masks = np.arange(1, 2**lists)
    total = counts.sum() + unknown
    logs: dict[Vertices, Counts] = {}
    for size in range(lists + 1):
        prior = 2.0**-size
        for chosen in combinations(range(lists), size):
            within = masks & sum(1 << i for i in chosen)
            cells = np.bincount(within, counts, minlength=2**lists)
            margin = [cells[sum(1 << i for k, i in enumerate(chosen) if number >> k & 1)]
                     for number in range(1, 2**size)]  # fmt: skip
            value = gammaln(np.array(margin) + prior).sum() + gammaln(cells[0] + unknown + prior)
            logs[frozenset(chosen)] = value - 2**size * gammaln(prior) - gammaln(total + 1.0)
    return logs


def decomposable_graphs(lists: int) -> list[tuple[list[Vertices], list[Vertices]]]:
    """Cliques and separators (the empty one too) of every chordal graph on so many vertices."""
    edges = list(combinations(range(lists), 2))
    graphs = []
    for number in range(1 << len(edges)):
        near: dict[int, set[int]] = {i: set() for i in range(lists)}
        for k, (one, other) in enumerate(edges):
            if number >> k & 1:
                near[one].add(other)
                near[other].add(one)
        cliques = _cliques_in_order(near)
        if cliques is not None:
            separators = [
                frozenset(c & frozenset().union(*cliques[:k])) for k, c in enumerate(cliques) if k
            ]
            graphs.append((cliques, separators))
    return graphs


def _cliques_in_order(near: dict[int, set[int]]) -> list[Vertices] | None:
    """By maximum cardinality search, in an order of running intersection; None if not chordal."""
    numbered: list[int] = []
    cliques: list[Vertices] = []
    while len(numbered) < len(near):
        after = max(set(near) - set(numbered), key=lambda v: len(near[v] & set(numbered)))
        before = near[after] & set(numbered)
        if any(other not in near[one] for one, other in combinations(before, 2)):
            return None
        clique = frozenset({after, *before})
        if cliques and cliques[-1] < clique:
            cliques[-1] = clique
        else:
            cliques.append(clique)
        numbered.append(after)
    return cliques
