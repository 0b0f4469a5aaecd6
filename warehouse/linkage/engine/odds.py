"""From what Splink says of a pair to its log odds: against chance, and every other lookalike.

All of it is SQL over a table of Splink's, whose weight of a comparison tells its level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from warehouse.linkage.engine.match_levels import OTHER_NAMES, Comparison
from warehouse.linkage.engine.training import Model

WORTH_KEEPING: Final = -12.0
_ALL_PAIRS: Final = -20.0
_TYPED_ANEW: Final = -30.0
STRANGERS: Final = -5.0
_NAMED: Final = 4.5
_MOST: Final = 60


def worth_reading_on(model: Model) -> float:
    """The log2 odds from which on the free texts of a pair are read.

    Among all pairs of a table two of one person are rarer than among those that share a key, and
    what they share says as much more: a text that was to say it has not been read yet. Where no
    households live, a name, a birth and a number may all be typed anew, and an address tells more
    than the three.
    """
    if not model.has_households:
        return _TYPED_ANEW
    return _ALL_PAIRS if model.kinds else WORTH_KEEPING


def siblings(asked: Sequence[Comparison], model: Model) -> str:
    """SQL: the pair shares names, and yet they are two persons' names, and no document is alike.

    Brothers share a family name, parents, a home, a village and a telephone, and each of these once
    more for each time that it is written: nothing of it says that they are one. Only a birth and a
    document can.
    """
    compared = {c["output_column_name"] for c in asked}
    if not model.has_households or "names" not in compared:
        return "false"
    other = f"gamma_names in ({', '.join(map(str, OTHER_NAMES))})"
    return f"({other}" + (" and mw_id_number <= 0)" if "id_number" in compared else ")")


def against_lookalikes(scored: str, asked: Sequence[Comparison], model: Model) -> str:
    """SQL: ``scored`` with ``weight``, the log2 odds of one person against all lookalikes.

    Args:
        scored: a select with ``said``, the log2 odds against chance, and ``mw_…`` of each
            comparison.
    """
    if not model.kinds:
        return f"select *, said as weight from ({scored}) said"
    names = [c["output_column_name"] for c in asked]
    others = " + ".join(
        f"pow(2, least({_bits(kind, names, model)}, {_MOST}))" for kind in sorted(model.kinds)
    )
    return f"select *, said - log2(1 + {others}) as weight from ({scored}) said"


def _bits(kind: str, names: Sequence[str], model: Model) -> str:
    """SQL: how much likelier the pair is of this kind than by chance, in bits."""
    rates = model.kinds[kind]
    terms = [f"{np.log2(model.kind_shares[kind])}"]
    for name in names:
        pairs = zip(rates[name], model.rates[name], strict=True)
        bits = ", ".join(f"{np.log2(share / u)}" for share, (_, u) in pairs)
        terms.append(f'list_extract([0.0, {bits}], "gamma_{name}" + 2)')
    return " + ".join(terms)


def worth_keeping(scored: str, asked: Sequence[Comparison], model: Model) -> str:
    """SQL: l, r and weight of the pairs that count, but those between strangers.

    Sex, age, place and case agree between any two children of one village: without a word of the
    name in common they are not evidence, whatever they add up to, if no document says more. Such a
    pair counts as one that nothing brought up. Where no households live, names were typed anew, and
    one person's may have no word in common.

    Args:
        scored: a select as ``against_lookalikes`` gives it.
    """
    if not model.has_households or "names" not in {c["output_column_name"] for c in asked}:
        return (
            f"select unique_id_l as l, unique_id_r as r, weight from ({scored}) s"
            f" where weight >= {WORTH_KEEPING}"
        )
    return f"""
        select unique_id_l as l, unique_id_r as r, weight
        from ({scored}) s join features a on a.unique_id = unique_id_l
            join features b on b.unique_id = unique_id_r
        where weight >= {WORTH_KEEPING} and not coalesce(
            weight > {STRANGERS} and gamma_names = 0
            and least(a.name_bits, b.name_bits) >= {_NAMED}
            and coalesce(a.id_number, '-l') <> coalesce(b.id_number, '-r'), false)
        """
