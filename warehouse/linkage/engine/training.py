"""How much each level of a comparison says: learnt without labels, pinned in the package.

The pairs of a table are a mixture of one person and of lookalikes. Expectation maximisation tells
the two apart: for each level, its share in one person (m) and among lookalikes (u), and the share
of one person among all pairs. Those that ``blocking`` looks at are counted; of those that no key
brought up, who are strangers, a sample stands for the rest. Without them u would be that of pairs
which share a key, and say of the keys what it should say of people: that everybody's birth is near,
or that all live in one area. Measured on sixteen tables with kinds of lookalikes, F1 of single
pairs: the mean rises from 0.87 to 0.94, and the least from 0.08 to 0.68.

The pinned parameters weigh only pairs that share a key, and are learnt from those alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from warehouse.linkage.engine.families import lives_in_households
from warehouse.linkage.engine.level_shares import added, shares, told_apart_seldom
from warehouse.linkage.engine.match_levels import NO_EVIDENCE
from warehouse.linkage.engine.mixture_model import learn_kinds
from warehouse.linkage.engine.monotone import in_order

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_ROUNDS: Final = 60
_STILL: Final = 1e-4
_LEARNT: Final = "learnt from the table"
REFUSED: Final = "pinned: what was learnt is not to be believed"
NAMES_ALONE: Final = "learnt from how rare the names are"
_MOST_UNNAMED: Final = 0.25
_MOST_STRAYING: Final = 0.5
_RIGHT: Final = 0.96
_RIGHT_IF_OVERSTATED: Final = 0.97
_QUARTER: Final = 0.25
_MOST_BITS: Final = 3.0


@dataclass(frozen=True)
class Model:
    """The parameters of the linkage."""

    # for each comparison, of each level from 0 up: its share in one person (m) and among lookalikes
    # (u)
    rates: Mapping[str, Sequence[tuple[float, float]]]
    share: float  # the share of one person among the pairs of one person and those alike by chance
    version: str  # which training they come from
    # for each other kind of lookalikes and comparison, of each level its share in such pairs; empty
    # where none were learnt
    kinds: Mapping[str, Mapping[str, Sequence[float]]] = field(default_factory=dict)
    # for each of those kinds, how many pairs there are for one of chance
    kind_shares: Mapping[str, float] = field(default_factory=dict)
    has_households: bool = True  # whether two persons' names under one roof are two persons
    alone: float = 0.0  # the log2 odds that a single pair must reach to join two mentions
    # by so many bits what joins stands higher than without (``expected_precision``)
    raised: float = 0.0
    # whether the odds of one person halve for each doubling of the table (see ``size_correction``);
    # where they were learnt from the table itself, they have
    halves: bool = False

    def with_texts(self, names: Sequence[str]) -> Model:
        """The model with further text comparisons, each read as ``place`` is."""
        place = self.rates["text_place"]
        return replace(self, rates=dict(self.rates) | dict.fromkeys(names, place))

    def after(self, doublings: int) -> Model:
        """The model as it weighs a pair after so many doublings of the table."""
        odds = self.share / (1 - self.share) / (2**doublings if self.halves else 1)
        return replace(self, share=odds / (1 + odds), halves=False)

    def to_pin(self, before: Model) -> Model:
        """The model as it is pinned, its levels in order, what it lacks from the one before.

        The version is a hash of the numbers, so that the same training gives the same file.
        """
        whole = {
            name: ordered(name, self.rates.get(name, levels))
            for name, levels in before.rates.items()
        }
        bare = Model(whole, self.share, "")
        stamp = hashlib.sha256(bare.to_json().encode()).hexdigest()[:12]
        return Model(whole, self.share, stamp, halves=True)

    def to_json(self) -> str:
        """As kept in ``parameters.json``."""
        rates = {
            k: [[float(f"{x:.6g}") for x in pair] for pair in v] for k, v in self.rates.items()
        }
        return json.dumps(
            {"version": self.version, "share": float(f"{self.share:.6g}"), "rates": rates}, indent=1
        )


_candidate: ContextVar[Model | None] = ContextVar("candidate", default=None)


@contextmanager
def using(model: Model) -> Iterator[None]:
    """Within, these parameters are the pinned ones: to measure them before they are."""
    before = _candidate.set(model)
    try:
        yield
    finally:
        _candidate.reset(before)


def pinned() -> Model:
    """The parameters that were trained once and are versioned with the package."""
    if (candidate := _candidate.get()) is not None:
        return candidate
    text = (
        resources.files("warehouse.linkage.engine").joinpath("parameters.json").read_text("utf-8")
    )
    kept: dict[str, Any] = json.loads(text)
    rates = {name: [(m, u) for m, u in levels] for name, levels in kept["rates"].items()}
    return Model(rates, kept["share"], kept["version"], halves=True)


def learn(
    names: Sequence[str],
    sizes: Sequence[int],
    patterns: Levels,
    counts: Floats | Levels,
    mentions: int,
    start: Model | None = None,
    no_evidence: Mapping[str, tuple[Sequence[int], float]] | None = None,
    other_names: Sequence[int] = (),
    namesakes: Sequence[float] = (),
    strangers: Flags | None = None,
) -> Model:
    """Learn a model from how often each pattern of levels occurs among the pairs of a table.

    Args:
        sizes: how many levels each has.
        patterns: one row per distinct pattern; per comparison its level, -1 where not known.
        counts: how many pairs show the pattern; of a sample, how many it stands for.
        mentions: how many mentions the table has.
        start: where to start from, and what to believe of a level that is seldom seen; a plain
            rising guess without.
        no_evidence: for a comparison, levels that one person shows at most so many times as often
            as lookalikes do, whatever the mixture says: brothers share so much that it takes them
            for one person. The levels of every comparison are kept in order besides.
        other_names: the levels of ``names`` that are two persons'; none, and no kinds of
            lookalikes are learnt.
        namesakes: as for ``mixture_model.learn_kinds``.
        strangers: which patterns are of pairs that no key brought up; none without.

    Returns:
        The model; the same patterns give the same model.
    """
    # Each comparison is read by itself, some thousand times.
    patterns = np.asfortranarray(patterns)
    weights = counts.astype(float)
    share = min(0.5, 0.5 * mentions / weights.sum())
    held = no_evidence or {}
    apart = np.zeros(len(patterns), bool) if strangers is None else strangers
    believed = [_guess(name, size, start) for name, size in zip(names, sizes, strict=True)]
    rates = [(m, shares(patterns[:, j], weights, np.ones_like(m))) for j, m in enumerate(believed)]
    expected = 0.0
    for _ in range(_ROUNDS):
        odds = log_odds(patterns, rates, share)
        belief = np.where(apart, 0.0, 1 / (1 + np.exp2(-np.clip(odds, -60, 60))))
        one, two = belief * weights, (1 - belief) * weights
        rates = [
            (shares(patterns[:, j], one, m), shares(patterns[:, j], two, np.ones_like(m)))
            for j, m in enumerate(believed)
        ]
        # How names are written says nothing before there are kinds (``hold_spelling``).
        rates = [
            (m, m) if name == "spelling" else (m, u)
            for name, (m, u) in zip(names, rates, strict=True)
        ]
        rates = [
            in_order(name, told_apart_seldom(name, m), u, *held.get(name, ((), 1.0)))
            for name, (m, u) in zip(names, rates, strict=True)
        ]
        share = float(np.clip(one.sum() / weights.sum(), 1e-12, 0.95))
        if abs(one.sum() - expected) < _STILL * max(expected, 1):
            break
        expected = float(one.sum())
    learnt = {
        name: list(zip(m.tolist(), u.tolist(), strict=True))
        for name, (m, u) in zip(names, rates, strict=True)
    }
    if not other_names:
        return Model(learnt, share, _LEARNT)
    in_homes = lives_in_households(names, patterns[~apart], counts[~apart], learnt, other_names)
    # Brothers are two where households live, however their names are written.
    if in_homes:
        held = {**NO_EVIDENCE, "names": ((0, *other_names), NO_EVIDENCE["names"][1])}
    mixture = learn_kinds(
        names, patterns, counts, learnt, share, believed, held, namesakes, apart, in_homes=in_homes
    )
    return Model(
        mixture.rates,
        mixture.share,
        _LEARNT,
        mixture.kinds,
        mixture.kind_shares,
        in_homes,
        least_alone(mixture.odds[~apart], counts[~apart], sum(sizes)),
    )


def believable(model: Model, other_names: Sequence[int]) -> bool:
    """Whether what was learnt can be: one person seldom has names of which hardly a word is shared.

    Where more than one pair in four of one person has, by what was learnt, names with nothing in
    common or two persons', something else that many share was taken for the person: her area, her
    party. Measured on eighteen tables: at most 0.09 where it was right, 0.73 and 0.81 where most of
    what it joined were strangers. Where in more than every second one at least as much of the names
    strays as is shared, it was a given name and an age: 0.85 on two censuses ten years apart with
    streets (precision 0.12; pinned 0.96), at most 0.21 on fifty others.

    Args:
        other_names: the levels of ``names`` that are two persons'; at the next ones much strays.
    """
    names = [m for m, _ in model.rates.get("names", ())]
    apart = {0, *other_names}
    straying = {*apart, *(k + 1 for k in other_names)}
    unnamed, little = (sum(m for k, m in enumerate(names) if k in ks) for ks in (apart, straying))
    return unnamed <= _MOST_UNNAMED and little <= _MOST_STRAYING


def ordered(name: str, levels: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The levels of a comparison, none of which says more than one that is more alike."""
    hold, most = NO_EVIDENCE.get(name, ((), 1.0))
    one, chance = np.array(levels).T
    m, u = in_order(name, one, chance, hold, most)
    return list(zip(m.tolist(), u.tolist(), strict=True))


