"""Headers that ask after a person whom no column of the contract holds.

A form asks after each child of a visit, ``Nom[2]`` or ``enfants[1]/Nom``, on a sheet of its own
or at the right of the mother's row; a clerk adds ``Nom de l'enfant`` or ``Complices``. Who stands
there is read by no column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from warehouse.conform.name_readers import NAME_COLUMNS
from warehouse.contracts import Contract
from warehouse.read.header_labels import SEARCHED_ROWS
from warehouse.read.header_spelling import exact, loose
from warehouse.read.named_rows import NameColumns
from warehouse.read.sheet import Sheet, filled, turned
from warehouse.read.sparse_rows import is_line
from warehouse.text import missing_kind

# Of a second given name: ``Prénom 2`` is no other person.
_NAME: Final = frozenset({"nom"})
_GIVEN: Final = frozenset({"prenom"})
_ORDINAL: Final = re.compile(
    r"(?:[1-9]|1\d|20)(?:e|eme|er|ere|nd|nde)?|bis|ter|deuxieme|second|seconde|troisieme|quatrieme"
)
# Who is counted, or goes with one who is; a parent, a guardian or an officer is neither.
_COUNTED: Final = frozenset({
    "victime", "enfant", "mineur", "mineure", "fille", "fillette", "garcon", "bebe", "nourrisson",
    "jumeau", "jumelle", "frere", "soeur", "survivant", "survivante", "beneficiaire", "complice",
    "coauteur", "coaccuse", "coprevenu",
})  # fmt: skip
_OTHERS: Final = frozenset({"autre", "nouveau", "nouvelle", "co"})
# What ties a row of a repeated group to the visit that it belongs to.
_OF_A_GROUP: Final = frozenset(
    {"_parent_index", "_parent_table_name", "parent_key", "_submission__id"}
)
_FEWEST_ABOVE: Final = 3
_TRAITS: Final = frozenset({"sex", "age", "birth"})
_WORD: Final = re.compile(r"[^\W\d_]{2}")
_FULL_NAME: Final = re.compile(r"\W*[A-ZÀ-Þ][\w.'’-]*(\s+[A-ZÀ-Þ][\w.'’-]*){1,4}\W*")
_PART_OF_NAME: Final = re.compile(r"\W*[A-ZÀ-Þ][\w.'’-]*(\s+[\w.'’-]+){0,5}\W*")


@dataclass(frozen=True, slots=True)
class PersonLabels:
    """The words of each column of names of a contract, and what it asks of persons."""

    names: frozenset[frozenset[str]]  # the words of each name of a column of names
    given: frozenset[frozenset[str]]  # and of a column of given names
    traits: frozenset[str]  # the names of the columns of sex, age and birth

    @classmethod
    def of(cls, contract: Contract) -> PersonLabels:
        """Those of a contract."""
        names, given, traits = {_NAME}, {_GIVEN}, set()
        for table in contract.tables.values():
            for _, _, header, column in table.each_column():
                for name in (header, *column.also):
                    if column.read in NAME_COLUMNS:
                        names.add(frozenset(loose(name).split()))
                    elif column.read == "given_names":
                        given.add(frozenset(loose(name).split()))
                    elif column.read in _TRAITS:
                        traits.add(loose(name))
        return cls(frozenset(names), frozenset(given), frozenset(traits))

    def is_numbered(self, label: str) -> bool:
        """Whether it names one person more, by number: ``Nom 2``, ``enfants[1]/Prénom``."""
        group, _, asked = label.rpartition("/")
        numbered = label if self.is_name(label) else group if self.is_part_of_name(asked) else ""
        return any(_ORDINAL.fullmatch(word) for word in exact(numbered).split())

    def is_of_counted(self, label: str) -> bool:
        """Whether it says whom it names: ``Nom de l'enfant``, ``Autres victimes``."""
        words = loose(label).split()
        ours = [word for word in words if word not in _OTHERS and not _ORDINAL.fullmatch(word)]
        if self.is_part_of_name(label):
            own = next((name for name in self.names if name <= {*words}), _GIVEN)
            return bool(_COUNTED.intersection({*words} - own))
        return bool(ours) and ours[0] in _COUNTED

    def names_in(self, label: str, cells: list[str]) -> bool:
        """Whether most cells under such a label are written as names are; what is drawn is none."""
        full = [cell for cell in cells if missing_kind(cell) is None and _WORD.search(cell)]
        return 2 * sum(self.is_named(label, cell) for cell in full) > len(full)

    def is_named(self, label: str, cell: str) -> bool:
        """Whether a cell under such a label is written as a name is."""
        pattern = _PART_OF_NAME if self.is_part_of_name(label) else _FULL_NAME
        return missing_kind(cell) is None and pattern.fullmatch(cell.strip()) is not None

    def asks_or_names(self, cell: str) -> bool:
        """Whether a cell asks after somebody's name, or is written as one."""
        return self.is_part_of_name(cell) or self.is_of_counted(cell) or self.is_named("", cell)

    def is_part_of_name(self, label: str) -> bool:
        """Whether a name stands below it, or a given name, by which a child may be known alone."""
        words = {*loose(label).split()}
        return self.is_name(label) or any(given <= words for given in self.given)

    def is_name(self, label: str) -> bool:
        """Whether it is, among other words, the name of a column of names."""
        words = {*loose(label).split(), *exact(label).split()}
        return any(name <= words for name in self.names)


