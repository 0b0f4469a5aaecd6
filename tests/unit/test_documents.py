"""Data Docs: what is recorded holds no value, what is rendered can be read without a network."""

from __future__ import annotations

import json
import re
import shutil
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from warehouse.checks.gx import check_records, data_docs, validate
from warehouse.checks.gx.library import load_great_expectations
from warehouse.checks.gx.suites import expectation, read_suite
from warehouse.errors import catalogue, message
from warehouse.settings import PROJECT

SUITES = sorted((PROJECT / "expectations").glob("*/*.json"))
CANARY = "Zzcanari"
DAY = datetime(2025, 7, 1, 8, tzinfo=UTC)
NUMBER = 987654321


def fake_result(**result: Any) -> Any:
    """A result as wide as Great Expectations might one day make it, a canary in every corner."""
    one = SimpleNamespace(
        success=False,
        expectation_config=SimpleNamespace(
            type="expect_column_values_to_be_between",
            kwargs={"column": "age", "min_value": 0, "batch_id": CANARY, "new_argument": CANARY},
            meta={"rule": "age_impossible", "severity": "warn", "column": "age", "notes": CANARY},
        ),
        result={
            "element_count": 3,
            "unexpected_count": 1,
            "missing_count": CANARY,
            "observed_value": NUMBER,
            "unexpected_list": [CANARY],
            "partial_unexpected_counts": [{"value": CANARY, "count": 1}],
            "details": {"mismatched": CANARY},
            CANARY: CANARY,
            **result,
        },
        exception_info={
            "raised_exception": True,
            "exception_message": CANARY,
            "exception_traceback": CANARY,
        },
        rendered_content=CANARY,
    )
    return SimpleNamespace(
        success=False,
        suite_name="police",
        results=[one],
        meta={"active_batch_definition": CANARY},
        suite_parameters={"p": CANARY},
    )


def record(folder: Path, submission_id: str, at: datetime, result: Any = None) -> Path:
    return check_records.record_result(
        result or fake_result(),
        source_id="police",
        table_id="arrests",
        submission_id=submission_id,
        folder=folder,
        at=at,
    )


def text_of(folder: Path) -> str:
    """Names and contents of everything under a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files, "a search for canaries must have something to search"
    return "\n".join(f"{path}\n{path.read_text('utf-8')}" for path in files)


def test_a_record_holds_counts_and_our_own_suite_and_nothing_else(tmp_path: Path) -> None:
    said = json.loads(record(tmp_path, "s1", DAY).read_text("utf-8"))
    assert said["results"] == [
        {
            "success": False,
            "raised": True,
            "expectation": {
                "type": "expect_column_values_to_be_between",
                "kwargs": {"column": "age", "min_value": 0},
                "meta": {
                    "rule": "age_impossible",
                    "severity": "warn",
                    "table": None,
                    "column": "age",
                },
            },
            "counts": {"element_count": 3, "unexpected_count": 1},
        }
    ]
    assert CANARY not in text_of(tmp_path)
    assert str(NUMBER) not in text_of(tmp_path)


def test_the_same_submission_again_replaces_its_record(tmp_path: Path) -> None:
    first, again = record(tmp_path, "s1", DAY), record(tmp_path, "s1", DAY + timedelta(1))
    assert first == again
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [again]


def test_only_the_newest_submissions_of_a_source_stay(tmp_path: Path) -> None:
    for day in (2, 0, 3, 1):
        record(tmp_path, f"s{day}", DAY + timedelta(day))
    kept = check_records.prune(check_records.read_records(tmp_path), tmp_path, keep=2)
    assert [one.submission_id for one in kept] == ["s3", "s2"]
    assert {path.name for path in (tmp_path / "results" / "police").iterdir()} == {"s2", "s3"}


def test_every_rule_of_every_suite_has_a_sentence_and_every_argument_is_kept() -> None:
    expectations = [one for path in SUITES for one in read_suite(path)["expectations"]]
    assert len(expectations) > 100
    for one in expectations:
        rule = one["meta"]["rule"]
        assert f"docs_rule_{rule}" in catalogue() or rule.endswith("_unread"), rule
        assert set(one["kwargs"]) <= check_records.KWARGS
        message(f"docs_else_{one['meta']['severity']}")


def judged_with_values(suite: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Every row breaks every rule, and Great Expectations is asked for all it knows."""
    monkeypatch.setattr(validate, "RESULT_FORMAT", {"result_format": "COMPLETE"})
    rows = 3
    frame = pd.DataFrame(index=range(rows))
    for one in suite["expectations"]:
        kwargs = one["kwargs"]
        if one["type"] == "expect_column_to_exist":
            continue
        if one["type"] == "expect_column_pair_values_a_to_be_greater_than_b":
            frame[kwargs["column_A"]], frame[kwargs["column_B"]] = NUMBER, NUMBER + 1
        elif one["type"] == "expect_column_values_to_be_between":
            frame[kwargs["column"]] = NUMBER if "max_value" in kwargs else -NUMBER
        elif one["type"] == "expect_column_values_to_not_be_null":
            frame[kwargs["column"]] = [CANARY, None, None]
        elif one["type"] == "expect_column_values_to_not_be_in_set":
            one["kwargs"]["value_set"] = ["unread"]
            frame[kwargs["column"]] = [CANARY, "unread", "unread"]
        elif one["type"] == "expect_compound_columns_to_be_unique":
            for name in kwargs["column_list"]:
                frame[name] = frame.get(name, CANARY)
        elif "column" in kwargs:
            frame[kwargs["column"]] = CANARY
    return validate.validate(frame, suite)


