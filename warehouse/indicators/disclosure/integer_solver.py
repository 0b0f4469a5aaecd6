"""SciPy's HiGHS, as it is asked for whole persons."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from scipy.optimize import milp

Integers = np.ndarray[Any, np.dtype[Any]]
OUT_OF_BRANCHES, INFEASIBLE = 1, 2
"""What SciPy says of a search that ended before it knew, and of one that found nothing possible."""


def solve_integers(
    cost: Integers, whole: Integers, bounds: Any, limits: Any, **options: float
) -> Any:
    """What SciPy's HiGHS answers, asked twice before it is believed that there is nothing.

    Its presolve calls some programs infeasible that have a solution (one random set of tables in a
    hundred); the search without it does not. An answer with a solution is one either way.
    """
    with quiet_solver():
        for asked in (options, {**options, "presolve": False}):
            result = milp(cost, integrality=whole, bounds=bounds, constraints=limits, options=asked)
            if result.x is not None or result.status != INFEASIBLE:
                break
    return result


@contextmanager
def quiet_solver() -> Iterator[None]:
    """HiGHS writes lines of its own where an answer is printed; they go to the other stream."""
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
