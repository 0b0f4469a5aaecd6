"""Bytes -> cells, each with its sheet and physical row, found by content and not by extension.

In: a kept file. Out: sheets of text cells, where their table stands, what every row is, the month.
Not here: what a value means, or that contracts exist (``conform``).
In the order of the way: ``file_type`` (what the bytes are), ``dropped_file`` (bytes to sheets,
through ``workbook``, ``delimited_text`` or ``html``), ``header`` (where the table is),
``row_kinds`` (what every physical row is; ``rows_above`` the header, ``named_rows``),
``merged_cells``, ``period`` (the month), ``own_sheets`` (the sheets that we wrote ourselves).
"""
