"""Mentions -> pairs -> groups -> persons. It knows persons, not sources.

``columns`` says what a table of mentions is, ``pairs`` scores them with Splink, ``clusters`` makes
groups that are persons, all anew or from what is known (``groups``), ``register`` says who they
are from month to month. ``linked`` puts it together for the warehouse; ``tables`` links any table
by itself, ``files`` a file.
"""

from warehouse.linkage.files import link_file
from warehouse.linkage.judged import JUDGEMENTS
from warehouse.linkage.linked import Linked, link
from warehouse.linkage.memory import MEMORY
from warehouse.linkage.pairs import Engine
from warehouse.linkage.register import EVENTS, Register, mint_person_id, replay, update
from warehouse.linkage.tables import link_known, link_table

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
