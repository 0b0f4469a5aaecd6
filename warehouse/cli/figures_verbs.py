"""The verbs of ``zokwezo figures``: what is counted, what may be shown of it, and in which form."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, decimals, give, progress
from warehouse.errors import LANGUAGES, CallError, Language, message
from warehouse.settings import settings

app = typer.Typer(
    help="Figures of the current release, after disclosure control.", no_args_is_help=True
)


@app.command("list")
def list_figures(as_json: AsJson = False) -> None:
    """Every indicator: its title, its unit, whom it counts; and what cannot be fed, and why.

    Example: zokwezo figures list
    """
    from warehouse.indicators.indicator_definitions import indicators, notes

    language = _language()
    rows = [
        {
            "indicator": name,
            "title": getattr(one.title, language),
            "unit": notes()["units"][one.unit][language],
            "counts": one.population or "",
        }
        for name, one in indicators().items()
    ]
    not_fed = {name: sentences[language] for name, sentences in notes()["not_fed"].items()}
    give({"indicators": rows, "not_fed": not_fed}, as_json, _print_list)


@app.command("show")
def show_figures(
    indicator: Annotated[str, typer.Argument(help="Its id, as the list names it.")],
    as_json: AsJson = False,
) -> None:
    """An indicator: its formula, its figures, its counting rules and caveats.

    Example: zokwezo figures show N01
    """
    from warehouse.indicators.indicator_definitions import indicator_named, notes
    from warehouse.indicators.unknown_shares import unknown_shares

    language, definition = _language(), indicator_named(indicator)
    figures = [one for one in _filled() if one.indicator == indicator]
    unknown = unknown_shares(figures)
    shown = {
        "indicator": indicator,
        "title": getattr(definition.title, language),
        "formula": getattr(definition.formula, language),
        "unit": notes()["units"][definition.unit][language],
        "denominator": definition.denominator.model_dump() if definition.denominator else None,
        "release": figures[0].release if figures else None,
        "figures": [asdict(one) for one in figures],
        "unknown": [{**asdict(one), "text": one.text(language)} for one in unknown],
        "rules": [notes()["rules"][one][language] for one in definition.rules],
        "caveats": [
            *(notes()["caveats"][one][language] for one in definition.caveats),
            *([message("figures.certainty_where").text(language)] if definition.population else []),
        ],
    }
    give(shown, as_json, lambda result: _print_figures(result, language))


@app.command("certainty")
def show_certainty(
    accused: Annotated[bool, typer.Option("--accused", help="Of the accused.")] = False,
    as_json: AsJson = False,
) -> None:
    """Persons at the linkage's certainty levels, with missed and false links; for use inside.

    Victims (N01, N02, SDG 16.2.2) by sex, age, form, status and source; the accused (N03) by sex,
    age and source. Reads the vault, which the audit trail holds.

    Example: zokwezo figures certainty --accused
    """
    from warehouse.indicators.certainty_levels import certainty_rows
    from warehouse.indicators.linked_victims import read_linkage

    linkage = read_linkage("suspect" if accused else "victim")
    rows = [asdict(one) for one in certainty_rows(*linkage)]
    give(rows, as_json, lambda result: _print_certainty(result, _language()))


@app.command("export")
def export_figures(
    folder: Annotated[Path, typer.Argument(help="Where to; a folder per standard.")],
    standard: Annotated[
        list[str] | None, typer.Option(help="glotip, sdg, ic_tip, htcds; all without.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the tables that others ask for, as csv, xlsx and SDMX-CSV with a data package.

    Example: zokwezo figures export sortie --standard glotip
    """
    from warehouse import database
    from warehouse.database.access import account, note
    from warehouse.indicators.certainty_levels import certainty_rows, linkage_note
    from warehouse.indicators.figure_exports.data_package import standards, write_packages
    from warehouse.indicators.linked_victims import read_linkage

    chosen = standard or list(standards())
    if unknown := [one for one in chosen if one not in standards()]:
        raise CallError(
            message("figures.unknown_standard", name=unknown[0], known=", ".join(standards()))
        )
    figures = _filled()
    # On the trail before a byte is written.
    with database.engine().begin() as connection:
        for one in chosen:
            note(connection, account(), "export", f"figures {one}", rows=len(figures))
    everybody = next(iter(certainty_rows(*read_linkage())), None)
    certainty = [linkage_note(everybody, one) for one in LANGUAGES] if everybody else []
    written = write_packages(figures, folder, chosen, certainty)
    give(written, as_json, _print_written)


