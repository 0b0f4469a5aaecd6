"""``zokwezo bench linkage``: how well persons are told apart, on data whose truth is known.

``simulate.mentions`` makes worlds of mentions, ``other_tables`` shapes that nothing was tuned to,
``tables_elsewhere`` those that other people keep (``frequent_names``), and ``table_of_tables`` runs
all of them; ``labelled_tables`` reads public ones, ``stock`` is Splink as its
own users would set it up, ``contest`` runs each linkage in a process of its own, ``figures``
counts, ``reliability`` holds the probability to its word, ``first_month`` links as the warehouse
does, ``linkage_report`` puts it all side by side.
"""
