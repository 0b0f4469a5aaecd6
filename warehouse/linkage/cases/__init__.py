"""Complaint -> prosecution -> hearing -> judgment: one case, one journey.

``references`` says which numbers name the same file, ``join`` makes cases of them and keeps how
each join was made; ``appeals`` puts what a court above did with the case of the court below, which
``courts`` knows.
"""
