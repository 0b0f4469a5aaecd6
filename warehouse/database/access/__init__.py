"""Who may read what, from one page (``access.yml``) into the database, which then enforces it."""

from warehouse.database.access.apply import apply, is_applied
from warehouse.database.access.policy import access_policy
from warehouse.database.access.trail import account, announce, name_account, note

__all__ = ["access_policy", "account", "announce", "apply", "is_applied", "name_account", "note"]
