"""Multiple systems estimation: the persons on no list, from how the lists overlap.

Enter by ``estimates.estimate_table``. Where the methods come from:

- L. Chan, B. Silverman and K. Vincent, Multiple systems estimation for sparse capture data, JASA
  116 (2021);
- B. Silverman, L. Chan and K. Vincent, Bootstrapping multiple systems estimates to account for
  model selection, Statistics and Computing 34 (2024);
- S. Fienberg and A. Rinaldo, Maximum likelihood estimation in log-linear models, Annals of
  Statistics 40 (2012);
- D. Madigan and J. York, Bayesian methods for estimation of the size of a closed population,
  Biometrika 84 (1997).
"""

from warehouse.settings import keep_one_thread

# Its tables are small: threads of the linear algebra wait for each other, and took three quarters
# of the processor's time (six lists: 33 s, and 9 without). It is read when numpy first comes.
keep_one_thread()
