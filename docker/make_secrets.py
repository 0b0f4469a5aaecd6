"""Make the secrets that docker-compose.yml mounts, once: ``python3 docker/make_secrets.py``.

The standard library alone, so that it runs on a server where nothing is installed yet. A secret
that is there already is kept. The folder is closed to others; the files in it are readable, for
each container reads them as another user.
"""

from __future__ import annotations

import base64
import secrets
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "secrets"


def make_secrets(folder: Path) -> list[str]:
    """Write every secret that is missing; the names of those written."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    passwords = {
        name: _password(folder / f"{name}_password")
        for name in ("postgres", "warehouse", "airflow")
    }
    redis = _password(folder / "redis_conf", prefix="requirepass ")
    airflow = f"airflow:{passwords['airflow']}@postgres/airflow"
    wanted = {
        "postgres_password": passwords["postgres"],
        "warehouse_password": passwords["warehouse"],
        "airflow_password": passwords["airflow"],
        "redis_conf": f"requirepass {redis}",
        "database_url": f"postgresql://zokwezo:{passwords['warehouse']}@postgres/zokwezo",
        "airflow_database_url": f"postgresql+psycopg2://{airflow}",
        "airflow_database_url_async": f"postgresql+psycopg://{airflow}",
        "celery_broker_url": f"redis://:{redis}@redis:6379/0",
        "celery_result_backend": f"db+postgresql+psycopg2://{airflow}",
        "fernet_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "api_secret_key": secrets.token_urlsafe(48),
        "jwt_secret": secrets.token_urlsafe(64),
        "sftp_keys": "",
    }
    written = [name for name, value in wanted.items() if _keep(folder / name, value)]
    host_key = folder / "sftp_host_key"
    if not host_key.exists():
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "zokwezo", "-f", str(host_key)],
            check=True,
        )
        host_key.chmod(0o444)
        written.append(host_key.name)
    return written


def _password(path: Path, prefix: str = "") -> str:
    """The password that stands there already, or a new one: the URLs are made of it."""
    if path.exists():
        return path.read_text("utf-8").strip().removeprefix(prefix)
    return secrets.token_urlsafe(24)


def _keep(path: Path, value: str) -> bool:
    if path.exists():
        return False
    path.write_text(f"{value}\n" if value else "", "utf-8")
    path.chmod(0o444)
    return True


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in make_secrets(FOLDER)))
