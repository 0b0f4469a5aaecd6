"""How many victims no list has seen: the estimates side by side, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, progress
from warehouse.errors import CallError, Language, message
from warehouse.settings import settings

if TYPE_CHECKING:
    from warehouse.indicators.hidden_population.capture_histories import CaptureHistories

FEWEST, MOST = 100, 20_000
GROUPS = ("sex", "age", "form")


def estimate(
    table: Annotated[
        Path | None,
        typer.Argument(help="A column of 0 and 1 for each list, and count; else the warehouse's."),
    ] = None,
    resamples: Annotated[int, typer.Option(help="Of the bootstrap, for each interval.")] = 1000,
    seed: Annotated[int, typer.Option(help="Same seed, same intervals.", min=0)] = 1234,
    by: Annotated[str | None, typer.Option(help="A column of the table: a total a group.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Show what was refused.")] = False,
    as_json: AsJson = False,
) -> None:
    """Estimate the hidden population from how lists overlap (multiple systems estimation).

    Without a table, the lists are the exports that met each victim of the warehouse, and the
    linkage's own error is carried into an interval beside the others; by sex, age and form as well.

    Exit code 1 where the data cannot bear an estimate; --force shows the methods beside the reason.

    Example: zokwezo estimate overlaps.csv --json
    """
    if not FEWEST <= resamples <= MOST:
        raise CallError(message("estimate.resamples", fewest=FEWEST, most=MOST))
    if by and table is None:
        raise CallError(message("estimate.by_needs_table"))
    language: Language = "en" if settings().language == "en" else "fr"
    with progress("estimate") as tell:
        options = _Options(resamples, seed, force, language, tell)
        estimated = _of_a_table(table, by, options) if table else _of_the_warehouse(options)
    give(estimated, as_json, lambda result: _show(result, language))
    if "refused" in estimated and "methods" not in estimated:
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Options:
    resamples: int
    seed: int
    force: bool
    language: Language
    tell: Callable[[str], None]

    def estimate(self, histories: CaptureHistories) -> dict[str, Any]:
        from warehouse.indicators.hidden_population.estimates import estimate_table

        return estimate_table(
            histories,
            self.resamples,
            self.seed,
            force=self.force,
            language=self.language,
            tell=self.tell,
        )

    def estimate_by(self, name: str, groups: Mapping[str, CaptureHistories]) -> dict[str, Any]:
        from warehouse.indicators.hidden_population.group_estimates import estimate_groups

        self.tell(name)
        return estimate_groups(groups, self.resamples, self.seed, self.language)


def _of_a_table(table: Path, by: str | None, options: _Options) -> dict[str, Any]:
    from warehouse.indicators.hidden_population.group_estimates import all_groups
    from warehouse.indicators.hidden_population.overlap_files import (
        read_capture_histories,
        read_histories_by_group,
    )

    if by is None:
        return options.estimate(read_capture_histories(table))
    groups = read_histories_by_group(table, by)
    estimated = options.estimate(all_groups(groups))
    if "methods" in estimated:
        estimated["by"] = {by: options.estimate_by(by, groups)}
    return estimated


def _of_the_warehouse(options: _Options) -> dict[str, Any]:
    from warehouse import database
    from warehouse.database.access import account, note
    from warehouse.indicators.hidden_population.group_estimates import all_groups
    from warehouse.indicators.hidden_population.linkage_draws import (
        carry_linkage,
        mentions_if,
        sweep_thresholds,
        uncertain_pairs,
    )
    from warehouse.indicators.hidden_population.linked_lists import histories_by_group
    from warehouse.indicators.linked_victims import (
        read_doubtful_pairs,
        read_form_groups,
        read_linked_mentions,
    )

    with database.ready().begin() as connection:
        note(connection, account(), "read", "identity", purpose="estimate")
    with database.engine().connect() as connection:
        mentions = read_linked_mentions(connection)
        doubtful = read_doubtful_pairs(connection)
        forms = read_form_groups(connection)
    persons = {mention: one.person for mention, one in mentions.items()}
    lists = {mention: one.groups["source"] for mention, one in mentions.items()}
    sure = {mention: one.probability for mention, one in mentions.items()}
    pairs = uncertain_pairs(persons, sure, doubtful)
    held = mentions_if(persons, [], [])

    def by_group(name: str) -> dict[str, CaptureHistories]:
        of = [(mentions[one[0]].groups[name], {lists[each] for each in one}) for one in held]
        return histories_by_group((met, forms.get(group, group)) for group, met in of)

    histories = all_groups(by_group(GROUPS[0]))
    estimated = options.estimate(histories)
    if "methods" in estimated:
        options.tell("linkage")
        estimated["linkage"] = {
            **carry_linkage(persons, lists, pairs, seed=options.seed),
            "thresholds": sweep_thresholds(persons, lists, pairs),
        }
        estimated["by"] = {name: options.estimate_by(name, by_group(name)) for name in GROUPS}
    return {**estimated, "lists": list(histories.lists)}


def _show(estimates: dict[str, Any], language: Language) -> None:
    if "refused" in estimates:
        typer.echo(estimates["refused"], err=True)
    if "methods" not in estimates:
        return
    if "refused" in estimates:
        typer.echo(message("estimate.forced").text(language), err=True)
    from rich.console import Console
    from rich.table import Table

    from warehouse.indicators.hidden_population.told_estimates import (
        method_rows,
        round_for_people,
        told_spread,
        whole_spread,
    )

    def say(key: str, /, **parameters: Any) -> str:
        return message(f"estimate.{key}", **parameters).text(language)

    typer.echo(
        say("observed", observed=estimates["observed"], several=estimates["on_several_lists"])
    )
    rows = Table("", *(say(key) for key in ("point", "interval", "model")))
    rows.columns[0].header = say("method")
    methods = estimates["methods"]
    for one in method_rows(methods):
        rows.add_row(say(f"row_{one.name}"), one.point, one.spread, one.model)
    # What a list is called is no markup.
    Console(markup=False).print(rows)
    if "refused" not in estimates:
        leads = methods[estimates["leads"]]
        point, spread = round_for_people(leads["point"]), told_spread(leads["ci95"])
        typer.echo(
            say("leads", method=say(f"row_{estimates['leads']}"), point=point, spread=spread)
        )
        lower, upper = whole_spread(methods)
        typer.echo(say("total", lower=lower, upper=upper))
    if linkage := estimates.get("linkage"):
        typer.echo(
            say(
                "carried",
                links=linkage["links"],
                pairs=linkage["uncertain_pairs"],
                spread=told_spread(linkage["ci95"]),
            )
        )
        swept = [row["point"] for row in linkage["thresholds"] if row["point"] is not None]
        if swept:
            typer.echo(say("swept", spread=told_spread([min(swept), max(swept)])))
    for name, by in estimates.get("by", {}).items():
        typer.echo("\n" + say(f"by_{name}" if name in GROUPS else "by_column"))
        if "refused" in by:
            typer.echo(by["refused"])
            continue
        groups = Table("", *(say(key) for key in ("seen", "point", "interval")))
        for group, one in by["groups"].items():
            point = round_for_people(one["point"]) if "point" in one else ""
            spread = told_spread(one["ci95"]) if "point" in one else one["refused"]
            groups.add_row(group, str(one["observed"]), point, spread)
        Console(markup=False).print(groups)
    for note in estimates["notes"]:
        typer.echo(f"- {note}")
