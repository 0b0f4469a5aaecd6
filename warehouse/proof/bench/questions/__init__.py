"""``zokwezo bench questions``: what an analyst's questions cost among a million mentions.

``grow`` makes a loaded warehouse as large as is wanted, ``question_list`` lists what is asked of
it, ``plans`` reads what PostgreSQL says of a plan, ``question_report`` measures and shows.
"""
