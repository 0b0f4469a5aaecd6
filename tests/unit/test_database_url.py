"""Where the warehouse is: one setting, or a secret file, or the embedded server."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.database import postgres as database
from warehouse.errors import CallError
from warehouse.settings import Settings


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("postgresql://u:p%40@h/d", "postgresql+psycopg://u:p%40@h/d", id="plain"),
        pytest.param("postgres://h/d", "postgresql+psycopg://h/d", id="short"),
        pytest.param("postgresql+psycopg2://h/d", "postgresql+psycopg://h/d", id="other_driver"),
    ],
)
def test_an_address_gets_our_driver(
    given: str, expected: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(database, "settings", lambda: Settings(database_url=given))
    assert database.url() == expected
    secret = tmp_path / "url"
    secret.write_text(f"{given}\nsecond line\n")
    monkeypatch.setattr(
        database, "settings", lambda: Settings(database_url=None, database_url_file=secret)
    )
    assert database.url() == expected


@pytest.mark.parametrize("wrong", ["mysql://u:hidden@h/d", "sqlite://", "hidden"])
def test_another_kind_of_address_is_refused_without_its_password(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "settings", lambda: Settings(database_url=wrong))
    with pytest.raises(CallError) as raised:
        database.url()
    assert "hidden" not in raised.value.text("fr")


@pytest.mark.parametrize("content", [None, "", "\npostgresql://h/d"])
def test_a_secret_file_without_an_address_is_told(
    content: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "url"
    if content is not None:
        secret.write_text(content)
    monkeypatch.setattr(
        database, "settings", lambda: Settings(database_url=None, database_url_file=secret)
    )
    with pytest.raises(CallError, match="first line"):
        database.url()


def test_an_engine_is_made_once_and_keeps_no_connection() -> None:
    address = "postgresql://nobody@127.0.0.1:1/none"
    assert database.engine(address) is database.engine(address)
    assert type(database.engine(address).pool).__name__ == "NullPool"
