"""Mentions -> pairs -> groups -> persons. It knows persons, not sources.

``mention_columns`` says what a table of mentions is, ``pairs`` scores them with Splink,
``clusters`` makes groups that are persons, all anew or from what is known (``grouping``),
``register`` says who they are from month to month. ``linked`` puts it together for the warehouse;
``table_linkage`` links any table by itself.
"""

from warehouse.linkage.engine.judgements import JUDGEMENTS
from warehouse.linkage.engine.linked import Linked, link
from warehouse.linkage.engine.memory import MEMORY
from warehouse.linkage.engine.pairs import Engine
from warehouse.linkage.engine.table_linkage import link_known, link_table
from warehouse.linkage.register import EVENTS, Register, mint_person_id, replay
from warehouse.linkage.register_update import update

__all__ = [
    "EVENTS",
    "JUDGEMENTS",
    "MEMORY",
    "Engine",
    "Linked",
    "Register",
    "link",
    "link_known",
    "link_table",
    "mint_person_id",
    "replay",
    "update",
]
