"""A file tried at the desk has the receipt that it gets when it is dropped.

The page of every sample, tried and then dropped, is held by ``test_try_out_of_versions``, by the
same function without the desk: here come a register's first, the awkward ones, and odd ones.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_client import HERE, browser, give, token
from openpyxl import Workbook
from sqlalchemy import text

from warehouse import database, pipeline
from warehouse.desk import trial
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow

SAMPLES = PROJECT / "samples"
HEADER = [
    "Code dossier", "Date d'accueil", "Nom", "Prénom", "Sexe", "Age", "Nationalité",
    "Préfecture d'origine", "Sous-préfecture d'accueil", "Type d'exploitation",
    "Mineur accompagné (O/N)", "Services fournis", "Référé par", "Téléphone du tuteur",
    "Consentement",
]  # fmt: skip


def person(number: int, **cells: object) -> list[object]:
    row: list[object] = [
        f"MPF-2026-{number:04d}", f"{number % 27 + 1:02d}/04/2026", f"FICTIF{number}",
        f"Inventé{number}", "F", 9 + number, "centrafricaine", "Ouham", "Bossangoa",
        "travail forcé", "N", "hébergement", "police", "", "O",
    ]  # fmt: skip
    for letter, cell in cells.items():
        row[ord(letter) - ord("A")] = cell
    return row


def book(path: Path, rows: list[list[object]]) -> None:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)


PEOPLE = [person(number) for number in range(8)]
ODD: dict[str, list[list[object]]] = {
    "above_header_04_2026.xlsx": [*PEOPLE[:3], HEADER, *PEOPLE[3:]],
    "dates_unread_04_2026.xlsx": [HEADER, *(person(n, B="jadis", F="?") for n in range(8))],
    "some_unread_04_2026.xlsx": [HEADER, *PEOPLE, person(20, E="x", H="Nulle part", F="900")],
    "no_name_08_2026.xlsx": [
        HEADER,
        *(person(30 + n, B="05/08/2026") for n in range(8)),
        person(40, B="05/08/2026", C=""),
    ],
    "no_header_04_2026.xlsx": PEOPLE,
    "empty_04_2026.xlsx": [],
    "only_header_04_2026.xlsx": [HEADER],
    "nil_05_2026.xlsx": [["NÉANT"]],
    "shifted_04_2026.xlsx": [HEADER, *PEOPLE[:4], *([None, *row[:-1]] for row in PEOPLE[4:])],
    "turned_04_2026.xlsx": [list(row) for row in zip(*[HEADER, *PEOPLE], strict=True)],
    "column_missing_04_2026.xlsx": [HEADER[:2] + HEADER[4:], *(r[:2] + r[4:] for r in PEOPLE)],
    "fewer_04_2026.xlsx": [HEADER, *PEOPLE[:2]],
    "other_month_06_2026.xlsx": [HEADER, *PEOPLE],
}


@pytest.fixture
def every_file(tmp_path: Path) -> list[tuple[str, Path]]:
    """Source and file: a sample of each register, the awkward ones, and odd ones made here."""
    folder = tmp_path / "odd"
    folder.mkdir()
    for name, rows in ODD.items():
        book(folder / name, rows)
    (folder / "torn_04_2026.xlsx").write_bytes(
        (folder / "above_header_04_2026.xlsx").read_bytes()[:900]
    )
    (folder / "no_bytes.csv").write_bytes(b"")
    (folder / "letter.txt").write_text("Madame, Monsieur, veuillez trouver ci-joint.\n", "utf-8")
    lines = [";".join(map(str, row)) for row in [HEADER, *PEOPLE]]
    (folder / "latin_04_2026.csv").write_bytes("\r\n".join(lines).encode("cp1252", "replace"))
    (folder / "cut_04_2026.csv").write_text("\n".join(lines)[:-30], "utf-8")
    every = [(p.parent.name, p) for p in sorted((SAMPLES / "drops").glob("*/*"))]
    drops = list(dict(reversed(every)).items())
    awkward = [(p.parent.name, p) for p in sorted((SAMPLES / "awkward").glob("*/*"))]
    odd = [("minfemme", path) for path in sorted(folder.iterdir())]
    wrong = [("dspj", p) for source, p in drops if source in ("umirr", "minfemme")]
    assert len(drops) >= 12 and len(wrong) == 2 and len(awkward) == 14 and len(odd) == len(ODD) + 5
    return [*drops, *awkward, *odd, *wrong]


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The process of a trial costs seconds to start: here its own main is called, file by file."""
    begun = []

    def run(words: list[str], **_told: Any) -> subprocess.CompletedProcess[str]:
        module, source_id, scratch = words[2:]
        assert module == trial.__name__
        begun.append(source_id)
        trial.main(source_id, Path(scratch))
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(trial.subprocess, "run", run)
    yield begun


