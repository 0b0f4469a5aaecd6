"""The comparisons: what speaks for and against two mentions being one person, as Splink settings.

Each comparison asks a macro of ``levels.sql`` for the level of a pair. How often a level occurs in
one person and by chance is ``training``'s.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from warehouse.linkage.engine.size_correction import DOUBLINGS
from warehouse.linkage.engine.words import TEXTS, text_prefix

Comparison = dict[str, Any]
Rates = Mapping[str, Sequence[Sequence[float]]]
"""For each comparison: of each level, the lowest first, its share in one person and by chance."""

_OF_NAMES: Final = (
    *("names", "names_written", "name_bits", "given", "name_key", "alias_key"),
    *("initials", "firsts"),
)
_OF_SHARED: Final = (
    *("names", "name_word_bits", "names_written", "name_bits", "name_key", "alias_key"),
)
_LEVELS: Final = {
    "names": ("names_level", _OF_NAMES, 36),
    "spelling": ("spelling_level", _OF_NAMES, 3),
    "birth": ("birth_level", ("birth_day", "birth_year", "birth_precision"), 21),
    "sex": ("equal_level", ("sex",), 2),
    "phone": ("phone_level", ("phone",), 3),
    "id_number": ("document_level", ("id_number",), 4),
    "nationality": ("equal_level", ("nationality",), 2),
    "case_ref": ("equal_level", ("case_ref",), 2),
}
_SHARED: Final = "names_shared"
_TEXT_LEVELS: Final = 8
_UNKNOWN: Final = " = -1"

OTHER_NAMES: Final = range(1, _LEVELS["names"][2], 5)
"""Levels of ``names`` at which something is shared, and yet two persons': brothers, mostly."""

NAME_STEPS: Final = (2.5, 5, 7.5, 10, 13, 17, 22)
"""The steps of rarity shared, in bits, as ``names_level_of`` in ``levels.sql`` has them."""

NO_EVIDENCE: Final = {
    "names": ((0, *OTHER_NAMES), 0.5),
    "birth": ((0, 1, 5, 6, 7, 11, 12), 0.25),
}
"""What never speaks for one person, and how much less often one shows it than lookalikes do: names
with nothing in common, other given names, however rare the family name beside them, and births
years apart. A mixture learns otherwise where families are many, or where its keys bring up many
strangers."""

FAMILY: Final = ("phone",)
"""Comparisons that a household shares, besides every text."""


def comparisons(features: pa.Table, compare: Sequence[str] = ()) -> list[Comparison]:
    """The comparisons that this table can be asked, as ``comparisons_of`` its columns.

    Args:
        features: what ``prepare`` has made.
    """
    held = {c for c in features.column_names if features[c].null_count < len(features)}
    return comparisons_of(held, compare)


def comparisons_of(held: Container[str], compare: Sequence[str] = ()) -> list[Comparison]:
    """The comparisons that can be asked where only some features hold something.

    Args:
        held: the columns of ``prepare`` in which any mention has a value.

    Returns:
        Splink's comparisons, without parameters; a level's number is its ``label_for_charts``.
    """
    asked = []
    for name, (macro, columns, levels) in _LEVELS.items():
        # A birth without a year is none.
        if ("birth_year" if name == "birth" else columns[0]) in held:
            before = [_SHARED] if columns == _OF_NAMES else []
            asked.append(_comparison(name, _call(macro, columns, before), levels))
    for column in (*TEXTS, *compare):
        p = text_prefix(column)
        if f"{p}_value" in held:
            asked.append(_comparison(p, text_level(f"{p}_{{}}_l", f"{p}_{{}}_r"), _TEXT_LEVELS))
    return asked


def text_level(left: str, right: str) -> str:
    """SQL: the level of two texts.

    Args:
        left: how the ``value``, ``rarity``, ``words`` and ``bits`` of one text are called.
    """
    one = ", ".join(map(left.format, ("value", "rarity", "words", "bits")))
    two = ", ".join(map(right.format, ("value", "words", "bits")))
    return f"text_level({one}, {two})"


def level_of(comparison: Comparison) -> str:
    """SQL: the level of a pair by a comparison, -1 where it is not known."""
    unknown: str = comparison["comparison_levels"][0]["sql_condition"]
    return unknown.removesuffix(_UNKNOWN)


