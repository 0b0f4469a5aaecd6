"""The verbs of ``zokwezo bench``: what a step costs, and how right the linkage is."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, progress

app = typer.Typer(help="Benchmarks: printed, never asserted.", no_args_is_help=True)


@app.callback()
def bench(
    context: typer.Context,
    page: Annotated[
        Path | None, typer.Option(help="Write what is measured into this page too.")
    ] = None,
) -> None:
    """Benchmarks: printed, never asserted; with --page, written where all figures stand.

    Example: zokwezo bench --page docs/measured.md path --rows 10000
    """
    context.obj = page


def _give(
    context: typer.Context, measured: Any, as_json: bool, show: Callable[[Any], None]
) -> None:
    """Print what was measured; write it into the page that was asked for, under its command."""
    give(measured, as_json, show)
    if context.obj is None:
        return
    from warehouse.proof.bench.measured_page import as_text, write_section

    verb = context.info_name or ""
    command = shlex.join(["zokwezo", "bench", verb, *_arguments(context)])
    write_section(context.obj, verb, command, as_text(measured, show), datetime.now(UTC).date())


def _arguments(context: typer.Context) -> list[str]:
    """The options of a command that were given, as they are written."""
    given: list[str] = []
    for one in context.command.params:
        source = context.get_parameter_source(str(one.name))
        if source is None or source.name != "COMMANDLINE":
            continue
        value = context.params[str(one.name)]
        if isinstance(value, bool):
            given.append(one.opts[0] if value else one.secondary_opts[0])
            continue
        for each in value if isinstance(value, list | tuple) else [value]:
            # A folder of this machine says nothing to a reader, who has one of her own.
            given += [one.opts[0], "FOLDER" if isinstance(each, Path) else str(each)]
    return given


@app.command("path")
def bench_path(
    context: typer.Context,
    rows: Annotated[list[int] | None, typer.Option(help="Sizes.")] = None,
    as_json: AsJson = False,
) -> None:
    """Seconds and memory per step, beside the floor of the same bytes through pyarrow.

    Example: zokwezo bench path --rows 1000 --rows 10000
    """
    from warehouse.proof.bench.path import bench_path as measure
    from warehouse.proof.bench.path import show

    _give(context, measure(tuple(rows or (1_000, 10_000, 100_000))), as_json, show)


@app.command("case-law")
def bench_case_law(
    context: typer.Context,
    decisions: Annotated[list[int] | None, typer.Option(help="How many decisions.")] = None,
    as_json: AsJson = False,
) -> None:
    """Milliseconds of a search among many decisions, beside reading them all.

    Example: zokwezo bench case-law --decisions 20000
    """
    from warehouse.proof.bench.case_law_bench import bench_case_law as measure
    from warehouse.proof.bench.case_law_bench import show

    with progress("bench"):
        measured = measure(tuple(decisions or (20_000,)))
    _give(context, measured, as_json, show)


@app.command("desk")
def bench_desk(
    items: Annotated[int, typer.Option(help="How many things wait.", min=0)] = 100_000,
    as_json: AsJson = False,
) -> None:
    """Milliseconds of the desk's longest pages, to their first byte and whole.

    Example: zokwezo bench desk --items 1000
    """
    from warehouse.proof.bench.desk_pages import bench_desk as measure
    from warehouse.proof.bench.desk_pages import show

    with progress("bench"):
        measured = measure(items)
    give(measured, as_json, show)


@app.command("estimate")
def bench_estimate(
    context: typer.Context,
    draws: Annotated[int, typer.Option(help="Of each simulated country.", min=1)] = 200,
    resamples: Annotated[int, typer.Option(help="For each interval.", min=100)] = 300,
    kept: Annotated[
        Path | None,
        typer.Option(help="A file with a line for each draw; called again, it goes on."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How often the interval of the hidden population holds the truth of a simulated country.

    Example: zokwezo bench estimate --draws 20
    """
    from warehouse.proof.bench.coverage import bench_coverage, show

    with progress("bench") as tell:
        measured = bench_coverage(draws, resamples, tell, kept)
    _give(context, measured, as_json, show)


