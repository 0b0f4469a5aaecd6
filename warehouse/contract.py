"""A source as a frozen, strict model: one YAML file in ``sources/`` says all there is to say.

A contract maps every column of an export onto the conformed tables, or ignores it with a reason.
Unknown keys, unmapped columns, misspelt codes and YAML's traps (``NO:`` is a boolean, a key twice)
are refused with the file, the key and the remedy; all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from warehouse.conformed import TABLES, field_names
from warehouse.errors import ContractError, Message, message

Severity = Literal["refuse", "quarantine", "warn"]
ReaderName = Literal[
    "text", "name", "family_name", "given_names", "alias", "date", "interval", "birth", "age",
    "sex", "code", "codes", "yes_no", "place", "phones", "document_type", "document_number",
    "reference", "key", "articles", "sentence", "amount", "percent", "integer", "keywords",
]  # fmt: skip
TableName = Literal[
    "person_mention", "complaint", "prosecution", "hearing", "judgment", "assistance",
    "decision", "plan_status", "plan_activity",
]  # fmt: skip

# What a reader fills when it fills more than the field that ``to`` names.
COMPOSITE: dict[str, tuple[str, ...]] = {
    "name": ("family_name", "given_names", "alias", "other_names", "is_unnamed", "name_raw"),
    "family_name": ("family_name", "given_names", "other_names", "is_unnamed", "name_raw"),
    "given_names": ("given_names",),
    "alias": ("alias",),
    "birth": ("birth_date_min", "birth_date_max", "birth_precision", "birth_raw"),
    "age": ("age_min", "age_max", "age_raw"),
    "keywords": ("keywords", "exploitation_codes", "means_codes"),
    "phones": ("phones", "phones_raw"),
    "document_type": ("id_type",),
    "document_number": ("id_number", "id_number_raw"),
    "sentence": (
        "months_firm",
        "months_suspended",
        "is_life",
        "is_hard_labour",
        "further_penalties",
        "sentence_raw",
    ),
}
CODED = frozenset({"code", "codes", "place", "document_type", "sex"})


class Strict(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Labels(Strict):
    """One text in both languages."""

    fr: str
    en: str


class Owner(Strict):
    """Who answers for the export."""

    agency: str = Field(description="The agency that sends it.")
    team: str = Field(description="The desk within the agency.")
    contact: str = Field(description="Where a question or an alert goes.")


class Cadence(Strict):
    """When the export is expected."""

    every: Literal["month"] = "month"
    due_day: int = Field(10, ge=1, le=28, description="Due on this day of the following month.")
    late_after_days: int = Field(10, ge=0, description="Late this many days after it was due.")


class Record(Strict):
    """One kind of record that a row of the export may give.

    The record is made when any of ``when`` could be read; without ``when``, for every row.
    """

    table: TableName
    role: Literal["victim", "suspect"] | None = Field(
        None, description="For person_mention; left out where a column says the role."
    )
    when: tuple[str, ...] = Field((), description="Attributes of which one must be present.")


class Column(Strict):
    """How one column is read, or why it is not."""

    read: ReaderName | None = Field(None, description="The reader of its cells.")
    to: tuple[str, ...] = Field(
        (),
        description="What it fills: 'attribute' for all records of the row that have it, or "
        "'record.attribute' for one; one text or a list.",
    )
    ignore: str | None = Field(None, description="Why the column is not read.")
    also: tuple[str, ...] = Field((), description="Other spellings of the header.")
    required: bool = Field(False, description="Without the column the file is refused.")
    if_missing: Severity | None = Field(None, description="Verdict on an empty cell.")
    if_unread: Severity | None = Field(None, description="Verdict on an unreadable cell.")
    codes: str | None = Field(None, description="The code list in sources/codes.")
    aliases: dict[str, str] = Field(
        default_factory=dict, description="Spellings of this source alone: cell -> code."
    )
    unique: bool = Field(False, description="Two rows with the same value are worth a warning.")
    may_be_future: bool = Field(False, description="A date after the file's arrival is normal.")
    example: str | None = Field(None, description="A good cell, shown on receipts and templates.")

    @field_validator("to", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Rule(Strict):
    """A truth between two dates of a row: ``later`` is not before ``earlier``."""

    later: str
    earlier: str
    severity: Severity = "quarantine"


class Table(Strict):
    """One table within the export: where it stands, what its columns are, what its rows give."""

    sheets: tuple[str, ...] = Field(("*",), description="Sheet names; '*' stands for any text.")
    records: dict[str, Record]
    columns: dict[str, Column] = Field(default_factory=dict)
    groups: dict[str, dict[str, Column]] = Field(
        default_factory=dict, description="Columns under a merged heading, by heading."
    )
    fill_down: tuple[str, ...] = Field(
        (), description="Columns whose merged cells speak for the rows below."
    )
    period_from: str | None = Field(
        None, description="The date whose months say which month the rows report."
    )
    rules: tuple[Rule, ...] = ()
    rows_max: int = Field(2_000_000, description="More rows than this is worth a warning.")

    def each_column(self) -> Iterator[tuple[str, str | None, str, Column]]:
        """Every column as (key, group, header, column); the key is unique in the table."""
        for header, column in self.columns.items():
            yield header, None, header, column
        for group, columns in self.groups.items():
            for header, column in columns.items():
                yield f"{group} > {header}", group, header, column


class Contract(Strict):
    """One export: who sends it, when, in what layout, and what it becomes."""

    source_id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
    version: int = Field(ge=1, description="Raised when a column changes its meaning.")
    title: Labels
    owner: Owner
    cadence: Cadence = Cadence()
    mode: Literal["monthly", "cumulative"] = "monthly"
    habits: str = Field(description="How the export really arrives, in a sentence or two.")
    triage: str = Field(description="What a steward does when it fails.")
    reports_persons: bool = True
    tables: dict[str, Table]
    history: dict[int, str] = Field(default_factory=dict, description="Version -> what changed.")

    @property
    def title_fr(self) -> str:
        """The title that ministries and stewards read."""
        return self.title.fr


def targets(table: Table, column: Column) -> list[tuple[str, str]]:
    """The (record, field) pairs that a column fills; empty for an ignored column."""
    found: list[tuple[str, str]] = []
    for target in column.to:
        record, _, attribute = target.rpartition(".")
        names = COMPOSITE.get(column.read or "", (attribute,))
        if column.read == "interval":
            names = (f"{attribute}_min", f"{attribute}_max")
        for name in [record] if record else list(table.records):
            if name in table.records:
                known = field_names(table.records[name].table)
                found.extend((name, field) for field in names if field in known)
    return found


def date_attributes(table: Table) -> frozenset[str]:
    """The attributes that date columns fill: what rules and ``period_from`` may name."""
    return frozenset(
        to.rpartition(".")[2]
        for *_, column in table.each_column()
        if column.read in ("date", "interval")
        for to in column.to
    )


class _StrictLoader(yaml.CSafeLoader):
    """YAML that refuses a key given twice and keys that are booleans to it.

    The C loader: every DAG parse reads all contracts, and the other one takes ten times as long.
    """


def _mapping(loader: _StrictLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {key!r} stands twice", key_node.start_mark
            )
        if isinstance(key, bool):
            raise yaml.constructor.ConstructorError(
                None, None, f"key {key!r} is a boolean to YAML: quote it", key_node.start_mark
            )
        seen.add(key)
    return dict(loader.construct_pairs(node, deep=True))


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _yaml(path: Path) -> object:
    try:
        return yaml.load(path.read_text("utf-8"), _StrictLoader)
    except yaml.YAMLError as fault:
        raise ContractError(
            message("contract_not_yaml", file=path.name, detail=" ".join(str(fault).split()))
        ) from fault


def load_contract(path: Path, code_lists: dict[str, frozenset[str]] | None = None) -> Contract:
    """The contract in one YAML file.

    Args:
        path: the YAML file; its stem must equal its ``source_id``.
        code_lists: list name -> codes, where code lists are to be checked too.

    Raises:
        ContractError: every fault of the file, each with its key and the remedy.
    """
    try:
        contract = Contract.model_validate(_yaml(path))
    except ValidationError as fault:
        raise ContractError(
            *(
                message(
                    "contract_invalid",
                    file=path.name,
                    key=".".join(str(step) for step in error["loc"]) or "(root)",
                    detail=error["msg"],
                )
                for error in fault.errors()
            )
        ) from fault
    faults = list(_faults(contract, path, code_lists))
    if faults:
        raise ContractError(*faults)
    return contract


def _faults(
    contract: Contract, path: Path, code_lists: dict[str, frozenset[str]] | None
) -> Iterator[Message]:
    file = path.name
    if path.stem != contract.source_id:
        yield message("contract_wrong_name", file=file, source_id=contract.source_id)
    for table_id, table in contract.tables.items():
        where = f"tables.{table_id}"
        keys = {key for key, *_ in table.each_column()}
        dates = date_attributes(table)
        for key, _, _, column in table.each_column():
            yield from _column_faults(file, f"{where}.columns.{key}", table, column, code_lists)
        for filled in table.fill_down:
            if filled not in keys:
                yield message("contract_unknown_column", file=file, key=where, column=filled)
        for record_id, record in table.records.items():
            if record.table not in TABLES:  # pragma: no cover - pydantic's Literal says so first
                yield message("contract_unknown_column", file=file, key=where, column=record_id)
            for attribute in record.when:
                named = {attribute, f"{record_id}.{attribute}"}
                if not any(named & set(column.to) for *_, column in table.each_column()):
                    key = f"{where}.records.{record_id}"
                    yield message("contract_when", file=file, key=key, attribute=attribute)
            says_role = any(f"{record_id}.role" in c.to for *_, c in table.each_column())
            if record.table == "person_mention" and (record.role is None) != says_role:
                yield message("contract_role", file=file, key=f"{where}.records.{record_id}")
        for rule in table.rules:
            for name in (rule.later, rule.earlier):
                if name not in dates:
                    yield message("contract_not_a_date", file=file, key=where, column=name)
        if table.period_from is not None and table.period_from not in dates:
            yield message("contract_not_a_date", file=file, key=where, column=table.period_from)


def _column_faults(
    file: str,
    key: str,
    table: Table,
    column: Column,
    code_lists: dict[str, frozenset[str]] | None,
) -> Iterator[Message]:
    if (column.ignore is None) == (column.read is None or not column.to):
        yield message("contract_map_or_ignore", file=file, key=key)
        return
    if column.ignore is not None:
        return
    if not targets(table, column):
        yield message("contract_fills_nothing", file=file, key=key, to=", ".join(column.to))
    if (column.codes is None) == (column.read in CODED - {"sex", "place"}):
        yield message("contract_codes", file=file, key=key)
    if column.codes is not None and code_lists is not None:
        if column.codes not in code_lists:
            yield message("contract_no_list", file=file, key=key, codes=column.codes)
        else:
            for code in sorted(set(column.aliases.values()) - code_lists[column.codes]):
                yield message("contract_no_code", file=file, key=key, code=code)


def load_contracts(
    folder: Path, code_lists: dict[str, frozenset[str]] | None = None
) -> dict[str, Contract]:
    """All contracts of a folder, by source id, in alphabetical order.

    Raises:
        ContractError: every fault of every file; or the folder holds no contract at all.
    """
    contracts: dict[str, Contract] = {}
    faults: list[Message] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            contract = load_contract(path, code_lists)
            contracts[contract.source_id] = contract
        except ContractError as error:
            faults.extend(error.faults)
    if faults:
        raise ContractError(*faults)
    if not contracts:
        raise ContractError(message("contract_none", folder=folder.name))
    return contracts


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a contract, from which an editor completes keys and values."""
    schema = Contract.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Contract of an export"
    return schema
