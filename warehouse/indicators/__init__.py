"""Figures that leave the building: here, how many victims no list has seen.

In: tables of counts. Out: estimates with their spread and their objections, or a refusal.

Not here: who is who (``linkage``), a release (``release``), pages for people (``cli``, ``desk``).
"""
