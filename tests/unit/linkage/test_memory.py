"""A ceiling of memory: what does not fit waits on disk, encrypted, and is gone at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.linkage.engine.memory import database

# Less than two million rows do not leave memory, even under the lowest ceiling that works.
pytestmark = pytest.mark.slow


def test_what_does_not_fit_waits_on_disk_and_is_gone_at_the_end() -> None:
    with database("60MB") as con:
        folder = Path(con.sql("select current_setting('temp_directory')").fetchall()[0][0])
        con.execute(
            "create table many as select 'NOM' || md5(i::varchar) as word from range(2000000) r(i)"
        )
        written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert con.sql("select count(distinct word) from many").fetchall() == [(2_000_000,)]
    assert len(written) > 1_000_000
    # A run that is killed leaves it there.
    assert written.count(b"NOM") < 100
    assert not folder.exists()
