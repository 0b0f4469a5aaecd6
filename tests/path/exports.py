"""The sample exports read with csv and pandas alone, not with the project's own readers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from worlds import SAMPLES, World

Place = tuple[str, str, int]


def as_day(cell: Any) -> date | None:
    """A cell as a day."""
    if isinstance(cell, datetime):
        return cell.date()
    if not isinstance(cell, str) or not cell:
        return None
    dd, mm, yyyy = cell.split("/")
    return date(int(yyyy), int(mm), int(dd))


def as_amount(cell: Any) -> int | None:
    """The digits of a cell as a sum."""
    digits = "".join(one for one in cell if one.isdigit()) if isinstance(cell, str) else ""
    return int(digits) if digits else None


def as_number(cell: Any) -> str | None:
    """A register's number without its zeros."""
    return cell.lstrip("0") if isinstance(cell, str) and cell else None


def registers() -> Iterator[tuple[Place, dict[str, str]]]:
    """Each row of the prosecutors' registers, by its place."""
    for path in sorted((SAMPLES / "drops" / "parquet").iterdir()):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row_number, row in enumerate(csv.DictReader(file, delimiter=";"), 2):
                if row["N° RP"]:
                    yield (path.name, "", row_number), row


def registry(sheet: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each row of one sheet of the court registries, by its place."""
    for path in sorted((SAMPLES / "drops" / "greffe").iterdir()):
        frame = pd.read_excel(path, sheet_name=sheet, engine="calamine")
        for row_number, row in enumerate(frame.to_dict("records"), 2):
            if isinstance(row["N° RP"], str):
                yield (path.name, sheet, row_number), {str(k): v for k, v in row.items()}


def whose(samples: World, role: str) -> dict[Place, tuple[str, str]]:
    """Place of a row -> the case and the pseudonym that the warehouse made of it."""
    rows = samples.rows(
        "select m.file_name, m.sheet, m.row_number, m.case_id, p.pseudonym"
        " from identity.person_mention m join identity.role_pseudonym p using (person_id, role)"
        " where role = :role",
        role=role,
    )
    return {(r.file_name, r.sheet or "", r.row_number): (r.case_id, r.pseudonym) for r in rows}


def first_in_custody(register: Path) -> tuple[str, str]:
    """Family and given name of the first whom the judicial police names with both."""
    with register.open(encoding="cp1252", newline="") as lines:
        return next(
            (row["Nom"].strip(), row["Prénom(s)"].strip())
            for row in csv.DictReader(lines, delimiter=";")
            if row["Nom"] and row["Prénom(s)"]
        )
