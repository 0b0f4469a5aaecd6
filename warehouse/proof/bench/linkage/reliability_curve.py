"""The curve of what was told beside what was right, as a picture for a page."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Final

from warehouse.proof.bench.linkage.reliability import ReliabilityBin

_LEAST: Final = 0.5
_SMALL: Final = 30
"""Bins of fewer mentions are chance: they are hollow, and no line leads to them."""


def reliability_curve(curves: Mapping[str, Sequence[ReliabilityBin]]) -> str:
    """An SVG of the curves from even odds on: a point for each bin, beside where it should lie.

    Args:
        curves: of each linkage, by its name, its bins.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "zokwezo", "font.size": 9}):
        drawing = Figure(figsize=(5.2, 4.2), layout="constrained")
        axes = drawing.subplots()
        ends = [_LEAST, 1.0]
        axes.plot(ends, ends, color="#808080", linewidth=0.8, label="told = right")
        axes.fill_between(
            ends, [e - 0.05 for e in ends], [e + 0.05 for e in ends], color="#f0f0f0", zorder=0
        )
        for (name, bins), marker in zip(curves.items(), "os^Dv", strict=False):
            shown = [one for one in bins if one.least >= _LEAST]
            large = [one for one in shown if one.mentions >= _SMALL]
            (line,) = axes.plot(
                [one.told for one in large],
                [one.right for one in large],
                linewidth=1,
                label=name,
            )
            for one in shown:
                face = line.get_color() if one.mentions >= _SMALL else "white"
                axes.plot(one.told, one.right, marker, color=line.get_color(), markerfacecolor=face)
        axes.set_xlim(_LEAST, 1.01)
        axes.set_ylim(0.4, 1.02)
        axes.set_xlabel("probability that was told")
        axes.set_ylabel("share that was right")
        axes.legend(frameon=False, loc="lower right")
        written = io.StringIO()
        drawing.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()
