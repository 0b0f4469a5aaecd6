from __future__ import annotations

import hashlib
import tracemalloc
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from warehouse.errors import CallError
from warehouse.proof.simulate import exports as exports_module
from warehouse.proof.simulate import simulate, simulate_rows
from warehouse.proof.simulate.agenda import Agenda
from warehouse.proof.simulate.layouts import LAYOUTS
from warehouse.proof.simulate.lexicon import FORMS


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        simulate(tmp_path / name, months=2, cases_per_month=10, seed=seed, noise=2.0)
    one, again, other = (digests(tmp_path / name) for name in ("one", "again", "other"))
    assert len(one) == 2 * 12 + 3
    assert one == again
    changed = {name for name in one if one[name] != other.get(name)}
    assert any(name.endswith(".xlsx") for name in changed)
    assert any(name.endswith(".csv") for name in changed)


def test_a_country_where_nothing_happens_still_reports(tmp_path: Path) -> None:
    summary = simulate(tmp_path, months=1, cases_per_month=0)
    assert summary.files == 12
    assert summary.rows == summary.persons == summary.cases == 0
    (plan,) = (tmp_path / "pan").iterdir()
    activities = CalamineWorkbook.from_path(str(plan)).get_sheet_by_name("Activités").to_python()
    assert summary.lines == 44 + len(activities) - 1, "only the action plan has lines"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"months": 0}, id="no month"),
        pytest.param({"start": "janvier"}, id="a month by its name"),
        pytest.param({"start": "2026-13"}, id="a thirteenth month"),
        pytest.param({"cases_per_month": -1}, id="fewer cases than none"),
        pytest.param({"noise": -0.1}, id="less noise than none"),
        pytest.param({"noise": float("nan")}, id="a noise that is no number"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_is_written(
    tmp_path: Path, arguments: dict[str, object]
) -> None:
    with pytest.raises(CallError):
        simulate(tmp_path / "out", **arguments)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_all_faults_of_a_call_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CallError) as refused:
        simulate(tmp_path / "out", months=0, cases_per_month=-1, start="x", noise=9)
    assert len(refused.value.faults) == 4


@pytest.mark.parametrize("source", [source for source in LAYOUTS if source != "pan"])
@pytest.mark.parametrize("rows", [0, 1, 137])
def test_one_export_has_exactly_the_lines_asked_for(
    tmp_path: Path, source: str, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    write = exports_module.Export.write
    monkeypatch.setattr(
        exports_module.Export,
        "write",
        lambda self, record: (written.append(record), write(self, record))[1],
    )
    (path,) = simulate_rows(source, rows, out=tmp_path)
    assert path.parent == tmp_path / source
    assert len(written) == rows
    if LAYOUTS[source].kind == "text":
        lines = path.read_text(LAYOUTS[source].encoding).splitlines()
        assert len(lines) == 1 + rows


def test_one_export_of_an_unknown_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallError):
        simulate_rows("douanes", 10, out=tmp_path)
    with pytest.raises(CallError):
        simulate_rows("pan", 45, out=tmp_path)


def test_a_workbook_too_long_for_excel_is_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports_module, "MAX_LINES", 40)
    paths = simulate_rows("umirr", 100, out=tmp_path)
    assert [path.name for path in paths][1:] == [
        "UMIRR_registre_janvier_2026 (2).xlsx",
        "UMIRR_registre_janvier_2026 (3).xlsx",
    ]
    assert len(simulate_rows("iom", 100, out=tmp_path)) == 1, "text has no such limit"


def test_what_is_added_while_the_agenda_is_read_is_met_on_its_day() -> None:
    with closing(Agenda()) as agenda:
        for day in (28, 10, 10):
            agenda.add("greffe", date(2026, 4, day), day)
        agenda.add("parquet", date(2026, 4, 11), "of another kind")
        met = []
        for on, thing in agenda.due("greffe", date(2026, 4, 1), date(2026, 4, 30)):
            met.append(thing)
            if thing == 10 and len(met) == 1:
                agenda.add("greffe", on.replace(day=24), 24)
                agenda.add("greffe", date(2026, 5, 1), "next month")
        assert met == [10, 10, 24, 28]
        agenda.forget("greffe", date(2026, 4, 30))
        assert [t for _, t in agenda.due("greffe", date.min, date.max)] == ["next month"]


def test_forms_have_a_first_variant_and_a_weight() -> None:
    assert len(FORMS) > 5
    assert all(form.variants and form.weight > 0 for form in FORMS.values())


@pytest.mark.slow
@pytest.mark.parametrize("source", ["iom", "umirr", "travail"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, source: str) -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        simulate_rows(source, rows, out=tmp_path)
        (_, highest) = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(100)  # what is imported and cached once is not counted
    small, large = peak(1_500), peak(9_000)
    assert large < small + 1_000_000, "six times the rows may not need the memory for them"


@pytest.mark.slow
def test_a_large_country_needs_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    def peak(cases: int) -> int:
        tracemalloc.start()
        simulate(tmp_path / str(cases), months=1, cases_per_month=cases)
        (_, highest) = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)
    small, large = peak(500), peak(3_000)
    assert large < small + 1_500_000
