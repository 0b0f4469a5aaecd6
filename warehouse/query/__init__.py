"""Questions asked of what stands: SQL, where a value comes from, who is who, what changed.

In: a question of a person. Out: rows and sentences for her; nothing is written but the trail.
Not here: a step of the path (its own room), a table on a terminal (``cli``), a page (``desk``).
"""
