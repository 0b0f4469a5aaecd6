"""Worlds of mentions of any size, in columns: who is who is known, and nothing else is needed.

The same words (``lexicon``), places (``gazetteer``), households and slips as in the exports; there
a clerk writes a cell after the other, here a million mentions are written at once.
"""
