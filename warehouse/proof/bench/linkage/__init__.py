"""``zokwezo bench linkage``: how well persons are told apart, on data whose truth is known.

``worlds`` simulates tables of mentions (``names``, ``people``, ``clerks`` are its parts),
``table_of_tables`` makes shapes that nothing was tuned to (``names_elsewhere``), ``tables`` reads
labelled public ones, ``stock`` is Splink as its own users would set it up, ``contest`` runs each
linkage in a process of its own, ``figures`` counts, ``reliability`` holds the probability to its
word, ``pairs`` runs the hand-made pairs of ``tests/linkage/pairs``, ``report`` puts it all side by
side.
"""