def rows_of_other_list(sheet: Sheet, labels: PersonLabels) -> tuple[int, ...]:
    """The rows of a sheet that name persons under a header of its own, 1 = the first.

    Its header says a name and a sex, an age or a birth, or whom it names, or is that of a repeated
    group; a list may have been sorted over it. A list of telephones of an office is none.
    """
    if not sheet.cells.num_rows:
        return ()
    held = np.array([filled(column).to_numpy() for column in sheet.cells.columns], dtype=bool)
    for row in range(1, min(SEARCHED_ROWS, sheet.cells.num_rows) + 1):
        places = np.arange(len(held[0]))
        # A title stands over a header in a cell or two; over that of a form, nothing does.
        is_of_group = _is_of_group(sheet.row(row))
        least = 1 if is_of_group else _FEWEST_ABOVE
        is_listed = (places >= row) | ((places < row - 1) & (held.sum(axis=0) >= least))
        columns = [*_columns_that_name(sheet, row, np.flatnonzero(is_listed), labels)]
        if columns:
            is_named = held[columns].any(axis=0)
            if is_of_group:
                # Each row is a person, hers too whose cells were pasted one column off.
                is_named |= np.array([
                    any(labels.is_named("", cell) or is_line(cell) for cell in sheet.row(place))
                    for place in range(1, len(held[0]) + 1)
                ])  # fmt: skip
            return tuple(int(place) + 1 for place in np.flatnonzero(is_named & is_listed))
    return ()


def rows_of_turned_list(sheet: Sheet, labels: PersonLabels) -> tuple[int, ...]:
    """The rows of a sheet that name persons where such a list stands turned, 1 = the first.

    Its header goes down a column, a person stands in each of the others.
    """
    if not rows_of_other_list(turned(sheet), labels):
        return ()
    rows = enumerate(map(sheet.row, range(1, sheet.cells.num_rows + 1)), 1)
    return tuple(row for row, cells in rows if any(labels.asks_or_names(cell) for cell in cells))


def columns_of_group(sheet: Sheet, labels: PersonLabels) -> set[NameColumns]:
    """Where the sheet of a form's repeated group has the name of its person, by its first row.

    A form writes the group's further rows on a sheet of their own, or an office cuts them off.
    """
    cells = [cell.strip() for cell in sheet.row(1)] if sheet.cells.num_rows else []
    if not _is_of_group(cells):
        return set()
    return {tuple(i for i, cell in enumerate(cells) if labels.is_part_of_name(cell))} - {()}


def _is_of_group(cells: Iterable[str]) -> bool:
    return not _OF_A_GROUP.isdisjoint(cell.strip().lower() for cell in cells)


def _columns_that_name(
    sheet: Sheet, row: int, places: npt.NDArray[np.int_], labels: PersonLabels
) -> Iterator[int]:
    cells = [cell.strip() for cell in sheet.row(row)]
    texts = [cell.rpartition("/")[2].strip() or cell for cell in cells]
    is_of_group = _is_of_group(cells)
    has_traits = any(
        trait in (loose(text), *loose(text).split()) for text in texts if text
        for trait in labels.traits
    )  # fmt: skip
    for index, text in enumerate(cells):
        if not text:
            continue
        written = sheet.cells[index].take(pa.array(places)).to_pylist()
        below = [str(cell) for cell in written if str(cell or "").strip()]
        is_name = labels.is_numbered(text) or labels.is_of_counted(text)
        if labels.is_part_of_name(text) and (is_of_group or has_traits):
            is_name = True
        if is_name and below and labels.names_in(text, below):
            yield index
