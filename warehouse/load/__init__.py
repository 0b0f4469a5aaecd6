"""Persons and current records -> the warehouse in SQL, in one transaction.

In: what ``link`` worked on. Out: ``warehouse``, ``case_law`` and ``plan``, with their history.
Not here: who is who (``linkage``), what leaves the building (``release``, ``indicators``).
"""
