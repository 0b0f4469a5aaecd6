"""Great Expectations, loaded when this is imported: for a process that others are forked of."""

from warehouse.checks.gx.library import load_great_expectations

load_great_expectations()
