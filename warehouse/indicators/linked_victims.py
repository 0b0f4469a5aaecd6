"""Victims as the linkage made them, and the pairs it was not sure of: read from the vault.

Ids, sources and probabilities alone; the reading stands on the audit trail before it happens.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from warehouse.indicators.certainty_levels import LinkedMention
from warehouse.indicators.hidden_population.linkage_draws import UncertainPair

_PAIRS = """
select k.left_mention_id, k.right_mention_id, k.probability
from identity.link_to_judge k
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
    coalesce(v.sex, 'unknown') as sex,
    coalesce(v.age_group_at_detection, 'unknown') as age,
    coalesce(v.principal_exploitation_code, 'unknown') as form
from identity.person_mention m
left join identity.role_pseudonym r on r.person_id = m.person_id and r.role = m.role
left join warehouse.victim v on v.victim_id = r.pseudonym
where m.role = 'victim'
order by m.mention_id
"""


def read_doubtful_pairs(connection: Connection) -> list[UncertainPair]:
    """The pairs that wait for a judgement, of whatever role."""
    return [
        UncertainPair(left, right, float(probability))
        for left, right, probability in connection.execute(text(_PAIRS))
    ]


def read_linked_mentions(connection: Connection) -> dict[str, LinkedMention]:
    """Every mention of a victim, with how surely it is hers, and her groups.

    A link that a human made is sure, whatever the machine thought of it.
    """
    return {
        row["mention_id"]: LinkedMention(
            row["person_id"],
            None if row["probability"] is None else float(row["probability"]),
            {"source": row["source_id"], **{name: row[name] for name in ("sex", "age", "form")}},
        )
        for row in connection.execute(text(_MENTIONS)).mappings()
    }


def read_form_groups(connection: Connection) -> dict[str, str]:
    """Code of a form of exploitation -> the form of the international tables that gathers it."""
    return dict(connection.execute(text(_FORMS)).tuples().all())
