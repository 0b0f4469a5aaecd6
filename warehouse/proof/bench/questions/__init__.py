"""``zokwezo bench questions``: what an analyst's questions cost among a million mentions.

``grow`` makes a loaded warehouse as large as is wanted, ``asked`` lists what is asked of it,
``plans`` reads what PostgreSQL says of a plan, ``report`` measures and shows.
"""
