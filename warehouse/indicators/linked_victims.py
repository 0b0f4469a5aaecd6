"""Victims and accused as they were linked, and the pairs in doubt: read from the vault.

Ids, sources and probabilities alone; the reading stands on the audit trail before it happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlalchemy import Connection, text

from warehouse import database
from warehouse.database.access import account, note
from warehouse.indicators.certainty_levels import LinkedMention
from warehouse.indicators.hidden_population.linkage_draws import UncertainPair

Role = Literal["victim", "suspect"]

_PAIRS = """
with sampled as (
    select detail ->> 'stratum' as stratum, count(*) as drawn
    from identity.link_to_judge
    where state in ('open', 'judged')
    group by 1
)
select k.left_mention_id, k.right_mention_id, k.probability,
    case when t.is_linked then 1 else greatest(1, coalesce(t.pairs / d.drawn::numeric, 1)) end
from identity.link_to_judge k
left join sampled d on d.stratum = k.detail ->> 'stratum'
left join identity.link_stratum t on t.stratum = d.stratum
where k.state = 'open' and k.probability is not null
order by k.link_id
"""
_FORMS = """
select code, coalesce(attributes ->> 'glotip', 'Unknown') from warehouse.dim_code
where list = 'exploitation'
"""
_MENTIONS = """
with called_same as (
    select unnest(array[j.left_mention_id, j.right_mention_id]) as mention_id
    from identity.judgement j
    join identity.person_mention l on l.mention_id = j.left_mention_id
    join identity.person_mention r on r.mention_id = j.right_mention_id
    where j.decision = 'same' and j.withdrawn_at is null and j.is_check is not true
        and l.person_id = r.person_id
)
select m.mention_id, m.person_id, m.source_id,
    case when m.mention_id in (select mention_id from called_same) then 1 else m.probability end
        as probability,
    {groups}
from identity.person_mention m
left join identity.role_pseudonym r on r.person_id = m.person_id and r.role = m.role
left join warehouse.{role} p on p.{role}_id = r.pseudonym
where m.role = '{role}'
order by m.mention_id
"""
_OF_YEAR = """
select m.mention_id
from identity.person_mention m
join identity.role_pseudonym r on r.person_id = m.person_id and r.role = m.role
join warehouse.victim v on v.victim_id = r.pseudonym
where m.role = 'victim' and v.victim_status_code is distinct from 'NOT_VICTIM'
    and extract(year from v.first_seen_on) = :year
"""
_OF_BOTH = {"sex": "p.sex", "age": "p.age_group_at_detection"}
GROUPS: Mapping[Role, Mapping[str, str]] = {
    "victim": _OF_BOTH
    | {"form": "p.principal_exploitation_code", "status": "lower(p.victim_status_code)"},
    "suspect": _OF_BOTH,
}
"""Role -> what its persons are broken down by, and the column of the star that says it."""


def read_linkage(role: Role = "victim") -> tuple[dict[str, LinkedMention], list[UncertainPair]]:
    """The mentions of a role and the pairs in doubt; the trail has it before they are read."""
    with database.ready().begin() as connection:
        note(connection, account(), "read", "identity", purpose="certainty")
    with database.engine().connect() as connection:
        return read_linked_mentions(connection, role), read_doubtful_pairs(connection)


def read_doubtful_pairs(connection: Connection) -> list[UncertainPair]:
    """The pairs that wait for a judgement, of whatever role.

    A pair that the linkage left apart and the audit drew stands for those of its stratum that it
    did not draw.
    """
    return [
        UncertainPair(left, right, float(probability), float(stands_for))
        for left, right, probability, stands_for in connection.execute(text(_PAIRS))
    ]


def read_linked_mentions(connection: Connection, role: Role = "victim") -> dict[str, LinkedMention]:
    """Every mention of a role, with how surely it is its person's, and the person's groups.

    A link that a human made is sure, whatever the machine thought of it.
    """
    groups = GROUPS[role]
    columns = ", ".join(f"coalesce({of}, 'unknown') as \"{name}\"" for name, of in groups.items())
    query = _MENTIONS.format(role=role, groups=columns)
    return {
        row["mention_id"]: LinkedMention(
            row["person_id"],
            None if row["probability"] is None else float(row["probability"]),
            {"source": row["source_id"], **{name: row[name] for name in groups}},
        )
        for row in connection.execute(text(query)).mappings()
    }


def read_victims_of_year(connection: Connection, year: int) -> set[str]:
    """The mentions of the victims whom the year's figures count."""
    return set(connection.execute(text(_OF_YEAR), {"year": year}).scalars())


def read_form_groups(connection: Connection) -> dict[str, str]:
    """Code of a form of exploitation -> the form of the international tables that gathers it."""
    return dict(connection.execute(text(_FORMS)).tuples().all())
