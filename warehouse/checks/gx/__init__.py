"""Contract -> Great Expectations suite -> verdict per file and per row.

``suites`` compiles, ``judge`` runs, ``documents`` renders Data Docs without a value.
"""
