"""A person is erased: nothing of her can be read, all others and every count are as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from exports import first_in_custody
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, lake, pipeline, release
from warehouse.cli import app
from warehouse.settings import settings
from warehouse.vault import VaultError
from warehouse.vault.sealed_files import open_sealed
from warehouse.vault.sealed_parquet import read_table

pytestmark = pytest.mark.slow


def call(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0, done.exception
    # What the steps log stands before it.
    told: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{\n") :])
    return told


def rows(query: str, **values: Any) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.execute(text(query), values))


def mentions() -> list[dict[str, Any]]:
    found = []
    for path in lake.conformed_files(settings().lake, "person_mention"):
        found += read_table(path).to_pylist()
    return found


def counts() -> dict[str, Any]:
    said = pipeline.status.summary()
    return {name: said[name] for name in ("mentions", "persons", "victims", "suspects", "cases")}


def test_a_person_is_erased_and_every_count_stays(world: Path, drop: Callable[..., Path]) -> None:
    pipeline.run(drop("umirr/*janvier*", "umirr/*mars*", "parquet/*_01.csv", "parquet/*_03.csv"))
    years = "select birth_year_min, count(*) from warehouse.victim group by 1 order by 1"
    before, shape = counts(), rows(years)
    ((person, pseudonym),) = rows(
        "select m.person_id, min(p.pseudonym) from identity.person_mention m"
        " join identity.role_pseudonym p using (person_id) group by 1"
        " order by count(*) desc, 1 limit 1"
    )
    asked = "select mention_id from identity.person_mention where person_id = :p"
    hers = {row[0] for row in rows(asked, p=person)}
    said = [one for one in mentions() if one["record_id"] in hers]
    words = {
        word
        for one in said
        for name in ("family_name", "given_names")
        for word in re.findall(r"\w{5,}", one[name] or "")
    }
    others = {one["record_id"]: one for one in mentions() if one["record_id"] not in hers}
    assert said
    assert words

    shown = call("erase", pseudonym)
    assert (shown["is_done"], shown["mentions"], shown["releases"]) == (False, len(hers), [1])
    assert (counts(), mentions()) == (before, mentions()), "a dry run changes nothing"
    shas = [row[0] for row in rows(
        "select distinct sha256 from intake.submission s join identity.person_mention m"
        " using (submission_id) where m.person_id = :p", p=person)]  # fmt: skip

    refused = CliRunner().invoke(app, ["erase", pseudonym, "--yes"])
    assert refused.exit_code != 0
    assert call("erase", pseudonym, "--yes", "--reason", "asked")["release"] == 2

    assert counts() == before
    assert rows(years) == shape
    now = {one["record_id"]: one for one in mentions()}
    for record in hers:
        one = now[record]
        told = json.dumps(one, default=str, ensure_ascii=False)
        for word in words:
            assert word not in re.findall(r"\w+", told)
        assert one["name_raw"] is None
        assert not one["phones"]
        assert one["birth_date_min"] is None or one["birth_date_min"].strftime("%d%m") == "0101"
    rowed = {one["row_key"] for one in said}
    for record, one in others.items():
        if one["row_key"] not in rowed:
            assert now[record] == one, "nobody else is touched"
    (again,) = rows(
        "select distinct person_id from identity.person_mention where mention_id = any(:m)",
        m=list(hers),
    )
    assert again[0] == person, "she is still one, and the one she was"

    for sha256 in shas:
        path = settings().landing / sha256[:2] / sha256
        assert not path.exists()
        with pytest.raises((VaultError, FileNotFoundError)), open_sealed(path, f"file/{sha256}"):
            pass
    standing = [one.number for one in release.listed(settings().releases) if not one.withdrawn]
    assert standing == [2]
    assert not rows("select 1 from identity.role_pseudonym where pseudonym = :p", p=pseudonym)
    for table in release.numbered(settings().releases, 2).rows:
        assert pseudonym not in str(release.read(settings().releases, table, 2).to_pylist())
    ((what, detail, purpose),) = rows(
        "select object, detail, purpose from audit.access_log where action = 'erase'"
    )
    assert (what, purpose) == ("person", "asked")
    trail = str(rows("select * from audit.access_log where action = 'erase'"))
    assert not [one for one in (person, pseudonym, *hers) if one in trail]
    assert detail["releases"] == [1]
    assert call("verify")["faults"] == []
    assert call("keys", "list")["lost"] == 0
    # The next month goes on as ever.
    pipeline.run(drop("umirr/*avril*", into=world.parent / "later"))
    assert pipeline.status.summary()["persons"] >= before["persons"]


def test_nobody_s_id_is_said_so(world: Path) -> None:
    database.ensure_schema()
    done = CliRunner().invoke(app, ["erase", "V-0000000000000"])
    assert done.exit_code != 0


def test_a_decision_that_was_kept_out_for_her_name_loses_it_with_her(
    world: Path, tmp_path: Path, drop: Callable[..., Path]
) -> None:
    """No register knows her any more: what kept the decision out is gone, and so must her name."""
    folder = drop("jurisprudence/*_04.xlsx", "dspj/*_GAV_04*", into=tmp_path / "both")
    (register,) = (folder / "dspj").iterdir()
    family, given = first_in_custody(register)
    name = f"{given.lower()} {family.lower()}"
    (book,) = (folder / "jurisprudence").iterdir()
    opened = openpyxl.load_workbook(book)
    sheet = opened.active
    (place,) = [cell.column for cell in sheet[1] if cell.value == "Motifs"]
    sheet.cell(3, place).value = f"attendu que {name} a fui, les faits sont constants"
    opened.save(book)
    assert pipeline.run(folder)["decisions_named"] == 1
    ((record_id, pseudonym),) = rows(
        "select distinct n.record_id, min(p.pseudonym) from identity.named_decision n"
        " join identity.person_mention m using (mention_id)"
        " join identity.role_pseudonym p using (person_id) group by 1"
    )
    with database.engine().begin() as connection:
        # Said before any guard looked at what people say.
        connection.execute(
            text("insert into intake.acknowledgement (item, kind, about, reason, by, at)"
                 " values ('i', 'late', 'x', :said, 'somebody', now())"),
            {"said": f"vu avec {name.title()}"},
        )  # fmt: skip

    shown = call("erase", pseudonym)
    assert shown["texts"] == [{"record": record_id, "in": "decision.reasons"}]
    assert shown["said"] == {"intake.acknowledgement.reason": 1}
    assert name not in json.dumps(shown, ensure_ascii=False).casefold()
    assert name in _decisions().casefold()

    call("erase", pseudonym, "--yes", "--reason", "asked")
    assert name not in _decisions().casefold()
    published = rows("select record_id, reasons from case_law.decision")
    assert len(published) == 6
    assert name not in repr(published).casefold()
    assert [one.reasons for one in published if one.record_id == record_id] == [None]
    ((sha256,),) = rows(
        "select sha256 from intake.submission where source_id = 'jurisprudence'"
        " and status is not null"
    )
    assert not (settings().landing / sha256[:2] / sha256).exists()


def _decisions() -> str:
    paths = lake.conformed_files(settings().lake, "decision")
    return repr([read_table(path).to_pylist() for path in paths])
