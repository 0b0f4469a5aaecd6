"""Victims as the linkage made them, and the pairs it was not sure of: read from the vault.

Ids, sources and probabilities alone; the reading stands on the audit trail before it happens.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from warehouse.indicators.certainty_levels import LinkedMention
from warehouse.indicators.hidden_population.linkage_draws import UncertainPair

_MENTIONS = """
select mention_id, person_id, source_id from identity.person_mention where role = 'victim'
"""
_PAIRS = """
select k.left_mention_id, k.right_mention_id, k.probability
from identity.link_to_judge k
where k.state = 'open' and k.probability is not null
order by k.link_id
"""
_GROUPS = """
select m.mention_id, m.person_id, m.probability, m.source_id,
    coalesce(v.sex, 'unknown') as sex,
    coalesce(v.age_group_at_detection, 'unknown') as age,
    coalesce(v.principal_exploitation_code, 'unknown') as form
from identity.person_mention m
left join identity.role_pseudonym r on r.person_id = m.person_id and r.role = m.role
left join warehouse.victim v on v.victim_id = r.pseudonym
where m.role = 'victim'
"""


def read_linked_victims(
    connection: Connection,
) -> tuple[dict[str, str], dict[str, str], list[UncertainPair]]:
    """Mention -> person, mention -> export, and the pairs that wait for a judgement."""
    rows = connection.execute(text(_MENTIONS)).all()
    persons = {mention: person for mention, person, _ in rows}
    lists = {mention: source for mention, _, source in rows}
    pairs = [
        UncertainPair(left, right, float(probability))
        for left, right, probability in connection.execute(text(_PAIRS))
        if left in persons and right in persons
    ]
    return persons, lists, pairs


def read_linked_mentions(connection: Connection) -> dict[str, LinkedMention]:
    """Every mention of a victim, with how surely it is hers, and her groups."""
    return {
        row["mention_id"]: LinkedMention(
            row["person_id"],
            None if row["probability"] is None else float(row["probability"]),
            {"source": row["source_id"], **{name: row[name] for name in ("sex", "age", "form")}},
        )
        for row in connection.execute(text(_GROUPS)).mappings()
    }
