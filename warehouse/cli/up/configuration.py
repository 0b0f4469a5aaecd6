"""Airflow's settings for one ``var/``: a generated ``airflow.cfg``, its secrets, its environment.

A file that only its owner can read, rather than ``AIRFLOW__`` variables: secrets do not stand in
any process's environment, and ``AIRFLOW_HOME=var/airflow airflow …`` shows a steward the same
Airflow. Nothing is started here.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

from warehouse.cli.up.ports import address_of
from warehouse.settings import PROJECT, settings

# Who may sign on, and as what; the passwords are random, made once per var/. "user" is the
# narrowest role that may start and clear a run: no connection, no variable, no event of an asset.
STEWARD = "steward"
USERS = {"admin": "admin", STEWARD: "user"}
# Carried by every process of the stack: what is left of a killed one can be found and ended.
MARK = "ZOKWEZO_STACK"
# Tasks mostly wait for the database or for each other: more than the processors, but not many.
PARALLELISM = 4


@dataclass(frozen=True)
class Home:
    """Where one Airflow lives and where it is reached."""

    folder: Path
    port: int
    passwords: dict[str, str]

    @property
    def address(self) -> str:
        """The address of the user interface."""
        return address_of(self.port)

    @property
    def logs(self) -> Path:
        """The folder of the components' own output."""
        return self.folder / "stack"


def furnish(database_url: str, port: int) -> Home:
    """Write Airflow's configuration and secrets under ``var/airflow``; run again, the same secrets.

    Args:
        database_url: Airflow's own database, any SQLAlchemy URL of PostgreSQL.
        port: where its API server will listen, on this machine only.
    """
    folder = settings().var.resolve() / "airflow"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    kept = _kept_secrets(folder / "secrets.json")
    passwords = {name: kept[f"password_{name}"] for name in USERS}
    _write_private(folder / "passwords.json", json.dumps(passwords) + "\n")
    home = Home(folder, port, passwords)
    home.logs.mkdir(exist_ok=True)
    configuration = ConfigParser(interpolation=None)
    # Airflow reads a single % as a reference to another setting.
    configuration.read_dict(
        {
            section: {key: str(value).replace("%", "%%") for key, value in options.items()}
            for section, options in _sections(home, database_url, kept).items()
        }
    )
    with _private(folder / "airflow.cfg").open("w", encoding="utf-8") as file:
        configuration.write(file)
    return home


def environment(home: Home) -> dict[str, str]:
    """The environment of every component: the caller's, without any other Airflow's settings."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")
    }
    chosen = settings()
    return inherited | {
        "AIRFLOW_HOME": str(home.folder),
        "ZOKWEZO_VAR": str(chosen.var.resolve()),
        "ZOKWEZO_SOURCES": str(chosen.sources.resolve()),
        "ZOKWEZO_EXPECTATIONS": str(chosen.expectations.resolve()),
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
        # Airflow renames its processes, and a long name would be written over their environment,
        # where the mark stands.
        "SPT_NOENV": "1",
        MARK: mark(),
    }


def mark() -> str:
    """The value of ``MARK`` for this ``var/``: two of them never meet."""
    return str(settings().var.resolve())


def _sections(
    home: Home, database_url: str, kept: dict[str, str]
) -> dict[str, dict[str, str | int | float]]:
    return {
        "core": {
            "dags_folder": str(PROJECT / "dags"),
            "plugins_folder": str(PROJECT / "plugins"),
            "executor": "LocalExecutor",
            "parallelism": PARALLELISM,
            "load_examples": False,
            "fernet_key": kept["fernet_key"],
            # The default asks the name service, which may be slow or absent.
            "hostname_callable": "socket.gethostname",
            "simple_auth_manager_users": ",".join(f"{n}:{role}" for n, role in USERS.items()),
            "simple_auth_manager_passwords_file": str(home.folder / "passwords.json"),
            "execution_api_server_url": f"{home.address}/execution/",
        },
        # psycopg serves the asynchronous side too: asyncpg, the default, is not needed.
        "database": {
            "sql_alchemy_conn": _with_driver(database_url, "psycopg2"),
            "sql_alchemy_conn_async": _with_driver(database_url, "psycopg"),
        },
        "api": {
            "host": "127.0.0.1",
            "port": home.port,
            "base_url": home.address,
            "workers": 1,
            "secret_key": kept["secret_key"],
            "instance_name": "Zo Kwe Zo",
        },
        "api_auth": {"jwt_secret": kept["jwt_secret"]},
        "scheduler": {
            "scheduler_idle_sleep_time": 0.5,
            # A task whose process was killed together with its supervisor is noticed within
            # a minute, not within five.
            "task_instance_heartbeat_timeout": 60,
        },
        "dag_processor": {"parsing_processes": 1},
        "triggerer": {"capacity": 100},
        "logging": {
            "colored_console_log": False,
            # Airflow's own default lets the group write.
            "file_task_handler_new_folder_permissions": "0o700",
            "file_task_handler_new_file_permissions": "0o600",
        },
        "usage_data_collection": {"enabled": False},
    }


def _with_driver(database_url: str, driver: str) -> str:
    _, _, rest = database_url.partition("://")
    return f"postgresql+{driver}://{rest}"


def _kept_secrets(path: Path) -> dict[str, str]:
    kept: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    fresh = {
        "fernet_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "secret_key": secrets.token_urlsafe(32),
        "jwt_secret": secrets.token_urlsafe(64),
        **{f"password_{name}": secrets.token_urlsafe(12) for name in USERS},
    }
    kept = fresh | kept
    _write_private(path, json.dumps(kept) + "\n")
    return kept


def _write_private(path: Path, text: str) -> None:
    _private(path).write_text(text, "utf-8")


def _private(path: Path) -> Path:
    # Made before it is filled: there is no moment at which others could read it.
    path.touch(mode=0o600, exist_ok=True)
    path.chmod(0o600)
    return path
