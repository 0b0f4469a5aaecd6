"""More of what offices do to their files, for ``lost_persons``: each spoils an export in place."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lost_persons import Export, Page

Row = list[Any]
NAME = "ZOKFICT"


def _page(made: Export, r: random.Random) -> Page:
    return r.choice(made.pages)


def _names(row: Row) -> list[int]:
    return [place for place, cell in enumerate(row) if NAME in str(cell)]


# --- what a spreadsheet hides, merges and sorts


def merged_cells(made: Export, r: random.Random) -> None:
    """A range of two rows over two of the columns that hold no name, its lower cells gone."""
    page = _page(made, r)
    if len(page.records) < 2:
        return
    at = r.randrange(len(page.records) - 1)
    upper, lower = page.records[at], page.records[at + 1]
    first = len(page.banner) + len(page.header) + at + 1
    for _ in range(2):
        place = r.randrange(max(1, min(len(upper), len(lower))))
        if place < len(lower) and place not in _names(lower):
            lower[place] = None
            page.merges.append((first, place + 1, first + 1, place + 1))


def merged_banner(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    if page.banner and page.header:
        page.merges.append((1, 1, 1, max(2, len(page.header[0]))))


def hidden_columns(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    page.hidden_columns = {r.randint(1, 12) for _ in range(r.randint(1, 4))}


def filtered_rows(made: Export, r: random.Random) -> None:
    """A filter that is still on: most records are out of sight."""
    page = _page(made, r)
    first = len(page.banner) + len(page.header) + 1
    page.hidden_rows |= {first + at for at in range(len(page.records)) if r.random() < 0.7}
    page.is_filtered = True


def sorted_by_one_column(made: Export, r: random.Random) -> None:
    """One column alone was sorted: nobody can tell whose cells these are, all are somebody's.

    Never a part of the names: a given name beside another's family name is nobody's mistake to see.
    """
    page = _page(made, r)
    width = min(map(len, page.records), default=0)
    if width:
        place = r.randrange(width)
        if any(place in _names(row) for row in page.records):
            return
        cells = sorted((row[place] for row in page.records), key=str)
        for row, cell in zip(page.records, cells, strict=True):
            row[place] = cell


def sorted_upside_down(made: Export, r: random.Random) -> None:
    """All rows of the sheet sorted by their first cell, the title and the header with them."""
    page = _page(made, r)
    if len(page.header) == 1:
        rows = sorted(page.rows, key=lambda row: str(row[0] if row else "~"))
        at = next((i for i, row in enumerate(rows) if row is page.header[0]), 0)
        page.banner, page.records, page.after = rows[:at], rows[at + 1 :], []


# --- more than one table on a sheet


def table_below(made: Export, r: random.Random) -> None:
    """Half of the records in a second table of the same columns, with its own title."""
    page = _page(made, r)
    half = len(page.records) // 2
    gap: list[Row] = [[]] * r.randint(1, 4)
    title = r.choice(["Suite", "Centre de Bambari", "HOMMES", "Mineurs", ""])
    header = [list(row) for row in page.header] if r.random() < 0.7 else []
    page.after = [*gap, *([[title]] if title else []), *header, *page.records[half:], *page.after]
    page.records = page.records[:half]


def table_beside(made: Export, r: random.Random) -> None:
    """Half of the records at the right of the others, under the same header once more."""
    page = _page(made, r)
    half = (len(page.records) + 1) // 2
    if not page.header or not half:
        return
    width = max(map(len, [*page.header, *page.records])) + r.randint(0, 2)
    left, right = page.records[:half], page.records[half:]
    right += [[] for _ in range(half - len(right))]

    def joined(one: Row, other: Row) -> Row:
        return [*one, *[None] * (width - len(one)), *other]

    page.header = [joined(row, list(row)) for row in page.header]
    page.records = [joined(a, b) for a, b in zip(left, right, strict=True)]


def summary_above(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    page.banner += [
        ["Préfecture", "F", "H", "Total"], ["Ouham", 3, 2, 5], ["Lobaye", 1, 0, 1],
        ["Total", 4, 2, 6], [],
    ]  # fmt: skip


def summary_beside(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    width = max(map(len, [*page.header, *page.records]), default=0) + 1
    told: list[Row] = [["Sexe", "Nombre"], ["F", 7], ["M", 3], ["Total", 10]]
    for row, more in zip([*page.header, *page.records], told, strict=False):
        row += [None] * (width - len(row)) + more


def other_columns_below(made: Export, r: random.Random) -> None:
    """The last records under a header of the same names in another order."""
    page = _page(made, r)
    if len(page.header) != 1 or len(page.records) < 2:
        return
    order = list(range(len(page.header[0])))
    r.shuffle(order)
    moved = [page.records.pop() for _ in range(r.randint(1, len(page.records) - 1))]
    turned = [[row[i] if i < len(row) else None for i in order] for row in moved]
    page.after = [
        [],
        [page.header[0][i] if i < len(page.header[0]) else None for i in order],
        *turned,
        *page.after,
    ]


# --- pages, lines and pastes


def header_on_each_page(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    rows: list[Row] = []
    for number, row in enumerate(page.records):
        if number and number % 4 == 0:
            rows += [
                [f"Page {number // 4}"],
                *([] if r.random() < 0.5 else [[], ["Office inventé"]]),
            ]
            rows += [list(one) for one in page.header]
        rows.append(row)
    page.records = rows


def blank_lines_everywhere(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    page.records = [one for row in page.records for one in (row, *[[]] * r.randint(0, 3))]


def numbered_rows(made: Export, r: random.Random) -> None:
    """A column of row numbers at the left, a form's numbers going on below the last record."""
    page = _page(made, r)
    page.header = [["N°", *row] for row in page.header]
    page.records = [[number, *row] for number, row in enumerate(page.records, 1)]
    page.after = [*([len(page.records) + more] for more in range(1, 4)), *page.after]


