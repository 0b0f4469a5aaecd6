"""Conformed records -> a verdict per file, per row and per cell.

In: a file's bytes and its contract. Out: an examined file: records, faults, conservation, status.
Not here: how cells are read (``read``, ``conform``), what the ministry gets back (``receipts``).
``gx/`` is the only importer of Great Expectations.
"""