def as_told(page: str) -> str:
    """The receipt but for its status line: when it came and was judged, and its signature."""
    page = re.sub(r'<aside class="trial".*?</aside>\n', "", page, flags=re.S)
    page = re.sub(r"<dt>Reçu</dt>.*\n|<dt>Examiné</dt>.*\n", "", page)
    page, signed = re.subn(r"<p>(Reçu signé|Ce reçu n&#39;est pas signé|Ce reçu n'est pas signé)"
                           r".*</p>\n", "", page)  # fmt: skip
    assert signed == 1
    # The tag of a word that is left out is made under a key; a trial has one of its own.
    return re.sub(r"masqué-[a-z]{6}", "masqué", html.unescape(page))


def test_a_trial_says_what_the_drop_says(
    world: Path, tmp_path: Path, every_file: list[tuple[str, Path]], in_this_process: list[str]
) -> None:
    give("gestionnaire", "steward")
    client = browser("gestionnaire")
    seal = token(client, "/deposer")
    statuses = set()
    for number, (source_id, path) in enumerate(every_file):
        sent = {"jeton": seal, "registre": source_id}
        body = path.read_bytes()
        tried = client.post(
            "/essayer", data=sent, files={"fichier": (path.name, body)}, headers=HERE
        )
        folder = tmp_path / str(number)
        (folder / source_id).mkdir(parents=True)
        (folder / source_id / path.name).write_bytes(body)
        received = pipeline.receive(source_id, folder, stable_seconds=0)
        for submission_id in received:
            pipeline.examine(submission_id)
        with database.engine().connect() as connection:
            newest = connection.execute(
                text("select s.submission_id, s.status, r.path from intake.submission s join"
                     " intake.receipt r on r.submission_id = s.submission_id and r.kind = 'html'"
                     " where s.source_id = :source and s.sha256 = :sha256"
                     " order by s.received_at desc limit 1"),
                {"source": source_id, "sha256": hashlib.sha256(body).hexdigest()},
            ).one_or_none()  # fmt: skip
        if newest is None:
            assert path.name.startswith("~$"), "a folder overlooks it, and a page names it anew"
            continue
        if not body:
            assert tried.status_code == 409, "the page says at once that it is empty"
            continue
        assert tried.status_code == 200, path.name
        dropped = (settings().receipts / newest.path).read_text("utf-8")
        assert as_told(tried.text) == as_told(dropped), f"{source_id}/{path.name}"
        statuses.add(newest.status)
    assert statuses >= {"accepted", "accepted_with_warnings", "partly_accepted", "rejected",
                        "duplicate", "held"}  # fmt: skip
    assert len(in_this_process) >= 42


def test_the_record_of_a_trial_is_that_of_the_drop_but_for_its_instants_and_seal(
    world: Path, tmp_path: Path
) -> None:
    from warehouse.receipts.try_file import try_file

    source = next((SAMPLES / "drops/umirr").glob("*avril*"))
    said = try_file(source, "umirr", tmp_path / "out")
    folder = tmp_path / "drop" / "umirr"
    folder.mkdir(parents=True)
    (folder / source.name).write_bytes(source.read_bytes())
    (submission_id,) = pipeline.receive("umirr", folder.parent, stable_seconds=0)
    pipeline.examine(submission_id)
    records = [
        json.loads(
            next(p for p in map(Path, said["receipt"]) if p.suffix == ".json").read_text("utf-8")
        ),
        json.loads(next(settings().receipts.rglob("recu.json")).read_text("utf-8")),
    ]
    assert [record.pop("seal") is None for record in records] == [True, False]
    for record in records:
        del record["received_at"], record["judged_at"]
    assert records[0] == records[1]


def test_a_trial_counts_whom_it_would_change_and_asks_no_other_register(
    world: Path, tmp_path: Path, in_this_process: list[str]
) -> None:
    april, trial_of_april = tmp_path / "drop/minfemme/x_04_2026.xlsx", tmp_path / "y_04_2026.xlsx"
    april.parent.mkdir(parents=True)
    book(april, [HEADER, *PEOPLE])
    (submission_id,) = pipeline.receive("minfemme", tmp_path / "drop", stable_seconds=0)
    assert pipeline.examine(submission_id).startswith("accepted")
    book(trial_of_april, [HEADER, *PEOPLE[:6], person(6, G="tchadienne"), person(20)])
    give("femme", "focal_point", sources=["minfemme"])
    client = browser("femme")
    tried = client.post(
        "/essayer",
        data={"jeton": token(client, "/deposer"), "registre": "minfemme"},
        files={"fichier": (trial_of_april.name, trial_of_april.read_bytes())},
        headers=HERE,
    )
    (aside,) = re.findall(r'<aside class="trial".*?</aside>', tried.text, re.S)
    counts = {
        label: int(count) for count, label in re.findall(r"<b>(\d+)</b><span>([^<]+)</span>", aside)
    }
    assert counts == {
        "personnes nouvelles": 1,
        "déjà nommées un autre mois": 0,
        "corrigées": 1,
        "inchangées": 6,
        "ne seraient plus là": 1,
    }
    assert "FICTIF" not in tried.text
    with database.engine().connect() as connection:
        assert connection.scalar(text("select count(*) from intake.submission")) == 1
