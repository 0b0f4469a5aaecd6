"""Mentions -> pairs -> clusters -> persons. It knows persons, not sources.

``columns`` says what a table of mentions is, ``pairs`` scores them with Splink, ``clusters`` makes
groups that are persons, ``register`` says who they are from month to month, ``linked`` puts the
four together.
"""

from warehouse.linkage.linked import (
    JUDGEMENTS,
    Linked,
    link,
    link_file,
    link_known,
    link_table,
    mint_person_id,
)
from warehouse.linkage.memory import MEMORY
from warehouse.linkage.pairs import Engine
from warehouse.linkage.register import EVENTS, Register, replay, update

__all__ = [
    "EVENTS",
    "JUDGEMENTS",
    "MEMORY",
    "Engine",
    "Linked",
    "Register",
    "link",
    "link_file",
    "link_known",
    "link_table",
    "mint_person_id",
    "replay",
    "update",
]
