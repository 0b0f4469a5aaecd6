"""The pages of Data Docs: Great Expectations renders, in our frame and in the steward's language.

Its renderers and its view are called as a library, without a context, so that nothing is read or
written beside the site and nothing is counted. Its own frame loads styles and scripts from five
servers on the internet and shows an empty first page without them; ours stands in ``pages/``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib import resources
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import great_expectations
from great_expectations.core import ExpectationSuite
from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.render.renderer import (
    ExpectationSuitePageRenderer,
    ValidationResultsPageRenderer,
)
from great_expectations.render.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, DictLoader

from warehouse.checks.gx.suites import Expectation, Suite
from warehouse.errors import Language, catalogue, message

if TYPE_CHECKING:
    from warehouse.checks.gx.check_records import CheckRecord, Refusal

# What Great Expectations writes in English, and our sentence for it.
LABELS = {
    "Data asset:": "docs_table",
    "Evaluated Expectations": "docs_evaluated",
    "Expectation": "docs_rule",
    "Expectation Suite Name": "docs_suite",
    "Expectation Suite:": "docs_suite",
    "Failed": "docs_failed",
    "Great Expectations Version": "docs_version",
    "Info": "docs_about",
    "Observed Value": "docs_observed",
    "Overview": "docs_overview",
    "Statistics": "docs_statistics",
    "Status": "docs_status",
    "Status:": "docs_status",
    "Succeeded": "docs_succeeded",
    "Success Percent": "docs_share",
    "Successful Expectations": "docs_held",
    "Table-Level Expectations": "docs_table_rules",
    "Unsuccessful Expectations": "docs_broken",
    "\n\n$unexpected_count unexpected values found. "
    "$unexpected_percent of $element_count total rows.": "docs_found",
    "\n\n$expectation_type raised an exception:\n$exception_message": "docs_not_run",
}

_SIZE = re.compile(
    r"This Expectation suite currently contains (\d+) total Expectations across (\d+) columns\."
)


class Pages:
    """Renders the pages of one site.

    Args:
        suites: the names of the suites that have a page.
    """

    def __init__(self, language: Language, suites: frozenset[str]) -> None:
        self._language = language
        self._suites = suites
        self._view = DefaultJinjaPageView()
        ours = resources.files("warehouse.checks.gx") / "pages"
        self._view.env.loader = ChoiceLoader(
            [
                DictLoader(
                    {
                        name: (ours / name).read_text("utf-8")
                        for name in ("frame.html", "document.html", "index.html")
                    }
                ),
                self._view.env.loader,
            ]
        )
        # Each of its hundreds of pieces would be looked for on the disk, each time it is used.
        self._view.env.auto_reload = False
        self._view.env.globals |= {"say": self._say, "quote": quote, "language": language}
        self._labels = {english: self._say(key) for english, key in LABELS.items()}
        self._endings = {
            "% unexpected": self._say("docs_share_broken"),
            "% not null": self._say("docs_share_filled"),
            " (value)": "",
            " (year)": f" ({self._say('docs_year')})",
        }

    def mark(self, made_of: Mapping[str, Any]) -> str:
        """A comment that is the same where a page of the same would be rendered the same again."""
        content = json.dumps([self._language, sorted(self._suites), made_of], default=str)
        return f"<!-- {sha256((_shape() + content).encode()).hexdigest()} -->\n"

    def record(self, record: CheckRecord) -> str:
        """The page of one suite on one table of a submission."""
        results = [
            ExpectationValidationResult(
                success=one["success"],
                expectation_config=self._configuration(one["expectation"]),
                result=one["counts"],
                exception_info={
                    "raised_exception": one["raised"],
                    "exception_message": "",
                    "exception_traceback": "",
                },
            )
            for one in record.results
        ]
        held = len(results) - record.broken
        rendered = ValidationResultsPageRenderer().render(
            ExpectationSuiteValidationResult(
                success=record.success,
                results=results,
                suite_name=record.suite,
                statistics={
                    "evaluated_expectations": len(results),
                    "successful_expectations": held,
                    "unsuccessful_expectations": record.broken,
                    "success_percent": 100 * held / len(results) if results else None,
                },
                # What its header calls the data asset.
                meta={"batch_spec": {"data_asset_name": record.table_id}},
            )
        )
        return self._document(
            rendered,
            home="../../../",
            heading=f"{record.source_id} · {record.submission_id}",
            suite=record.suite if record.suite in self._suites else None,
            broken=[
                self._sentence(one["expectation"]) or one["expectation"]["type"]
                for one in record.results
                if not one["success"]
            ],
        )

    def suite(self, suite: Suite) -> str:
        """The page of one suite: its rules, column by column."""
        configurations = [self._configuration(one) for one in suite["expectations"]]
        rendered = ExpectationSuitePageRenderer().render(
            ExpectationSuite(name=suite["name"], expectations=configurations)
        )
        return self._document(rendered, home="../", heading=suite["name"])

    def index(
        self, records: Sequence[CheckRecord], suites: Sequence[str], refusals: Sequence[Refusal]
    ) -> str:
        """The first page: what was refused, every submission kept, by source, and every suite."""
        by_source = {
            source_id: list(of_one)
            for source_id, of_one in groupby(
                sorted(records, key=attrgetter("source_id")), key=attrgetter("source_id")
            )
        }
        page: str = self._view.env.get_template("index.html").render(
            sources=by_source,
            suites=suites,
            refusals=refusals,
            home="",
            heading=self._say("docs_title"),
        )
        return page

    def _document(
        self,
        rendered: Any,
        *,
        home: str,
        heading: str,
        suite: str | None = None,
        broken: Sequence[str] = (),
    ) -> str:
        document = self._translated(rendered.to_json_dict())
        page: str = self._view.env.get_template("document.html").render(
            document, home=home, heading=heading, suite=suite, broken=broken
        )
        return page

    def _say(self, key: str, **parameters: str | int) -> str:
        return message(key, **parameters).text(self._language)

    def _configuration(self, one: Expectation) -> ExpectationConfiguration:
        sentence = self._sentence(one)
        return ExpectationConfiguration(
            type=one["type"],
            kwargs=dict(one["kwargs"]),
            meta={},
            # Great Expectations does not escape it.
            description=escape(sentence) if sentence else None,
        )

    def _sentence(self, one: Expectation) -> str | None:
        """What must hold, and what becomes of a file or row that breaks it."""
        meta = one["meta"]
        key = f"docs_rule_{meta['rule']}"
        if key not in catalogue() and str(meta["rule"]).endswith("_unread"):
            key = "docs_rule_unread"
        if key not in catalogue():
            return None
        column = meta["column"] or one["kwargs"].get("column") or meta["table"]
        return f"{self._say(key, column=str(column))} {self._say('docs_else_' + meta['severity'])}"

    def _translated(self, node: Any) -> Any:
        """A rendered document with our words for its labels, and nothing folded away.

        Folded are traceback and versions. They need a script to open, and nobody misses them.
        """
        if isinstance(node, Mapping):
            made = {key: self._translated(value) for key, value in node.items()}
            styling = (made.get("styling") or {}).get("params", {})
            # The suite is linked in our frame, where it is known to have a page.
            styling.pop("expectation_suite_name", None)
            return made
        if isinstance(node, list):
            return [self._translated(one) for one in node if not _is_folded(one)]
        if not isinstance(node, str):
            return node
        if node in self._labels:
            return self._labels[node]
        for english, ours in self._endings.items():
            if node.endswith(english):
                return node.removesuffix(english) + ours
        if size := _SIZE.fullmatch(node):
            return self._say("docs_size", rules=size[1], columns=size[2])
        return node


@cache
def _shape() -> str:
    """What shapes every page beside what it is about: versions, frame, sentences, this module."""
    ours = resources.files("warehouse.checks.gx")
    pages = sorted((ours / "pages").iterdir(), key=attrgetter("name"))
    texts = [path.read_text("utf-8") for path in (*pages, ours / "data_docs_pages.py")]
    sentences = {key: sorted(one.items()) for key, one in catalogue().items()}
    content = json.dumps([great_expectations.__version__, texts, sentences], default=str)
    return sha256(content.encode()).hexdigest()


def _is_folded(node: Any) -> bool:
    return isinstance(node, Mapping) and node.get("content_block_type") == "collapse"
