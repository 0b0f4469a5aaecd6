"""What the page asks for, as SQL: from what stands in the database to the grants upon it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from warehouse.database.access.policy import MINISTRY, Kind, Page, Role

# Owns every view that readers see. It cannot enter the vault, so no view can bring anything out.
VIEWS = "zokwezo_views"
OPEN = ("warehouse", "case_law", "plan", "indicator")
CLOSED = ("intake", "identity", "audit")
HISTORY = "history"
SCHEMAS = (*CLOSED, *OPEN, HISTORY)
# What a table said, or what was true: functions that go by the name of their table.
IN_TIME = ("_as_known", "_valid_at")

OWN_SOURCES = """
select o.source_id from intake.ministry_source o
where exists (select from pg_catalog.pg_roles r where r.rolname = o.role_name
    and pg_catalog.pg_has_role(current_user, r.oid, 'usage'))
"""


@dataclass(frozen=True, slots=True)
class GrantedRights:
    """One thing that stands in the database."""

    schema: str
    name: str
    kind: Kind  # table, view, copy (a materialized view: it knows no row policies) or function
    signature: str  # as SQL names it, quoted, a function with its arguments
    is_makers: bool = False  # a function that runs with the rights of who made it

    @property
    def meant(self) -> tuple[str, Kind]:
        """What the page calls it: a history goes by the name of its table."""
        for suffix in IN_TIME:
            if self.kind == "function" and self.name.endswith(suffix):
                return f"{self.schema}.{self.name.removesuffix(suffix)}", "table"
        if self.schema == HISTORY and self.kind != "function":
            for schema in OPEN:
                if self.name.startswith(f"{schema}_"):
                    return f"{schema}.{self.name.removeprefix(f'{schema}_')}", "table"
        return f"{self.schema}.{self.name}", self.kind


def grants(page: Page, standing: Sequence[GrantedRights]) -> Iterator[str]:
    """All rights taken back, then those of the page given."""
    roles = ", ".join(("public", *page.roles))
    for schema in SCHEMAS:
        yield f"revoke all on all tables in schema {schema} from {roles}"
        yield f"revoke all on all functions in schema {schema} from {roles}"
        yield f"revoke all on schema {schema} from {roles}"
    for role in page.roles.values():
        yield from _grants_of(role, standing)
    if page.roles:
        yield f"grant usage on schema public to {', '.join(page.roles)}"


def _grants_of(role: Role, standing: Sequence[GrantedRights]) -> Iterator[str]:
    given: dict[str, list[str]] = defaultdict(list)
    schemas = set()
    for one in standing:
        if not has(role, one):
            continue
        given["execute on function" if one.kind == "function" else "select on"].append(
            one.signature
        )
        schemas.add(one.schema)
    for one in standing:
        listed = role.columns.get(f"{one.schema}.{one.name}")
        if one.kind == "table" and listed:
            yield f"grant select ({', '.join(listed)}) on {one.signature} to {role.name}"
            schemas.add(one.schema)
    for right, things in given.items():
        yield f"grant {right} {', '.join(sorted(things))} to {role.name}"
    for table, rights in role.writes.items():
        yield f"grant {', '.join(rights)} on {table} to {role.name}"
    for schema in sorted(schemas):
        yield f"grant usage on schema {schema} to {role.name}"


def has(role: Role, one: GrantedRights) -> bool:
    """Whether a role is to have a right on what stands there."""
    if one.kind == "copy" and one.schema in CLOSED:
        return False  # it knows no row policies
    if one.is_makers:
        name = f"{one.schema}.{one.name}"
        # Who reads a view calls what it calls: without that the view is shut.
        shown = name.removesuffix("_told")
        return name in role.calls or (shown != name and role.may_read(shown, "view"))
    return role.may_read(*one.meant)


def policies(page: Page, tables: Sequence[GrantedRights]) -> Iterator[str]:
    """Rows: each table of a closed schema refuses every row that no policy shows."""
    for table in tables:
        if table.schema not in CLOSED:
            continue
        name = f"{table.schema}.{table.name}"
        yield f"alter table {name} enable row level security"
        for role in page.roles.values():
            if name in role.own:
                seen = own_rows(role.own[name])
            elif name in role.announced:
                seen = announced_rows(name, role.announced[name])
            elif role.may_read(name, "table"):
                seen = "true"
            else:
                continue
            label = role.name.removeprefix("zokwezo_")
            yield f"create policy {label} on {name} for select to {role.name} using ({seen})"
            for right in role.writes.get(name, ()):
                rows = "" if right == "insert" else f"using ({seen}) "
                yield (
                    f"create policy {label}_{right} on {name} for {right} to {role.name}"
                    f" {rows}with check (true)"
                )


def open_policies(page: Page, tables: Sequence[GrantedRights], can_give: bool) -> Iterator[str]:
    """Rows of open schemas: what must be announced first, and what a role sees a part of."""
    limited = page.noted.union(*(role.rows for role in page.roles.values()))
    for table in tables:
        name = table.meant[0]
        if table.schema in CLOSED:
            continue
        if name not in limited:
            yield f"alter table {table.signature} disable row level security"
            continue
        yield f"alter table {table.signature} enable row level security"
        if can_give:
            yield f"create policy views on {table.signature} for select to {VIEWS} using (true)"
        for role in page.roles.values():
            # Of the columns that it may read nothing likens a person to another.
            if not role.may_read(name, "table") and (
                name not in role.columns or table.schema == HISTORY
            ):
                continue
            seen = [f"({role.rows[name]})"] if name in role.rows else []
            if name in page.noted:
                seen.append(f"(select audit.require_announced('{name}'))")
            yield _open_policy(role, table, " and ".join(seen) or "true")


def _open_policy(role: Role, table: GrantedRights, seen: str) -> str:
    label = role.name.removeprefix("zokwezo_")
    return f"create policy {label} on {table.signature} for select to {role.name} using ({seen})"


def own_rows(column: str) -> str:
    """The rows of the ministries whose roles the reader has."""
    if column == "source_id":
        return f"source_id in ({OWN_SOURCES})"
    return (
        f"{column} in (select s.{column} from intake.submission s"
        f" where s.source_id in ({OWN_SOURCES}))"
    )


def announced_rows(table: str, column: str) -> str:
    """The rows that the reader announced; as a subquery it is worked out once a statement."""
    if column == "*":
        return f"'{table}' = any ((select audit.announced())::text[])"
    return f"{column} = any ((select audit.announced())::text[])"


def ownership(page: Page, standing: Sequence[GrantedRights], can_give: bool) -> Iterator[str]:
    """Views get the rights of an owner who cannot enter the vault, else those of their reader."""
    if can_give:
        readable = [
            one.signature
            for one in standing
            if one.kind != "function" and one.schema in (*OPEN, HISTORY)
        ]
        yield f"grant select on {', '.join(sorted(readable))} to {VIEWS}"
        yield f"grant usage, create on schema {', '.join((*OPEN, HISTORY))} to {VIEWS}"
        yield f"grant execute on all functions in schema {', '.join(OPEN)} to {VIEWS}"
    for one in standing:
        if one.kind in ("view", "copy") and one.schema in OPEN and can_give:
            kind = "view" if one.kind == "view" else "materialized view"
            yield f"alter {kind} {one.signature} owner to {VIEWS}"
            if f"{one.schema}.{one.name}" in page.by_reader:
                yield f"alter view {one.signature} set (security_invoker = true)"
        elif one.kind == "view":
            yield f"alter view {one.signature} set (security_invoker = true)"


def memberships(page: Page, member_of: Mapping[str, set[str]]) -> Iterator[str]:
    """Each ministry is one of the ministries."""
    for role in page.ministries if MINISTRY in page.roles else ():
        if MINISTRY not in member_of.get(role, set()):
            yield f"grant {MINISTRY} to {role}"
