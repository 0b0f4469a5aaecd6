"""Receive a dropped file and read it to cells, each with its sheet and physical row.

In the order of the way: ``keep`` (find, fingerprint, keep the bytes), ``sniff`` (what the bytes
are), ``read`` (bytes to sheets, through ``workbook``, ``text`` or ``html``), ``layout`` (where the
table is), ``rows`` (what every physical row is), ``fill`` (merged cells), ``period`` (the month),
``looks_like`` (whose export it is). Nothing here knows what a value means, or that contracts exist.
"""
