"""What Great Expectations makes of an expectation, made once while a suite runs on a frame.

Nothing changes an expectation meanwhile, nor its configuration. Left to itself it makes each of the
other for every metric and every argument of it, and a digest of the same arguments hundreds of
times: two thirds of the time that a file took.
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

    configuration = Expectation.configuration.fget
    Expectation.configuration = property(_once("configuration", id, configuration))
    to_domain_obj = ExpectationConfiguration.to_domain_obj
    ExpectationConfiguration.to_domain_obj = _once("expectation", id, to_domain_obj)
    IDDict.to_id = _once("digest", _content, IDDict.to_id)


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
