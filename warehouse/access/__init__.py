"""Who may read what, from one page (``access.yml``) into the database, which then enforces it."""

from warehouse.access.apply import apply, is_applied
from warehouse.access.page import page
from warehouse.access.trail import account, announce, note

__all__ = ["account", "announce", "apply", "is_applied", "note", "page"]
