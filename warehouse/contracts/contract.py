"""The parts of a contract: frozen, and an unknown key is an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from warehouse.contracts.conformed_schema import field_names

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


class Stated(Strict):
    """What is true of every row of a table, though no column says it."""

    value: bool | str | tuple[str, ...] = Field(description="The value: yes, a code, or codes.")
    codes: str | None = Field(None, description="The code list in sources/codes.")


class Table(Strict):
    """One table within the export: where it stands, what its columns are, what its rows give."""

    sheets: tuple[str, ...] = Field(("*",), description="Sheet names; '*' stands for any text.")
    records: dict[str, Record]
    columns: dict[str, Column] = Field(default_factory=dict)
    groups: dict[str, dict[str, Column]] = Field(
        default_factory=dict, description="Columns under a merged heading, by heading."
    )
    last: tuple[str, ...] = Field(
        (), description="Columns without a heading over them that stand behind the groups."
    )
    fill_down: tuple[str, ...] = Field(
        (), description="Columns whose merged cells speak for the rows below."
    )
    period_from: str | None = Field(
        None, description="The date whose months say which month the rows report."
    )
    states: dict[str, Stated] = Field(
        default_factory=dict,
        description="What is true of every row: 'record.attribute' -> value. What a row says "
        "itself stands; codes are added to those that it names.",
    )
    rules: tuple[Rule, ...] = ()
    rows_max: int = Field(2_000_000, description="More rows than this is worth a warning.")

    def each_column(self) -> Iterator[tuple[str, str | None, str, Column]]:
        """Every column as (key, group, header, column), in the order of the office's own register.

        The key is unique in the table.
        """
        for header, column in self.columns.items():
            if header not in self.last:
                yield header, None, header, column
        for group, columns in self.groups.items():
            for header, column in columns.items():
                yield f"{group} > {header}", group, header, column
        for header in self.last:
            if header in self.columns:
                yield header, None, header, self.columns[header]


class Contract(Strict):
    """One export: who sends it, when, in what layout, and what it becomes."""

    source_id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
    version: int = Field(ge=1, description="Raised when a column changes its meaning.")
    title: Labels
    owner: Owner
    cadence: Cadence = Cadence()
    mode: Literal["monthly", "cumulative"] = "monthly"
    rows_say_month: bool = Field(
        False,
        description="The dates are written by a system and the file name by hand: a file of which "
        "all rows are of another month than it says is taken under theirs, with a warning; else it "
        "waits.",
    )
    waits_below: float = Field(
        1.0,
        gt=0,
        le=1,
        description="A file of which fewer rows count than this share of those that it replaces, "
        "or in which fewer of them come again (by key, else by person), waits until a steward lets "
        "it through; rows in quarantine count in none.",
    )
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
    fields: list[tuple[str, str]] = []
    for target in column.to:
        record, _, attribute = target.rpartition(".")
        names = COMPOSITE.get(column.read or "", (attribute,))
        if column.read == "interval":
            names = (f"{attribute}_min", f"{attribute}_max")
        for name in [record] if record else list(table.records):
            if name in table.records:
                table_fields = field_names(table.records[name].table)
                fields.extend((name, field) for field in names if field in table_fields)
    return fields


def date_attributes(table: Table) -> frozenset[str]:
    """The attributes that date columns fill: what rules and ``period_from`` may name."""
    return frozenset(
        to.rpartition(".")[2]
        for *_, column in table.each_column()
        if column.read in ("date", "interval")
        for to in column.to
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a contract, from which an editor completes keys and values."""
    schema = Contract.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Contract of an export"
    return schema