def right_enough(
    odds: Floats, counts: Floats | Levels, overstated: float = 0.0, right: float = _RIGHT
) -> float:
    """The least log2 odds, from even ones on, past which 24 pairs of 25 are expected to be right.

    In large tables namesakes are many, and even odds are too little: at a million mentions, 0.97 of
    the pairs past them were one person's; past half a bit 0.98. What the odds expect was within
    0.012 of the truth in each of sixteen labelled tables. In quarters of a bit, three at most.

    Args:
        counts: how many pairs show it.
        overstated: by so much the odds say too much.
        right: the share that is to be right.
    """
    expected = counts / (1 + np.exp2(-np.clip(odds - overstated, -60, 60)))
    for bar in np.arange(0, _MOST_BITS, _QUARTER):
        past = odds > bar
        if expected[past].sum() >= right * counts[past].sum():
            return float(bar)
    return _MOST_BITS


def least_alone(odds: Floats, counts: Floats | Levels, levels: int) -> float:
    """The log2 odds that a single pair must reach to join two mentions.

    What a model says of the pairs that it was learnt from it says too surely, by about one nat for
    each of its levels, spread over the pairs of one person that it saw (as in Akaike's criterion):
    of a hundred such pairs a bit and more, of five thousand nothing. Where even with so much less
    nearly all pairs past the bar are right, nothing hangs on it; else the bar rises by half of it,
    by which they are too sure (the other half is what is true and was not learnt).

    Args:
        counts: how many pairs show it.
        levels: of all comparisons together.
    """
    seen = float((counts / (1 + np.exp2(-np.clip(odds, -60, 60)))).sum())
    overstated = levels / max(seen, 1.0) / float(np.log(2))
    bar = right_enough(odds, counts)
    cautious = right_enough(odds, counts, overstated, _RIGHT_IF_OVERSTATED)
    return max(bar, min(cautious, bar + overstated / 2))


def log_odds(patterns: Levels, rates: Sequence[tuple[Floats, Floats]], share: float) -> Floats:
    """The log2 odds that a pair showing each pattern is one person."""
    return added(patterns, [np.log2(m / u) for m, u in rates], np.log2(share / (1 - share)))


def _guess(name: str, size: int, start: Model | None) -> Floats:
    """A first m: the one pinned, or the closer the level, the likelier in one person."""
    if start is not None and name in start.rates:
        return np.array([m for m, _ in start.rates[name]])
    rising = np.linspace(0.02, 1, size) ** 3
    return np.asarray(rising / rising.sum())
