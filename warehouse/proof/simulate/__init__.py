"""A synthetic country with known truth, in the twelve layouts, of any size: no real person.

`simulate` writes the monthly exports of all twelve sources with the truth behind each row;
`simulate_rows` writes one export of one source with a given number of lines. Both make rows one at
a time: the memory they need does not depend on how many they write. The same arguments write the
same bytes. ``mentions`` makes worlds of mentions alone, of the same words, for the linkage.

Nothing else of the warehouse is used but its errors: the simulator may not know how the files are
read.
"""

from warehouse.proof.simulate.country import simulate, simulate_rows
from warehouse.proof.simulate.truth import SimulationSummary

__all__ = ["SimulationSummary", "simulate", "simulate_rows"]
