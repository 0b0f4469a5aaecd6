"""What convinces: promises with their tests, benches, a simulated country whose truth is known.

In: a size and a seed. Out: figures beside the truth, told by ``zokwezo bench`` and ``simulate``;
``zokwezo proof`` runs the tests of a promise.
Not here: anything that a step of the path needs.
"""
