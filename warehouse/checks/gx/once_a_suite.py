"""What Great Expectations makes of an expectation, made once while a suite runs on a frame.

Nothing changes an expectation meanwhile, nor its configuration. Left to itself it makes each of the
other for every metric and every argument of it, a digest of the same arguments hundreds of times,
and all that a metric depends on for each rule: two thirds of the time that a file took.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any

from warehouse.checks.gx.library import load_great_expectations

_made: ContextVar[dict[Hashable, tuple[Any, Any]] | None] = ContextVar("made", default=None)


@contextmanager
def once_a_suite() -> Iterator[None]:
    """While one suite runs, what is made of the same is made once, then forgotten."""
    _teach()
    token = _made.set({})
    try:
        yield
    finally:
        _made.reset(token)


@cache
def _teach() -> None:
    load_great_expectations()
    from great_expectations.core.id_dict import IDDict
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.validator.validation_graph import ValidationGraph

    configuration = Expectation.configuration.fget
    Expectation.configuration = property(_once("configuration", id, configuration))
    to_domain_obj = ExpectationConfiguration.to_domain_obj
    ExpectationConfiguration.to_domain_obj = _once("expectation", id, to_domain_obj)
    IDDict.to_id = _once("digest", _content, IDDict.to_id)
    ValidationGraph.build_metric_dependency_graph = _grown_once(
        ValidationGraph, ValidationGraph.build_metric_dependency_graph
    )


def _grown_once(graph_of: Any, grow: Callable[..., None]) -> Callable[..., None]:
    """What a metric depends on, down to the table, found once and added to each graph that asks."""

    @wraps(grow)
    def grown(self: Any, metric_configuration: Any, runtime_configuration: Any = None) -> None:
        memo = _made.get()
        if memo is None:
            grow(self, metric_configuration, runtime_configuration)
            return
        mark = ("graph", metric_configuration.id)
        if mark not in memo:
            branch = graph_of(self._execution_engine)
            grow(branch, metric_configuration, runtime_configuration)
            memo[mark] = (metric_configuration, branch.edges)
        for edge in memo[mark][1]:
            self.add(edge)

    return grown


def _content(arguments: dict[str, Any]) -> Hashable:
    """What is in it, told apart by type too; ``None``, where it holds more than plain values."""
    try:
        return marshal.dumps(dict(arguments), 2)
    except ValueError:
        return None


def _once(
    what: str, known_by: Callable[[Any], Hashable], make: Callable[..., Any]
) -> Callable[..., Any]:
    @wraps(make)
    def made(of: Any, *how: Any, **more: Any) -> Any:
        memo = _made.get()
        mark = None if memo is None or how or more else known_by(of)
        if memo is None or mark is None:
            return make(of, *how, **more)
        if (what, mark) not in memo:
            # What it is made of stays beside it: no other gets its id meanwhile.
            memo[what, mark] = (of, make(of))
        return memo[what, mark][1]

    return made
