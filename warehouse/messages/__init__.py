"""The catalogue of sentences: one YAML page per step, each key in French and in English.

In: nothing. Out: sentences with places for columns, rows and counts, given out by ``errors``.
Not here: the value of a cell, ever.
"""
