"""Something to see: an invented country, and Airflow taking the samples to a release."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from warehouse.cli.output import AsJson, give, progress


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
    from warehouse.proof.simulate import simulate as make

    with progress("simulate"):
        made = make(out, months=months, start=start, cases_per_month=cases, seed=seed, noise=noise)
    give(asdict(made), as_json, _print_simulated)


def _print_simulated(made: dict[str, int]) -> None:
    from warehouse.errors import message
    from warehouse.settings import settings

    names = ("files", "lines", "victims", "suspects", "cases")
    done = message("simulate.done", **{name: made[name] for name in names})
    typer.echo(done.text("en" if settings().language == "en" else "fr"))


def up(
    once: Annotated[bool, typer.Option("--once", help="End after the summary.")] = False,
    samples: Annotated[Path | None, typer.Option(help="The exports to drop.")] = None,
    port: Annotated[int | None, typer.Option(help="Of Airflow's pages.")] = None,
) -> None:
    """Start PostgreSQL and Airflow, drop the sample exports, wait for the release.

    Samples go only where nothing else ever was, or where --samples names them.

    Example: zokwezo up --once
    """
    from warehouse.cli.up.local_stack import up as start
    from warehouse.settings import PROJECT

    folder = samples or PROJECT / "samples" / "drops"
    raise typer.Exit(
        start(once=once, samples_folder=folder, port=port, are_asked_for=samples is not None)
    )
