"""The page and the database brought together, in one transaction, whenever either has changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from importlib import resources

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from warehouse.database.access import statements
from warehouse.database.access.policy import MINISTRY, Page, access_policy
from warehouse.database.access.policy import text as written
from warehouse.database.access.statements import SCHEMAS, VIEWS, GrantedRights

KEPT_IN = "public.zokwezo_access"
# The functions by which people write.
WRITING = "writing.sql"

# Roles belong to the server: another database may make them at the same moment, and a hosted
# server may leave their making to its administrator.
_CREATE = """
do $$
begin
  create role {role} nologin;
exception
  when duplicate_object or unique_violation or insufficient_privilege then null;
end $$
"""

log = structlog.get_logger(__name__)

_STANDING = """
select n.nspname, c.relname,
    case c.relkind when 'v' then 'view' when 'm' then 'copy' else 'table' end,
    format('%I.%I', n.nspname, c.relname), false
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname = any (:schemas)
union all
select n.nspname, p.proname, 'function',
    format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)),
    p.prosecdef
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where p.prokind in ('f', 'w') and p.prorettype <> 'trigger'::regtype
    and n.nspname = any (:schemas)
order by 1, 2
"""

# Only whoever owns the server may close these; elsewhere they tell counts, never a row.
# Counters of rows of the vault would tell that a new suspect is a person who is known already; of a
# lock that a reader holds for the length of a session, every writing of the register would wait.
_CLOSE_SERVER = """
do $$
declare
  one record;
  keeper regrole := (select nspowner from pg_catalog.pg_namespace where nspname = 'identity');
