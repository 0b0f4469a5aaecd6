"""Humans judge pairs: what they are asked, what they see, what they said, and what it is worth.

The command line and the desk use the same functions: ``tasks_for`` says what a
reviewer is asked, ``show`` gives a pair side by side, ``judge`` and ``withdraw`` write. The score
of a pair is in what ``judge`` gives back, and nowhere before.
"""
