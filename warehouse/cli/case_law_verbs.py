"""The verbs of ``zokwezo case-law``: decisions sought, shown and exported."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from warehouse.cli.output import AsJson, give

app = typer.Typer(
    help="Case law: search decisions, show one, export them as SHERLOC records.",
    no_args_is_help=True,
)

Role = Annotated[str | None, typer.Option(help="magistrate, analyst. Else the setting says.")]


# A word that begins with - is left out of what is found: it is no option.
@app.command(context_settings={"ignore_unknown_options": True})
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Accents and plurals do not matter; -word: without it; or: either."),
    ] = None,
    article: Annotated[str | None, typer.Option(help="An article: CP-151.")] = None,
    form: Annotated[str | None, typer.Option(help="A form of exploitation: FL_DOM.")] = None,
    means: Annotated[str | None, typer.Option(help="A means of control: DEBT.")] = None,
    court: Annotated[str | None, typer.Option(help="A court: TGI-BRIA.")] = None,
    decided_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")
    ] = None,
    decided_to: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.")
    ] = None,
    outcome: Annotated[str | None, typer.Option(help="A verdict: RELAXE.")] = None,
    months_from: Annotated[int | None, typer.Option(help="Prison served, at least.")] = None,
    months_to: Annotated[int | None, typer.Option(help="Prison served, at most.")] = None,
    life: Annotated[bool | None, typer.Option("--life/--no-life", help="A life sentence.")] = None,
    most: Annotated[int, typer.Option(min=1, help="At most so many decisions.")] = 20,
    role: Role = None,
    as_json: AsJson = False,
) -> None:
    """Seek decisions by their words, by code and by sentence; the best first, with an extract.

    A code may also be given by its label, in French or in English.

    Example: zokwezo case-law search "travail forcé" --court TGI-BAMBARI --outcome CONDAMNE
    """
    from warehouse.cli.case_law_tables import print_found
    from warehouse.query.case_law.search import Wanted, labels
    from warehouse.query.case_law.search import search as seek

    if mistyped := [one for one in words or () if one.startswith("--")]:
        raise typer.BadParameter(f"no such option: {mistyped[0]}")
    wanted = Wanted(
        words=" ".join(words) if words else None,
        article=article,
        exploitation=form,
        means=means,
        court=court,
        decided_from=decided_from.date() if decided_from else None,
        decided_to=decided_to.date() if decided_to else None,
        outcome=outcome,
        months_from=months_from,
        months_to=months_to,
        life=life,
        most=most,
    )
    code_labels = labels(role)
    decisions = seek(wanted, code_labels, role)
    give(decisions, as_json, lambda _: print_found(decisions, code_labels, most))
    if not decisions:
        raise typer.Exit(1)


@app.command()
def show(
    decision: Annotated[str, typer.Argument(help="Its id, or its number.")],
    role: Role = None,
    as_json: AsJson = False,
) -> None:
    """Show a decision whole, with what it pronounced for each person.

    Example: zokwezo case-law show 001/2026/04
    """
    from warehouse.cli.case_law_tables import print_decisions
    from warehouse.query.case_law.search import LISTS, labels
    from warehouse.query.case_law.search import show as find

    decisions = find(decision, role)
    give(
        decisions,
        as_json,
        lambda _: print_decisions(
            decisions, labels(role, (*LISTS.values(), "offence")) if decisions else {}
        ),
    )
    if not decisions:
        raise typer.Exit(1)


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="The file to write.")],
    decisions: Annotated[
        list[str] | None, typer.Argument(help="Their ids or numbers; all without.")
    ] = None,
    fmt: Annotated[
        Literal["csv", "json", "xlsx"] | None,
        typer.Option("--format", help="Else the ending of the file says."),
    ] = None,
    ids: Annotated[
        bool, typer.Option("--with-ids", help="The warehouse's ids too: for this house alone.")
    ] = False,
    role: Role = None,
) -> None:
    """Write decisions with the fields of a SHERLOC record; what is not known stays empty.

    Example: zokwezo case-law export --out sherloc.xlsx
    """
    from warehouse.cli.case_law_tables import print_exported
    from warehouse.query.case_law.export import format_of, write
    from warehouse.query.case_law.sherloc import fields, note_export, records, with_ids

    as_format = format_of(out, fmt)
    chosen = records(decisions or (), ids=ids, role=role)
    if chosen:
        note_export(len(chosen), ids=ids)
        write(out, as_format, with_ids() if ids else fields(), chosen)
    print_exported(out.name, len(chosen), is_with_ids=ids)
    if not chosen:
        raise typer.Exit(1)
