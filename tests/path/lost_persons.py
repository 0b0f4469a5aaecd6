"""Invented persons in exports as offices spoil them, and whether each of them was kept in sight.

``python tests/path/lost_persons.py --files 10000 --seed 1`` makes ten thousand files, each from its
own seed, and ends with 1 and the seeds where a person was in no record, in no quarantine and in no
file that was refused or held. What is written into a name, and nowhere else, tells a person.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from office_spoilings import MORE
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from warehouse.checks.examine import Examined, Rulebook, Submission, examine
from warehouse.checks.rulebook import rulebook
from warehouse.contracts import Contract, Table
from warehouse.read.encoding import decode
from warehouse.settings import PROJECT

RECEIVED = datetime(2026, 5, 5, 8, tzinfo=UTC)
APRIL = date(2026, 4, 1)
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
MARK = re.compile(r"ZOKFICT[A-Z]{4}")
Row = list[Any]


@dataclass
class Page:
    """One sheet in the making: a banner, a header of one or two rows, records, and what follows."""

    name: str
    banner: list[Row]
    header: list[Row]
    records: list[Row]
    after: list[Row] = field(default_factory=list)
    state: str = "visible"
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_filtered: bool = False
    # First row, first column, last row, last column.
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [*self.banner, *self.header, *self.records, *self.after]


@dataclass
class Export:
    """A file in the making, and the persons that it names."""

    contract: Contract
    pages: list[Page]
    persons: set[str]
    suffix: str = "xlsx"
    separator: str = ";"
    encoding: str = "utf-8"
    is_wrapped: bool = False
    quoting: str = "needed"
    line_end: str = "\n"
    head: str = ""
    tail: str = ""
    share: float = 1.0
    month: date = APRIL
    done: list[str] = field(default_factory=list)


def mark(number: int) -> str:
    letters = [chr(65 + number // 26**place % 26) for place in range(4)]
    return "ZOKFICT" + "".join(reversed(letters))


class Maker:
    """Exports of invented persons by the contracts, whatever their columns are."""

    def __init__(self, rules: Rulebook, seed: int, month: date = APRIL) -> None:
        self.random = random.Random(seed)
        self.month = month
        self.rules = rules
        self.persons: set[str] = set()
        self.number = 0

    def export(self) -> Export:
        r = self.random
        told = sorted(one for one in self.rules.contracts if self._names(one))
        contract = self.rules.contracts[r.choice(told)]
        suffix = r.choice(["xlsx", "xlsx", "csv"])
        tables = [one for one in contract.tables.values() if _persons(one)]
        pages = [self.page(table, r.randint(1, 14)) for table in tables]
        if suffix == "csv":
            pages = pages[:1]
            self.persons = {one for page in pages for one in _marks(page.rows)}
        made = Export(contract, pages, self.persons, suffix, month=self.month)
        for spoil in r.sample(SPOILINGS, r.randint(1, 4)):
            spoil(made, r)
            made.done.append(spoil.__name__)
        return made

    def page(self, table: Table, count: int) -> Page:
        columns = list(table.each_column())
        upper = [group or "" for _, group, _, _ in columns]
        names = [header for _, _, header, _ in columns]
        header: list[Row] = [names]
        if any(upper):
            alone = [name if not group else "" for name, group in zip(names, upper, strict=True)]
            header = [
                [group or name for group, name in zip(upper, alone, strict=True)],
                [name if group else "" for name, group in zip(names, upper, strict=True)],
            ]
        sheet = (table.sheets[0].replace("*", "").strip() or "Feuil1")[:28]
        title = f"Mois : {MONTHS[self.month.month - 1]} {self.month.year}"
        banner: list[Row] = [["Office inventé"], [title], []]
        return Page(sheet, banner, header, [self.record(columns) for _ in range(count)])

    def record(self, columns: list[Any]) -> Row:
        row: Row = []
        given: dict[str, str] = {}
        for _, _, _, column in columns:
            read = column.read or "text"
            record = column.to[0].rpartition(".")[0] if column.to else ""
            if read in ("name", "family_name", "given_names", "alias"):
                if read == "alias":
                    row.append("")
                    continue
                if record not in given:
                    given[record] = mark(self.number)
                    self.number += 1
                    self.persons.add(given[record])
                row.append(f"{given[record]} Inventé" if read == "name" else given[record])
            else:
                row.append(self.cell(read, column.codes))
        return row

    def cell(self, read: str, codes: str | None) -> Any:
        r = self.random
        if r.random() < 0.1 and read != "date":
            return None
        day = self.month + timedelta(days=r.randrange(28))
        told: dict[str, Any] = {
            "date": day, "interval": day, "birth": f"{day:%d/%m}/1999", "age": r.randint(8, 60),
            "sex": r.choice("FM"), "yes_no": r.choice("ON"),
            "reference": f"{r.randint(1, 99):03}/X/26",
            "key": f"K-{r.randrange(10**6):06}", "phones": "72000000", "document_number": "A12345",
            "integer": r.randint(1, 9), "percent": 50, "amount": 50000, "sentence": "2 ans",
            "articles": "151 CP", "place": "Bambari",
        }  # fmt: skip
        if read in told:
            return told[read]
        if codes and codes in self.rules.codes.lists:
            return self.rules.codes.rows(codes)[0].label_fr
        return "sans suite"

    def _names(self, source_id: str) -> bool:
        return any(_persons(table) for table in self.rules.contracts[source_id].tables.values())


def _persons(table: Table) -> bool:
    reads = {column.read for _, _, _, column in table.each_column()}
    return bool(reads & {"name", "family_name"})


def _marks(rows: list[Row]) -> set[str]:
    return {one for row in rows for cell in row for one in MARK.findall(str(cell))}


def _page(made: Export, r: random.Random) -> Page:
    return r.choice(made.pages)


# What offices do to their files. Each takes an export and spoils it in place.


def shuffled_rows(made: Export, r: random.Random) -> None:
    r.shuffle(_page(made, r).records)


def header_sorted_in(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    at = r.randint(0, len(page.records))
    page.banner, page.header, page.records, page.after = (
        [*page.banner, *page.records[:at]], page.header, page.records[at:], page.after,
    )  # fmt: skip


def header_lost(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    if len(made.pages) > 1 or r.random() < 0.3:
        page.header = []


def banner_lost(made: Export, r: random.Random) -> None:
    _page(made, r).banner = []


def columns_shuffled(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    if len(page.header) == 1:
        order = list(range(len(page.header[0])))
        r.shuffle(order)
        page.header = [[row[i] for i in order] for row in page.header]
        page.records = [[row[i] for i in order if i < len(row)] for row in page.records]


def cells_blanked(made: Export, r: random.Random) -> None:
    for row in _page(made, r).records:
        for place, cell in enumerate(row):
            if not MARK.search(str(cell)) and r.random() < 0.5:
                row[place] = r.choice([None, "", " ", "-", "X", "ND", '"', "\\N"])


def all_but_the_name_blanked(made: Export, r: random.Random) -> None:
    row = r.choice(_page(made, r).records or [[]])
    # A name alone under a signature is who signed: a code stands beside it.
    row[:] = [
        cell if MARK.search(str(cell)) or place == 0 else None for place, cell in enumerate(row)
    ]
    if row and not row[0]:
        row[0] = "K-000001"


def cells_spoiled(made: Export, r: random.Random) -> None:
    nasty = [
        "#REF!",
        "2,36E+11",
        "31/02/2026",
        "idem",
        "\u200b",
        "a\nb",
        "Total",
        "NB : voir",
        "=1",
    ]
    for row in _page(made, r).records:
        place = r.randrange(len(row)) if row else 0
        if row and not MARK.search(str(row[place])):
            row[place] = r.choice(nasty)


def lines_between(made: Export, r: random.Random) -> None:
    told: list[Row] = [
        [], ["TOTAL", None, 5], ["Sous-total", 3], ["PRÉFECTURE DE LA OUAKA"], ["A REPORTER", 4],
        ["REPORT", 4], ["NB : les fiches suivent"], ["Fait à Bangui, le 02/05/2026"], ["3"],
        ["Le Commandant"], ["Page 1/2"],
    ]  # fmt: skip
    page = _page(made, r)
    for _ in range(r.randint(1, 4)):
        page.records.insert(r.randint(0, len(page.records)), r.choice(told))


def lines_after(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    page.after += [[], ["TOTAL", len(page.records)], [], ["Fait à Bangui, le 02/05/2026"], ["Vu"]]


def record_after_the_signature(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    # Names alone under a signature are those who signed.
    if page.records and sum(cell not in (None, "") for cell in page.records[-1]) > 3:
        page.after += [["Fait à Bangui, le 02/05/2026"], page.records.pop()]


def header_repeated(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    at = r.randint(0, len(page.records))
    page.records[at:at] = [list(row) for row in page.header]


def split_in_two_sheets(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    half = len(page.records) // 2
    header = page.header if r.random() < 0.7 else []
    rest = Page(f"{page.name} bis", list(page.banner), header, page.records[half:])
    page.records = page.records[:half]
    made.pages.append(rest)


def hidden_sheet(made: Export, r: random.Random) -> None:
    _page(made, r).state = r.choice(["hidden", "veryHidden"])


def hidden_rows(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    page.hidden_rows = {r.randint(1, len(page.rows) + 1) for _ in range(4)}


def last_month_beside(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    for row in page.records[: r.randint(1, 14)]:
        row[:] = [cell - timedelta(days=31) if isinstance(cell, date) else cell for cell in row]


def two_in_a_cell(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    if len(page.records) < 2:
        return
    kept, gone = page.records[0], page.records.pop()
    for place, cell in enumerate(gone):
        if place < len(kept) and MARK.search(str(cell)) and MARK.search(str(kept[place])):
            kept[place] = f"{kept[place]}{r.choice([' et ', chr(10), ' / '])}{cell}"
    made.persons -= _marks([gone]) - _marks([kept])


def name_on_the_next_line(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    if page.records:
        row = page.records[-1]
        page.records.append([cell if MARK.search(str(cell)) else None for cell in row])


def invisible_signs(made: Export, r: random.Random) -> None:
    sign = r.choice(["\u00ad", "\u200b", "\ufeff", "\u200d"])
    for page in made.pages:
        page.header = [
            [f"{str(c)[:2]}{sign}{str(c)[2:]}" if c else c for c in row] for row in page.header
        ]


def groups_before_the_bar(made: Export, r: random.Random) -> None:
    for page in made.pages:
        if len(page.header) == 1:
            page.header = [[f"groupe/{cell}" for cell in page.header[0]]]


def far_note(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    page.after += [[]] * 40 + [[None] * 30 + ["voir annexe"]]


def turned(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    if len(page.header) == 1 and page.records and not _marks(page.banner):
        table = [*page.header, *page.records]
        width = max(map(len, table))
        full = [[*row, *[None] * (width - len(row))] for row in table]
        page.header, page.records = [], [list(row) for row in zip(*full, strict=True)]


def other_columns(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    for number, row in enumerate([*page.header, *page.records]):
        row.append("Autre" if number == 0 else "texte libre")


def shifted_columns(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    by = r.randint(1, 3)
    page.header = [[None] * by + list(row) for row in page.header]
    page.records = [[None] * by + list(row) for row in page.records]


def pasted_one_off(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    for row in page.records[r.randrange(len(page.records) or 1) :]:
        row.insert(0, None)


def as_another_file(made: Export, r: random.Random) -> None:
    made.encoding = r.choice(["utf-8-sig", "cp1252", "utf-16"])
    made.separator = r.choice([",", "\t", "|"])


def in_quotes(made: Export, r: random.Random) -> None:
    made.is_wrapped = True


def cut_short(made: Export, r: random.Random) -> None:
    made.share = r.random()


SPOILINGS: tuple[Callable[[Export, random.Random], None], ...] = (
    shuffled_rows, header_sorted_in, header_lost, banner_lost, columns_shuffled, cells_blanked,
    all_but_the_name_blanked, cells_spoiled, lines_between, lines_after, record_after_the_signature,
    header_repeated, split_in_two_sheets, hidden_sheet, hidden_rows, last_month_beside,
    two_in_a_cell, name_on_the_next_line, invisible_signs, groups_before_the_bar, far_note, turned,
    other_columns, shifted_columns, pasted_one_off, as_another_file, in_quotes, cut_short,
    *MORE,
)  # fmt: skip


def write(made: Export, folder: Path, number: int) -> Path:
    stem = f"{made.contract.source_id}_{made.month:%m_%Y}_{number}"
    path = folder / f"{stem}.{made.suffix}"
    if made.suffix == "csv":
        lines = [made.separator.join(_text(c, made) for c in row) for row in made.pages[0].rows]
        if made.is_wrapped:
            lines = ['"' + line.replace('"', '""') + '"' for line in lines]
        whole = made.head + made.line_end.join([*lines, ""]) + made.tail
        content = whole.encode(made.encoding, "replace")
        for page in made.pages[1:]:
            made.persons -= _marks(page.rows)
        cut = content[: int(len(content) * made.share)]
        # What is beyond the cut was never sent: a beginning cannot tell of it.
        made.persons &= set(MARK.findall(cut.decode(made.encoding, "ignore")))
        path.write_bytes(cut)
        return path
    # Who was taken out of the file altogether was never sent.
    made.persons &= {one for page in made.pages for one in _marks(page.rows)}
    book = Workbook()
    book.remove(book.active)
    for page in made.pages:
        sheet = book.create_sheet(page.name)
        for row in page.rows:
            sheet.append(row)
        for row in page.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in page.hidden_columns:
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        if page.is_filtered:
            sheet.auto_filter.ref = sheet.dimensions
        for first_row, first_column, last_row, last_column in page.merges:
            _merge(sheet, first_row, first_column, last_row, last_column)
        sheet.sheet_state = page.state
    if all(page.state != "visible" for page in made.pages):
        book.worksheets[0].sheet_state = "visible"
    book.active = next(i for i, one in enumerate(book.worksheets) if one.sheet_state == "visible")
    book.save(path)
    if made.share < 1:
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * made.share)])
    return path


def _merge(sheet: Any, *ends: int) -> None:
    """Merge a range that hides nobody: the cells under it are gone in the file."""
    first_row, first_column, last_row, last_column = ends
    under = [
        sheet.cell(row, column).value
        for row in range(first_row, last_row + 1)
        for column in range(first_column, last_column + 1)
    ][1:]
    if not any(MARK.search(str(cell)) for cell in under):
        sheet.merge_cells(None, first_row, first_column, last_row, last_column)


def _text(cell: Any, made: Export) -> str:
    text = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else "" if cell is None else str(cell)
    asks = any(sign in text for sign in (made.separator, '"', "\n", "\t"))
    match made.quoting:
        case "none":
            return text
        case "apostrophe":
            return f"'{text}'" if asks else text
        case "open":
            return f'"{text}' if asks else text
        case "backslash":
            return '"' + text.replace('"', '\\"') + '"' if asks else text
    return '"' + text.replace('"', '""') + '"' if asks or made.quoting == "all" else text


def lost(found: Examined, persons: set[str], lines: list[str] | None = None) -> set[str]:
    """The persons that stand in no record and no quarantine of a file that goes on by itself.

    Of a line of ``lines`` that is kept back as unreadable, its table holds as many cells as fit.
    """
    if found.status == "rejected" or found.doubts:
        return set()
    seen: set[str] = set()
    mentions = found.records.get("person_mention")
    if mentions is not None:
        pairs = zip(mentions["name_raw"].to_pylist(), mentions["role"].to_pylist(), strict=True)
        for raw, role in pairs:
            marks = set(MARK.findall(raw or ""))
            # A victim of two names is one too few; of several accused the first is taken, and told.
            seen |= marks if len(marks) == 1 or role == "suspect" else set()
    if found.kept_back is not None:
        for column in found.kept_back.columns:
            for cell in column.to_pylist():
                seen |= set(MARK.findall(str(cell)))
    for (_, row), rules in found.quarantined.items():
        if lines and "line_unreadable" in rules:
            seen |= set(MARK.findall(lines[row - 1]))
    return persons - seen


def light(rules: Rulebook) -> Rulebook:
    """The rules that refuse a file: ten times faster, and what they lose is looked at with all."""
    suites = {
        name: {
            **suite,
            "expectations": [
                one for one in suite["expectations"] if one["type"] == "expect_column_to_exist"
            ],
        }
        for name, suite in rules.suites.items()
    }
    return replace(rules, suites=suites, conformed_suites={})


def hunt(
    files: int, seed: int, rules: Rulebook, folder: Path
) -> Iterator[tuple[int, Export, set[str], str]]:
    """Each file's seed, what it was, whom it lost, and its status."""
    for number in range(seed, seed + files):
        made = Maker(rules, number).export()
        path = write(made, folder, number)
        arrival = Submission(f"S-{number}", made.contract.source_id, path.name, "0" * 64, RECEIVED)
        lines = decode(path.read_bytes())[0].split("\n") if made.suffix == "csv" else None
        found = examine(arrival, path, light(rules))
        if lost(found, made.persons, lines):
            found = examine(arrival, path, rules)
        path.unlink()
        gone = lost(found, made.persons, lines)
        yield number, made, gone, found.status if not found.doubts else "held"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    rules = rulebook(PROJECT / "sources", PROJECT / "expectations")
    since, persons, guilty = time.monotonic(), 0, 0
    states: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number, made, gone, state in hunt(told.files, told.seed, rules, Path(folder)):
            persons += len(made.persons)
            states[state] += 1
            if gone:
                guilty += 1
                kind = f"{made.contract.source_id} {made.suffix} {', '.join(made.done)}"
                sys.stdout.write(f"seed {number}: {len(gone)} of {len(made.persons)}; {kind}\n")
    sys.stdout.write(
        f"{told.files} files, {persons} persons, {guilty} files lost one; {dict(states)};"
        f" {time.monotonic() - since:.0f} s\n"
    )
    return 1 if guilty else 0


if __name__ == "__main__":
    sys.exit(main())
