"""Charts as SVG: bars and a tile of a map per préfecture, readable in print and in grey."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from textwrap import fill
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

INK, HATCHED, HATCH = "#1f4e79", "#f7f7f7", "#c4c4c4"
LABEL_WIDTH = 40
"""Characters of a line beside its bar; longer ones left the bars no room."""
_GROUP_ID = re.compile(r' id="(?:figure|axes|patch|matplotlib\.axis|line2d|text|[xy]tick)_\d+"')
_DRAWN_AGAIN = re.compile(r'(?: id="|#)[a-z][0-9a-f]{10}(?=["\)])')
SETTINGS: dict[str, Any] = {"svg.fonttype": "none", "svg.hashsalt": "zokwezo", "font.size": 9}


def bar_chart(rows: Sequence[tuple[str, float | None, str]]) -> str:
    """Horizontal bars of labels and values, as words at their ends; a hidden one has no bar."""
    wrapped = [fill(label, LABEL_WIDTH) for label, _, _ in rows]
    each = 0.28 + 0.11 * max((one.count("\n") for one in wrapped), default=0)
    drawing = Drawing(figsize=(6.2, 0.45 + each * len(rows)), layout="constrained")
    axes = drawing.subplots()
    lengths = [value or 0 for _, value, _ in rows]
    axes.barh(range(len(rows)), lengths, color=INK, height=0.62)
    for place, (_, _, words) in enumerate(rows):
        end = (lengths[place], place)
        axes.annotate(words, end, xytext=(3, 0), textcoords="offset points", va="center")
    axes.set_yticks(list(range(len(rows))), wrapped)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.15 * max([*lengths, 1]))
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    return _svg(drawing)


def tile_map(
    values: Mapping[str, float | None],
    worth: Mapping[str, str],
    hidden: str,
    names: Mapping[str, str],
) -> str:
    """A square per préfecture with its name, about where it lies; the darker, the more.

    Args:
        values: of each; what is missing is hidden.
        worth: the values as words, where they are told.
        hidden: the word for a hidden one.
    """
    drawing = Drawing(figsize=(6.2, 4.6), layout="constrained")
    axes = drawing.subplots()
    most = max([value or 0 for value in values.values()] + [1])
    for code, (column, row) in tiles().items():
        value = values.get(code)
        share = 0.0 if value is None else value / most
        axes.add_patch(
            Rectangle(
                (column, row),
                0.92,
                0.92,
                facecolor=HATCHED if value is None else _shade(share),
                edgecolor=HATCH if value is None else "#666666",
                hatch="///" if value is None else None,
                linewidth=0.6,
            )
        )
        colour = "white" if value is not None and share > 0.5 else "black"
        name = names.get(code, code).replace("-", "-\n", 1)
        style: dict[str, Any] = {"ha": "center", "va": "center", "color": colour}
        axes.text(column + 0.46, row + 0.3, name, fontsize=7, linespacing=1, **style)
        label = hidden[:5] + "." if value is None else worth.get(code, "0")
        axes.text(column + 0.46, row + 0.72, label, fontsize=8, **style)
    axes.set_xlim(0.8, 8)
    axes.set_ylim(7, 0.8)
    axes.set_aspect("equal")
    axes.axis("off")
    return _svg(drawing)


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Préfecture -> column and row: a grid of our own, no outline of anybody's."""
    page = resources.files("warehouse.indicators.bulletin").joinpath("tiles.csv")
    rows = csv.DictReader(page.read_text("utf-8").splitlines())
    return {row["place_code"]: (int(row["column"]), int(row["row"])) for row in rows}


def _shade(share: float) -> tuple[float, ...]:
    dark, pale = (0x1F, 0x4E, 0x79), (0xE8, 0xEE, 0xF4)
    return tuple((p + (d - p) * share) / 255 for d, p in zip(dark, pale, strict=True))


def _svg(drawing: Drawing) -> str:
    buffer = io.StringIO()
    with rc_context(SETTINGS):
        # No day and no name of a program in the file: the same figures are the same bytes.
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawn = buffer.getvalue()
    # In a page an id is one: matplotlib's groups go by number, what it draws again by a digest that
    # says nothing of the chart.
    chart = _GROUP_ID.sub("", drawn[drawn.index("<svg") :])
    own = hashlib.sha256(chart.encode()).hexdigest()[:8]
    return _DRAWN_AGAIN.sub(rf"\g<0>{own}", chart)
