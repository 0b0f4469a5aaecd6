"""A person erased: found wherever she stands, shown first, then gone for good.

Her records in the lake stay, with nobody in them (``erased_records``); all else that was sealed
with the keys of her files goes with those keys: the bytes received, the quarantine, the workbook to
correct, the linkage's memory, the packs. New pseudonyms stand for her roles from the next load on,
so that nothing that left before leads to her; the releases that held the old ones are withdrawn
once a newer one stands. Killed at any moment, it is run again with the same id.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Connection, text

from warehouse import database, lake, pipeline, release, vault
from warehouse.database import access
from warehouse.errors import CallError, message
from warehouse.intake.landing_zone import kept_path
from warehouse.intake.reasons import require_nobody
from warehouse.release import commands
from warehouse.retention.erased_records import Nobody, make_nobody, without_person
from warehouse.retention.named_elsewhere import (
    NamedText,
    texts_of_lake,
    texts_of_people,
    without_texts,
)
from warehouse.settings import settings
from warehouse.vault import owners
from warehouse.vault.sealed_parquet import owner_of_parquet, read_table

REASON = "ERASED"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that speaks of her: the submission, and its bytes."""

    submission_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What stands of a person, and what would be done.

    Attributes:
        mentions: her records, current and replaced.
        row_keys: the source rows that speak of her.
        files: the submissions that hold them.
        releases: those that hold a pseudonym of hers.
        persons: her person id, and those that were merged into it.
        texts: records of others that name her; they lose those texts.
        said: column -> how many of the things that people said there name her; they stay.
    """

    mentions: tuple[str, ...]
    row_keys: tuple[str, ...]
    files: tuple[HeldFile, ...]
    releases: tuple[int, ...]
    persons: tuple[str, ...]
    texts: tuple[NamedText, ...] = ()
    said: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, object]:
        """What may be told and kept: how many, and which releases."""
        return {
            "mentions": len(self.mentions),
            "submissions": len({one.submission_id for one in self.files}),
            "releases": list(self.releases),
            "texts": [
                {"record": one.record_id, "in": f"{one.table}.{name}"}
                for one in self.texts
                for name in one.columns
            ],
            "said": dict(self.said),
        }


def plan_erasure(identifier: str) -> ErasurePlan:
    """Where a person stands; nothing is changed.

    Args:
        identifier: a person id, an old one too, or a victim's or suspect's pseudonym.

    Raises:
        CallError: nobody has this id, or nothing is left of her.
    """
    database.ensure_schema()
    with database.engine().connect() as connection:
        persons = _persons(connection, identifier)
        if not persons:
            raise CallError(message("erase_unknown"))
        parameters = {"persons": list(persons)}
        mentions = set(
            connection.scalars(
                text(
                    "select mention_id from identity.person_mention where person_id = any(:persons)"
                    # Of a mention that no longer counts the last word holds: cut, it was another's.
                    " union select mention_id from (select distinct on (mention_id) *"
                    "  from identity.identity_event where kind in ('link', 'cut')"
                    "  order by mention_id, event_id desc) last"
                    " where kind = 'link' and person_id = any(:persons)"
                ),
                parameters,
            )
        )
        pseudonyms = set(
            connection.scalars(
                text(
                    "select pseudonym from identity.role_pseudonym where person_id = any(:persons)"
                ),
                parameters,
            )
        )
        fingerprints = {
            row.submission_id: row.sha256
            for row in connection.execute(
                text("select submission_id, sha256 from intake.submission")
            )
        }
    files, row_keys = [], set()
    for path in lake.conformed_files(settings().lake, "person_mention"):
        rows = read_table(path).select(["record_id", "row_key"]).to_pylist()
        hers = [row for row in rows if row["record_id"] in mentions]
        if hers and path.stem in fingerprints:
            row_keys |= {row["row_key"] for row in hers if row["row_key"]}
            # The same bytes read again hold her too, where her row was kept back there.
            files += [
                HeldFile(one, sha256)
                for one, sha256 in fingerprints.items()
                if sha256 == fingerprints[path.stem]
            ]
    if not files:
        raise CallError(message("erase_nothing"))
    with database.engine().connect() as connection:
        texts = texts_of_lake(connection, mentions)
        said = texts_of_people(connection, mentions)
    named_files = {one.submission_id for one in texts}
    shared = {fingerprints[one] for one in named_files if one in fingerprints}
    files += [HeldFile(one, sha256) for one, sha256 in fingerprints.items() if sha256 in shared]
    return ErasurePlan(
        tuple(sorted(mentions)),
        tuple(sorted(row_keys)),
        tuple(sorted(set(files), key=lambda one: one.submission_id)),
        tuple(_releases_with(pseudonyms)),
        tuple(sorted(persons)),
        tuple(texts),
        said,
    )


def erase(plan: ErasurePlan, reason: str, at: datetime) -> int:
    """Erase a person; the release that readers see now.

    Args:
        plan: what ``plan_erasure`` gave.
        reason: why, in words that name nobody; it stands on the trail.
        at: now.

    Raises:
        CallError: no reason is given, or it names somebody.
    """
    if not reason.strip():
        raise CallError(message("erase_reason"))
    require_nobody(reason)
    with database.engine().begin() as connection:
        access.note(
            connection,
            access.account(),
            "erase",
            "person",
            rows=len(plan.mentions),
            purpose=reason,
            detail=plan.counts,
        )
    _rewrite(plan, make_nobody())
    with database.engine().begin() as connection:
        _forget(connection, plan)
    pipeline.link()
    pipeline.load(anew=True)
    number = int(pipeline.publish(anew=True))
    for one in plan.releases:
        commands.withdraw(one, REASON)
    log.info("erased", **plan.counts)
    return number


def _persons(connection: Connection, identifier: str) -> set[str]:
    """Her id and all that were merged into it, whichever of them was given."""
    return set(
        connection.scalars(
            text(
                "with recursive asked as ("
                "  select person_id, merged_into from identity.person where person_id = :id"
                "  union select p.person_id, p.merged_into from identity.person p"
                "   join identity.role_pseudonym r using (person_id) where r.pseudonym = :id),"
                " up as (select * from asked union"
                "  select p.person_id, p.merged_into from identity.person p"
                "   join up on p.person_id = up.merged_into),"
                " down as (select * from up union"
                "  select p.person_id, p.merged_into from identity.person p"
                "   join down on p.merged_into = down.person_id)"
                " select person_id from down"
            ),
            {"id": identifier},
        )
    )


def _releases_with(pseudonyms: set[str]) -> list[int]:
    numbers = []
    for one in release.listed(settings().releases):
        for table in () if one.withdrawn else one.rows:
            rows = release.read(settings().releases, table, one.number)
            columns = [name for name in rows.column_names if name in ("victim_id", "suspect_id")]
            if any(pseudonyms & set(rows[name].to_pylist()) for name in columns):
                numbers.append(one.number)
                break
    return numbers


def _rewrite(plan: ErasurePlan, who: Nobody) -> None:
    """First all is written under fresh keys, whole; only then are the old ones destroyed."""
    chosen = settings()
    old: set[str] = set()
    for one in plan.files:
        fresh = f"{owners.of_submission(one.submission_id)}.{secrets.token_hex(4)}"
        for path in lake.files_of(chosen.lake, one.submission_id):
            old.add(owner_of_parquet(path))
            if path.parent.parent.name in ("quarantine", "corrections"):
                # Cells as they came, which no id ties to a person.
                path.unlink()
                continue
            table = path.parents[2].name
            rows = without_person(table, read_table(path), plan.mentions, plan.row_keys, who)
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
