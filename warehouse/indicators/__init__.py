"""Figures that leave the building: how many victims, how many no list has seen, for whom to know.

In: tables of counts. Out: the cells that may be shown; estimates with their spread and their
objections, or a refusal.

Not here: who is who (``linkage``), a release (``release``), pages for people (``cli``, ``desk``).
"""
