"""The bulletin: what a release says, for people, in French and in English, as HTML and PDF.

Enter by ``bulletin_pages.write_bulletin``. Every number comes from ``indicator.figure``, after
disclosure control, but for the hidden population, which is an estimate rounded to two figures or a
refusal with its reason. Charts are SVG drawn by matplotlib, each beside its table, so that a screen
reader loses nothing.
"""
