"""The command line: one verb a function, heavy imports inside, exit code 0, 1 or 2.

0: done. 1: the data say no. 2: the call is wrong, and one sentence says what to do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import structlog
import typer

from warehouse.case_law.verbs import app as case_law
from warehouse.errors import CallError, ContractError, ZokwezoError, message
from warehouse.settings import settings

app = typer.Typer(
    help="Zo Kwe Zo: count each victim once, follow each accused to the verdict.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
releases = typer.Typer(
    help="Releases: list, verify, publish, roll back, withdraw.", no_args_is_help=True
)
bench = typer.Typer(help="Benchmarks: printed, never asserted.", no_args_is_help=True)
app.add_typer(releases, name="release")
app.add_typer(bench, name="bench")
app.add_typer(case_law, name="case-law")

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


def main() -> None:
    """Run the command line; the entry point ``zokwezo``."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(settings().log_level),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        # What stderr is when it is written to, not what it was when this began.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    try:
        app()
    except (CallError, ContractError) as error:
        _say_and_leave(error, 2)
    except ZokwezoError as error:
        _say_and_leave(error, 1)


def _say_and_leave(error: ZokwezoError, code: int) -> None:
    typer.echo(error.text("en" if settings().language == "en" else "fr"), err=True)
    raise SystemExit(code)


def _give(value: Any, as_json: bool, show: Callable[[Any], None]) -> None:
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    else:
        show(value)


@contextmanager
def _progress(what: str) -> Iterator[Callable[[str], None]]:
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(what) as status:
        yield lambda step: status.update(step)


@app.command()
def run(
    folder: Annotated[Path, typer.Argument(help="A folder of <source>/<file>.")],
    as_json: AsJson = False,
) -> None:
    """Take a folder of exports to a release, without Airflow.

    Example: zokwezo run samples/drops
    """
    from warehouse import pipeline
    from warehouse.summary import show_summary

    with _progress("…") as tell:
        summary = pipeline.run(folder, tell=tell)
    _give(summary, as_json, show_summary)


@app.command()
def reload(as_json: AsJson = False) -> None:
    """Load everything again from the lake; what was right stays untouched.

    A load takes only what a month can have changed. Who doubts it asks for all: the rows that then
    differ are told by table, and after a right load there are none.

    Example: zokwezo reload
    """
    from warehouse import pipeline

    with _progress("load"):
        changed = pipeline.load(anew=True)
    told = "\n".join(f"{name} {rows}" for name, rows in changed.items())
    _give(changed, as_json, lambda _: typer.echo(told))


