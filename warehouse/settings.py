"""The one reader of the environment: every setting, its default and what it is for."""

from __future__ import annotations

import os
import resource
import sysconfig
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent
IS_CHECKOUT = (CHECKOUT / "sources").is_dir()
# Contracts, suites, DAGs, plugins: beside the library in a checkout, elsewhere where a wheel puts
# its data (``[tool.setuptools.data-files]``). ``var/`` is never in an installation: it stands where
# the user does.
PROJECT = CHECKOUT if IS_CHECKOUT else Path(sysconfig.get_path("data")) / "share" / "zokwezo"
VAR = (PROJECT if IS_CHECKOUT else Path.cwd()) / "var"
# What is made is 0700 or 0600: names stand in it.
CLOSED_TO_OTHERS, CLOSED_TO_ALL_BUT_GROUP = 0o077, 0o027


class Settings(BaseSettings):
    """All settings; each is an environment variable with the prefix ``ZOKWEZO_``.

    Frozen: a running step never sees a setting change. Secrets may come from files
    (``ZOKWEZO_DATABASE_URL_FILE``) so that no password stands in a process list.
    """

    model_config = SettingsConfigDict(env_prefix="ZOKWEZO_", frozen=True, extra="ignore")

    var: Path = Field(VAR, description="Where everything at rest lives, as a whole.")
    sources: Path = Field(PROJECT / "sources", description="The folder of contracts.")
    expectations: Path = Field(
        PROJECT / "expectations", description="The folder of Great Expectations suites."
    )
    database_url: str | None = Field(
        None, description="A PostgreSQL server; without it the embedded one under var/pg starts."
    )
    database_url_file: Path | None = Field(
        None, description="A file whose first line is the database URL (a secret mount)."
    )
    keys: Path | None = Field(
        None,
        description="The folder of the keys that open what is sealed under var/; else `keys/` "
        "beside it. Never on the disk of its backups.",
    )
    key: SecretStr | None = Field(
        None,
        description="The keys themselves, age identities with blanks between: the first seals, all "
        "open. In place of the folder.",
    )
    key_command: str | None = Field(
        None,
        description="A command that prints the keys, as of a secrets backend. In place of the "
        "folder.",
    )
    stable_seconds: float = Field(
        1.0, ge=0, description="A dropped file is taken once it is unchanged this long."
    )
    unfinished_seconds: float = Field(
        60.0,
        ge=0,
        description="A dropped file that looks unfinished, or whose name came in pieces before, is "
        "taken once it is unchanged this long.",
    )
    read_memory: int = Field(
        2_000_000_000,
        gt=0,
        description="Bytes of memory that reading and checking one file may take.",
    )
    read_seconds: float = Field(
        600.0, gt=0, description="Seconds that reading and checking one file may take."
    )
    read_output: int = Field(
        2_000_000_000, gt=0, description="Bytes that reading one file may give."
    )
    upload_bytes: int = Field(
        50_000_000, gt=0, description="Bytes of one file that is sent through the desk, at most."
    )
    log_level: str = Field(
        "warning",
        pattern="^(debug|info|warning|error)$",
        description="From which level on the command line prints log lines.",
    )
    linkage_engine: Literal["duckdb", "spark"] = Field(
        "duckdb",
        description="Where pairs are found and scored: this machine, or Spark as it is configured "
        "(decision 16).",
    )
    linkage_memory: str = Field(
        "2GB",
        pattern=r"^[1-9]\d* ?[MG]i?B$",
        description="What the linkage may hold in memory before it uses the disk.",
    )
    sql_role: str = Field(
        "analyst",
        description="Whose eyes `zokwezo sql` has: a role of `access.yml`.",
    )
    sql_seconds: int = Field(
        60, ge=1, description="A query of `zokwezo sql` is ended after this many seconds."
    )
    bulletin: bool = Field(
        False,
        description="A bulletin after each release, into `var/bulletins/`; the DAG is skipped "
        "without.",
    )
    group_reads: bool = Field(
        False,
        description="The group of the process reads what is written, as the SFTP accounts that "
        "fetch receipts must; otherwise its own account alone does.",
    )
    steward: str = Field(
        "steward@localhost",
        description="Where the mail of a failed release, calendar or sweep goes.",
    )
    reply_to: str | None = Field(
        None,
        description="The person who reads what is answered to a mail; without it the steward.",
    )
    release_approvers: str = Field(
        "",
        description="The accounts, with commas between, one of whom must approve a release in "
        "Airflow before it is published; without any, none is asked.",
    )
    required_actions: bool = Field(
        False,
        description="Pairs to judge and releases to withdraw are counted under Airflow's Required "
        "Actions, too; without, at the desk alone.",
    )
    mail_connection: str | None = Field(
        None,
        description="Airflow's SMTP connection by which mails go, as `smtp_default`; without it "
        "they are put into the Maildir `var/outbox`.",
    )
    language: str = Field("fr", pattern="^(fr|en)$", description="Language of the command line.")

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who may approve a release; nobody: none is asked."""
        return tuple(one for part in self.release_approvers.split(",") if (one := part.strip()))

    @property
    def drop(self) -> Path:
        """One folder per source, where files arrive."""
        return self.var / "drop"

    @property
    def landing(self) -> Path:
        """The bytes of every file ever received, sealed, by the sha256 of what they are."""
        return self.var / "landing"

    @property
    def keys_folder(self) -> Path:
        """The keys of the house; outside ``var``, so that a copy of that opens nothing."""
        return self.keys or self.var.parent / "keys" / self.var.name

    @property
    def keyring(self) -> Path:
        """The keys of what is sealed, each wrapped by a key of the house."""
        return self.var / "keyring"

    @property
    def lake(self) -> Path:
        """Parquet: ``lake/conformed/<table>/source=…/period=…/<submission_id>.parquet``."""
        return self.var / "lake"

    @property
    def known(self) -> Path:
        """What the last linkage remembers: a cache, sealed as the lake is."""
        return self.var / "linkage" / "known.duckdb.age"

    @property
    def receipts(self) -> Path:
        """One folder per source: what the ministry gets back."""
        return self.var / "receipts"

    @property
    def releases(self) -> Path:
        """Published releases and the ``current`` pointer."""
        return self.var / "releases"

    @property
    def data_docs(self) -> Path:
        """Great Expectations Data Docs for stewards; no cell value in them."""
        return self.var / "data_docs"


@cache
def settings() -> Settings:
    """The settings of this process, read once.

    Whoever reads them is about to write what holds names: from here on nothing that this process,
    or a child of it, makes can be read by another account of the host, and one that dies leaves no
    core file of what it had in memory.
    """
    chosen = Settings()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    closed = CLOSED_TO_ALL_BUT_GROUP if chosen.group_reads else CLOSED_TO_OTHERS
    os.umask(closed)
    _close(chosen, 0o777 & ~closed)
    return chosen


def _close(chosen: Settings, mode: int) -> None:
    # What an earlier version left open: whoever cannot enter a folder reads nothing below it.
    for folder in (
        chosen.keys_folder,
        chosen.keyring,
        chosen.landing,
        chosen.lake,
        chosen.known.parent,
        chosen.receipts,
        chosen.releases,
        chosen.data_docs,
    ):
        if folder.is_dir() and folder.stat().st_uid == os.geteuid():
            folder.chmod(mode)


def keep_one_thread() -> None:
    """Linear algebra of small tables runs in one thread, unless the environment says otherwise.

    It is read when numpy first comes: ask before.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
