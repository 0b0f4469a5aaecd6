"""A sex that is told in figures: which of them is which, the file does not say.

Most surveys write 1 for a man and 2 for a woman, as ISO 5218 does; some do the contrary.
"""

from __future__ import annotations

from typing import Final

import pyarrow.compute as pc

from warehouse.conform.match_sheets import Recognition
from warehouse.errors import Message, message

_FIGURE: Final = r"^\s*[12](?:[.,]0+)?\s*$"


def sex_in_figures(recognition: Recognition) -> list[Message]:
    """Why a file waits that writes 1 and 2 for a sex: until somebody says what they mean."""
    return [
        message("file_sex_in_figures", sheet=one.sheet.name or "1", column=header)
        for one in recognition.tables
        for key, _, header, column in one.table.each_column()
        if column.read == "sex"
        and key in one.rows.cells
        and pc.any(pc.match_substring_regex(one.rows.cells[key], _FIGURE)).as_py()
    ]