@pytest.mark.slow
def test_no_value_reaches_the_site_by_any_expectation_we_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, leaky = set(), ""
    for path in SUITES:
        suite = read_suite(path)
        result = judged_with_values(suite, monkeypatch)
        leaky += json.dumps(result.to_json_dict())
        seen |= {one.expectation_config.type for one in result.results}
        check_records.record_result(
            result,
            source_id=path.parent.name,
            table_id=path.stem,
            submission_id="s1",
            folder=tmp_path,
        )
    used = {one["type"] for path in SUITES for one in read_suite(path)["expectations"]}
    assert seen == used
    assert CANARY in leaky and str(NUMBER) in leaky, "the canaries must have been there to leak"
    data_docs.build(tmp_path, PROJECT / "expectations")
    pages = text_of(tmp_path)
    assert CANARY not in pages
    assert str(NUMBER) not in pages
    assert f"{NUMBER:,}" not in pages


@pytest.mark.slow
def test_a_rule_that_could_not_run_is_told_without_its_traceback(tmp_path: Path) -> None:
    suite = {
        "name": "police",
        "expectations": [
            expectation(
                "expect_column_values_to_be_between", "age_impossible", "warn", table="arrests"
            )
        ],
    }
    suite["expectations"][0]["kwargs"] = {"column": "age", "min_value": 0, "max_value": 110}
    result = validate.validate(pd.DataFrame({"age": [CANARY, CANARY, 3]}), suite)
    record(tmp_path, "s1", DAY, result)
    record(tmp_path, "s2", DAY)
    data_docs.build(tmp_path, PROJECT / "expectations")
    pages = text_of(tmp_path)
    assert CANARY not in pages
    assert "Traceback" not in pages
    told = message("docs_not_run").text("fr").strip()
    for page in (tmp_path / "site/validations/police").rglob("*.html"):
        assert told in page.read_text("utf-8")


@pytest.mark.slow
def test_the_site_needs_no_network_and_no_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    record(tmp_path / "docs", "s1", DAY)
    data_docs.build(tmp_path / "docs", PROJECT / "expectations")
    index = data_docs.build(tmp_path / "docs", PROJECT / "expectations")
    assert {path.name for path in tmp_path.iterdir()} == {"docs"}, "nothing is written elsewhere"
    assert {path.name for path in (tmp_path / "docs").iterdir()} == {"results", "site"}
    pages = list(index.parent.rglob("*.html"))
    assert len(pages) == len(SUITES) + 2
    links = 0
    for page in pages:
        text = page.read_text("utf-8")
        assert not re.search(r"https?:|<script|<link|<img|url\(", text)
        for target in re.findall(r'href="([^"#]+)"', text):
            links += 1
            assert (page.parent / target).resolve().is_file(), (page, target)
    assert links > len(pages)


