"""The command line, one verb a function: heavy imports inside, exit code 0, 1 or 2.

In: the words of a call. Out: tables for a terminal or ``--json``; 0: done, 1: the data say no,
2: the call is wrong, and one sentence says what to do. ``up/`` starts the local stack.
Not here: an answer (``query``), a step (its room).
"""

from __future__ import annotations

import sys
from pathlib import Path

import structlog
import typer

from warehouse.cli import (
    backup_verbs,
    bench,
    case_law_verbs,
    contracts,
    decisions_verbs,
    demo,
    desk_verbs,
    erase_verb,
    estimate_verb,
    figures_verbs,
    hold_verbs,
    keys_verbs,
    link,
    proof_verb,
    query,
    release,
    retention_verb,
    rows_verbs,
    run,
    submissions_verbs,
    verify_verb,
)
from warehouse.errors import CallError, ContractError, ZokwezoError, message
from warehouse.settings import settings

app = typer.Typer(
    help="Zo Kwe Zo: count each victim once, follow each accused to the verdict.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
# In the order in which `zokwezo --help` lists them.
app.command()(run.run)
app.command()(run.reload)
app.command("try")(run.try_file)
app.command()(link.link)
app.command()(link.train)
app.command()(query.why)
app.command()(query.who)
app.command()(query.changes)
app.command()(link.review)
app.command(context_settings={"ignore_unknown_options": True})(query.sql)
app.command()(estimate_verb.estimate)
app.command()(demo.simulate)
app.command()(contracts.suites)
app.command()(demo.up)
app.command()(contracts.template)
app.command()(verify_verb.verify)
app.command()(proof_verb.proof)
app.command()(erase_verb.erase)
app.command()(backup_verbs.backup)
app.command()(backup_verbs.restore)
app.command()(retention_verb.retention)
app.add_typer(release.app, name="release")
app.add_typer(submissions_verbs.app, name="submissions")
app.add_typer(hold_verbs.app, name="hold")
app.add_typer(rows_verbs.app, name="rows")
app.add_typer(decisions_verbs.app, name="decisions")
app.add_typer(keys_verbs.app, name="keys")
app.add_typer(desk_verbs.app, name="desk")
app.add_typer(figures_verbs.app, name="figures")
app.add_typer(bench.app, name="bench")
app.add_typer(case_law_verbs.app, name="case-law")


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
    except (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError) as error:
        if not _is_named(error.filename):
            raise
        name, reason = Path(str(error.filename)).name, error.strerror or "?"
        _say_and_leave(CallError(message("path_refused", name=name, reason=reason)), 2)
    except Exception as error:
        from warehouse.files.full_disk import full_disk, is_full_disk

        if not is_full_disk(error):
            raise
        _say_and_leave(full_disk(), 2)


def _is_named(path: str | None) -> bool:
    """Whether the call names it, or ``var/`` lies in it; of any other the traceback tells more."""
    if not path:
        return False
    refused = Path(path).absolute()
    words = [Path(word).absolute() for word in sys.argv[1:] if not word.startswith("-")]
    return any(refused.is_relative_to(word) for word in words) or any(
        word.is_relative_to(refused) for word in (*words, settings().var.absolute())
    )


def _say_and_leave(error: ZokwezoError, code: int) -> None:
    typer.echo(error.text("en" if settings().language == "en" else "fr"), err=True)
    raise SystemExit(code)