@app.command("try")
def try_file(
    file: Annotated[Path, typer.Argument(help="The file to try.")],
    source: Annotated[str, typer.Option(help="The source it belongs to.")],
    out: Annotated[Path | None, typer.Option(help="Write the receipt there.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what would become of a file; nothing is stored.

    Example: zokwezo try registre.xlsx --source umirr
    """
    from warehouse import pipeline
    from warehouse.summary import show_verdict

    verdict = pipeline.try_file(file, source, out)
    _give(verdict, as_json, show_verdict)
    if verdict["status"] == "rejected":
        raise typer.Exit(1)


@app.command()
def link(
    table: Annotated[Path, typer.Argument(help="Persons in the standard columns (parquet, csv).")],
    out: Annotated[Path, typer.Option(help="Where mention_id, person_id, probability go.")],
    compare: Annotated[list[str] | None, typer.Option(help="A further text column.")] = None,
    engine: Annotated[
        Literal["duckdb", "spark"] | None, typer.Option(help="Else the setting says.")
    ] = None,
    memory: Annotated[
        str | None, typer.Option(help="Before the disk is used, 2GB. Else the setting says.")
    ] = None,
    known: Annotated[
        Path | None, typer.Option(help="Remembers from month to month; the table holds the new.")
    ] = None,
    withdrawn: Annotated[
        Path | None, typer.Option(help="With --known: mention_id of what counts no more.")
    ] = None,
) -> None:
    """Give every mention of a table its person.

    Example: zokwezo link persons.csv --out linked.csv --compare village

    Month by month: zokwezo link may.csv --known known.duckdb --out all.csv
    """
    from warehouse.linkage import link_file

    with _progress("link"):
        link_file(
            table,
            out,
            tuple(compare or ()),
            engine or settings().linkage_engine,
            memory or settings().linkage_memory,
            known,
            withdrawn,
        )


@app.command()
def train(
    table: Annotated[Path, typer.Argument(help="Persons in the standard columns (parquet, csv).")],
    out: Annotated[Path, typer.Option(help="Where the parameters go, as JSON.")],
) -> None:
    """Learn the parameters of the linkage from a table, without labels, for a release to pin.

    They are written only if they reach the floors of the frozen bench.

    Example: zokwezo train mentions.parquet --out warehouse/linkage/parameters.json
    """
    from warehouse.bench.linkage.floors import train_file

    with _progress("train") as tell:
        model = train_file(table, out, tell=tell)
    typer.echo(f"{out.name} {model.version}")


@app.command()
def why(
    person: Annotated[str, typer.Argument(help="A person, victim, suspect or case id.")],
    attribute: Annotated[
        str | None, typer.Argument(help="A column of warehouse.victim or warehouse.suspect.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which files and rows stand behind an id or a value, the rule that chose, who decided.

    Example: zokwezo why V-7K3M9QX2B4TZ1 nationality
    """
    from warehouse import pipeline
    from warehouse.summary import show_why

    found = pipeline.why(person, attribute)
    _give(found, as_json, show_why)
    if not found["mentions" if attribute is None else "statements"]:
        raise typer.Exit(1)


@app.command()
def who(
    person: Annotated[str, typer.Argument(help="A person, victim or suspect id.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day, its end.")],
    as_json: AsJson = False,
) -> None:
    """Say what an id stood for on a past day, and what it resolves to today.

    Example: zokwezo who V-7K3M9QX2B4TZ1 --on 2026-03-31
    """
    from warehouse import pipeline
    from warehouse.summary import show_who

    found = pipeline.who(person, on.date())
    _give(found, as_json, show_who)
    if not found["is_known"]:
        raise typer.Exit(1)


@app.command()
def changes(
    between: Annotated[
        tuple[datetime, datetime] | None,
        typer.Option(formats=["%Y-%m-%d"], help="From the end of one day to that of another."),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on.")
    ] = None,
    releases: Annotated[tuple[int, int] | None, typer.Option(help="From one to another.")] = None,
    table: Annotated[str | None, typer.Option(help="One published table.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many rows shown.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Say what changed in what is published, and from which submission.

    Example: zokwezo changes --releases 3 4 --table victim
    """
    from datetime import UTC, time, timedelta

    from warehouse import pipeline
    from warehouse.summary import show_changes

    if [between, since, releases].count(None) != 2:
        raise CallError(message("changes_one"))
    if releases:
        found = pipeline.changes_between(*releases, table, limit)
    else:
        days = between or ((since or datetime.now(UTC)) - timedelta(days=1), datetime.now(UTC))
        first, last = (datetime.combine(day, time.max, UTC) for day in days)
        found = pipeline.changes(first, last, table, limit)
    _give(found, as_json, show_changes)


@app.command()
def review(
    reviewer: Annotated[str | None, typer.Option("--as", help="Who judges, by account.")] = None,
    agreement: Annotated[bool, typer.Option(help="How far reviewers agree.")] = False,
    quality: Annotated[bool, typer.Option(help="Errors of the linkage, by group.")] = False,
    as_json: AsJson = False,
) -> None:
    """Judge pairs of mentions, one by one: one person, two, or cannot tell.

    Example: zokwezo review --as a.steward
    """
    from warehouse.judging.verb import list_tasks, sit, tell_agreement, tell_quality

    if agreement:
        enough = tell_agreement(as_json)
    elif quality:
        enough = tell_quality(as_json)
    elif reviewer is None:
        raise CallError(message("review_as"))
    else:
        enough = list_tasks(reviewer) if as_json else sit(reviewer)
    if not enough:
        raise typer.Exit(1)


@app.command(context_settings={"ignore_unknown_options": True})
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT.")],
    fmt: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    role: Annotated[
        str | None, typer.Option(help="steward, magistrate … Else the setting says.")
    ] = None,
) -> None:
    """Run one read-only query on the warehouse, with the rights of one role.

    Example: zokwezo sql "select count(*) from warehouse.victim" --format csv
    """
    from warehouse.query import select_rows, show_rows

    if fmt not in ("table", "csv", "json"):
        raise typer.BadParameter("table, csv or json", param_hint="--format")
    show_rows(*select_rows(query, role), fmt)


@app.command()
def simulate(
    out: Annotated[Path, typer.Argument(help="Where the country is written.")],
    months: Annotated[int, typer.Option(help="How many months.")] = 4,
    start: Annotated[str, typer.Option(help="The first month, YYYY-MM.")] = "2026-01",
    cases: Annotated[int, typer.Option(help="New cases a month.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed gives the same country.")] = 1,
    noise: Annotated[float, typer.Option(help="0 tidy, 1 as they arrive, 2 twice as hard.")] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Write a synthetic country with known truth, in the twelve layouts.

    Example: zokwezo simulate /tmp/pays --months 12 --cases 300 --noise 2
    """
    from dataclasses import asdict

    from warehouse.simulate import simulate as make

    with _progress("simulate"):
        made = make(out, months=months, start=start, cases_per_month=cases, seed=seed, noise=noise)
    _give(asdict(made), as_json, lambda value: typer.echo(str(value)))


@app.command()
def suites() -> None:
    """Compile every contract into expectations/sources, and the contracts' JSON Schema.

    Example: zokwezo suites
    """
    from warehouse.checks.suites import write_suites
    from warehouse.contract import json_schema, load_contracts

    chosen = settings()
    contracts = load_contracts(chosen.sources)
    written = write_suites(contracts, chosen.expectations)
    schema = chosen.sources / "contract.schema.json"
    schema.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    typer.echo(f"{len(written)} suites, {schema.name}")


@app.command()
def up(
    once: Annotated[bool, typer.Option("--once", help="End after the summary.")] = False,
    samples: Annotated[Path | None, typer.Option(help="The exports to drop.")] = None,
    port: Annotated[int | None, typer.Option(help="Of Airflow's pages.")] = None,
) -> None:
    """Start PostgreSQL and Airflow, drop the sample exports, wait for the release.

    Example: zokwezo up --once
    """
    from warehouse.settings import PROJECT
    from warehouse.stack import up as start

    folder = samples or PROJECT / "samples" / "drops"
    raise typer.Exit(start(once=once, samples_folder=folder, port=port))


@app.command()
def template(
    source: Annotated[str, typer.Argument(help="The source.")],
    out: Annotated[Path, typer.Option(help="Where the workbook is written.")],
) -> None:
    """Write the workbook that a ministry fills in, with drop-down lists.

    Example: zokwezo template umirr --out modele_umirr.xlsx
    """
    from warehouse.codelists import load_codelists
    from warehouse.contract import load_contracts
    from warehouse.errors import message
    from warehouse.template import write_template

    contracts = load_contracts(settings().sources)
    if source not in contracts:
        raise CallError(message("unknown_source", source=source, known=", ".join(contracts)))
    write_template(contracts[source], load_codelists(settings().sources / "codes"), out)


@releases.command("list")
def release_list(as_json: AsJson = False) -> None:
    """All releases, the current one marked."""
    from dataclasses import asdict

    from warehouse.release import listed
    from warehouse.summary import show_releases

    _give([asdict(one) for one in listed(settings().releases)], as_json, show_releases)


@releases.command("publish")
def release_publish() -> None:
    """Publish what is loaded, if it differs from the current release."""
    from warehouse import pipeline

    typer.echo(pipeline.publish())


@releases.command("rollback")
def release_rollback(
    number: Annotated[int | None, typer.Argument(help="To this one; else the one before.")] = None,
) -> None:
    """Point readers at an earlier release."""
    from warehouse.release import roll_back

    typer.echo(roll_back(settings().releases, number).number)


@releases.command("withdraw")
def release_withdraw(
    number: Annotated[int, typer.Argument(help="The release.")],
    reason: Annotated[str, typer.Option(help="NAMED_PERSON, PERSONAL_DATA, WRONG or DAMAGED.")],
) -> None:
    """Destroy the files of a release for good; its number stays, and says why.

    Example: zokwezo release withdraw 3 --reason NAMED_PERSON
    """
    from warehouse import pipeline
    from warehouse.summary import show_withdrawn

    show_withdrawn(number, pipeline.withdraw(number, reason))


@releases.command("verify")
def release_verify(
    number: Annotated[int | None, typer.Argument(help="The release; else the current one.")] = None,
) -> None:
    """Hold the files of a release against their checksums; of a withdrawn one none may be left."""
    from warehouse.release import current, verify

    one = current(settings().releases)
    wanted = number or (one.number if one else 0)
    damaged = verify(settings().releases, wanted)
    typer.echo("\n".join(damaged) or "ok")
    if damaged:
        raise typer.Exit(1)


@releases.command("export")
def release_export(
    out: Annotated[Path, typer.Option(help="The .xlsx file.")],
    number: Annotated[int | None, typer.Argument(help="The release; else the current one.")] = None,
) -> None:
    """Write a release as one workbook, a sheet per table; the trail keeps who did.

    Example: zokwezo release export --out livraison.xlsx
    """
    from warehouse import pipeline

    with _progress("export"):
        made = pipeline.export_release(number, out)
    typer.echo(str(made))


@releases.command("rebuild")
def release_rebuild(
    number: Annotated[int, typer.Argument(help="The release.")],
    out: Annotated[Path, typer.Option(help="An empty folder for it.")],
) -> None:
    """Make a past release again, from what was known then, and hold it against its checksums.

    Example: zokwezo release rebuild 3 --out /tmp/release-3
    """
    from warehouse import pipeline

    differing = pipeline.rebuild(number, out)
    typer.echo("\n".join(differing) or "ok")
    if differing:
        raise typer.Exit(1)


@releases.command("as-known")
def release_as_known(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The day, its end.")],
    out: Annotated[Path, typer.Option(help="An empty folder for the tables.")],
) -> None:
    """Every published table as known at the end of a past day, as Parquet.

    Example: zokwezo release as-known 2026-03-31 --out /tmp/march
    """
    from warehouse import pipeline

    for name, rows in pipeline.as_known(day.date(), out).items():
        typer.echo(f"{name} {rows}")


@bench.command("path")
def bench_path(
    rows: Annotated[list[int] | None, typer.Option(help="Sizes.")] = None,
    as_json: AsJson = False,
) -> None:
    """Seconds and memory per step, beside the floor of the same bytes through pyarrow.

    Example: zokwezo bench path --rows 1000 --rows 10000
    """
    from warehouse.bench.path import bench_path as measure
    from warehouse.bench.path import show

    _give(measure(tuple(rows or (1_000, 10_000, 100_000))), as_json, show)


@bench.command("case-law")
def bench_case_law(
    decisions: Annotated[list[int] | None, typer.Option(help="How many decisions.")] = None,
    as_json: AsJson = False,
) -> None:
    """Milliseconds of a search among many decisions, beside reading them all.

    Example: zokwezo bench case-law --decisions 20000
    """
    from warehouse.bench.case_law import bench_case_law as measure
    from warehouse.bench.case_law import show

    with _progress("bench"):
        measured = measure(tuple(decisions or (20_000,)))
    _give(measured, as_json, show)


@bench.command("growth")
def bench_growth(
    months: Annotated[list[int] | None, typer.Option(help="Months of history.")] = None,
    cases: Annotated[int, typer.Option(help="Cases a month.")] = 30,
    as_json: AsJson = False,
) -> None:
    """What a new month costs on top of years of history, by step, beside a load from nothing.

    Example: zokwezo bench growth --months 3 --months 12
    """
    from warehouse.bench.growth import bench_growth as measure
    from warehouse.bench.growth import show

    with _progress("bench") as tell:
        measured = measure(tuple(months or (3, 12, 24, 60)), cases, tell)
    _give(measured, as_json, show)


@bench.command("linkage")
def bench_linkage(
    size: Annotated[list[int] | None, typer.Option(help="Mentions of a simulated world.")] = None,
    noise: Annotated[list[int] | None, typer.Option(help="1 light, 2 usual, 3 heavy.")] = None,
    persons: Annotated[Path | None, typer.Option(help="A folder of labelled tables.")] = None,
    stock: Annotated[bool, typer.Option(help="Splink as its users set it up, beside.")] = True,
    compare: Annotated[bool, typer.Option(help="With parents and place of birth.")] = False,
    exponent: Annotated[bool, typer.Option("--exponent", help="What size costs.")] = False,
    month: Annotated[int, typer.Option(help="So many come later, against what is known.")] = 0,
    as_json: AsJson = False,
) -> None:
    """How right the linkage is, and what it costs, beside stock Splink in the same run.

    Example: zokwezo bench linkage --size 10000 --noise 1 --noise 2 --noise 3
    """
    from warehouse.bench.linkage.report import bench_linkage as measure
    from warehouse.bench.linkage.report import show

    with _progress("bench") as tell:
        measured = measure(
            size or [],
            noise or [],
            persons,
            stock=stock,
            compare=compare,
            exponent=exponent,
            month=month,
            tell=tell,
        )
    _give(measured, as_json, show)


@bench.command("questions")
def bench_questions(
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
    from warehouse.bench.questions.report import bench_questions as measure
    from warehouse.bench.questions.report import show

    with _progress("bench"):
        measured = measure(mentions, runs, var)
    _give(measured, as_json, show)
