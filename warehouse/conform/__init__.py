"""Cells x contract -> typed records, and what could not be read.

In: sheets of cells and the contract of their source. Out: records in the conformed schema, raw text
beside every cleaned value. ``match_sheets`` finds the tables, ``conform_rows`` makes records of
one: ``column_reading`` reads with one of ``readers`` for each kind of column, ``records`` joins.
Not here: a judgement (``checks``): a cell is cleaned, or kept and flagged. ``clean/`` stays pure.
"""
