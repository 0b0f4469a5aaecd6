"""Each person of a spoiled file is a record, in quarantine, or the file is refused or held."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from lost_persons import RECEIVED, SPOILINGS, Maker, hunt, light, lost, write

from warehouse.checks.examine import Submission, examine
from warehouse.checks.rulebook import rulebook
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

FILES, SEED = 300, 1


def test_no_person_is_lost_whatever_an_office_does_to_a_file(tmp_path: Path) -> None:
    rules = rulebook(PROJECT / "sources", PROJECT / "expectations")
    guilty, states, done = [], Counter[str](), set()
    for seed, made, gone, state in hunt(FILES, SEED, rules, tmp_path):
        states[state] += 1
        done.update(made.done)
        if gone:
            guilty.append((seed, made.contract.source_id, made.done, len(gone)))
    assert guilty == []
    assert done == {spoil.__name__ for spoil in SPOILINGS}
    assert states["rejected"] + states["held"] < FILES / 2, (
        "a refusal must not be the answer to all"
    )


def test_the_hunt_sees_a_person_who_is_dropped(tmp_path: Path) -> None:
    rules = light(rulebook(PROJECT / "sources", PROJECT / "expectations"))
    for seed in range(50):
        made = Maker(rules, seed).export()
        path = write(made, tmp_path, seed)
        arrival = Submission("S", made.contract.source_id, path.name, "0" * 64, RECEIVED)
        found = examine(arrival, path, rules)
        if found.status == "accepted" and not found.doubts and found.records["person_mention"]:
            break
    mentions: pa.Table = found.records["person_mention"]
    poorer = replace(found, records={"person_mention": mentions.slice(1)})
    assert not lost(found, made.persons)
    assert len(lost(poorer, made.persons)) == 1


def test_the_same_seed_makes_the_same_file(tmp_path: Path) -> None:
    rules = rulebook(PROJECT / "sources", PROJECT / "expectations")
    first, again = (Maker(rules, 7).export() for _ in range(2))
    assert [page.rows for page in first.pages] == [page.rows for page in again.pages]
