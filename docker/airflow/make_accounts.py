"""Make the accounts of a server from one list: who signs on, and what she may do.

Inside the container of Airflow's pages::

    docker compose exec -T api-server python docker/airflow/make_accounts.py < accounts.csv

The list is a CSV with a header and a line per person: ``account,first_name,last_name,mail,right,
sources``; ``right`` is ``admin``, ``steward`` or ``focal_point``, or what is judged at the desk,
``judge_victims`` and ``judge_suspects``, alone or beside one of the last two, parted by spaces;
``sources`` the registers of a focal point, parted by spaces. What the list does not say, nobody
has. A new account gets a random password, which is printed once, for whoever hands it over; she
changes it on her own page. An account that is there keeps its password and gets the rights of the
list. One that the list no longer names is closed, not deleted: its name stays on what it did.
"""

from __future__ import annotations

import csv
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# What Airflow's own role "User" may do beyond this would undo the record: delete a DAG or a run
# with its history, post an event of an asset that never was. A steward reads, starts and clears.
STEWARD = (
    ("can_read", "Website"),
    ("can_read", "DAGs"),
    ("can_edit", "DAGs"),
    ("can_read", "DAG Dependencies"),
    ("can_read", "DAG Warnings"),
    ("can_read", "DAG Versions"),
    ("can_read", "DAG Runs"),
    ("can_create", "DAG Runs"),
    ("can_edit", "DAG Runs"),
    ("can_read", "Task Instances"),
    ("can_edit", "Task Instances"),
    ("can_read", "Task Logs"),
    ("can_read", "ImportError"),
    ("can_read", "Jobs"),
    ("can_read", "Assets"),
    ("can_read", "HITL Detail"),
    ("can_edit", "HITL Detail"),
    ("can_read", "My Password"),
    ("can_edit", "My Password"),
    ("can_read", "My Profile"),
    ("menu_access", "DAGs"),
    ("menu_access", "DAG Runs"),
    ("menu_access", "Task Instances"),
    ("menu_access", "Assets"),
    ("menu_access", "Browse"),
)
# The desk is a page of its own, which asks our own table. Of Airflow itself: the frame, no DAG.
FOCAL_POINT = (
    ("can_read", "Website"),
    ("can_read", "My Password"),
    ("can_edit", "My Password"),
    ("can_read", "My Profile"),
)
ROLES: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "admin": ("Admin", ()),
    "steward": ("Zokwezo steward", STEWARD),
    "focal_point": ("Zokwezo focal point", FOCAL_POINT),
}
JUDGES = ("judge_victims", "judge_suspects")
COLUMNS = ("account", "first_name", "last_name", "mail", "right", "sources")


@dataclass(frozen=True)
class Account:
    """One line of the list."""

    account: str
    first_name: str
    last_name: str
    mail: str
    rights: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def role(self) -> str:
        """Her role in Airflow; who only judges needs no more of it than a focal point."""
        named = [one for one in self.rights if one in ROLES]
        return ROLES[named[0] if named else "focal_point"][0]


def read_accounts(lines: Iterable[str]) -> list[Account]:
    """The accounts of a list.

    Raises:
        ValueError: every line that cannot be, each by its number and never by its words.
    """
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ValueError(f"line 1: the header is {','.join(COLUMNS)}")
    found, faults, seen = [], [], set()
    for number, row in enumerate(reader, start=2):
        given = {name: (row[name] or "").strip() for name in COLUMNS}
        sources = tuple(given.pop("sources").split())
        rights = tuple(given.pop("right").split())
        named = [one for one in rights if one in ROLES]
        if not given["account"] or not given["mail"]:
            faults.append(f"line {number}: account and mail are needed")
        if not rights or len(named) > 1 or set(rights) - {*ROLES, *JUDGES}:
            faults.append(
                f"line {number}: right is one of {', '.join(ROLES)}; {' and '.join(JUDGES)}"
                " may stand alone or beside it"
            )
        if "admin" in rights and len(rights) > 1:
            faults.append(f"line {number}: an admin has no right at the desk")
        if ("focal_point" in rights) != bool(sources):
            faults.append(f"line {number}: a focal point has sources, and nobody else has")
        if given["account"] in seen:
            faults.append(f"line {number}: this account has a line above")
        seen.add(given["account"])
        found.append(Account(**given, rights=rights, sources=sources))
    if not any("admin" in one.rights for one in found):
        faults.append("no line has the right admin: nobody could mend the others")
    if faults:
        raise ValueError("\n".join(faults))
    return found


def make_accounts(accounts: list[Account], security: Any) -> Iterator[tuple[str, str]]:
    """Make roles and accounts as the list has them; each new account with its first password.

    Args:
        accounts: the whole list.
        security: the security manager of Flask-AppBuilder.
    """
    for name, permissions in ROLES.values():
        if permissions:
            _make_role(security, name, permissions)
    for one in accounts:
        role = security.find_role(one.role)
        user = security.find_user(username=one.account)
        if user is None:
            password = secrets.token_urlsafe(15)
            made = security.add_user(
                one.account, one.first_name, one.last_name, one.mail, role, password
            )
            if not made:
                raise ValueError(f"the account {one.account} was not made: is its mail another's?")
            yield one.account, password
            continue
        user.first_name, user.last_name, user.email = one.first_name, one.last_name, one.mail
        user.roles, user.active = [role], True
        security.update_user(user)
    listed = {one.account for one in accounts}
    for user in security.get_all_users():
        if user.username not in listed and user.active:
            user.active = False
            security.update_user(user)


def _make_role(security: Any, name: str, permissions: Iterable[tuple[str, str]]) -> None:
    role = security.find_role(name) or security.add_role(name)
    wanted = {pair: security.create_permission(*pair) for pair in permissions}
    for permission in list(role.permissions):
        if (permission.action.name, permission.resource.name) not in wanted:
            security.remove_permission_from_role(role, permission)
    for permission in wanted.values():
        security.add_permission_to_role(role, permission)


def give_desk(accounts: list[Account]) -> None:
    """Say the same to the desk's own table, which decides what each of them sees there."""
    from warehouse import database
    from warehouse.contracts import load_contracts
    from warehouse.database.access import account as own
    from warehouse.desk.visitor import Visitor, give_account, take_account
    from warehouse.desk.visitor import accounts as known
    from warehouse.settings import settings

    sources = load_contracts(settings().sources)
    listed = [one for one in accounts if "admin" not in one.rights]
    with database.engine().begin() as connection:
        before = {one.account for one in known(connection)}
        for one in listed:
            visitor = Visitor(one.account, frozenset(one.rights), frozenset(one.sources))
            give_account(connection, visitor, sources, by=own(), at=datetime.now(UTC))
        for account in sorted(before - {one.account for one in listed}):
            take_account(connection, account, by=own())


@contextmanager
def security_manager() -> Iterator[Any]:
    """The security manager of the Airflow that this process belongs to."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as builder:
        yield builder.sm


def main() -> int:
    """Read the list from the standard input; print the new accounts' passwords, once."""
    try:
        accounts = read_accounts(sys.stdin)
        with security_manager() as security:
            for account, password in make_accounts(accounts, security):
                sys.stdout.write(f"{account}\t{password}\n")
        give_desk(accounts)
    except ValueError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
