"""How far reviewers agree on pairs that two of them judged: the share, and kappa.

Cohen's kappa: J. Cohen, "A coefficient of agreement for nominal scales", Educational and
Psychological Measurement 20 (1960). Two who both say "same" nine times in ten agree often by
chance alone; kappa takes that away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

Opinion = tuple[str, str, str]
"""Task, reviewer, decision."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reviewers, or all pairs of reviewers together, agree."""

    reviewers: tuple[str, ...]  # the two accounts; empty for all together
    pairs: int  # how many tasks both judged
    agreed: int  # on how many they said the same
    # 1 always, 0 as by chance; None where it says nothing: no pairs, or only one answer
    kappa: float | None

    @property
    def share(self) -> float | None:
        """The share of pairs on which they agree."""
        return self.agreed / self.pairs if self.pairs else None


def agreement(opinions: Iterable[Opinion]) -> list[Agreement]:
    """The agreement of all together, then of every two reviewers who judged a task in common.

    Args:
        opinions: one for each task and reviewer.
    """
    by_task: dict[str, dict[str, str]] = defaultdict(dict)
    for task, reviewer, decision in opinions:
        by_task[task][reviewer] = decision
    twos: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for given in by_task.values():
        for one, two in combinations(sorted(given), 2):
            twos[one, two].append((given[one], given[two]))
    two_by_two = [_agreement(names, answers) for names, answers in sorted(twos.items())]
    return [_together(two_by_two), *two_by_two]


def _together(each: list[Agreement]) -> Agreement:
    """All two by two; kappa is their mean, each with the weight of its pairs."""
    kappas = [(one.kappa, one.pairs) for one in each if one.kappa is not None]
    weight = sum(pairs for _, pairs in kappas)
    return Agreement(
        (),
        sum(one.pairs for one in each),
        sum(one.agreed for one in each),
        sum(kappa * pairs for kappa, pairs in kappas) / weight if weight else None,
    )


def _agreement(names: tuple[str, ...], answers: list[tuple[str, str]]) -> Agreement:
    total = len(answers)
    agreed = sum(a == b for a, b in answers)
    one, two = Counter(a for a, _ in answers), Counter(b for _, b in answers)
    by_chance = sum(one[name] * two[name] for name in one) / total**2
    kappa = (agreed / total - by_chance) / (1 - by_chance) if by_chance < 1 else None
    return Agreement(names, total, agreed, kappa)