@app.command("bulletin")
def make_bulletin(
    folder: Annotated[Path | None, typer.Argument(help="Where to; default var/bulletins.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the bulletin of the current release: HTML and PDF, French and English.

    Example: zokwezo figures bulletin sortie
    """
    from warehouse.indicators.bulletin.release_bulletin import make_bulletin as write

    with progress("bulletin") as tell:
        written = write(folder, tell)
    give([str(one) for one in written], as_json, lambda paths: typer.echo("\n".join(paths)))


@app.command("synthetic")
def make_synthetic(
    folder: Annotated[Path, typer.Argument(help="Where to.")],
    number: Annotated[
        int | None, typer.Option("--release", help="Of which; the current one without.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Make and pay once more what was made before.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write synthetic records of a release: rows that are nobody, with differential privacy.

    Off unless the policy turns it on. Each making spends of the privacy budget.

    Example: zokwezo figures synthetic sortie
    """
    from warehouse.indicators.synthetic_data.release_synthesis import make_synthetic_records

    made = make_synthetic_records(folder, number, again=again)
    give(asdict(made), as_json, lambda result: _print_synthetic(result, _language()))


def _filled() -> list[Any]:
    from warehouse import database
    from warehouse.indicators.figure_store import fill_figures

    with progress("figures") as tell, database.ready().begin() as connection:
        return fill_figures(connection, settings().releases, datetime.now(UTC).date(), tell)


def _language() -> Language:
    return "en" if settings().language == "en" else "fr"


def _print_written(row_counts: dict[str, int]) -> None:
    for name, rows in row_counts.items():
        typer.echo(f"{name}: {rows}")


def _print_list(listing: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    heads = (message(f"figures.list_{name}") for name in listing["indicators"][0])
    table = Table(*(head.text(_language()) for head in heads))
    for row in listing["indicators"]:
        table.add_row(*row.values())
    Console(markup=False).print(table)
    for name, why in listing["not_fed"].items():
        typer.echo(f"{name}: {why}")


def _print_figures(indicator: dict[str, Any], language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    from warehouse.indicators.figure_exports.code_labels import code_words

    hidden = message("disclosure.suppressed").text(language)
    typer.echo(f"{indicator['title']} ({indicator['unit']})\n{indicator['formula']}")
    table = Table(*(message(f"figures.{one}").text(language) for one in _COLUMNS))
    rows = [
        [
            str(figure["year"]),
            message(f"figures.by_{kind}").text(language) if (kind := figure["dimension"]) else "",
            code_words(kind, figure["category"] or figure["place_code"], language),
            code_words("sex", figure["sex"], language),
            code_words("age_group", figure["age_group"], language),
            hidden if figure["is_suppressed"] else _number(figure["value"], language),
        ]
        for figure in indicator["figures"]
    ]
    for row in sorted(rows):
        table.add_row(*row)
    Console(markup=False).print(table)
    for share in indicator["unknown"]:
        kind = message(f"figures.by_{share['breakdown']}").text(language)
        typer.echo(f"{share['year']}, {kind} : {share['text']}")
    for line in [*indicator["rules"], *indicator["caveats"]]:
        typer.echo(f"- {line}")


def _print_certainty(rows: list[dict[str, Any]], language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    def say(key: str) -> str:
        return message(f"figures.{key}").text(language)

    levels = [f"\u2265 {level:.0%}" for level in (rows[0]["at"] if rows else ())]
    counts = ("links", "false_links", "missed_links")
    table = Table(say("group"), say("persons"), *levels, *(say(one) for one in counts))
    for row in rows:
        name = " ".join(filter(None, (row["breakdown"], row["category"])))
        numbers = [row["persons"], *row["at"].values(), *(row[one] for one in counts)]
        table.add_row(name, *(decimals(str(one), language) for one in numbers))
    Console(markup=False).print(table)
    typer.echo(say("certainty_note"))


def _print_synthetic(made: dict[str, Any], language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    spent = made["spent"]
    typer.echo(
        message(
            "synthetic.made",
            rows=made["rows"],
            release=made["release"],
            spent=spent["epsilon"],
            total=made["total_epsilon"],
            times=spent["times"],
        ).text(language)
    )
    for name in ("published", "inside"):
        table = Table(
            *(message(f"synthetic.{head}").text(language) for head in made[name][0]),
            title=message(f"synthetic.{name}_title").text(language),
        )
        for row in made[name]:
            table.add_row(*map(str, row.values()))
        Console(markup=False).print(table)


_COLUMNS = ("year", "dimension", "category", "sex", "age", "value")


def _number(value: float | None, language: Language) -> str:
    return "" if value is None else decimals(f"{value:.2f}".rstrip("0").rstrip("."), language)