def pasted_from_another_month(made: Export, r: random.Random) -> None:
    """The last rows are a block of months before, some with the month alone in a row above."""
    page = _page(made, r)
    count = r.randint(1, max(1, len(page.records)))
    back = 31 * r.randint(1, 14)
    for row in page.records[-count:]:
        row[:] = [c - timedelta(days=back) if isinstance(c, date) else c for c in row]
    if r.random() < 0.5:
        page.records[-count:-count] = [[r.choice(["MARS 2026", "Mois : mars 2026", "mars"])]]


def names_in_swapped_columns(made: Export, r: random.Random) -> None:
    """In some rows the name stands where another cell belongs, and that cell in its place.

    Free text and blank cells are left out: a name among remarks, nobody can tell.
    """
    page = _page(made, r)
    for row in page.records:
        names = _names(row)
        others = [
            place
            for place, cell in enumerate(row)
            if place not in names and cell not in (None, "", "sans suite")
        ]
        if names and others and r.random() < 0.4:
            one, other = names[0], r.choice(others)
            row[one], row[other] = row[other], row[one]


def two_persons_a_row(made: Export, r: random.Random) -> None:
    """A record written on at the right of the one above, without a header of its own.

    Of a name alone there, the receipt says only that it stands in a column without a header.
    """
    page = _page(made, r)
    if len(page.records) > 1 and sum(cell not in (None, "") for cell in page.records[-1]) > 4:
        last = page.records.pop()
        page.records[-1] += [None] * r.randint(0, 1) + last


