"""The code lists of ``sources/codes``: what a clerk writes, what it means, since when.

Each list is a CSV of codes with their French and English labels, and a CSV of aliases. Labels,
codes and aliases are matched folded (``clean.text.fold``) and never by likeness. How a cell is read
with a list is ``clean``'s business; which column uses which list, a contract's.
"""

from warehouse.contracts.codelists.code import Code
from warehouse.contracts.codelists.code_list import CodeList, CodeLists, Head
from warehouse.contracts.codelists.codelist_files import load_codelists
from warehouse.contracts.codelists.geography import Geography
from warehouse.contracts.codelists.label_words import known_words, words_of

__all__ = [
    "Code",
    "CodeList",
    "CodeLists",
    "Geography",
    "Head",
    "known_words",
    "load_codelists",
    "words_of",
]
