"""Where whoever is to be erased stands: her records, the files that hold them, the releases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, text

from warehouse import database, lake, release
from warehouse.errors import CallError, message
from warehouse.retention.erased_records import is_nobody
from warehouse.retention.named_elsewhere import NamedText, texts_of_lake, texts_of_people
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table

BEGUN: Final = "erase"
ENDED: Final = "erased"


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that speaks of her: the submission, and its bytes."""

    submission_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What stands of a person, and what would be done."""

    people: tuple[tuple[str, ...], ...]  # of each person her records, current and replaced
    row_keys: tuple[str, ...]  # the source rows that speak of her
    files: tuple[HeldFile, ...]  # the submissions that hold them
    releases: tuple[int, ...]  # those that hold a pseudonym of hers
    persons: tuple[str, ...]  # her person id, and those that were merged into it
    texts: tuple[NamedText, ...] = ()  # records of others that name her; they lose those texts
    # column -> how many of the things that people said there name her; they stay
    said: Mapping[str, int] = field(default_factory=dict)

    @property
    def mentions(self) -> tuple[str, ...]:
        """The records of all of them."""
        return tuple(sorted({record for records in self.people for record in records}))

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
    with database.ready().connect() as connection:
        persons = _persons(connection, identifier)
        left = releases_left(connection)
    if persons:
        plan = _plan([persons])
    elif left is not None:
        # What was cut short may have taken her pseudonym already; her records went before it.
        plan = plan_persons(())
    else:
        raise CallError(message("erase_unknown"))
    if not plan.files and left is None:
        raise CallError(message("erase_nothing"))
    return plan


def plan_persons(person_ids: Collection[str]) -> ErasurePlan:
    """Where several persons stand, and those whom an erasure cut short left half done."""
    with database.engine().connect() as connection:
        people = [_persons(connection, one) for one in person_ids]
        if releases_left(connection) is not None:
            people += [{one} for one in _erased(connection)]
    return _plan(people)


def with_identity(connection: Connection, persons: Collection[str]) -> set[str]:
    """Of these persons, who is not erased: a record of hers has somebody in it."""
    query = text(
        "select mention_id, person_id from identity.person_mention where person_id = any(:persons)"
    )
    person_of: dict[str, str] = dict(
        connection.execute(query, {"persons": list(persons)}).tuples().all()
    )
    named: set[str] = set()
    for path in lake.conformed_files(settings().lake, "person_mention") if person_of else ():
        rows = read_table(path).select(["record_id", "family_name", "name_raw"])
        for record, is_erased in zip(
            rows["record_id"].to_pylist(), is_nobody(rows).to_pylist(), strict=True
        ):
            if record in person_of and not is_erased:
                named.add(person_of[record])
    return named


def _erased(connection: Connection) -> set[str]:
    query = text("select distinct person_id from identity.person_mention")
    persons = set(connection.scalars(query))
    return persons - with_identity(connection, persons)


def _plan(people: Sequence[set[str]]) -> ErasurePlan:
    persons = set().union(*people)
    with database.engine().connect() as connection:
        records = tuple(tuple(sorted(_mentions(connection, ids))) for ids in people)
        pseudonyms = set(
            connection.scalars(
                text(
                    "select pseudonym from identity.role_pseudonym where person_id = any(:persons)"
                ),
                {"persons": list(persons)},
            )
        )
        fingerprints = {
            row.submission_id: row.sha256
            for row in connection.execute(
                text("select submission_id, sha256 from intake.submission")
            )
        }
    mentions = set().union(*records)
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
    with database.engine().connect() as connection:
        texts = texts_of_lake(connection, mentions)
        texts_of = texts_of_people(connection, mentions)
    named_files = {one.submission_id for one in texts}
    shared = {fingerprints[one] for one in named_files if one in fingerprints}
    files += [HeldFile(one, sha256) for one, sha256 in fingerprints.items() if sha256 in shared]
    return ErasurePlan(
        records,
        tuple(sorted(row_keys)),
        tuple(sorted(set(files), key=lambda one: one.submission_id)),
        tuple(_releases_with(pseudonyms)),
        tuple(sorted(persons)),
        tuple(texts),
        texts_of,
    )


def releases_left(connection: Connection) -> list[int] | None:
    """The releases that an erasure cut short was to withdraw; nothing where none was."""
    begun = connection.scalars(
        text(
            "select detail -> 'releases' from audit.access_log where action = :begun and event_id >"
            " coalesce((select max(event_id) from audit.access_log where action = :ended), 0)"
        ),
        {"begun": BEGUN, "ended": ENDED},
    ).all()
    return sorted({one for numbers in begun for one in numbers}) if begun else None


def _mentions(connection: Connection, persons: Collection[str]) -> set[str]:
    """Their records, current and replaced."""
    return set(
        connection.scalars(
            text(
                "select mention_id from identity.person_mention where person_id = any(:persons)"
                # Of a mention that no longer counts the last word holds: cut, it was another's.
                " union select mention_id from (select distinct on (mention_id) *"
                "  from identity.identity_event where kind in ('link', 'cut')"
                "  order by mention_id, event_id desc) last"
                " where kind = 'link' and person_id = any(:persons)"
            ),
            {"persons": list(persons)},
        )
    )


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