def levels(asked: Sequence[Comparison], pairs: str, compared: Sequence[Comparison] = ()) -> str:
    """SQL: pairs with ``gamma_…``, the level of each comparison, -1 where it is not known.

    Splink would ask for the level at each level, and again each time that a pair is weighed.

    Args:
        asked: the comparisons.
        pairs: a table: ``unique_id_l``, ``unique_id_r``; ``features`` stands beside it.
        compared: those whose level the table has.
    """
    columns = columns_of(asked)
    sides = "".join(
        f", {side}.{_quoted(column)} as {_quoted(f'{column}_{side}')}"
        for side in "lr"
        for column in (*columns, DOUBLINGS)
    )
    carried = "".join(f", p.{gamma(c)}" for c in compared)
    gammas = ", ".join(
        [f"coalesce({level_of(c)}, 0)::int as {gamma(c)}" for c in asked]
        + [gamma(c) for c in compared]
    )
    beside = "".join(f", {sql} as {column}" for column, sql in worked_out(asked).items())
    return (
        f"select unique_id_l, unique_id_r, {DOUBLINGS}_l, {DOUBLINGS}_r, {gammas} from ("
        f"select *{beside} from ("
        f"select p.unique_id_l, p.unique_id_r{carried}{sides} from {pairs} p"
        " join features l on l.unique_id = p.unique_id_l"
        " join features r on r.unique_id = p.unique_id_r) b) s"
    )


def gamma(comparison: Comparison) -> str:
    """The column in which Splink looks for the level of a comparison."""
    return _quoted(f"gamma_{comparison['output_column_name']}")


def columns_of(asked: Sequence[Comparison]) -> list[str]:
    """The features that comparisons read, and what is worked out before them."""
    calls = (*map(level_of, asked), *worked_out(asked).values())
    return sorted({name for call in calls for name in re.findall(r"(\w+)_l\b", call)})


def worked_out(asked: Sequence[Comparison]) -> dict[str, str]:
    """What of a pair is worked out before comparisons, which read it more than once: column, SQL.

    The bits that two names share are a third of what a pair of names costs, and DuckDB would work
    them out for each branch in which they stand.
    """
    if any(f"({_SHARED}, " in level_of(c) for c in asked):
        return {_SHARED: _call("names_shared_bits", _OF_SHARED)}
    return {}


def settings(
    asked: Sequence[Comparison], rates: Rates, prior: float, retain: Sequence[str] = ()
) -> dict[str, Any]:
    """Splink's settings for weighing pairs whose levels are known.

    Args:
        rates: how often each level occurs in one person (m) and by chance (u).
        prior: the probability that two mentions drawn at random are one person.
        retain: columns that the weighed pairs hold, too, of either mention (``_l``, ``_r``).
    """
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "comparisons": [_weighed(c, rates[c["output_column_name"]]) for c in asked],
        # Splink wants one; it scores the pairs that it is given.
        "blocking_rules_to_generate_predictions": ["l.unique_id = r.unique_id"],
        "probability_two_random_records_match": prior,
        "retain_matching_columns": False,
        "additional_columns_to_retain": list(retain),
        "retain_intermediate_calculation_columns": True,
    }


def _weighed(comparison: Comparison, shares: Sequence[Sequence[float]]) -> Comparison:
    unknown, *levels = comparison["comparison_levels"]
    weighed = [
        level | {"m_probability": m, "u_probability": u}
        for level, (m, u) in zip(levels, reversed(shares), strict=True)
    ]
    # What Splink asks is answered (``scoring.levels``); to read each question takes it a second.
    answered = [
        level | {"sql_condition": f"level_l = {at}"} for at, level in enumerate((unknown, *weighed))
    ]
    answered[-1]["sql_condition"] = "ELSE"
    return comparison | {"comparison_levels": answered}


def _call(macro: str, columns: Sequence[str], before: Sequence[str] = ()) -> str:
    """SQL: a macro, asked of what is worked out, then of the columns of either side."""
    sides = [f"{column}_{side}" for side in "lr" for column in columns]
    return f"{macro}({', '.join([*before, *sides])})"


def _comparison(name: str, call: str, levels: int) -> Comparison:
    return {
        "output_column_name": name,
        "comparison_levels": [
            {
                "sql_condition": f"{call}{_UNKNOWN}",
                "label_for_charts": "unknown",
                "is_null_level": True,
            },
            *(
                {"sql_condition": f"{call} = {k}", "label_for_charts": str(k)}
                for k in range(levels - 1, 0, -1)
            ),
            {"sql_condition": "ELSE", "label_for_charts": "0"},
        ],
    }


def _quoted(name: str) -> str:
    """A column's name as SQL takes it."""
    return f'"{name}"'
