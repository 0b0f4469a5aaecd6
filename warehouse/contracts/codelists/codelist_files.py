"""The strict loader: whatever is wrong in any file of a folder of code lists is refused.

All faults are collected, each with its file, line, key and remedy.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import ValidationError

from warehouse.contracts.codelists.code import Code
from warehouse.contracts.codelists.code_list import GEOGRAPHY, CodeList, CodeLists, Head
from warehouse.errors import ContractError, Message, message
from warehouse.text import fold

_BASE = ("code", "label_fr", "label_en", "valid_from", "valid_to", "note")
_ALIAS_COLUMNS = ("alias", "code")
# What stands above each level; a region stands alone.
_PARENT_LEVEL = {
    "region": None,
    "prefecture": "region",
    "subprefecture": "prefecture",
    "arrondissement": "prefecture",
    "commune": "prefecture",
}


def load_codelists(folder: Path) -> CodeLists:
    """All code lists of a folder: ``lists.yml``, ``<list>.csv`` and ``aliases/<list>.csv``.

    Raises:
        ContractError: every fault of every file, each with file, line, key and remedy.
    """
    faults: list[Message] = []
    heads = _heads(folder, faults)
    faults.extend(
        message("codelist_not_declared", file=_name(path), list=path.stem)
        for path in sorted([*folder.glob("*.csv"), *folder.glob("aliases/*.csv")])
        if path.stem not in heads
    )
    lists = {name: _list(folder, name, head, faults) for name, head in heads.items()}
    for one in lists.values():
        faults.extend(_reference_faults(one, lists))
    if GEOGRAPHY in lists:
        faults.extend(_geography_faults(lists[GEOGRAPHY]))
    if faults:
        raise ContractError(*faults)
    return CodeLists(MappingProxyType(lists))


def _heads(folder: Path, faults: list[Message]) -> dict[str, Head]:
    path = folder / "lists.yml"
    if not path.is_file():
        raise ContractError(message("codelist_no_head_file", folder=folder.name))
    try:
        listed = yaml.safe_load(path.read_text("utf-8"))
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        detail = " ".join(str(fault).split())
        raise ContractError(message("codelist_not_yaml", file=path.name, detail=detail)) from fault
    if not isinstance(listed, dict) or not isinstance(node, yaml.MappingNode):
        raise ContractError(message("codelist_no_head_file", folder=folder.name))
    names = [key.value for key, _ in node.value]
    faults.extend(
        message("codelist_head", file=path.name, key=name, detail="twice")
        for name in sorted({name for name in names if names.count(name) > 1})
    )
    heads: dict[str, Head] = {}
    for name, head in listed.items():
        try:
            heads[str(name)] = Head.model_validate(head)
        except ValidationError as fault:
            faults.extend(
                message(
                    "codelist_head",
                    file=path.name,
                    key=".".join(str(step) for step in (name, *error["loc"])),
                    detail=error["msg"],
                )
                for error in fault.errors()
            )
    return heads


def _list(folder: Path, name: str, head: Head, faults: list[Message]) -> CodeList:
    path = folder / f"{name}.csv"
    codes: dict[str, Code] = {}
    keys: dict[str, str] = {}
    for line, row in _rows(path, {*_BASE, *head.attributes}, faults):
        code = row["code"]
        if code in codes:
            first = codes[code].line
            faults.append(_fault("codelist_duplicate", path, line, code, first=first))
            continue
        codes[code] = Code(
            code=code,
            label_fr=row["label_fr"],
            label_en=row["label_en"],
            valid_from=_date(row, "valid_from", path, line, faults),
            valid_to=_date(row, "valid_to", path, line, faults),
            attributes=MappingProxyType({a: row[a] for a in head.attributes}),
            note=row["note"],
            line=line,
        )
        faults.extend(_row_faults(codes[code], path))
        labels = () if head.labels_repeat else (row["label_fr"], row["label_en"])
        for text in dict.fromkeys((code, *labels)):
            _enter(keys, text, code, path, line, faults)
    if path.is_file() and not codes:
        faults.append(message("codelist_empty", file=_name(path)))
    aliases = folder / "aliases" / path.name
    for line, row in _rows(aliases, set(_ALIAS_COLUMNS), faults):
        if row["code"] not in codes:
            faults.append(
                _fault("codelist_alias_no_code", aliases, line, row["alias"], code=row["code"])
            )
        else:
            _enter(keys, row["alias"], row["code"], aliases, line, faults)
    return CodeList(name, head, MappingProxyType(codes), MappingProxyType(keys))


def _rows(
    path: Path, columns: set[str], faults: list[Message]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV that has exactly these columns, with their line numbers."""
    if not path.is_file():
        faults.append(message("codelist_no_file", file=_name(path), list=path.stem))
        return
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(message("codelist_not_utf8", file=_name(path)))
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        wrong = [("codelist_unknown_column", c) for c in header if c not in columns]
        wrong += [("codelist_missing_column", c) for c in sorted(columns - set(header))]
        wrong += [("codelist_column_twice", c) for c in {h for h in header if header.count(h) > 1}]
        faults.extend(_fault(key, path, 1, column) for key, column in wrong)
        if wrong:
            return
        for cells in reader:
            if len(cells) != len(header):
                width, expected = len(cells), len(header)
                faults.append(
                    _fault(
                        "codelist_ragged",
                        path,
                        reader.line_num,
                        cells[0] if cells else "",
                        expected=expected,
                        found=width,
                    )
                )
                continue
            yield reader.line_num, dict(zip(header, (c.strip() for c in cells), strict=True))
    except csv.Error:
        faults.append(_fault("codelist_quotes", path, reader.line_num, ""))


