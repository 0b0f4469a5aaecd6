"""What convinces: benches, and a simulated country whose truth is known.

In: a size and a seed. Out: figures beside the truth, told by ``zokwezo bench`` and ``simulate``.
Not here: anything that a step of the path needs.
"""
