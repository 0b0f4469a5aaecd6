"""Where Airflow itself stands: for who reads a mail, and on its own host."""

from __future__ import annotations


def base_url() -> str:
    """Without the slash at its end; empty where Airflow was not told its own address."""
    from airflow.configuration import conf

    return str(conf.get("api", "base_url", fallback="")).rstrip("/")


def base_path() -> str:
    """Below its host, without the slash at its end; empty at the root."""
    from urllib.parse import urlsplit

    return urlsplit(base_url()).path.rstrip("/")
