"""What a linkage of a table did, as one HTML page: to look at before it is relied on.

It holds the ids of mentions, counts and weights, and never a name: who may see the names looks the
ids up in the table. Nothing is fetched when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

import numpy as np

from warehouse.errors import Language, message
from warehouse.linkage.engine.calibration import calibrated
from warehouse.linkage.engine.clusters import Clustering, Ints
from warehouse.linkage.engine.training import Model
from warehouse.linkage.engine.waterfall import bits_text, meaning, title

_MOST_DOUBTS: Final = 200
_TO_CHECK: Final = 50
_LARGEST: Final = 10
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #bbb;padding:.2rem .6rem;"
    "text-align:left}td.n{text-align:right}"
)

Cells = Sequence[str | int]


def report_page(
    ids: Sequence[str], clustering: Clustering, by: str, language: Language = "fr"
) -> str:
    """The page.

    Args:
        ids: of the mentions, in their order.
        clustering: their groups, and by which model.
        by: in a sentence, which parameters served.
    """

    def said(key: str, **parameters: str | int) -> str:
        return escape(message(f"linkage_report_{key}", **parameters).text(language))

    sizes = np.unique(clustering.cluster, return_counts=True)[1]
    parts = [
        f"<h1>{said('title')}</h1><p>"
        + escape(
            message(
                "linkage_done",
                mentions=len(ids),
                persons=len(sizes),
                several=int((sizes > 1).sum()),
            ).text(language)
        )
        + f"</p><p>{escape(by)}</p>",
        f"<h2>{said('sizes')}</h2><p>{said('sizes_why')}</p>",
        _table((said("mentions"), said("persons")), _by_size(sizes)),
        f"<h2>{said('doubts')}</h2><p>{said('doubts_why', count=len(clustering.doubtful))}</p>",
        _table((said("one"), said("other"), said("likely")), _doubts(ids, clustering)),
        f"<h2>{said('check')}</h2><p>{said('check_why', count=_TO_CHECK)}</p>",
        _table((said("one"), said("other"), said("likely")), _to_check(ids, clustering)),
    ]
    if clustering.model is not None:
        parts += [
            f"<h2>{said('weights')}</h2><p>{said('weights_why')}</p>",
            _table(
                (said("compared"), said("level"), said("bits")),
                _weights(clustering.model, language),
            ),
        ]
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{said("title")}'
        f"</title><style>{_STYLE}</style><body>{''.join(parts)}</body></html>\n"
    )


def _table(heads: Iterable[str], rows: Sequence[Cells]) -> str:
    if not rows:
        return "<p>—</p>"
    lines = [
        "".join(
            f'<td class="n">{one}</td>' if isinstance(one, int) else f"<td>{escape(one)}</td>"
            for one in row
        )
        for row in rows
    ]
    top = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table><tr>{top}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _by_size(sizes: Ints) -> list[Cells]:
    """How many persons have each number of mentions; the largest ten sizes and the smallest."""
    size, persons = np.unique(sizes, return_counts=True)
    rows: list[Cells] = list(zip(size.tolist(), persons.tolist(), strict=True))
    return rows if len(rows) <= 2 * _LARGEST else rows[:_LARGEST] + rows[-_LARGEST:]


def _doubts(ids: Sequence[str], clustering: Clustering) -> list[Cells]:
    """Persons left apart that nearly were one, the likeliest first."""
    likely = sorted(clustering.doubtful, key=lambda pair: (-pair[2], pair[0], pair[1]))
    return [(ids[a], ids[b], _share(odds)) for a, b, odds in likely[:_MOST_DOUBTS]]


def _to_check(ids: Sequence[str], clustering: Clustering) -> list[Cells]:
    """Joined mentions evenly over the table, each beside the first of its person."""
    joined = np.flatnonzero(clustering.cluster != np.arange(len(ids))).tolist()
    step = max(1, len(joined) // _TO_CHECK)
    odds = calibrated(clustering)
    return [
        (ids[clustering.cluster[n]], ids[n], _share(float(odds[n])))
        for n in joined[::step][:_TO_CHECK]
    ]


def _weights(model: Model, language: Language) -> list[Cells]:
    """What each level of each comparison says, in bits."""
    rows: list[Cells] = []
    for name, levels in model.rates.items():
        for level in range(len(levels) - 1, -1, -1):
            m, u = levels[level]
            meanings = ", ".join(message(key).text(language) for key in meaning(name, level))
            rows.append(
                (title(name, language), meanings, bits_text(float(np.log2(m / u)), language))
            )
    return rows


def _share(odds: float) -> str:
    return f"{1 / (1 + 2.0 ** -min(max(odds, -60.0), 60.0)):.3f}"
