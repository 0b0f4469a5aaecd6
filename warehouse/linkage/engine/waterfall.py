"""Why two mentions were proposed as one person: step by step, in words.

A pair starts from how rare any two mentions that are looked at are one person; each comparison then
adds or takes bits. The meaning of a level is derived from how ``levels.sql`` builds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.errors import Language, message
from warehouse.linkage.engine.match_levels import Comparison, gamma, levels
from warehouse.linkage.engine.training import Model

_NAMED: Final = (
    *("names", "spelling", "birth", "sex", "phone", "id_number", "nationality", "case_ref"),
)
_TEXT: Final = "text_"
_STRAYS: Final = 5
_CERTAIN: Final = 1_000_000
_NOTHING: Final = 0.001
"""Bits; levels of which nothing is made are still kept in order, a little apart (``monotone``)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One comparison of a pair."""

    comparison: str
    level: int  # the level of the pair, -1 where one side does not say
    bits: float  # what it adds to the log2 odds that they are one person


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From the odds of any two mentions to those of this pair, in bits."""

    start: float
    steps: tuple[Step, ...]

    @property
    def total(self) -> float:
        """The log2 odds that the pair is one person."""
        return self.start + sum(step.bits for step in self.steps)


def levels_of(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    pairs: Sequence[tuple[int, int]],
) -> list[dict[str, int]]:
    """The levels of some pairs, comparison by comparison: numbers, never a value.

    Args:
        con: where ``features`` and the macros stand.
        pairs: by ``unique_id``.
    """
    if not pairs or not asked:
        return [{} for _ in pairs]
    left, right = (pa.array(some, pa.int64()) for some in zip(*pairs, strict=True))
    con.register("explained", pa.table({"unique_id_l": left, "unique_id_r": right}))
    names = [str(one["output_column_name"]) for one in asked]
    rows = con.execute(
        f"select unique_id_l, unique_id_r, {', '.join(map(gamma, asked))}"
        f" from ({levels(asked, 'explained')}) e"
    ).fetchall()
    con.unregister("explained")
    of_pair = {(one, two): dict(zip(names, row, strict=True)) for one, two, *row in rows}
    return [of_pair[pair] for pair in pairs]


def waterfall(levels: Mapping[str, int], model: Model) -> Waterfall:
    """The steps of a pair, those that say most first.

    Args:
        levels: comparison -> level, as ``levels_of`` gives them.
        model: the parameters that weigh them.

    Raises:
        ValueError: a level or a comparison that the model does not know: it is another model's.
    """
    steps = []
    for name, level in levels.items():
        rates = model.rates.get(name, ())
        if not -1 <= level < len(rates):
            raise ValueError(f"{name} {level} is not of model {model.version}")
        # What the model makes nothing of, whatever the level, is no step.
        if all(abs(np.log2(m / u)) < _NOTHING for m, u in rates):
            continue
        m, u = rates[level] if level >= 0 else (1.0, 1.0)
        steps.append(Step(name, level, float(np.log2(m / u))))
    start = float(np.log2(model.share / (1 - model.share)))
    return Waterfall(start, tuple(sorted(steps, key=lambda s: (-abs(s.bits), s.comparison))))


def meaning(comparison: str, level: int) -> tuple[str, ...]:
    """The keys of the catalogue that say what a level means, one phrase each.

    Raises:
        KeyError: no such comparison.
    """
    kind = _TEXT.rstrip("_") if comparison.startswith(_TEXT) else comparison
    if kind != "text" and kind not in _NAMED:
        raise KeyError(comparison)
    if level < 0:
        return ("waterfall_unknown",)
    if kind == "names" and level > 0:
        step, stray = divmod(level - 1, _STRAYS)
        return f"waterfall_names_stray_{stray}", f"waterfall_names_rarity_{step}"
    return (f"waterfall_{kind}_{level}",)


def sentences(of: Waterfall, language: Language = "fr") -> list[str]:
    """The waterfall in words: the start, a line for each comparison, the odds at the end."""
    lines = [message("waterfall_start", bits=bits_text(of.start, language)).text(language)]
    silent = [title(step.comparison, language) for step in of.steps if step.level < 0]
    for step in of.steps:
        if step.level < 0:
            continue
        meanings = ", ".join(
            message(key).text(language) for key in meaning(step.comparison, step.level)
        )
        lines.append(
            message(
                "waterfall_step",
                what=title(step.comparison, language),
                said=meanings,
                bits=bits_text(step.bits, language),
            ).text(language)
        )
    if silent:
        lines.append(message("waterfall_silent", names=", ".join(silent)).text(language))
    return [*lines, odds_sentence(of.total, language)]


def title(comparison: str, language: Language) -> str:
    """What a comparison is called; a further column keeps its own name."""
    named = (*_NAMED, "text_place")
    if comparison in named:
        return message(f"waterfall_{comparison}").text(language)
    return comparison.removeprefix(_TEXT)


def bits_text(bits: float, language: Language) -> str:
    """Bits with their sign and one decimal, as the language writes them."""
    text = f"{bits:+.1f}".replace("-", "−")
    if text in ("+0.0", "−0.0"):
        text = "0"
    return text.replace(".", ",") if language == "fr" else text


def odds_sentence(total: float, language: Language = "fr") -> str:
    """The odds that log2 odds come to: "1 000 to 1 that they are one person"."""
    odds = 2.0 ** min(abs(total), 60.0)
    if odds < 1.15:
        return message("waterfall_even").text(language)
    key = "waterfall_one" if total > 0 else "waterfall_two"
    if odds > _CERTAIN:
        return message(f"{key}_certain").text(language)
    digits = 1 if odds < 10 else 2 - len(str(int(odds)))
    rounded = round(odds, digits)
    shown = f"{int(rounded):,}" if rounded >= 10 else f"{rounded:g}"
    if language == "fr":
        shown = shown.replace(",", "\u202f").replace(".", ",")
    return message(key, odds=shown).text(language)
