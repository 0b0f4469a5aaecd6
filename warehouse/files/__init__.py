"""What holds for every file that is listed or written, whatever is in it.

In: a folder, a path, a cell, an error of the disk. Out: the files that may be exports, a file that
is there whole or not at all, a cell that starts no formula, a disk without room told as one.
Not here: what a file says (``read``), where it is kept (``intake``, ``lake``), keys (``vault``).
"""
