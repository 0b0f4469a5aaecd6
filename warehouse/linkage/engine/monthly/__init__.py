"""Month by month: what is new is linked against what is known, as if all had been linked at once.

``known`` is what a linkage remembers. ``mentions`` says whom a month changes: those who came, those
who went, those whose names became more or less rare; ``rare`` says which names those are, and which
texts. ``blocking_keys`` says which pairs share a key, or no longer do; ``edges`` scores them again;
``regroup`` groups anew only where an edge came, went or changed. Every step is a function of all
mentions that count now, never of the order in which they came.
"""

from warehouse.linkage.engine.monthly.edges import asked_of
from warehouse.linkage.engine.monthly.known import (
    KnownUnreadableError,
    difference,
    forget_file,
    how_made,
    remembered,
    whole,
)
from warehouse.linkage.engine.monthly.month import Renewed, renew
from warehouse.linkage.engine.monthly.regroup import in_places, standing

__all__ = [
    "KnownUnreadableError",
    "Renewed",
    "asked_of",
    "difference",
    "forget_file",
    "how_made",
    "in_places",
    "remembered",
    "renew",
    "standing",
    "whole",
]