def name_alone_in_its_row(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    row = r.choice(page.records or [[]])
    row[:] = [cell if place in _names(row) else None for place, cell in enumerate(row)]


def keys_all_the_same(made: Export, r: random.Random) -> None:
    """The drag handle copied where it should have counted."""
    page = _page(made, r)
    for row in page.records[1:]:
        if row and page.records[0] and not _names(row[:1]):
            row[0] = page.records[0][0] if not _names(page.records[0][:1]) else "K-1"


def filled_by_ditto(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    sign = r.choice(['"', "''", "idem", "//", "-//-", "↓", "do"])
    for row in page.records[1:]:
        for place, cell in enumerate(row):
            if place not in _names(row) and cell is not None and r.random() < 0.3:
                row[place] = sign


def titles_before_names(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    told = [
        "1. {}",
        "- {}",
        "* {}",
        "Mme {}",
        "Mlle {} (mineure)",
        "{} *",
        "{} ?",
        "« {} »",
        "NB {}",
        "Vu : {}",
        "Note : {}",
    ]
    for row in page.records:
        for place in _names(row):
            if r.random() < 0.4:
                row[place] = r.choice(told).format(row[place])


def words_of_totals_in_first_cell(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    told = [
        "Total",
        "TOTAL 2",
        "NEANT",
        "RAS",
        "Fait à Bangui, le 02/05/2026",
        "Report",
        "Mois de mars",
        "Sous-préfecture de Bria",
        "Le Chef",
        "Page 2",
        "Suite",
        "0",
    ]
    for row in page.records:
        if row and r.random() < 0.4 and 0 not in _names(row):
            row[0] = r.choice(told)


def long_cells(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    for row in page.records:
        for place, cell in enumerate(row):
            if place not in _names(row) and isinstance(cell, str) and r.random() < 0.2:
                row[place] = "texte libre\n" * r.randint(1, 3) + "; voir | annexe , page\t2"


# --- headers


def header_in_other_words(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    told: list[Callable[[str], str]] = [
        str.upper, str.lower, lambda s: s[:10], lambda s: s.replace(" ", "\n"),
        lambda s: s.replace(" ", "_"),
        lambda s: f"1. {s}", lambda s: f"{s} *", lambda s: f"{s} :", lambda s: "  ".join(s.split()),
        lambda s: s.encode("ascii", "ignore").decode(), lambda s: f"{s} (obligatoire)",
    ]  # fmt: skip
    how = r.choice(told)
    page.header = [[how(c) if isinstance(c, str) else c for c in row] for row in page.header]


def some_headers_gone(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    for row in page.header:
        for place, cell in enumerate(row):
            if cell and r.random() < 0.25:
                row[place] = r.choice([None, "", "Colonne1", "?"])


def header_twice_over(made: Export, r: random.Random) -> None:
    """Excel's own row of headers over the office's."""
    page = _page(made, r)
    width = max(map(len, page.header), default=0)
    page.header = [[f"Colonne{place + 1}" for place in range(width)], *page.header]


def header_below_an_example(made: Export, r: random.Random) -> None:
    """A line of help between the header and the records."""
    page = _page(made, r)
    width = max(map(len, page.header), default=0)
    page.header = [*page.header, [r.choice(["jj/mm/aaaa", "texte", "(1)", "obligatoire"])] * width]


def headers_of_two_columns_alike(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    row = page.header[-1] if page.header else []
    if len(row) > 2:
        row[r.randrange(len(row))] = r.choice([cell for cell in row if cell] or [""])


# --- text files


def written_by_another_machine(made: Export, r: random.Random) -> None:
    made.encoding = r.choice(
        ["utf-16-le", "utf-16-be", "cp850", "mac_roman", "latin-1", "utf-32", "utf-8-sig"]
    )
    made.line_end = r.choice(["\n", "\r\n", "\r", "\r\r\n", "\n\n", ";\n"])


def parted_otherwise(made: Export, r: random.Random) -> None:
    made.separator = r.choice([",", "\t", "|", ";", " ; ", "~", "^", ":", "\t\t", "  "])


def quoted_otherwise(made: Export, r: random.Random) -> None:
    made.quoting = r.choice(["all", "none", "apostrophe", "open", "backslash"])


def lines_of_text(made: Export, r: random.Random) -> None:
    made.head = r.choice(["sep=;\n", "\n\n", "# export\n", "\ufeff", '"Office inventé"\n', "\x00"])
    made.tail = r.choice(["\x1a", "\n\n\n", ";;;;\n", "EOF\n", "(12 rows)\n", "\x00" * 40])


# --- what programs and forms write, as their users report it in public


def persons_in_numbered_columns(made: Export, r: random.Random) -> None:
    """A form's repeated group laid out wide: further persons of a visit at the right of the first.

    ``Nom[2]``, ``enfants[1]/Nom``, ``Nom 2``, ``Nom.1``: a column for each question of each round.
    """
    page = _page(made, r)
    if len(page.header) != 1 or len(page.records) < 2:
        return
    names = sorted({place for row in page.records for place in _names(row)})
    if max(names, default=0) >= len(page.header[0]):
        return
    asked = sorted({*names, *r.sample(range(len(page.header[0])), min(2, len(page.header[0])))})
    how = r.choice(["{}[2]", "{} 2", "{}_2", "{}.1", "personne[1]/{}", "{} (2)", "2e {}", "{} bis"])
    width = len(page.header[0])
    if any(len(row) != width for row in page.records):
        return
    guest = page.records.pop()
    page.header[0] += [how.format(page.header[0][place]) for place in asked]
    hosts = [number for number, row in enumerate(page.records) if _names(row)]
    host = r.choice(hosts or [0])
    for number, row in enumerate(page.records):
        row += [guest[place] if number == host else None for place in asked]


def persons_on_a_sheet_of_the_form(made: Export, r: random.Random) -> None:
    """A form's repeated group on a sheet of its own, tied to the first by ``_parent_index``."""
    page = _page(made, r)
    if made.suffix == "csv" or len(page.header) != 1 or len(page.records) < 2:
        return
    names = sorted({place for row in page.records for place in _names(row)})
    if max(names, default=0) >= len(page.header[0]):
        return
    asked = sorted({*names, *r.sample(range(len(page.header[0])), min(2, len(page.header[0])))})
    guests = [page.records.pop() for _ in range(r.randint(1, len(page.records) - 1))]
    how = r.choice(["{}", "enfants/{}", "{} de l'enfant", "{} 2"])
    header = [how.format(page.header[0][place]) for place in asked]
    rows = [
        [*(row[place] if place < len(row) else None for place in asked), number, 1, "u-1"]
        for number, row in enumerate(guests, 1)
    ]
    added: Row = ["_index", "_parent_index", "_submission__uuid"]
    made.pages.append(type(page)("enfants", [], [[*header, *added]], rows))


def saved_again_by_a_program(made: Export, r: random.Random) -> None:
    """Saved again by a script: an index, names for what had none, ``nan`` for what is empty."""
    page = _page(made, r)
    empty = r.choice(["nan", "NaN", "None", "NaT", "NULL", "<NA>", "undefined"])
    seen: dict[str, int] = {}
    if page.header:
        labels = []
        for place, cell in enumerate(page.header[-1]):
            label = str(cell or f"Unnamed: {place}")
            seen[label] = seen.get(label, -1) + 1
            labels.append(f"{label}.{seen[label]}" if seen[label] else label)
        page.header = [*page.header[:-1], labels]
        page.header = [["", *row] for row in page.header]
        page.header[-1][0] = "Unnamed: 0"
    page.records = [
        [number, *(empty if cell in (None, "") else cell for cell in row)]
        for number, row in enumerate(page.records)
    ]
    page.banner = [] if r.random() < 0.6 else page.banner


def separator_in_a_cell(made: Export, r: random.Random) -> None:
    """A cell of text that holds the sign that parts the cells, and no quotes around it."""
    page = _page(made, r)
    if made.suffix != "csv":
        return
    made.quoting = "none"
    for row in page.records:
        if row and r.random() < 0.4:
            place = r.randrange(len(row))
            row[place] = f"{row[place] or 'voir'}{made.separator} suite"


# --- what hands do to rows


def cell_deleted(made: Export, r: random.Random) -> None:
    """A cell taken out of a row, what is right of it moved to the left."""
    for row in _page(made, r).records:
        place = r.randrange(len(row)) if row else 0
        if row and place not in _names(row) and r.random() < 0.4:
            del row[place]


def subtotals_by_name(made: Export, r: random.Random) -> None:
    """What the command for subtotals puts below each group, here of a person each."""
    page = _page(made, r)
    how = r.choice(["Total {}", "{} Total", "Nombre {}"])
    rows: list[Row] = []
    for row in page.records:
        rows.append(row)
        if (names := _names(row)) and r.random() < 0.5:
            told: Row = [None] * len(row)
            told[names[0]], told[-1] = how.format(row[names[0]]), 1
            rows.append(told)
    page.records = rows


def record_after_the_total(made: Export, r: random.Random) -> None:
    page = _page(made, r)
    if len(page.records) > 1:
        row = page.records.pop()
        page.after += [["TOTAL", len(page.records)], *[[]] * r.randint(0, 1), row]


def cells_drawn_wide(made: Export, r: random.Random) -> None:
    """Each cell of the table merged with the empty one at its right."""
    page = _page(made, r)
    page.header = [[one for cell in row for one in (cell, None)] for row in page.header]
    page.records = [[one for cell in row for one in (cell, None)] for row in page.records]
    for number, row in enumerate([*page.header, *page.records], len(page.banner) + 1):
        page.merges += [(number, at, number, at + 1) for at in range(1, len(row), 2)]


def lines_broken(made: Export, r: random.Random) -> None:
    """A line of text broken within a cell that has no quotes around it."""
    if made.suffix != "csv":
        return
    made.quoting = "none"
    for row in _page(made, r).records:
        if row and r.random() < 0.4:
            place = r.randrange(len(row))
            if place not in _names(row):
                row[place] = f"{row[place] or 'voir'}\nsuite"


MORE: tuple[Callable[[Export, random.Random], None], ...] = (
    merged_cells, merged_banner, hidden_columns, filtered_rows, sorted_by_one_column,
    sorted_upside_down, table_below, table_beside, summary_above, summary_beside,
    other_columns_below, header_on_each_page, blank_lines_everywhere, numbered_rows,
    pasted_from_another_month, names_in_swapped_columns, two_persons_a_row, name_alone_in_its_row,
    keys_all_the_same, filled_by_ditto, titles_before_names, words_of_totals_in_first_cell,
    long_cells, header_in_other_words, some_headers_gone, header_twice_over,
    header_below_an_example, headers_of_two_columns_alike, written_by_another_machine,
    parted_otherwise, quoted_otherwise, lines_of_text,
    persons_in_numbered_columns, persons_on_a_sheet_of_the_form, saved_again_by_a_program,
    separator_in_a_cell,
    cell_deleted, subtotals_by_name, record_after_the_total, cells_drawn_wide, lines_broken,
)  # fmt: skip
