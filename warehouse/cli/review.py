"""The verb ``review`` of the command line, with the settings and the database it works on.

Each function says whether there was something to tell.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, cast

import typer
from rich.console import Console

from warehouse import database
from warehouse.cli.review_session import Desk
from warehouse.cli.review_tables import print_agreement, print_quality
from warehouse.contracts.codelists import CodeLists, load_codelists
from warehouse.database.access import account, announce
from warehouse.errors import Language
from warehouse.linkage.review.asking import READ_BY_REVIEWERS, tasks_for
from warehouse.linkage.review.judgement_rows import check_account
from warehouse.linkage.review.reports import agreement_report, quality_report
from warehouse.settings import settings


def sit(reviewer: str) -> bool:
    """Let a reviewer judge on the terminal until she leaves or nothing is left."""
    Desk(
        database.ready(),
        settings().lake,
        _codes(),
        reviewer,
        _language(),
        Console(),
        _ask,
        lambda: datetime.now(UTC),
    ).sit()
    return True


def list_tasks(reviewer: str) -> bool:
    """Print a reviewer's tasks as JSON: ids and days, in the order she is asked."""
    check_account(reviewer)
    _announce(reviewer, "review")
    with database.engine().connect() as connection:
        tasks = tasks_for(connection, reviewer)
    hidden = ("state", "kind")  # they would tell what the machine thinks
    _print_json([{k: v for k, v in asdict(one).items() if k not in hidden} for one in tasks])
    return True


def tell_agreement(as_json: bool) -> bool:
    """Print how far reviewers agree; False where no pair was judged by two."""
    _announce(account(), "agreement")
    with database.engine().connect() as connection:
        report = agreement_report(connection)
    if as_json:
        _print_json(report)
    else:
        print_agreement(report, Console(), _language())
    return bool(report[0]["pairs"])


def tell_quality(as_json: bool) -> bool:
    """Print the errors of the linkage; False where too few pairs were judged to say anything."""
    codes = _codes()
    _announce(account(), "quality")
    with database.engine().connect() as connection:
        report = quality_report(connection, settings().lake, codes)
    if as_json:
        _print_json(report)
    else:
        print_quality(report, codes, Console(), _language())
    return report["false_links"] is not None


def _announce(reader: str, purpose: str) -> None:
    with database.ready().begin() as connection:
        announce(connection, reader, purpose, READ_BY_REVIEWERS)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _ask(prompt: str) -> str:
    typer.echo(prompt, nl=False)
    try:
        return input()
    except KeyboardInterrupt:
        raise EOFError from None


def _codes() -> CodeLists:
    return load_codelists(settings().sources / "codes")


def _language() -> Language:
    return cast(Language, settings().language)
