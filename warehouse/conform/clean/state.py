"""The three states of a cell that somebody tried to read."""

from __future__ import annotations

from typing import Literal

State = Literal["read", "missing", "unread"]
"""What became of a cell.

- ``read``: all of it was read.
- ``missing``: empty, or a marker that says there is no value.
- ``unread``: something is there that we cannot read. It is to be flagged. Where a cell holds
  several things, those that could be read stand in the value all the same.
"""