begin
  for one in
    select p.oid::regprocedure as called from pg_catalog.pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and (p.proname like any (array['pg\\_stat\\_get\\_%', 'pg\\_%advisory\\_%']) or p.proname in
        ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_open', 'lo_put', 'lo_get', 'lo_unlink'))
      and exists (select from pg_catalog.aclexplode(
        coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a where a.grantee = 0)
  loop
    execute format('revoke execute on function %s from public', one.called);
    execute format('grant execute on function %s to %s', one.called, keeper);
  end loop;
  revoke usage on language plpgsql from public;
end $$
"""


# Those that every server has: nothing of ours is in them, and whoever enters may look around.
_OPEN_DATABASES = """
select d.datname from pg_catalog.pg_database d
where d.datname in ('postgres', 'template1') and exists (
    select from pg_catalog.aclexplode(
        coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a where a.grantee = 0)
"""


def digest() -> str:
    """A digest of the page and of what makes grants of it."""
    whole = hashlib.sha256(written().encode())
    for name in ("statements.py", "apply.py", WRITING):
        whole.update(resources.files(__package__).joinpath(name).read_bytes())
    return whole.hexdigest()


def is_applied(connection: Connection) -> bool:
    """Whether the database was given the rights that the page says."""
    if connection.scalar(text("select to_regclass(:name)"), {"name": KEPT_IN}) is None:
        return False
    kept = set(connection.scalars(text(f"select digest from {KEPT_IN}")))
    # Only the owner can do anything about roles that an administrator made since.
    owns = text(
        f"select pg_has_role(relowner, 'usage') from pg_class where oid = '{KEPT_IN}'::regclass"
    )
    return digest() in kept and (not connection.scalar(owns) or _roles_digest(connection) in kept)


def apply(connection: Connection) -> None:
    """Give every role what the page says and nothing else, in the caller's transaction.

    A login that may not make roles leaves that to the administrator of the server: the log says
    what is to be run, once; until then who has no role reads nothing, and all else works.
    """
    for role in _wanted():
        connection.execute(text(_CREATE.format(role=role)))
    present = _present(connection)
    chosen = access_policy().of(present)
    # Two databases of one server share their roles, and their memberships.
    connection.execute(text("select pg_advisory_xact_lock(4236202618)"))
    writing = resources.files(__package__).joinpath(WRITING).read_text("utf-8")
    connection.exec_driver_sql(writing.replace("%", "%%"))
    can_give = VIEWS in present and _may_own_through(connection, VIEWS)
    standing = [
        GrantedRights(*row)
        for row in connection.execute(text(_STANDING), {"schemas": list(SCHEMAS)})
    ]
    for sql in statements.memberships(chosen, _members(connection)):
        _attempt(connection, sql)
    if left := _left_to_administrator(connection):
        log.warning("the administrator of the server must run", sql="; ".join(left))
    _run(connection, _defaults(connection, chosen))
    _run(connection, statements.grants(chosen, standing))
    _run(connection, statements.ownership(chosen, standing, can_give))
    _forget_policies(connection)
    tables = [one for one in standing if one.kind == "table"]
    _run(connection, statements.policies(chosen, tables))
    _run(connection, statements.open_policies(chosen, tables, can_give))
    _name_sources(connection, chosen)
    if connection.scalar(text("select rolsuper from pg_roles where rolname = current_user")):
        connection.exec_driver_sql(_CLOSE_SERVER.replace("%", "%%"))
        # Another database of the server may be closing the same ones at this moment.
        for name in connection.scalars(text(_OPEN_DATABASES)).all():
            _attempt(connection, f"revoke connect, temporary on database {name} from public")
    _keep_digest(connection, chosen)


def _run(connection: Connection, asked: Iterator[str]) -> None:
    for sql in asked:
        connection.exec_driver_sql(sql.replace("%", "%%"))


def _defaults(connection: Connection, chosen: Page) -> Iterator[str]:
    yield "alter default privileges revoke execute on functions from public"
    database = connection.scalar(text("select quote_ident(current_database())"))
    yield f"revoke all on database {database} from public"
    if chosen.names:
        yield f"grant connect on database {database} to {', '.join(chosen.names)}"


def _wanted() -> tuple[str, ...]:
    return (*access_policy().names, VIEWS)


def _present(connection: Connection) -> set[str]:
    """The roles of the page that the server has."""
    query = text("select rolname::text from pg_roles where rolname = any (:wanted)")
    return set(connection.scalars(query, {"wanted": list(_wanted())}))


def _left_to_administrator(connection: Connection) -> list[str]:
    """What only who may make roles can do, as SQL."""
    present = _present(connection)
    missing = [f"create role {one} nologin" for one in _wanted() if one not in present]
    return [*missing, *statements.memberships(access_policy(), _members(connection))]


def _roles_digest(connection: Connection) -> str:
    """A digest of which roles there are and which ministries are ministries."""
    facts = [*sorted(_present(connection)), *_left_to_administrator(connection)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _attempt(connection: Connection, sql: str) -> bool:
    """Whether a statement was done; if not, nothing came of it.

    Refused, or another database of the server was granting the same at the same moment.
    """
    attempt = connection.begin_nested()
    try:
        connection.exec_driver_sql(sql)
    except DBAPIError:
        attempt.rollback()
        return False
    attempt.commit()
    return True


def _members(connection: Connection) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for member, group in connection.execute(
        text("select member::regrole::text, roleid::regrole::text from pg_auth_members")
    ):
        groups[member].add(group)
    return groups


def _may_own_through(connection: Connection, role: str) -> bool:
    """Whether views can be given to the role; who made it may make herself a member."""
    asked = text("select pg_has_role(current_user, :role, 'set')")
    if not connection.scalar(asked, {"role": role}):
        _attempt(connection, f"grant {role} to current_user with inherit true, set true")
    return bool(connection.scalar(asked, {"role": role}))


def _forget_policies(connection: Connection) -> None:
    statements = connection.execute(
        text(
            "select format('drop policy %I on %I.%I', policyname, schemaname, tablename)"
            " from pg_policies where schemaname = any (:closed)"
        ),
        {"closed": list(SCHEMAS)},
    ).scalars()
    _run(connection, iter(statements.all()))


def _name_sources(connection: Connection, chosen: Page) -> None:
    connection.execute(text("delete from intake.ministry_source"))
    rows = [
        {"role": role, "source": source}
        for role, sources in chosen.ministries.items()
        for source in sources
    ]
    if MINISTRY not in chosen.roles:
        return
    connection.execute(text("insert into intake.ministry_source values (:role, :source)"), rows)
    # A policy reads with the rights of who asks: which export is whose is no secret.
    connection.execute(text(f"grant select on intake.ministry_source to {MINISTRY}"))
    connection.execute(
        text(
            f"create policy sources on intake.ministry_source for select to {MINISTRY} using (true)"
        )
    )


def _keep_digest(connection: Connection, chosen: Page) -> None:
    connection.execute(text(f"create table if not exists {KEPT_IN} (digest text primary key)"))
    connection.execute(text(f"delete from {KEPT_IN}"))
    connection.execute(
        text(f"insert into {KEPT_IN} values (:digest)"),
        [{"digest": digest()}, {"digest": _roles_digest(connection)}],
    )
    # Whoever connects asks whether the schema is the newest: digests, no data.
    kept = connection.scalars(
        text(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
            " where schemaname = 'public' and tablename like 'zokwezo\\_%'"
        )
    ).all()
    if chosen.roles:
        connection.execute(text(f"grant select on {', '.join(kept)} to {', '.join(chosen.roles)}"))
