"""Text, whatever it is of: tidied, folded to a key, and whether it seems to name somebody.

In: a text. Out: the same tidied, its key, the kind of a missing value, what looks like a person.
Not here: what a cell means (``conform.clean``), which words a code list knows (``contracts``).
"""

from warehouse.text.tidy_text import (
    MISSING_MARKERS,
    MissingKind,
    fold,
    is_formula,
    is_formula_error,
    lower_plain,
    missing_kind,
    tidy,
    without_float_tail,
)

__all__ = [
    "MISSING_MARKERS",
    "MissingKind",
    "fold",
    "is_formula",
    "is_formula_error",
    "lower_plain",
    "missing_kind",
    "tidy",
    "without_float_tail",
]
