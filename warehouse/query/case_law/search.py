"""Decisions as a magistrate asks for them: by words, by code, one by one.

Every query is run by a login that has one reader's role and no more (``warehouse.query``); what was
typed goes to PostgreSQL as values, never as SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from warehouse.errors import CallError, message
from warehouse.query.sql import select_rows
from warehouse.text import fold

Labels = Mapping[str, Mapping[str, tuple[str, str]]]

# Filter -> the code list that its values are of.
LISTS = {
    "article": "article",
    "exploitation": "exploitation",
    "means": "means",
    "court": "court",
    "outcome": "verdict",
}
_NAMED_IN_FULL = 12

_CODES = """
select list, code, label_fr, label_en from warehouse.dim_code
where list = any(%(lists)s) order by list, code
"""
_SEARCH = """
select * from case_law.search(
    words => %(words)s, article => %(article)s, exploitation => %(exploitation)s,
    means => %(means)s, court => %(court)s, decided_from => %(decided_from)s,
    decided_to => %(decided_to)s, outcome => %(outcome)s, months_from => %(months_from)s,
    months_to => %(months_to)s, life => %(life)s, most => %(most)s)
"""
_SHOW = """
select decision_id, decision_number, court_code, decided_on, title, facts, reasons, operative_part,
    article_codes, keywords, exploitation_codes, means_codes, rp_number, case_id
from case_law.decision
where %(asked)s in (decision_id, decision_number)
order by decided_on, decision_id
"""
_JUDGED = """
select decision_id, verdict, offence_code, article_codes, months_firm, months_suspended, is_life,
    fine_xaf, damages_xaf, is_appealed
from case_law.decision_judgment
where decision_id = any(%(ids)s)
order by decision_id, judgment_id
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is sought; what is not said does not narrow."""

    words: str | None = None  # as ``websearch_to_tsquery`` reads them
    article: str | None = None  # code or label (codes: article), as all of the codes that follow
    exploitation: str | None = None  # form of exploitation (codes: exploitation)
    means: str | None = None  # means of control (codes: means)
    court: str | None = None  # court (codes: court)
    decided_from: date | None = None
    decided_to: date | None = None
    outcome: str | None = None  # verdict of at least one person (codes: verdict)
    months_from: int | None = None  # at least so many months of prison to be served
    months_to: int | None = None  # at most so many
    life: bool | None = None  # a life sentence, or none
    most: int = 20  # at most so many decisions


def labels(role: str | None = None, lists: Iterable[str] = LISTS.values()) -> Labels:
    """Code list -> code -> its French and its English label."""
    _, rows = select_rows(_CODES, role, {"lists": sorted(set(lists))})
    by_list: dict[str, dict[str, tuple[str, str]]] = {}
    for name, code, french, english in rows:
        by_list.setdefault(name, {})[code] = (french, english)
    return by_list


def search(wanted: Wanted, labels: Labels, role: str | None = None) -> list[dict[str, Any]]:
    """The decisions, the best first: the columns of ``case_law.search``.

    Raises:
        CallError: a code that its list does not know, or the role may not read decisions.
    """
    values = asdict(wanted)
    for name, listed in LISTS.items():
        if values[name] is not None:
            values[name] = _code(name, values[name], labels.get(listed, {}))
    columns, rows = select_rows(_SEARCH, role, values)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def show(asked: str, role: str | None = None) -> list[dict[str, Any]]:
    """The decisions of an id or of a number, whole, each with ``judgments``: a row per person.

    A number is a court's own: several courts may have given it.
    """
    columns, rows = select_rows(_SHOW, role, {"asked": asked})
    decisions = [dict(zip(columns, row, strict=True)) for row in rows]
    if decisions:
        ids = [one["decision_id"] for one in decisions]
        columns, rows = select_rows(_JUDGED, role, {"ids": ids})
        judged = [dict(zip(columns, row, strict=True)) for row in rows]
        for one in decisions:
            one["judgments"] = [
                {name: value for name, value in row.items() if name != "decision_id"}
                for row in judged
                if row["decision_id"] == one["decision_id"]
            ]
    return decisions


def _code(name: str, wanted: str, codes: Mapping[str, tuple[str, str]]) -> str:
    """The code that is meant: written in any case, or by its label, accents left out or not."""
    for code, code_labels in codes.items():
        if fold(wanted) in (fold(code), *(fold(label) for label in code_labels if label)):
            return code
    option = "--form" if name == "exploitation" else f"--{name}"
    near = [
        code
        for code, code_labels in codes.items()
        if fold(wanted) in fold(" ".join((code, *code_labels)))
    ]
    listed = ", ".join((near or list(codes))[:_NAMED_IN_FULL])
    raise CallError(
        message("case_law.unknown_code", name=option, listed=listed, code_list=LISTS[name])
    )
