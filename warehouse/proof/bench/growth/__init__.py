"""``zokwezo bench growth``: what one new month costs on top of years of history.

``country`` brings an invented country's months into the warehouse, ``years`` makes later ones of
the first year, ``steps`` loads with its steps measured, ``report`` measures and shows.
"""
