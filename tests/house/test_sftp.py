"""The project's script and configuration of SFTP, run by the real sshd on a loopback port.

It runs as in its container, on the same paths: in mounts of its own, over a copy of ``/etc`` that
is forgotten with them, so that no user is made on this machine.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from warehouse.settings import PROJECT

SSHD = Path("/usr/sbin/sshd")
START_SECONDS = 20

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="sshd cages users as root only"),
]

CONTAINER = """
set -eu
mount -t tmpfs tmpfs /mnt
mkdir /mnt/changed /mnt/work
mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/changed,workdir=/mnt/work /etc
mount -t tmpfs -o mode=0755 tmpfs /run
mount -t tmpfs -o mode=0755 tmpfs /srv
getent group zokwezo >/dev/null || groupadd --gid 10001 zokwezo
mkdir -p /run/secrets /etc/ssh
cp "$1/sftp_host_key" "$1/sftp_keys" /run/secrets/
cp "$2/sshd_config" /etc/ssh/sshd_config
for source_id in umirr dspj; do
  mkdir -p "/srv/sftp/${source_id}/depot" "/srv/sftp/${source_id}/recus"
  echo "receipt of ${source_id}" > "/srv/sftp/${source_id}/recus/recu.html"
done
port=$3
exec sh "$2/start.sh" -p "${port}" -o ListenAddress=127.0.0.1
"""


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[str]
    port: int
    keys: Path

    def sftp(self, user: str, *commands: str, key: str | None = None) -> tuple[int, str]:
        done = subprocess.run(
            ["sftp", "-q", "-b", "-", "-P", str(self.port), "-i", str(self.keys / (key or user)),
             "-F", "/dev/null", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
             "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
             f"{user}@127.0.0.1"],
            input="\n".join(commands), capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def inside(self, command: str) -> str:
        """What a command says in the mounts of the server."""
        done = subprocess.run(
            ["nsenter", "--target", str(self.process.pid), "--mount", "sh", "-c", command],
            capture_output=True, text=True, check=True, timeout=30,
        )  # fmt: skip
        return done.stdout


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert SSHD.exists(), "`make test` installs it; by hand: apt-get install openssh-server"
    assert shutil.which("sftp"), "apt-get install openssh-client"
    keys = tmp_path_factory.mktemp("sftp")
    for name in ("sftp_host_key", "umirr", "dspj"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(keys / name)], check=True
        )
    (keys / "sftp_keys").write_text(
        "".join(f"{s} {(keys / f'{s}.pub').read_text('utf-8')}" for s in ("umirr", "dspj"))
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (keys / "log").open("w") as log:
        process = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", CONTAINER, "sh", str(keys),
             str(PROJECT / "docker" / "sftp"), str(port)],
            stdout=log, stderr=subprocess.STDOUT, text=True,
            umask=0o022,  # the container's own: ours closes what it makes to everybody else
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_SECONDS
        while "listening" not in (said := (keys / "log").read_text("utf-8")):
            assert process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.1)
        yield Server(process, port, keys)
    finally:
        process.terminate()
        process.wait(10)


def test_a_source_uploads_and_its_file_is_for_the_group_alone(
    server: Server, tmp_path: Path
) -> None:
    export = tmp_path / "mai.csv"
    export.write_text("a;b\n")
    # The client sends its file's mode; the server takes away what others may do, and adds nothing.
    export.chmod(0o644)
    fetched = tmp_path / "recu.html"
    code, said = server.sftp(
        "umirr", f"put {export} /depot/mai.csv", f"get /recus/recu.html {fetched}"
    )
    assert code == 0, said
    assert "receipt of umirr" in fetched.read_text("utf-8")
    assert server.inside("stat -c '%a %U %G' /srv/sftp/umirr/depot/mai.csv").split() == [
        "640", "umirr", "zokwezo",
    ]  # fmt: skip


def test_a_file_that_its_client_sent_closed_is_opened_to_the_platform(
    server: Server, tmp_path: Path
) -> None:
    export = tmp_path / "juin.csv"
    export.write_text("a;b\n")
    export.chmod(0o600)
    code, said = server.sftp("umirr", f"put -p {export} /depot/juin.csv")
    assert code == 0, said
    modes = set()
    deadline = time.monotonic() + START_SECONDS
    while "640" not in modes and time.monotonic() < deadline:
        modes.add(server.inside("stat -c %a /srv/sftp/umirr/depot/juin.csv").strip())
        time.sleep(0.2)
    assert modes <= {"600", "640"}
    assert "640" in modes


def test_a_link_is_not_followed_to_a_file_of_another(server: Server) -> None:
    before = server.inside("stat -c %a /run/sshd/host_key")
    server.sftp("umirr", "symlink /run/sshd/host_key /depot/juillet.csv")
    time.sleep(5)
    assert server.inside("stat -c %a /run/sshd/host_key") == before == "600\n"


@pytest.mark.parametrize(
    "command",
    ["ls /dspj", "ls /../dspj", "ls /srv", "ls /etc", "get /etc/passwd /dev/null",
     "put /dev/null /mai.csv", "put /dev/null /recus/recu.html", "rm /recus/recu.html"],
)  # fmt: skip
def test_a_source_sees_its_own_two_folders_and_writes_to_one(server: Server, command: str) -> None:
    code, said = server.sftp("umirr", "ls /depot", "ls /recus")
    assert code == 0, said
    code, said = server.sftp("umirr", command)
    assert code != 0, said


def test_a_key_opens_its_own_source_only(server: Server) -> None:
    code, said = server.sftp("dspj", "ls", key="umirr")
    assert code != 0, said
    code, said = server.sftp("dspj", "ls")
    assert code == 0, said


def test_the_health_check_logs_in_and_sees_nothing(server: Server) -> None:
    assert server.inside("ls -A /run/sshd/empty/depot") == ""
    shutil.copy(f"/proc/{server.process.pid}/root/run/sshd/health", server.keys / "health")
    (server.keys / "health").chmod(0o600)
    code, said = server.sftp("health", "ls /depot")
    assert code == 0, said
    assert server.sftp("health", "put /dev/null /depot/x")[0] != 0
