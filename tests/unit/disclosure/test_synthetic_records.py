"""Synthetic records: rows that are nobody, and what they may tell of somebody."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from warehouse.indicators.disclosure.disclosure_policy import Policy, policy
from warehouse.indicators.disclosure.synthetic_policy import SyntheticPolicy
from warehouse.indicators.synthetic_data.combination_quality import (
    compare_combinations,
    count_combinations,
)
from warehouse.indicators.synthetic_data.privacy_budget import Spent
from warehouse.indicators.synthetic_data.synthesizer import Synthesis, synthesize
from warehouse.indicators.synthetic_data.synthetic_package import write_synthetic_package

pytest.importorskip("pacsynth", reason="no wheel for this machine")

COLUMNS = ("sex", "age", "form", "region")
CHOSEN = policy().synthetic.model_copy(
    update={"columns": COLUMNS, "epsilon": 4.0, "least_records": 100}
)


def people(count: int, seed: int = 5) -> pa.Table:
    """So many invented persons, whose form goes by their age, and one whom nobody is like."""
    draw = np.random.default_rng(seed)
    age = draw.choice(["child", "adult"], count)
    forms = [["forced_labour", "other"], ["sexual", "other"]]
    form = [draw.choice(forms[one == "adult"], p=[0.9, 0.1]) for one in age]
    region = draw.choice(["CF1", "CF2"], count)
    rows = [draw.choice(["F", "M"], count), age, form, region]
    alone = ["unknown", "adult", "organ_removal", "CF7"]
    return pa.table(
        {
            name: [*map(str, values), one]
            for name, values, one in zip(COLUMNS, rows, alone, strict=True)
        }
    )


def as_rows(table: pa.Table) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


def page(**changed: Any) -> dict[str, Any]:
    """The policy file with some of its synthetic part changed."""
    whole = policy().model_dump(mode="json")
    whole["synthetic"] |= changed
    return whole


def test_the_policy_in_force_makes_none() -> None:
    assert not policy().synthetic.enabled


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"reporting_length": 4}, "less than or equal to 3"),
        ({"columns": ["sex", "sex"]}, "each column once"),
        ({"epsilon": 9.0}, "more than the total"),
        ({"delta": 1e-4, "total_delta": 1e-3}, "a tenth of one"),
        ({"least_records": 49, "columns": ["sex", "age", "prefecture"]}, "a place finer"),
        ({"epsilon": 40.0, "total_epsilon": 40.0}, "noise narrower"),
        ({"seed": 7}, "Extra inputs"),
    ],
    ids=["four_together", "twice", "budget", "delta", "place", "noise", "seed"],
)
def test_a_policy_that_would_tell_more_is_not_read(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Policy.model_validate(page(**changed))


def test_what_policy_keeps_apart_is_not_counted_together() -> None:
    whole = page()
    whole["audiences"]["public"]["never_together"] = [["sex", "age", "region"]]
    with pytest.raises(Exception, match="age, region, sex"):
        Policy.model_validate(whole)


def test_the_noise_is_what_the_policy_says() -> None:
    """Of counts of one column, which are high above the threshold below which none is told."""
    records = people(500)
    true = count_combinations(records, [(one,) for one in COLUMNS])
    often = [one for one, count in true.items() if count > 150]
    noise = [
        made.counts[one] - true[one]
        for made in (synthesize(records, CHOSEN) for _ in range(25))
        for one in often
    ]
    assert len(noise) >= 150
    expected = CHOSEN.noise_by_length()[0]
    assert 0.7 < np.std(noise) / expected < 1.3


def test_made_twice_the_rows_differ_for_nobody_can_set_the_seed() -> None:
    records = people(500)
    first, second = (synthesize(records, CHOSEN) for _ in range(2))
    assert first.counts != second.counts


def test_who_is_like_nobody_is_in_no_row() -> None:
    """The values that one person alone has are below the threshold; delta says how surely."""
    records = people(1000)
    alone = {("sex", "unknown"), ("form", "organ_removal"), ("region", "CF7")}
    for _ in range(10):
        made = synthesize(records, CHOSEN)
        assert made.rows.num_rows > 500
        told = {pair for one in made.counts for pair in one}
        assert not told & alone
        assert not {value for _, value in alone} & {
            cell for row in as_rows(made.rows) for cell in row
        }


def test_an_attacker_cannot_tell_whether_somebody_was_there() -> None:
    """He knows everybody else and asks how many of her kind there are; noise covers one person."""
    records = people(400)
    without = records.slice(0, records.num_rows - 1)
    her = {name: without.column(name)[0].as_py() for name in COLUMNS}
    missing = without.slice(1)
    key = tuple((name, her[name]) for name in COLUMNS[:2])

    def asked(table: pa.Table) -> list[int]:
        return [synthesize(table, CHOSEN).counts[key] for _ in range(12)]

    there, gone = asked(without), asked(missing)
    # One person moves the count by one, the noise by several times that: guesses go wrong.
    middle = (np.mean(there) + np.mean(gone)) / 2
    right = sum(one > middle for one in there) + sum(one < middle for one in gone)
    assert 0 < right < len(there) + len(gone)
    assert np.std([*there, *gone]) > 2


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("synthetic") / "out"
    made = synthesize(people(1000), CHOSEN)
    write_synthetic_package(made, 3, CHOSEN, Spent(8.0, 2e-6, 2), into)
    return into


def test_csv_and_parquet_hold_the_same_rows(folder: Path) -> None:
    rows = [tuple(row.values()) for row in read_csv(folder / "synthetic.csv")]
    assert len(rows) > 500
    assert rows == as_rows(pq.read_table(folder / "synthetic.parquet"))


def test_the_folder_says_that_rows_are_nobody_and_with_which_noise(folder: Path) -> None:
    page = (folder / "README.md").read_text("utf-8")
    assert "Aucune ligne n'est une personne" in page
    assert "No row is a person" in page
    for name in ("epsilon", "delta", "reporting_length", "noise_by_length", "spent_epsilon"):
        assert f"| `{name}` |" in page
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert described["privacy"]["spent_epsilon"] == 8.0
    assert {one["path"] for one in described["resources"]} | {"datapackage.json"} == {
        one.name for one in folder.iterdir()
    }
    (rows,) = (one for one in described["resources"] if one["path"] == "synthetic.csv")
    assert [one["name"] for one in rows["schema"]["fields"]] == list(COLUMNS)
    assert rows["schema"]["missingValues"] == [""]


def test_the_quality_follows_from_the_folder_alone(folder: Path) -> None:
    """So nothing of the true records stands in it: whoever has the folder can make it again."""
    rows = pa.table({n: [row[n] for row in read_csv(folder / "synthetic.csv")] for n in COLUMNS})
    counts = {
        tuple((name, row[name]) for name in COLUMNS if row[name]): int(row["persons"])
        for row in read_csv(folder / "noisy_counts.csv")
    }
    again = compare_combinations(counts, count_combinations(rows, CHOSEN.column_sets()))
    published = json.loads((folder / "quality.json").read_text("utf-8"))["by_length"]
    assert [vars(one) for one in again] == published
    assert [one["length"] for one in published] == [1, 2, 3]


def counted_by_hand(rows: Iterable[tuple[str, ...]], columns: tuple[str, ...]) -> Counter[Any]:
    at = [COLUMNS.index(one) for one in columns]
    held = Counter(tuple((COLUMNS[i], row[i]) for i in at) for row in rows)
    return Counter({one: n for one, n in held.items() if all(value for _, value in one)})


def test_combinations_kept_lost_and_invented_by_length() -> None:
    rows = pa.table(
        {
            "sex": ["F", "F", "M", ""],
            "age": ["child", "child", "adult", "adult"],
            "form": ["a", "b", "a", "a"],
            "region": ["x", "x", "x", ""],
        }
    )
    sets = CHOSEN.column_sets()
    counts = count_combinations(rows, sets)
    by_hand: Counter[Any] = Counter()
    for columns in sets:
        by_hand += counted_by_hand(as_rows(rows), columns)
    assert counts == dict(by_hand)
    reference = {(("sex", "F"),): 5, (("sex", "X"),): 4, (("sex", "F"), ("age", "child")): 2}
    one, two = compare_combinations(reference, count_combinations(rows, [("sex",), ("sex", "age")]))
    # F is kept and off by three, X is lost, M is invented.
    assert (one.kept, one.lost, one.invented, one.mean_error, one.largest_error) == (
        1,
        1,
        1,
        2.7,
        4,
    )
    assert (two.kept, two.lost, two.invented) == (1, 0, 1)


def test_the_noise_grows_with_length_and_shrinks_with_epsilon() -> None:
    def noise(**changed: Any) -> tuple[float, ...]:
        return SyntheticPolicy(**{**policy().synthetic.model_dump(), **changed}).noise_by_length()

    assert noise() == tuple(sorted(noise()))
    assert all(a > b for a, b in zip(noise(), noise(epsilon=2.0), strict=True))
    assert noise(accuracy="long") == tuple(sorted(noise(accuracy="long"), reverse=True))


def test_rows_of_nobody_are_written_as_a_table_without_rows(tmp_path: Path) -> None:
    empty = pa.table({name: pa.array([], pa.string()) for name in COLUMNS})
    quality = write_synthetic_package(
        Synthesis(empty, {}), 1, CHOSEN, Spent(1.0, 1e-6, 1), tmp_path / "out"
    )
    assert quality == []
