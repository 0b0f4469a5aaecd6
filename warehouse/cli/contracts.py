"""What is made of the contracts: suites, their JSON Schema, workbooks to fill in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from warehouse.errors import CallError, message
from warehouse.settings import settings


def suites() -> None:
    """Compile every contract into expectations/sources, and the contracts' JSON Schema.

    Example: zokwezo suites
    """
    from warehouse.checks.gx.suites import write_suites
    from warehouse.contracts import json_schema, load_contracts

    chosen = settings()
    contracts = load_contracts(chosen.sources)
    written = write_suites(contracts, chosen.expectations)
    schema = chosen.sources / "contract.schema.json"
    schema.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    typer.echo(f"{len(written)} suites, {schema.name}")


def template(
    source: Annotated[str, typer.Argument(help="The source.")],
    out: Annotated[Path, typer.Option(help="Where the workbook is written.")],
) -> None:
    """Write the workbook that a ministry fills in, with drop-down lists.

    Example: zokwezo template umirr --out modele_umirr.xlsx
    """
    from warehouse.contracts import load_contracts
    from warehouse.contracts.codelists import load_codelists
    from warehouse.receipts.template import write_template

    contracts = load_contracts(settings().sources)
    if source not in contracts:
        raise CallError(message("unknown_source", source=source, known=", ".join(contracts)))
    write_template(contracts[source], load_codelists(settings().sources / "codes"), out)
