"""The columns that a form's export adds: its own book-keeping, and one box per possible answer.

KoboToolbox and ODK write a question of several answers as a column of labels parted by spaces, as
a column ``Services fournis/Médical`` of 0 and 1 for each answer, or as both. Labels hold spaces,
so the boxes say what was answered; the joined column speaks where no box is ticked.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from warehouse.conform.clean.codes import read_yes_no
from warehouse.contracts import Table
from warehouse.read.header import Header
from warehouse.read.header_spelling import loose
from warehouse.read.sheet import Sheet

# A ministry's own table has no such names; one of them alone may be its own.
_OF_THE_FORM = frozenset({
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username",
    "device_id", "audit", "_id", "_uuid", "_submission_time", "_validation_status", "_notes",
    "_status", "_submitted_by", "__version__", "_version_", "_tags", "_index", "_parent_index",
    "_parent_table_name", "_submission__id", "_submission__uuid", "_attachments", "_geolocation",
    "_xform_id_string", "_bamboo_dataset_id", "meta/instanceid", "meta/instancename",
    "meta/rootuuid", "formhub/uuid",
})  # fmt: skip
_FEWEST = 2

Columns = Sequence[tuple[int, str]]


def choice_columns(table: Table, header: Header) -> dict[str, Columns]:
    """Column key -> the columns of its answers, each with the answer that it stands for."""
    keys = {
        loose(name): key
        for key, _, header_name, column in table.each_column()
        if column.read == "codes"
        for name in (header_name, *column.also)
    }
    answers: dict[str, list[tuple[int, str]]] = {}
    for index, text in header.unknown:
        question, bar, answer = text.rpartition("/")
        key = keys.get(loose(question.rpartition("/")[2])) or keys.get(loose(question))
        if bar and key and answer.strip():
            answers.setdefault(key, []).append((index, answer.strip()))
    return {key: columns for key, columns in answers.items() if len(columns) >= _FEWEST}


def joined_choices(sheet: Sheet, columns: Columns) -> pa.Array:
    """The answers whose box is ticked, parted by semicolons; one text per physical row."""
    ticked: list[list[str]] = [[] for _ in range(sheet.cells.num_rows)]
    for index, answer in columns:
        texts = sheet.cells[index].to_pylist()
        is_yes = {text: read_yes_no(str(text)).value is True for text in set(texts)}
        for answers, text in zip(ticked, texts, strict=True):
            if is_yes[text]:
                answers.append(answer)
    return pa.array(["; ".join(answers) for answers in ticked], pa.string())


def columns_of_form(table: Table, header: Header) -> tuple[Columns, int]:
    """The unknown columns that are the ministry's own, and how many are a form's."""
    boxes = {index for columns in choice_columns(table, header).values() for index, _ in columns}
    kept = [(index, text) for index, text in header.unknown if text.strip().lower() in _OF_THE_FORM]
    technical = {index for index, _ in kept} if len(kept) >= _FEWEST else set()
    own = [one for one in header.unknown if one[0] not in boxes | technical]
    return own, len(boxes | technical)
