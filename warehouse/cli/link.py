"""Who is one person: mentions linked, the linkage trained, doubtful pairs judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from warehouse.cli.output import AsJson, progress
from warehouse.errors import CallError, Language, Message, message
from warehouse.settings import settings

if TYPE_CHECKING:
    from warehouse.linkage.mention_files import FileLinked
    from warehouse.linkage.own_table import Meanings


def link(
    table: Annotated[Path, typer.Argument(help="Persons, a mention a row (csv, xlsx, parquet).")],
    out: Annotated[Path, typer.Option(help="Where mention_id, person_id, probability go.")],
    compare: Annotated[list[str] | None, typer.Option(help="A further text column.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="What a column is: area=place, voter_id=mention_id.")
    ] = None,
    leave: Annotated[list[str] | None, typer.Option(help="A column to leave out.")] = None,
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
    report: Annotated[
        Path | None, typer.Option(help="A page (HTML): weights, sizes, doubts, what to check.")
    ] = None,
) -> None:
    """Give every mention of a table its person.

    Example: zokwezo link persons.csv --out linked.csv --compare village

    Month by month: zokwezo link may.csv --known known.duckdb --out all.csv
    """
    from warehouse.linkage.mention_files import link_file

    _check_report(report)
    with progress("link"):
        done = link_file(
            table,
            out,
            _meanings(compare or (), column or (), leave or ()),
            engine or settings().linkage_engine,
            memory or settings().linkage_memory,
            known,
            withdrawn,
        )
    _tell_linked(done)
    if report is not None:
        _write_report(done, report)


def _meanings(compare: Sequence[str], column: Sequence[str], leave: Sequence[str]) -> Meanings:
    from warehouse.linkage.own_table import Meanings

    if wrong := [one for one in column if "=" not in one]:
        raise CallError(message("linkage_told_form", columns=", ".join(wrong)))
    meant = {name: meaning for name, _, meaning in (one.rpartition("=") for one in column)}
    return Meanings(tuple(compare), meant, tuple(leave))


def _check_report(report: Path | None) -> None:
    """Whether a page can be written is told before the work."""
    if report is None:
        return
    if report.suffix != ".html":
        raise CallError(message("linkage_report_kind", suffix=report.suffix or report.name))
    if not report.parent.is_dir():
        raise CallError(message("linkage_out_absent", folder=str(report.parent)))


def _write_report(done: FileLinked, report: Path) -> None:
    from warehouse.linkage.engine.report_page import report_page

    language: Language = "en" if settings().language == "en" else "fr"
    by = "" if (reason := _by_which(done)) is None else reason.text(language)
    report.write_text(report_page(done.ids, done.clustering, by, language), "utf-8")


def _by_which(done: FileLinked) -> Message | None:
    """By which parameters a table was linked, if that is told."""
    from warehouse.linkage.engine.parameters import LEAST_TO_LEARN
    from warehouse.linkage.engine.training import NAMES_ALONE, REFUSED

    if done.parameters == REFUSED:
        return message("linkage_by_refused")
    if done.parameters == NAMES_ALONE:
        return message("linkage_by_names")
    if done.parameters and done.mentions < LEAST_TO_LEARN:
        return message("linkage_by_pinned", least=LEAST_TO_LEARN)
    return message("linkage_by_learnt") if done.parameters else None


def _tell_linked(done: FileLinked) -> None:
    """What was read as what, how many persons, by which parameters, what to doubt; on stderr."""
    sentences = [
        *done.notes,
        message(
            "linkage_done", mentions=done.mentions, persons=done.persons, several=done.of_several
        ),
    ]
    if (by := _by_which(done)) is not None:
        sentences.append(by)
    if not done.of_several and done.mentions > 1:
        sentences.append(message("linkage_nobody_joined"))
    for one in sentences:
        typer.echo(one.text("en" if settings().language == "en" else "fr"), err=True)


def train(
    table: Annotated[Path, typer.Argument(help="Persons in the standard columns (parquet, csv).")],
    out: Annotated[Path, typer.Option(help="Where the parameters go, as JSON.")],
) -> None:
    """Learn the parameters of the linkage from a table, without labels, for a release to pin.

    They are written only if they reach the floors of the frozen bench.

    Example: zokwezo train mentions.parquet --out warehouse/linkage/engine/parameters.json
    """
    from warehouse.proof.bench.linkage.floors import train_file

    with progress("train") as tell:
        model = train_file(table, out, tell=tell)
    typer.echo(f"{out.name} {model.version}")


def review(
    reviewer: Annotated[str | None, typer.Option("--as", help="Who judges, by account.")] = None,
    agreement: Annotated[bool, typer.Option(help="How far reviewers agree.")] = False,
    quality: Annotated[bool, typer.Option(help="Errors of the linkage, by group.")] = False,
    as_json: AsJson = False,
) -> None:
    """Judge pairs of mentions, one by one: one person, two, or cannot tell.

    Example: zokwezo review --as a.steward
    """
    from warehouse.cli.review import list_tasks, sit, tell_agreement, tell_quality

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
