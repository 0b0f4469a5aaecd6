"""Great Expectations, loaded when this is imported: for a process that others are forked of."""

import atexit
import gc

from warehouse.checks.gx.library import load_great_expectations

load_great_expectations()
# What it made stays as long as the process: the collector, which else looks through all of it again
# and again, takes a tenth of the time of a suite.
gc.freeze()
atexit.register(gc.unfreeze)
