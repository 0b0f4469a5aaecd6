"""How many victims no list has seen: the estimates side by side, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, log10
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, progress
from warehouse.errors import CallError, Language, message
from warehouse.settings import settings

FEWEST, MOST = 100, 20_000


def estimate(
    table: Annotated[
        Path | None,
        typer.Argument(help="A column of 0 and 1 for each list, and count; else the warehouse's."),
    ] = None,
    resamples: Annotated[int, typer.Option(help="Of the bootstrap, for each interval.")] = 1000,
    seed: Annotated[int, typer.Option(help="Same seed, same intervals.", min=0)] = 1234,
    force: Annotated[bool, typer.Option("--force", help="Show what was refused.")] = False,
    as_json: AsJson = False,
) -> None:
    """Estimate the hidden population from how lists overlap (multiple systems estimation).

    Without a table, the lists are the exports that met each victim of the warehouse, and the
    linkage's own error is carried into an interval beside the others.

    Exit code 1 where the data cannot bear an estimate; --force shows the methods beside the reason.

    Example: zokwezo estimate overlaps.csv --json
    """
    if not FEWEST <= resamples <= MOST:
        raise CallError(message("estimate.resamples", fewest=FEWEST, most=MOST))
    from warehouse.indicators.hidden_population.estimates import estimate_table
    from warehouse.indicators.hidden_population.overlap_files import read_capture_histories

    language: Language = "en" if settings().language == "en" else "fr"
    with progress("estimate") as tell:
        if table is None:
            estimated = _of_the_warehouse(resamples, seed, language, tell, force=force)
        else:
            estimated = estimate_table(
                read_capture_histories(table),
                resamples,
                seed,
                force=force,
                language=language,
                tell=tell,
            )
    give(estimated, as_json, lambda told: _show(told, language))
    if "refused" in estimated and "methods" not in estimated:
        raise typer.Exit(1)


def _of_the_warehouse(
    resamples: int, seed: int, language: Language, tell: Callable[[str], None], *, force: bool
) -> dict[str, Any]:
    from warehouse import database
    from warehouse.database.access import account, note
    from warehouse.indicators.hidden_population.estimates import estimate_table
    from warehouse.indicators.hidden_population.linkage_draws import (
        carry_linkage,
        persons_if,
        sweep_thresholds,
        uncertain_pairs,
    )
    from warehouse.indicators.hidden_population.linked_lists import histories_of
    from warehouse.indicators.linked_victims import read_doubtful_pairs, read_linked_mentions

    database.ensure_schema()
    with database.engine().begin() as connection:
        note(connection, account(), "read", "identity", purpose="estimate")
    with database.engine().connect() as connection:
        mentions = read_linked_mentions(connection)
        doubtful = read_doubtful_pairs(connection)
    persons = {mention: one.person for mention, one in mentions.items()}
    lists = {mention: one.groups["source"] for mention, one in mentions.items()}
    sure = {mention: one.probability for mention, one in mentions.items()}
    pairs = uncertain_pairs(persons, sure, doubtful)
    histories = histories_of(persons_if(persons, lists, [], []))
    estimated = estimate_table(
        histories, resamples, seed, force=force, language=language, tell=tell
    )
    if "methods" in estimated:
        tell("linkage")
        estimated["linkage"] = {
            **carry_linkage(persons, lists, pairs, seed=seed),
            "thresholds": sweep_thresholds(persons, lists, pairs),
        }
    return {**estimated, "lists": list(histories.lists)}


def _show(told: dict[str, Any], language: Language) -> None:
    if "refused" in told:
        typer.echo(told["refused"], err=True)
    if "methods" not in told:
        return
    if "refused" in told:
        typer.echo(message("estimate.forced").text(language), err=True)
    from rich.console import Console
    from rich.table import Table

    def say(key: str, /, **parameters: Any) -> str:
        return message(f"estimate.{key}", **parameters).text(language)

    typer.echo(say("observed", observed=told["observed"], several=told["on_several_lists"]))
    rows = Table("", *(say(key) for key in ("point", "interval", "model")))
    rows.columns[0].header = say("method")
    for name, point, spread, model in _rows(told["methods"]):
        rows.add_row(say(f"row_{name}"), point, spread, model)
    # What a list is called is no markup.
    Console(markup=False).print(rows)
    points = [
        told["methods"][name]["point"] for name in ("stepwise", "bic") if name in told["methods"]
    ]
    if "refused" not in told:
        ends = [
            end
            for name in ("stepwise", "bic")
            if name in told["methods"]
            for end in told["methods"][name]["ci95"]
        ]
        lowest, highest = min(points + ends), max(points + ends)
        typer.echo(say("total", lower=round_for_people(lowest), upper=round_for_people(highest)))
    if linkage := told.get("linkage"):
        typer.echo(
            say(
                "carried",
                links=linkage["links"],
                pairs=linkage["uncertain_pairs"],
                spread=_spread(linkage["ci95"]),
            )
        )
        swept = [row["point"] for row in linkage["thresholds"] if row["point"] is not None]
        if swept:
            typer.echo(say("swept", spread=_spread([min(swept), max(swept)])))
    for note in told["notes"]:
        typer.echo(f"- {note}")


def _rows(methods: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for name in ("stepwise", "bic"):
        if estimate := methods.get(name):
            model = estimate.get("model") or ", ".join(estimate["pairs"])
            rows.append(
                (name, round_for_people(estimate["point"]), _spread(estimate["ci95"]), model)
            )
    if "bic" in methods:
        rows += [(near, "", _spread(methods["bic"][near]), "") for near in ("within_2", "within_6")]
    if "dga" in methods:
        quantiles = methods["dga"]["quantiles"]
        spread = _spread([quantiles["2.5%"], quantiles["97.5%"]])
        rows.append(("dga", round_for_people(quantiles["50%"]), spread, ""))
    for name in ("main_effects", "chao"):
        if name in methods and methods[name]["point"] is not None:
            rows.append((name, round_for_people(methods[name]["point"]), "", ""))
    left = [total for total in methods.get("leave_one_list_out", {}).values() if total is not None]
    if left:
        rows.append(("leave_one_list_out", "", _spread([min(left), max(left)]), ""))
    return rows


def _spread(bounds: list[float] | None) -> str:
    if bounds is None:
        return "?"
    return " – ".join(round_for_people(bound) for bound in bounds)


def round_for_people(total: float) -> str:
    """Two figures: more would say that we know what we do not."""
    digits = max(0, floor(log10(total)) - 1) if total >= 1 else 0
    return f"{round(total / 10**digits) * 10**digits:,}".replace(",", "\u202f")
