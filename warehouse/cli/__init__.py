"""The command line, one verb a function: heavy imports inside, exit code 0, 1 or 2.

In: the words of a call. Out: tables for a terminal or ``--json``; 0: done, 1: the data say no,
2: the call is wrong, and one sentence says what to do. ``up/`` starts the local stack.
Not here: an answer (``query``), a step (its room).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
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
# As `zokwezo --help` shows them: panel -> verb -> what it does.
_PANELS: dict[str, dict[str, Callable[..., None] | typer.Typer]] = {
    "The path, from a file to a release": {
        "up": demo.up,
        "run": run.run,
        "reload": run.reload,
        "try": run.try_file,
        "template": contracts.template,
        "release": release.app,
    },
    "What waits for somebody": {
        "review": link.review,
        "desk": desk_verbs.app,
        "submissions": submissions_verbs.app,
        "hold": hold_verbs.app,
        "rows": rows_verbs.app,
        "decisions": decisions_verbs.app,
    },
    "Questions": {
        "why": query.why,
        "who": query.who,
        "changes": query.changes,
        "sql": query.sql,
        "estimate": estimate_verb.estimate,
        "figures": figures_verbs.app,
        "case-law": case_law_verbs.app,
    },
    "The house kept": {
        "verify": verify_verb.verify,
        "backup": backup_verbs.backup,
        "restore": backup_verbs.restore,
        "retention": retention_verb.retention,
        "erase": erase_verb.erase,
        "keys": keys_verbs.app,
    },
    "A table of persons of your own": {"link": link.link, "train": link.train},
    "For who builds": {
        "suites": contracts.suites,
        "simulate": demo.simulate,
        "proof": proof_verb.proof,
        "bench": bench.app,
    },
}
for _panel, _verbs in _PANELS.items():
    for _name, _verb in _verbs.items():
        if isinstance(_verb, typer.Typer):
            app.add_typer(_verb, name=_name, rich_help_panel=_panel)
        else:
            # A query may begin with `--`, which is a comment of SQL.
            lenient = {"ignore_unknown_options": _verb is query.sql}
            app.command(_name, rich_help_panel=_panel, context_settings=lenient)(_verb)


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
