"""Disclosure control: what leaves the building tells nobody's story.

Enter by ``suppression.suppress``. Cells that count few persons are hidden, and with them as many
others as it takes that none follows from what is shown: over all linked tables, their margins, and
every earlier release at once. Where the method comes from:

- M. Fischetti and J. J. Salazar, Solving the cell suppression problem on tabular data with linear
  constraints, Management Science 47 (2001);
- A. Atserias and P. Kolaitis, Structure and complexity of bag consistency, PODS (2021): tables
  whose dimensions form no cycle need no cell finer than their own.
"""
