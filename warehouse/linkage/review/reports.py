"""What the judgements in SQL say: agreement of reviewers, errors of the linkage, thresholds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import Connection, select

from warehouse.contracts.codelists import CodeLists
from warehouse.database.tables import identity
from warehouse.linkage.engine.audit_sample import STRATA
from warehouse.linkage.engine.judgements import judged
from warehouse.linkage.engine.thresholds import PINNED
from warehouse.linkage.engine.training import pinned
from warehouse.linkage.review.agreement import agreement
from warehouse.linkage.review.estimate import Quality, Stratum, Verdict, estimate, within
from warehouse.linkage.review.proposal import Point, propose
from warehouse.linkage.review.show import read_mentions

DIMENSIONS: Final = ("sex", "age_group", "source", "prefecture")


def agreement_report(connection: Connection) -> list[dict[str, Any]]:
    """The agreement of all reviewers together, then two by two: counts, share, kappa.

    What was said before a contradiction was settled counts; the settling judgement does not, for
    it was not made blind. What its author took back does not count either.
    """
    j = identity.judgement.c
    rows = connection.execute(
        select(j.left_mention_id, j.right_mention_id, j.by, j.decision)
        .where(j.withdrawn_at.is_(None), j.is_settling.is_not(True))
        .order_by(j.at, j.judgement_id)
    ).all()
    opinions = [
        ("|".join(sorted((row.left_mention_id, row.right_mention_id))), row.by, row.decision)
        for row in rows
    ]
    return [asdict(one) | {"share": one.share} for one in agreement(opinions)]


def quality_report(connection: Connection, lake_folder: Path, codes: CodeLists) -> dict[str, Any]:
    """Errors of the linkage in all and by group, and the thresholds the judgements speak for.

    Returns:
        ``judged``, ``false_links``, ``missed_links`` (each ``value``, ``low``, ``high``, or None:
        not enough judged), ``groups`` (dimension -> group -> the same), ``thresholds`` (``join``,
        ``judge`` as proposed, ``judged``, ``fewest``, ``current``). A pair counts in the groups of
        both its mentions; one whose mentions are no longer current counts in no group.
    """
    strata = _strata(connection)
    pairs = _judged_pairs(connection)
    audited = [pair for pair in pairs if pair["stratum"]]
    verdicts = [Verdict(pair["stratum"], pair["is_same"]) for pair in audited]
    return {
        **_told(estimate(strata, verdicts)),
        "groups": _by_group(connection, lake_folder, codes, strata, audited),
        "thresholds": asdict(propose(_points(strata, pairs)))
        | {"current": {"join": PINNED.alone, "judge": PINNED.judge}},
    }


def overall_quality(connection: Connection) -> dict[str, Any]:
    """Errors of the linkage in all: ``judged``, ``false_links`` and ``missed_links``, as above."""
    verdicts = [
        Verdict(pair["stratum"], pair["is_same"])
        for pair in _judged_pairs(connection)
        if pair["stratum"]
    ]
    return _told(estimate(_strata(connection), verdicts))


def judged_joins(connection: Connection, counted: pa.Table) -> list[Point]:
    """The audited pairs that the linkage joined, of which humans are of one mind.

    Args:
        counted: ``stratum``, ``is_linked``, ``pairs``: what the audit of now is drawn from. What
            was weighed by other parameters than those of now is left out.
    """
    strata = {
        row["stratum"]: Stratum(True, float(row["pairs"]))
        for row in counted.to_pylist()
        if row["is_linked"]
    }
    version = pinned().version
    pairs = [
        pair
        for pair in _judged_pairs(connection)
        if pair["stratum"] in strata and pair["model"] == version
    ]
    return _points(strata, pairs)


def _told(quality: Quality) -> dict[str, Any]:
    return asdict(quality)


def _strata(connection: Connection) -> dict[str, Stratum]:
    rows = connection.execute(select(identity.link_stratum)).all()
    return {row.stratum: Stratum(row.is_linked, float(row.pairs or 0)) for row in rows}


def _judged_pairs(connection: Connection) -> list[dict[str, Any]]:
    """Tasks on whose pair humans are of one mind: ids, stratum, support, what they say."""
    link = identity.link_to_judge.c
    tasks = connection.execute(
        select(link.left_mention_id, link.right_mention_id, link.detail)
        .where(link.state == "judged", link.link_id.like("L%"))
        .order_by(link.link_id)
    ).all()
    decided = select(identity.judgement).where(identity.judgement.c.is_check.is_not(True))
    given = [dict(row) for row in connection.execute(decided).mappings()]
    ids = sorted({one for t in tasks for one in (t.left_mention_id, t.right_mention_id)})
    place = {mention: i for i, mention in enumerate(ids)}
    judged_pairs = judged(given, place)
    same, different = (
        set(judged_pairs.must_link),
        set(judged_pairs.never_same) - judged_pairs.same.keys(),
    )
    pairs = []
    for task in tasks:
        one, two = sorted((place[task.left_mention_id], place[task.right_mention_id]))
        if (one, two) in same or (one, two) in different:
            detail = task.detail or {}
            pairs.append(
                {
                    "mentions": (task.left_mention_id, task.right_mention_id),
                    "stratum": detail.get("stratum"),
                    "support": detail.get("support"),
                    "model": detail.get("model"),
                    "is_same": (one, two) in same,
                }
            )
    return pairs


def _points(strata: Mapping[str, Stratum], pairs: Sequence[Mapping[str, Any]]) -> list[Point]:
    """The judged pairs with what each speaks for; a doubt stands in the stratum of its support."""
    placed = [
        (pair, stratum)
        for pair in pairs
        if pair["support"] is not None and (stratum := pair["stratum"] or _apart(pair["support"]))
    ]
    judged_of = Counter(stratum for _, stratum in placed)
    return [
        Point(
            pair["support"],
            max(1.0, strata[stratum].pairs / judged_of[stratum]) if stratum in strata else 1.0,
            pair["is_same"],
        )
        for pair, stratum in placed
    ]


def _apart(support: float) -> str | None:
    return next(
        (n for n, (linked, low, high) in STRATA.items() if not linked and low <= support < high),
        None,
    )


def _by_group(
    connection: Connection,
    lake_folder: Path,
    codes: CodeLists,
    strata: Mapping[str, Stratum],
    audited: Sequence[Mapping[str, Any]],
) -> dict[str, dict[str, Any]]:
    ids = sorted({mention for pair in audited for mention in pair["mentions"]})
    mentions = read_mentions(connection, lake_folder, ids) if ids else {}
    groups = {one: group_of(mention, codes) for one, mention in mentions.items()}
    everyone, of_group = [], defaultdict(list)
    for pair in audited:
        if any(mention not in groups for mention in pair["mentions"]):
            continue
        verdict = Verdict(pair["stratum"], pair["is_same"])
        everyone.append(verdict)
        for dimension in DIMENSIONS:
            for group in sorted({groups[mention][dimension] for mention in pair["mentions"]}):
                of_group[dimension, group].append(verdict)
    by_dimension: dict[str, dict[str, Any]] = {dimension: {} for dimension in DIMENSIONS}
    for (dimension, group), verdicts in sorted(of_group.items()):
        by_dimension[dimension][group] = _told(
            estimate(within(strata, everyone, verdicts), verdicts)
        )
    return by_dimension


def group_of(mention: Mapping[str, Any], codes: CodeLists) -> dict[str, str]:
    """Sex, age group (of 18 years, on the day she was seen), source and préfecture of a mention."""
    place = mention["place_code"] or mention["facts_place_code"]
    is_listed = place in codes.geography.codes if place else False
    return {
        "sex": mention["sex"] or "unknown",
        "age_group": _age_group(mention),
        "source": mention["source_id"],
        "prefecture": (codes.geography.prefecture_of(place) if is_listed else None) or "unknown",
    }


def _age_group(mention: Mapping[str, Any]) -> str:
    seen, low, high = (mention[n] for n in ("seen_on", "birth_date_min", "birth_date_max"))
    if seen is None or low is None or high is None:
        return "unknown"
    if _years(low, seen) < 18:
        return "child"
    return "adult" if _years(high, seen) >= 18 else "unknown"


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
