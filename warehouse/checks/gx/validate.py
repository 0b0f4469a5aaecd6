"""Run a suite on a frame: which rows break which rule, and never what they hold.

Great Expectations is called as a library, in an ephemeral context, usage analytics off. One result
format for everything: complete row indices, no values. Importing it costs seconds of processor
time, so it is imported here, when something is judged, and nowhere at module level.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from warehouse.checks.gx.library import load_great_expectations
from warehouse.checks.gx.once_a_suite import once_a_suite
from warehouse.checks.gx.suites import Suite
from warehouse.contracts import Severity

# ``unexpected_index_list`` is complete on pandas (on SQL it is cut at 20: never judge there).
RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["position"],
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
    "partial_unexpected_count": 0,
}


def columns_of(suite: Suite) -> set[str]:
    """The columns that a suite judges: no other column need be given to it."""
    return {name for one in suite["expectations"] for name in _columns(one)}


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that some rows, or the file as a whole, break."""

    rule: str
    severity: Severity  # what becomes of it
    column: str | None  # the contract's column, if it is about one
    # positions of the rows in the judged frame; empty if it is about the file
    positions: tuple[int, ...]
    whole: bool  # it is about the frame as a whole


@cache
def _batches() -> Any:
    load_great_expectations()
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
    )

    context = gx.get_context(
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            analytics_enabled=False,
            progress_bars={"globally": False},
        )
    )
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def validate(frame: pd.DataFrame, suite: Suite, table: str | None = None) -> Any:
    """Great Expectations' own result of a suite on a frame, without a cell value in it.

    Args:
        frame: the rows; a column ``position`` is added.
        table: only the expectations for this table of the contract.

    Returns:
        ``ExpectationSuiteValidationResult``.
    """
    load_great_expectations()
    from great_expectations.core.expectation_suite import ExpectationSuite

    chosen = [
        {key: value for key, value in one.items() if key != "id"}
        for one in suite["expectations"]
        if (table is None or one["meta"]["table"] == table)
        # A column that an export may leave out is judged where it is there; whether it must be
        # there is an expectation of its own.
        and (one["type"] == "expect_column_to_exist" or _columns(one) <= set(frame.columns))
    ]
    frame = frame.assign(position=range(len(frame)))
    batch = _batches().get_batch(batch_parameters={"dataframe": frame})
    with once_a_suite():
        return batch.validate(
            ExpectationSuite(name=suite["name"], expectations=chosen), result_format=RESULT_FORMAT
        )


def _columns(one: dict[str, Any]) -> set[str]:
    kwargs = one["kwargs"]
    named = {kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs}
    return named | set(kwargs.get("column_list", ()))


def breaches(result: Any) -> list[Breach]:
    """The rules that a validation result says are broken, in the order of the suite.

    Raises:
        RuntimeError: an expectation could not be evaluated; a check that did not run is not a pass.
    """
    broken: list[Breach] = []
    for one in result.results:
        configuration = one.expectation_config
        meta = configuration.meta
        if one.exception_info and one.exception_info.get("raised_exception"):
            raise RuntimeError(f"{configuration.type} for rule {meta['rule']} did not run")
        if any(
            isinstance(info, dict) and info.get("raised_exception")
            for info in (one.exception_info or {}).values()
        ):
            raise RuntimeError(f"{configuration.type} for rule {meta['rule']} did not run")
        if one.success:
            continue
        indices = one.result.get("unexpected_index_list") or []
        positions = tuple(
            int(position)
            for index in indices
            for position in (
                index["position"] if isinstance(index["position"], list) else [index["position"]]
            )
        )
        broken.append(
            Breach(
                rule=meta["rule"],
                severity=meta["severity"],
                column=meta.get("column"),
                positions=positions,
                whole=not positions,
            )
        )
    return broken