@app.command("disclosure")
def bench_disclosure(
    context: typer.Context,
    sets: Annotated[int, typer.Option(help="Random sets of linked tables.", min=1)] = 1000,
    as_json: AsJson = False,
) -> None:
    """What an attacker recovers of hidden cells over three releases, with and without control.

    Example: zokwezo bench disclosure --sets 50
    """
    from warehouse.proof.bench.disclosure_attack import bench_disclosure as measure
    from warehouse.proof.bench.disclosure_attack import show

    with progress("bench") as tell:
        measured = measure(sets, tell)
    _give(context, measured, as_json, show)


@app.command("growth")
def bench_growth(
    context: typer.Context,
    months: Annotated[list[int] | None, typer.Option(help="Months of history.")] = None,
    cases: Annotated[int, typer.Option(help="Cases a month.")] = 30,
    as_json: AsJson = False,
) -> None:
    """What a new month costs on top of years of history, by step, beside a load from nothing.

    Example: zokwezo bench growth --months 3 --months 12
    """
    from warehouse.proof.bench.growth.growth_report import bench_growth as measure
    from warehouse.proof.bench.growth.growth_report import show

    with progress("bench") as tell:
        measured = measure(tuple(months or (3, 12, 24, 60)), cases, tell)
    _give(context, measured, as_json, show)


@app.command("month")
def bench_month(
    context: typer.Context,
    mentions: Annotated[int, typer.Option(help="How many stand already.", min=1)] = 200_000,
    month: Annotated[int, typer.Option(help="How many come.", min=1)] = 10_000,
    repeats: Annotated[int, typer.Option(help="Months of either kind.", min=1)] = 3,
    as_json: AsJson = False,
) -> None:
    """A month loaded by itself, beside everything taken anew with that month in it.

    Example: zokwezo bench month --mentions 20000 --month 1000
    """
    from warehouse.proof.bench.growth.large_month import bench_large_month as measure
    from warehouse.proof.bench.growth.large_month import show

    with progress("bench"):
        measured = measure(mentions, month, repeats)
    _give(context, measured, as_json, show)


@app.command("linkage")
def bench_linkage(
    context: typer.Context,
    size: Annotated[list[int] | None, typer.Option(help="Mentions of a simulated world.")] = None,
    noise: Annotated[list[int] | None, typer.Option(help="1 light, 2 usual, 3 heavy.")] = None,
    persons: Annotated[Path | None, typer.Option(help="A folder of labelled tables.")] = None,
    stock: Annotated[bool, typer.Option(help="Splink as its users set it up, beside.")] = True,
    compare: Annotated[bool, typer.Option(help="With parents and place of birth.")] = False,
    exponent: Annotated[bool, typer.Option("--exponent", help="What size costs.")] = False,
    month: Annotated[int, typer.Option(help="So many come later, against what is known.")] = 0,
    worlds: Annotated[
        bool, typer.Option("--worlds", help="Tables that nothing was tuned to, the worst first.")
    ] = False,
    curve: Annotated[
        Path | None, typer.Option(help="Draw what was told beside what was right, as SVG.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How right the linkage is, and what it costs, beside stock Splink in the same run.

    Example: zokwezo bench linkage --size 10000 --noise 1 --noise 2 --noise 3
    """
    from warehouse.proof.bench.linkage.linkage_report import bench_linkage as measure
    from warehouse.proof.bench.linkage.linkage_report import curves_of, show
    from warehouse.proof.bench.linkage.reliability_curve import reliability_curve

    with progress("bench") as tell:
        measured = measure(
            size or [],
            noise or [],
            persons,
            stock=stock,
            compare=compare,
            exponent=exponent,
            month=month,
            worlds=worlds,
            tell=tell,
        )
    if curve:
        curve.write_text(reliability_curve(curves_of(measured["results"])), "utf-8")
    _give(context, measured, as_json, show)


@app.command("questions")
def bench_questions(
    context: typer.Context,
    mentions: Annotated[int, typer.Option(help="Mentions in the warehouse.")] = 1_000_000,
    runs: Annotated[int, typer.Option(help="Of each query; the median counts.")] = 5,
    var: Annotated[
        Path | None,
        typer.Option(help="A folder for the filled server, kept; else temporary."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What an analyst's questions cost in a large warehouse, and whether they go by an index.

    Example: zokwezo bench questions --mentions 100000
    """
    from warehouse.proof.bench.questions.question_report import bench_questions as measure
    from warehouse.proof.bench.questions.question_report import show

    with progress("bench"):
        measured = measure(mentions, runs, var)
    _give(context, measured, as_json, show)
