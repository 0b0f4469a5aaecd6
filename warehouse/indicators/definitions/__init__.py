"""Indicators as definitions: one small file each, with its formula in words and where it counts.

``populations/`` says in SQL whom to count, once, with what breakdowns; ``indicators/`` says of each
indicator which of them, or its own SQL; ``denominators.csv`` holds populations by source and
revision. ``notes.yml`` has the counting rules and the caveats that are printed with a figure.
"""
