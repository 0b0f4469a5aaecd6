"""Contract -> Great Expectations suite -> verdict per file and per row.

``suites`` compiles, ``validate`` runs, ``data_docs`` renders Data Docs without a value.
"""
