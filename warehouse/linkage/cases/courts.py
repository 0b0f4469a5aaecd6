"""Which courts hear what another court decided: the tree of the code list ``court``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from warehouse.contracts.codelists import CodeLists

# From below to above. A criminal court judges in first instance what a tribunal's prosecutor
# registered: the number is the tribunal's there too.
_UPWARDS = ("COUR_CRIM", "CA", "CASS")
_REVIEWS = frozenset({"CA", "CASS"})


@dataclass(frozen=True, slots=True)
class Courts:
    """Which court is above which."""

    # court that hears files of others -> the courts whose files it may hear
    below: Mapping[str, frozenset[str]]
    by_level: tuple[frozenset[str], ...]  # those courts, level by level, the lowest first
    reviewing: frozenset[str]  # the courts that only ever hear what another decided first


NO_COURTS = Courts({}, (), frozenset())


def courts_of(codes: CodeLists) -> Courts:
    """The courts of the code list.

    A court whose court of appeal is not known yet, and one whose seat is not stated, may be under
    any.
    """
    courts = {row.code: row.attributes for row in codes.rows("court")}
    levels = [frozenset(c for c, it in courts.items() if it["level"] == one) for one in _UPWARDS]
    below: dict[str, frozenset[str]] = {}
    lower = frozenset(courts).difference(*levels)
    for level, here in zip(_UPWARDS, levels, strict=True):
        for code in here:
            # A criminal court sits at a court of appeal, and judges for the tribunals under it.
            top = code if level in _REVIEWS else courts[code]["parent"]
            below[code] = frozenset(one for one in lower if _may_be_under(one, top, courts))
        lower |= here
    return Courts(
        below,
        tuple(levels),
        frozenset(c for c, it in courts.items() if it["level"] in _REVIEWS),
    )


def _may_be_under(code: str, top: str, courts: Mapping[str, Mapping[str, str]]) -> bool:
    """No step of the way up from ``code`` says that it is under another court than ``top``."""
    if not top or courts[top]["level"] == "CASS" or not courts[top]["seat"]:
        return True
    while parent := courts[code]["parent"]:
        if parent == top:
            return True
        if courts[parent]["level"] == courts[top]["level"]:
            return False
        code = parent
    return True