def _date(
    row: Mapping[str, str], column: str, path: Path, line: int, faults: list[Message]
) -> date | None:
    if not row[column]:
        return None
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        faults.append(_fault("codelist_bad_date", path, line, row["code"], column=column))
        return None


def _row_faults(code: Code, path: Path) -> Iterator[Message]:
    for column in ("code", "label_fr", "label_en"):
        if not getattr(code, column):
            yield _fault("codelist_no_text", path, code.line, code.code, column=column)
    if code.valid_from and code.valid_to and code.valid_to < code.valid_from:
        yield _fault("codelist_date_order", path, code.line, code.code)
    for column, value in code.attributes.items():
        if column.startswith("is_") and value not in {"", "true", "false"}:
            yield _fault("codelist_bad_truth", path, code.line, code.code, column=column)


def _enter(
    keys: dict[str, str], text: str, code: str, path: Path, line: int, faults: list[Message]
) -> None:
    key = fold(text)
    if not key:
        if text or path.parent.name == "aliases":
            faults.append(_fault("codelist_folds_to_nothing", path, line, text))
    elif keys.setdefault(key, code) != code:
        faults.append(_fault("codelist_two_codes", path, line, text, first=keys[key], second=code))


def _reference_faults(one: CodeList, lists: Mapping[str, CodeList]) -> Iterator[Message]:
    path = Path(f"{one.name}.csv")
    for column, target in one.head.references.items():
        if target not in lists or column not in one.head.attributes:
            yield message(
                "codelist_head",
                file="lists.yml",
                key=f"{one.name}.references.{column}",
                detail=f"{column}: {target}?",
            )
            continue
        for code in one.codes.values():
            value = code.attributes[column]
            if value and value not in lists[target].codes:
                yield _fault(
                    "codelist_no_reference", path, code.line, code.code, column=column, list=target
                )


def _geography_faults(places: CodeList) -> Iterator[Message]:
    path = Path(f"{places.name}.csv")
    for place in places.codes.values():
        level = place.attributes.get("level", "")
        if level not in _PARENT_LEVEL:
            yield _fault("codelist_bad_level", path, place.line, place.code)
            continue
        parent = places.codes.get(place.attributes.get("parent_code", ""))
        expected = _PARENT_LEVEL[level]
        if (parent.attributes["level"] if parent else None) != expected:
            yield _fault(
                "codelist_bad_parent", path, place.line, place.code, expected=expected or "-"
            )


def _name(path: Path) -> str:
    return f"aliases/{path.name}" if path.parent.name == "aliases" else path.name


def _fault(fault: str, path: Path, line: int, at: str, **more: str | int) -> Message:
    return message(fault, file=_name(path), line=line, key=at, **more)