def test_a_page_is_rendered_again_where_what_it_is_made_of_changed_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_great_expectations()
    # Below it: what it imports ends a worker where pyspark is not hidden first.
    from warehouse.checks.gx.data_docs_pages import Pages

    rendered: list[str] = []
    rendered_suite, rendered_record = Pages.suite, Pages.record

    def suite_counted(pages: Pages, suite: Any) -> str:
        rendered.append(suite["name"])
        return rendered_suite(pages, suite)

    def record_counted(pages: Pages, one: Any) -> str:
        rendered.append(f"{one.source_id} · {one.submission_id}")
        return rendered_record(pages, one)

    monkeypatch.setattr(Pages, "suite", suite_counted)
    monkeypatch.setattr(Pages, "record", record_counted)
    suites = tmp_path / "expectations"
    for path in SUITES[:2]:
        (suites / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, suites / path.parent.name / path.name)
    names = [read_suite(path)["name"] for path in SUITES[:2]]
    record(tmp_path, "s1", DAY)
    site = data_docs.build(tmp_path, suites).parent
    assert sorted(rendered) == sorted(["police · s1", *names])
    first = text_of(site)
    rendered.clear()
    data_docs.build(tmp_path, suites)
    assert rendered == []
    assert text_of(site) == first
    record(tmp_path, "s2", DAY)
    data_docs.build(tmp_path, suites)
    assert rendered == ["police · s2"]
    rendered.clear()
    result = fake_result()
    result.results[0].success = not result.results[0].success
    record(tmp_path, "s1", DAY, result)
    data_docs.build(tmp_path, suites)
    assert rendered == ["police · s1"], "another verdict, another page"
    rendered.clear()
    data_docs.build(tmp_path, suites, language="en")
    assert sorted(rendered) == sorted(["police · s1", "police · s2", *names])


@pytest.mark.slow
def test_the_site_speaks_french(tmp_path: Path) -> None:
    record(tmp_path, "s1", DAY)
    index = data_docs.build(tmp_path, PROJECT / "expectations")
    page = next((index.parent / "validations").rglob("*.html")).read_text("utf-8")
    assert "est dans des bornes vraisemblables. Sinon un avertissement est donné." in page
    suites = [path.read_text("utf-8") for path in (index.parent / "expectations").iterdir()]
    assert len(suites) == len(SUITES)
    english = ("Evaluated", "Failed", "Observed", "unexpected", "Expectation Suite", "values must")
    for text in (index.read_text("utf-8"), page, *suites):
        for word in english:
            assert word not in text


@pytest.mark.slow
def test_a_header_with_markup_in_it_is_shown_and_not_run(tmp_path: Path) -> None:
    result = fake_result()
    result.results[0].expectation_config.meta["column"] = "<b>Âge</b>"
    record(tmp_path, "s1", DAY, result)
    index = data_docs.build(tmp_path, PROJECT / "expectations")
    page = next((index.parent / "validations").rglob("*.html")).read_text("utf-8")
    assert "<b>" not in page
    assert page.count("« &lt;b&gt;Âge&lt;/b&gt; »") == 2, "among the broken ones, and in its table"


def test_a_refused_file_stands_on_the_first_page_before_the_next_release(tmp_path: Path) -> None:
    at = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    refusal = check_records.Refusal("umirr", "umirr-1", "2026-04", at, "Le fichier est vide.")
    assert (
        data_docs.build_first_page(tmp_path, PROJECT / "expectations", refusals=[refusal]) is None
    )
    index = data_docs.build(tmp_path, PROJECT / "expectations")
    before = index.read_text("utf-8")
    assert "refusés" not in before
    data_docs.build_first_page(tmp_path, PROJECT / "expectations", refusals=[refusal])
    after = index.read_text("utf-8")
    for said in ("refusés", "umirr-1", "2026-04", "2026-05-04 09:30", "Le fichier est vide."):
        assert said in after
    data_docs.build_first_page(tmp_path, PROJECT / "expectations", refusals=[])
    assert index.read_text("utf-8") == before, "the rest of the page is the same"
