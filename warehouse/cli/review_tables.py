"""The reports on judgements as the terminal shows them: tables, and a sentence where too few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from warehouse.cli.output import decimals
from warehouse.contracts.codelists import CodeLists
from warehouse.errors import Language, message
from warehouse.linkage.review.reports import DIMENSIONS


def print_agreement(
    report: Sequence[Mapping[str, Any]], console: Console, language: Language
) -> None:
    """Agreement of all together, then two by two."""
    if not report[0]["pairs"]:
        console.print(message("review_no_second").text(language))
        return
    names = ("reviewers", "pairs", "agreed", "kappa")
    table = Table(*(message(f"review_column_{name}").text(language) for name in names))
    for one in report:
        table.add_row(
            " / ".join(one["reviewers"]) or message("review_all").text(language),
            str(one["pairs"]),
            _percent(one["share"], language),
            "–" if one["kappa"] is None else decimals(f"{one['kappa']:.2f}", language),
        )
    console.print(table)


def print_quality(
    report: Mapping[str, Any], codes: CodeLists, console: Console, language: Language
) -> None:
    """Errors in all and by group, then the thresholds that the judgements speak for."""
    names = ("group", "judged", "false_links", "missed_links")
    table = Table(*(message(f"review_column_{name}").text(language) for name in names))
    table.add_row(message("review_all").text(language), *_row(report, language))
    for dimension in DIMENSIONS:
        title = message(f"review_{dimension}").text(language)
        for group, measures in report["groups"][dimension].items():
            name = _group(dimension, group, codes, language)
            table.add_row(f"{title} : {name}", *_row(measures, language))
    console.print(table)
    console.print(message("review_quality_note").text(language))
    proposed = report["thresholds"]
    for name in ("join", "judge"):
        value, current = proposed[name], proposed["current"][name]
        key = f"review_threshold_{name}" + ("" if value is not None else "_none")
        console.print(
            message(
                key,
                value=decimals(f"{value or 0:.1f}", language),
                current=decimals(f"{current:.1f}", language),
                judged=proposed["judged"],
                fewest=proposed["fewest"],
            ).text(language)
        )


def _group(dimension: str, group: str, codes: CodeLists, language: Language) -> str:
    if dimension == "prefecture" and group in codes.geography.codes:
        return codes.geography.codes[group].label(language)
    if dimension == "source":
        return group
    return message(f"review_group_{group}").text(language)


def _row(stratum: Mapping[str, Any], language: Language) -> tuple[str, str, str]:
    return (
        str(stratum["judged"]),
        _share(stratum["false_links"], language),
        _share(stratum["missed_links"], language),
    )


def _share(share: Mapping[str, float] | None, language: Language) -> str:
    if share is None:
        return message("review_not_enough").text(language)
    low, high = (_percent(share[name], language) for name in ("low", "high"))
    return f"{_percent(share['value'], language)} ({low} – {high})"


def _percent(share: float | None, language: Language) -> str:
    return "–" if share is None else decimals(f"{100 * share:.1f} %", language)
