"""Mentions -> persons: who is meant, in every month, in every file.

In: all current mentions and judgements. Out: persons in the append-only register, tasks for humans.
Not here: contracts and sources (``conform``), what is known of a person (``load``). ``engine``
finds groups, ``register`` keeps ids, ``review`` asks humans, ``cases`` joins files to cases.
"""
