"""How right a linkage is: counts of pairs and mentions, never a list of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Figures:
    """What a linkage got right."""

    mentions: int
    persons: int
    true_persons: int
    precision: float  # of the pairs in one found person, the share in one true person
    recall: float  # of the pairs in one true person, the share in one found person
    f1: float
    # the same by mention (B-cubed F1), where a large person weighs no more than a small
    bcubed: float
    largest: int  # mentions of the largest person found; ``true_largest`` of the largest there is
    true_largest: int
    alone: int  # persons found that have one mention; ``true_alone`` those there are
    true_alone: int


def figures(true: Ints, linked: Ints) -> Figures:
    """Hold the found person of each mention against the true one.

    Args:
        true: of each mention, its person, by number from 0.
        linked: likewise, by any numbers from 0.
    """
    t, f = np.bincount(true), np.bincount(linked)
    t, f = t[t > 0], f[f > 0]
    width = int(linked.max()) + 1
    cell, n = np.unique(true.astype(np.int64) * width + linked, return_counts=True)
    both, of_true, of_found = _pairs(n), _pairs(t), _pairs(f)
    precision = both / of_found if of_found else 1.0
    recall = both / of_true if of_true else 1.0
    share = n.astype(float) ** 2
    true_size = np.bincount(true)[cell // width]
    found_size = np.bincount(linked)[cell % width]
    exact = float((share / found_size).sum() / len(true))
    whole = float((share / true_size).sum() / len(true))
    return Figures(
        len(true),
        len(f),
        len(t),
        precision,
        recall,
        _mean(precision, recall),
        _mean(exact, whole),
        int(f.max()),
        int(t.max()),
        int((f == 1).sum()),
        int((t == 1).sum()),
    )


def numbered(column: pa.ChunkedArray) -> Ints:
    """Any labels as numbers from 0; equal labels have equal numbers."""
    codes = column.combine_chunks().dictionary_encode().indices
    return np.asarray(codes.to_numpy(zero_copy_only=False), np.int64)


def _pairs(sizes: Ints) -> int:
    wide = sizes.astype(np.int64)
    return int((wide * (wide - 1) // 2).sum())


def _mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
