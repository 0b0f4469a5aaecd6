"""`zokwezo estimate` without a table: the warehouse's own lists, the linkage's error, the trail."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner
from worlds import SAMPLES, World

from warehouse.cli import app

pytestmark = pytest.mark.slow


def victims_of_the_truth() -> dict[str, set[str]]:
    with (SAMPLES / "drops/truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["role"] == "victim"]
    return {person: {r["source"] for r in rows if r["person_id"] == person}
            for person in {r["person_id"] for r in rows}}  # fmt: skip


def test_the_overlaps_are_those_of_the_linked_exports(samples: World) -> None:
    ran = CliRunner().invoke(app, ["estimate", "--json", "--force", "--resamples", "100"])
    assert ran.exit_code == 0, ran.stderr
    told = json.loads(ran.stdout)
    known = victims_of_the_truth()
    assert told["observed"] == len(known)
    assert sorted("+".join(told["lists"]).split("+")) == sorted(set().union(*known.values()))
    assert 3 <= len(told["lists"]) <= 5
    of_list = {source: part for part in told["lists"] for source in part.split("+")}
    assert told["on_several_lists"] == sum(
        len({of_list[source] for source in met}) > 1 for met in known.values()
    )
    linkage = told["linkage"]
    assert linkage["draws"] == 40
    assert linkage["observed"][0] <= linkage["observed"][1]
    [(links, sure)] = samples.rows(
        """select sum(held - 1), bool_and(is_sure) from (
            select count(*) as held, bool_and(coalesce(probability, 1) = 1) as is_sure
            from identity.person_mention where role = 'victim' group by person_id) of_person"""
    )
    assert linkage["links"] == links > 0
    assert (linkage["false_links"] == 0) is sure
    seen = [row["observed"] for row in linkage["thresholds"]]
    assert len(seen) == 5
    assert seen == sorted(seen)
    assert list(told["by"]) == ["sex", "age", "form"]
    for by in told["by"].values():
        if "refused" not in by:
            assert sum(one["observed"] for one in by["groups"].values()) == told["observed"]
    assert any("groups" in by for by in told["by"].values())
    of_sex = dict(
        samples.rows("select coalesce(sex, 'unknown'), count(*) from warehouse.victim group by 1")
    )
    assert {name: one["observed"] for name, one in told["by"]["sex"]["groups"].items()} == of_sex
    assert samples.rows("select 1 from audit.access_log where purpose = 'estimate' limit 1")


def test_without_force_it_is_an_estimate_or_one_reason(samples: World) -> None:
    ran = CliRunner().invoke(app, ["estimate", "--json", "--resamples", "100"])
    told = json.loads(ran.stdout)
    assert ran.exit_code == (1 if "refused" in told else 0)
    assert ("methods" in told) is ("refused" not in told)
    assert ("linkage" in told) is ("methods" in told)
