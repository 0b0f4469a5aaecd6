"""The whole path, on one page: the file to read first.

``receive -> examine -> link -> load -> publish``. Airflow runs these steps, a DAG for the first two
per source and one for the other three; ``run`` does the same without it. Between steps only ids
pass; what is new is told by the drop folder and the ledger, never by an event. Every step may be
killed and run again.

Beside it: ``receipts.try_file`` says what would become of a file, ``status`` how far the path is,
``query.lineage`` where a row comes from; ``release.commands`` does what follows a release.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import structlog
from sqlalchemy import text

from warehouse import database, intake, lake, release, status, vault
from warehouse.checks import kept_rows
from warehouse.checks.examined_file import Rulebook
from warehouse.checks.gx import data_docs
from warehouse.checks.isolation import examine_isolated, limits_of, reading_version
from warehouse.checks.kept_results import keep_examined
from warehouse.checks.replacement import with_history
from warehouse.checks.rulebook import digest, rulebook
from warehouse.contracts import cumulative_sources
from warehouse.contracts.codelists import words_of
from warehouse.database import access
from warehouse.database.hash_chain import chain_end
from warehouse.errors import CallError, message
from warehouse.intake import ledger, unreadable
from warehouse.intake.holds import Decision, decide, decision_on
from warehouse.intake.landing_zone import kept_path, open_original
from warehouse.intake.receiving import Look, receive_folder
from warehouse.linkage.current_records import Standing, standing
from warehouse.linkage.persons import link_persons
from warehouse.load.cleared_decisions import clearings
from warehouse.load.load_tables import LoadInputs
from warehouse.load.load_tables import load as load_tables
from warehouse.read.period import may_name_one_month
from warehouse.receipts import receipt_writing
from warehouse.receipts.receipt_chain import settle_chain
from warehouse.receipts.refuse_forged_nil import refuse_forged_nil
from warehouse.release import published_tables as publishing
from warehouse.release import withdraw
from warehouse.release.release_events import record_event
from warehouse.settings import settings
from warehouse.vault import owners

log = structlog.get_logger(__name__)


def receive(
    source_id: str, drop: Path | None = None, stable_seconds: float | None = None
) -> list[str]:
    """Keep the bytes of what was dropped for a source, and write it into the ledger.

    Args:
        drop: the folder of ``<source>/<file>``, which stays as it is; default the drop of the
            settings, which what is taken leaves.
        stable_seconds: how long a file must be at rest; default that of the settings.

    Returns:
        The submissions of the source that have no verdict yet, first come first; also those that a
        killed run left behind.
    """
    chosen = settings()
    stable = chosen.stable_seconds if stable_seconds is None else stable_seconds
    # Whoever names the folder and asks for no rest has it whole: nothing in it is under way.
    patience = chosen.unfinished_seconds if stable else 0.0
    engine = database.ready()
    look = Look(drop or chosen.drop, chosen.landing, stable, patience, is_ours=drop is None)
    receive_folder(
        engine,
        source_id,
        look,
        at=lambda: datetime.now(UTC),
        repeats=may_name_one_month,
        answer_duplicate=lambda connection, entry: receipt_writing.answer_duplicate(
            connection, entry, _rules().contracts[source_id]
        ),
    )
    with engine.begin() as connection:
        receipt_writing.answer_beginnings(connection, _rules().contracts[source_id])
    settle_chain(engine, source_id, chosen.receipts)
    with engine.begin() as connection:
        unreadable.give_back_unreadable(connection, source_id, reading_version())
        return intake.unjudged(connection, source_id)


def examine(submission_id: str) -> str:
    """Read, conform and check one submission; keep its records, its verdict and its receipt.

    Records are written first, under the submission's id, and count only once the ledger says so:
    killed in between, nothing is half taken.

    Returns:
        The status.
    """
    chosen, rules = settings(), _rules()
    with database.ready().begin() as connection:
        arrival, verdict = ledger.arrival_of(connection, submission_id)
        waits = verdict == "held" and decision_on(connection, submission_id) is not None
        if verdict is not None and not waits:
            return verdict
        contract = rules.contracts[arrival.source_id]
        if not kept_path(chosen.landing, arrival.sha256).exists():
            raise CallError(message("landing_kept_no_more", submission_id=submission_id))
        attempt = unreadable.attempts(connection, submission_id) + 1
        decided = kept_rows.decided_rows(connection, submission_id)
        with open_original(chosen.landing, arrival.sha256) as original:
            examined = examine_isolated(
                arrival, original, rules, limits_of(chosen), attempt=attempt, decided=decided
            )
            examined = refuse_forged_nil(arrival, examined)
            examined = with_history(connection, arrival, examined, contract)
            keep_examined(arrival, examined, chosen)
            receipt_writing.answer(connection, arrival, examined, contract, original)
    settle_chain(database.engine(), arrival.source_id, chosen.receipts)
    if examined.status == "rejected":
        data_docs.build_first_page(
            chosen.data_docs, chosen.expectations, refusals=status.refusals()
        )
    log.info("examined", submission_id=submission_id, status=examined.status)
    return examined.status


def decide_hold(submission_id: str, decision: Decision, reason: str, at: datetime) -> str:
    """Write what a steward decided on a file that waits, and give its verdict and receipt anew.

    Returns:
        The status.

    Raises:
        CallError: no such file waits, or no reason is given.
    """
    with database.ready().begin() as connection:
        decide(connection, submission_id, decision, by=access.account(), reason=reason, at=at)
    return examine(submission_id)


def link() -> dict[str, Any]:
    """Link all current mentions; the identity register grows, persons follow from it."""
    at = datetime.now(UTC)
    _note_opening("link")
    with database.engine().begin() as connection:
        current = intake.current_submissions(connection)
        judged = ledger.judgement_digest(connection)
        records = standing_of(current).conformed
        with vault.unsealed_cache(settings().known, owners.LINKAGE) as cache:
            counts = link_persons(
                connection,
                records,
                settings().lake,
                at=at,
                engine=settings().linkage_engine,
                memory=settings().linkage_memory,
                cache=cache,
            )
        intake.record_step(connection, "link", current, judged, done_at=at)
    log.info("linked", **counts)
    return counts


def load(*, anew: bool = False) -> dict[str, Any]:
    """Bring the warehouse to the state of the linked records, in one transaction.

    A file that was judged since the last link waits for the next one. What a month did not touch
    is left as it stands; ``anew`` takes everything from the lake again, and leaves the same rows.

    Raises:
        CallError: all is to be taken anew, and nothing was ever linked.
    """
    rules = _rules()
    chosen = settings()
    _note_opening("load")
    with database.engine().begin() as connection:
        if anew and not intake.step_inputs(connection, "link").num_rows:
            raise CallError(message("release_nothing_loaded"))
        inputs = LoadInputs(
            chosen.lake,
            _cumulative(),
            digest(chosen.sources, chosen.expectations),
            rules.codes,
            chosen.expectations,
            chosen.data_docs,
        )
        loaded = load_tables(connection, inputs, anew=anew)
        # A release was held against every name that the load before it knew.
        named = withdraw.named_in(
            chosen.releases, loaded.came["person_mention"], clearings(connection)
        )
        words = words_of(rules.codes)
        named += withdraw.anonymised_in(connection, chosen.releases, words)
        withdraw.record_flags(connection, named, datetime.now(UTC), is_all=loaded.is_anew)
        counted = intake.step_inputs(connection, "load")
    lake.pack(chosen.lake, lake.places(counted))
    done = {name: one.inserted + one.updated + one.deleted for name, one in loaded.tables.items()}
    log.info("loaded", changed=sum(done.values()))
    if named:
        log.warning(
            "releases to withdraw", releases=sorted({one["release_number"] for one in named})
        )
    return done


def publish(*, anew: bool = False) -> str:
    """Publish what is loaded as a release, and say so in the ledger; ``anew`` also what stands.

    Returns:
        The number of the current release.

    Raises:
        CallError: nothing was ever loaded.
        ReleaseRefusedError: what is loaded was withdrawn for good.
    """
    with database.in_turn("publish"):
        number = _publish(datetime.now(UTC), anew=anew)
        data_docs.build(settings().data_docs, settings().expectations, refusals=status.refusals())
    log.info("published", release=number)
    return str(number)


def _publish(at: datetime, *, anew: bool) -> int:
    withdraw.finish(settings().releases)
    with database.engine().connect() as connection, connection.begin():
        connection.execute(text("set transaction isolation level repeatable read"))
        loaded = intake.step_inputs(connection, "load")
        if not loaded.num_rows:
            raise CallError(message("release_nothing_loaded"))
        made = release.publish(
            settings().releases,
            publishing.published_tables(connection),
            submissions=tuple(sorted(loaded["submission_id"].to_pylist())),
            dictionary=publishing.dictionary(),
            canonical=publishing.canonical_ids(connection),
            at=at,
            known_at=publishing.last_known_at(connection),
            chain=asdict(end) if (end := chain_end(connection)) else None,
            anew=anew,
        )
        intake.copy_step_state(connection, "load", "publish", done_at=at)
    # Apart: what this transaction sees is as old as its beginning, the chain's end is not.
    with database.engine().begin() as connection:
        record_event(connection, settings().releases, made.number, "published", at)
    return made.number


def run(folder: Path, tell: Callable[[str], None] = lambda step: None) -> dict[str, Any]:
    """Take a folder of ``<source>/<file>`` to a release, without Airflow.

    Raises:
        CallError: the folder holds no folder of a known source.
    """
    contracts = _rules().contracts
    sources = [source_id for source_id in contracts if (folder / source_id).is_dir()]
    if not sources:
        raise CallError(message("unknown_folder", folder=folder.name, known=", ".join(contracts)))
    for source_id in sources:
        tell(f"receive {source_id}")
        for submission_id in receive(source_id, folder, stable_seconds=0):
            tell(f"examine {source_id} {submission_id}")
            examine(submission_id)
    if status.anything_new():
        for name, step in (("link", link), ("load", load), ("publish", publish)):
            tell(name)
            step()
    return status.summary()


def standing_of(submissions: pa.Table) -> Standing:
    """The records of these submissions that count.

    Args:
        submissions: ``source_id``, ``period``, ``submission_id``.
    """
    return standing(lake.read_conformed(settings().lake, lake.places(submissions)), _cumulative())


def _note_opening(purpose: str) -> None:
    """A line on the trail, committed before the vault is opened: no rollback takes it away."""
    with database.engine().begin() as connection:
        access.note(connection, access.account(), "read", "identity", purpose=purpose)


def _rules() -> Rulebook:
    return rulebook(settings().sources, settings().expectations)


def _cumulative() -> list[str]:
    return cumulative_sources(settings().sources)
