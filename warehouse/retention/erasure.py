"""A person erased: found wherever she stands, shown first, then gone for good.

Her records in the lake stay, with nobody in them (``erased_records``); all else that was sealed
with the keys of her files goes with those keys: the bytes received, the quarantine, the workbook to
correct, the linkage's memory, the packs. New pseudonyms stand for her roles from the next load on,
so that nothing that left before leads to her; the releases that held the old ones are withdrawn
once a newer one stands. Killed at any moment, it is run again with the same id: the trail holds
what was begun and not ended. Those whose days are over (``due_persons``) are erased together.
"""

from __future__ import annotations

import secrets

import structlog
from sqlalchemy import Connection, text

from warehouse import database, lake, pipeline, release, vault
from warehouse.database import access
from warehouse.errors import CallError, message
from warehouse.intake.landing_zone import kept_path
from warehouse.intake.reasons import require_nobody
from warehouse.release import commands
from warehouse.retention.erased_records import make_nobody, without_person
from warehouse.retention.erasure_plan import BEGUN, ENDED, ErasurePlan, releases_left
from warehouse.retention.named_elsewhere import without_texts
from warehouse.settings import settings
from warehouse.vault import owners
from warehouse.vault.sealed_parquet import owner_of_parquet, read_table

REASON = "ERASED"

log = structlog.get_logger(__name__)


def erase(plan: ErasurePlan, reason: str) -> int:
    """Erase whom a plan holds; the release that readers see now.

    Args:
        plan: what ``plan_erasure`` or ``plan_persons`` gave.
        reason: why, in words that name nobody; it stands on the trail.

    Raises:
        CallError: no reason is given, or it names somebody.
    """
    if not reason.strip():
        raise CallError(message("erase_reason"))
    require_nobody(reason)
    with database.engine().begin() as connection:
        releases = sorted({*plan.releases, *(releases_left(connection) or ())})
        access.note(
            connection,
            access.account(),
            BEGUN,
            "person",
            rows=len(plan.mentions),
            purpose=reason,
            detail={**plan.counts, "persons": len(plan.people), "releases": releases},
        )
    _rewrite(plan)
    with database.engine().begin() as connection:
        _forget(connection, plan)
    pipeline.link()
    pipeline.load(anew=True)
    number = int(pipeline.publish(anew=True))
    gone = {one.number for one in release.listed(settings().releases) if one.withdrawn}
    for one in releases:
        if one not in gone:
            commands.withdraw(one, REASON)
    with database.engine().begin() as connection:
        access.note(connection, access.account(), ENDED, "person", rows=len(plan.mentions))
    log.info("erased", **plan.counts)
    return number


def _rewrite(plan: ErasurePlan) -> None:
    """First all is written under fresh keys, whole; only then are the old ones destroyed."""
    chosen = settings()
    old: set[str] = set()
    in_their_place = [(records, make_nobody()) for records in plan.people]
    for one in plan.files:
        fresh = f"{owners.of_submission(one.submission_id)}.{secrets.token_hex(4)}"
        for path in lake.files_of(chosen.lake, one.submission_id):
            old.add(owner_of_parquet(path))
            if path.parent.parent.name in ("quarantine", "corrections"):
                # Cells as they came, which no id ties to a person.
                path.unlink()
                continue
            table = path.parents[2].name
            rows = read_table(path)
            for records, who in in_their_place:
                rows = without_person(table, rows, records, plan.row_keys, who)
            rows = without_texts(table, rows, plan.texts)
            lake.write_parquet(rows, path, fresh)
        old.add(owners.of_submission(one.submission_id))
        old.add(owners.of_file(one.sha256))
    old.update(lake.unpack(chosen.lake, {one.submission_id for one in plan.files}))
    for owner in sorted({*old, owners.LINKAGE}):
        vault.destroy_key(owner)
    chosen.known.unlink(missing_ok=True)
    for one in plan.files:
        kept_path(chosen.landing, one.sha256).unlink(missing_ok=True)


def _forget(connection: Connection, plan: ErasurePlan) -> None:
    """What the database holds of her beyond ids: workbooks, digests of her words, pseudonyms."""
    parameters = {
        "submissions": [one.submission_id for one in plan.files],
        "mentions": list(plan.mentions),
        "persons": list(plan.persons),
    }
    for place in connection.scalars(
        text(
            "delete from intake.receipt where kind = 'workbook'"
            " and submission_id = any(:submissions) returning path"
        ),
        parameters,
    ).all():
        (settings().receipts / str(place)).unlink(missing_ok=True)
    for side in ("left", "right"):
        connection.execute(
            text(
                f"update identity.judgement set {side}_fingerprint = null"
                f" where {side}_mention_id = any(:mentions) and {side}_fingerprint is not null"
            ),
            parameters,
        )
    connection.execute(
        text("delete from identity.role_pseudonym where person_id = any(:persons)"), parameters
    )
