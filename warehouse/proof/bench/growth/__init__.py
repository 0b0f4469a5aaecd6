"""``zokwezo bench growth``: what one new month costs on top of years of history.

``grown_country`` brings an invented country's months into the warehouse, ``years`` makes later ones
of the first year, ``growth_steps`` loads with its steps measured, ``growth_report`` measures and
shows.
"""
