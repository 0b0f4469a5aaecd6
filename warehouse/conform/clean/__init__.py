"""One cell's text in, one typed value out: pure, quick, and never a guess.

Every reader takes the text of a cell and returns a frozen value whose ``state`` is ``read``,
``missing`` or ``unread``. Nothing here knows a source, a column, a code list or the day it is.

In the order in which to read them:

- ``state``: the three states, and what each promises; ``first_look``, before anyone reads.
- ``names``: persons as clerks write them, in one cell or in two; ``name_particles`` stand around
  them, ``no_name`` in their place, ``counted_persons`` and ``legal_persons`` are others.
- ``dates``: days, months, years, serials and intervals, with their precision.
- ``ages``: ages, and the birthdays they allow.
- ``codes``: labels to codes, one or several to a cell; yes and no; sex.
- ``phones``: telephones in E.164.
- ``identifiers``: references of procedures, identity documents.
- ``places``: places by alias, Bangui by arrondissement.
- ``articles``: articles of law.
- ``amounts``: francs CFA, percentages, counts.
- ``sentences``: what a court pronounced.
"""
