"""A sentence is held against the law of its facts, and never against a range nobody knows."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

pytestmark = pytest.mark.slow

RANGES = """
insert into warehouse.dim_code (list, code, valid_from, attributes) values
    ('verdict', 'CONDAMNE', null, '{"is_conviction": "true"}'),
    ('verdict', 'RELAXE', null, '{"is_conviction": "false"}'),
    ('statute', 'CP', '2010-01-06', '{}'),
    ('statute', 'LTP', null, '{"voted_on": "2022-08-31", "earlier_article": "CP-151"}'),
    ('article', 'CP-151', '2010-01-06', '{"statute": "CP"}'),
    ('article', 'LTP-1', null, '{"statute": "LTP"}'),
    ('article', 'CP-153', '2010-01-06', '{"statute": "CP"}'),
    ('article', 'CP-154', null, '{"statute": "CP"}'),
    ('penalty', 'CP-151', '2010-01-06', '{"article": "CP-151", "min_months": "60",
        "max_months": "120", "source": "a summary", "confidence": "medium"}'),
    ('penalty', 'CP-151-CHILD', '2010-01-06', '{"article": "CP-151", "circumstance": "CHILD",
        "is_life": "true", "source": "a speech", "confidence": "low"}'),
    ('penalty', 'LTP-1', null, '{"article": "LTP-1", "min_months": "60", "max_months": "120",
        "min_fine_xaf": "500000", "source": "the press", "confidence": "low"}')
"""


def _judge(connection: Connection, name: str, facts: str | None, **said: object) -> None:
    connection.execute(
        text(
            "insert into warehouse.case_file (case_id, facts_on_max, principal_exploitation_code)"
            " values (:name, :facts, 'LABOUR')"
        ),
        {"name": name, "facts": facts},
    )
    columns = {"judgment_id": name, "case_id": name, "court_code": "TGI-A"} | {
        "verdict": "CONDAMNE",
        "article_codes": ["CP-151"],
        "instance": 1,
        "effect": "decides",
        "is_standing": True,
    }
    columns |= said
    named = ", ".join(columns)
    values = ", ".join(f":{column}" for column in columns)
    connection.execute(text(f"insert into warehouse.judgment ({named}) values ({values})"), columns)


@pytest.mark.parametrize(
    ("facts", "said", "against", "article", "is_later"),
    [
        pytest.param("2021-05-01", {"months_firm": 60}, "within", "CP-151", False, id="the_least"),
        pytest.param(
            "2021-05-01",
            {"months_firm": 36, "months_suspended": 24},
            "within",
            "CP-151",
            False,
            id="suspended_months_count",
        ),
        pytest.param(
            "2021-05-01", {"months_firm": 59}, "below_minimum", "CP-151", False, id="too_little"
        ),
        pytest.param(
            "2021-05-01",
            {"months_firm": 180},
            "above_usual_maximum",
            "CP-151",
            False,
            id="more_where_life_is_allowed",
        ),
        pytest.param(
            "2023-05-01",
            {"months_firm": 180, "article_codes": ["LTP-1"]},
            "above_maximum",
            "LTP-1",
            False,
            id="more_than_the_law_has",
        ),
        pytest.param(
            "2021-05-01",
            {"months_firm": 60, "article_codes": ["LTP-1"]},
            "within",
            "CP-151",
            True,
            id="facts_before_the_law_fall_under_151",
        ),
        pytest.param(
            "2021-05-01", {"is_life": True}, "within", "CP-151", False, id="life_is_allowed"
        ),
        pytest.param(
            "2023-05-01",
            {"is_life": True, "article_codes": ["LTP-1"]},
            "unknown_range",
            "LTP-1",
            False,
            id="whether_life_is_allowed_is_not_known",
        ),
        pytest.param(
            "2021-05-01",
            {"months_firm": 1, "article_codes": ["CP-153"]},
            "unknown_range",
            None,
            False,
            id="an_article_without_a_known_range",
        ),
        pytest.param(
            "2009-05-01",
            {"months_firm": 1},
            "unknown_range",
            None,
            False,
            id="facts_before_the_code",
        ),
        pytest.param(
            None, {"months_firm": 1}, "below_minimum", "CP-151", False, id="facts_undated"
        ),
        pytest.param("2021-05-01", {}, "no_term_known", "CP-151", False, id="nothing_is_said"),
    ],
)
def test_a_sentence_against_the_range(
    connection: Connection,
    facts: str | None,
    said: dict[str, object],
    against: str,
    article: str | None,
    is_later: bool,
) -> None:
    connection.exec_driver_sql(RANGES)
    _judge(connection, "J", facts, **said)
    (row,) = connection.execute(
        text(
            "select against_range, article_code, is_law_later_than_facts"
            " from warehouse.sentence_against_range"
        )
    )
    assert tuple(row) == (against, article, is_later)


@pytest.mark.parametrize(
    ("article", "source", "confidence"),
    [
        pytest.param("CP-151", "a summary", "medium", id="of_the_range_that_serves"),
        pytest.param("LTP-1", "the press", "low", id="of_the_later_law"),
        pytest.param("CP-153", None, None, id="no_range_no_source"),
    ],
)
def test_a_range_says_where_it_was_read_and_how_far_to_trust_it(
    connection: Connection, article: str, source: str | None, confidence: str | None
) -> None:
    connection.exec_driver_sql(RANGES)
    _judge(connection, "J", "2023-05-01", months_firm=60, article_codes=[article])
    (row,) = connection.execute(
        text("select range_source, range_confidence from warehouse.sentence_against_range")
    )
    assert tuple(row) == (source, confidence)


@pytest.mark.parametrize(
    ("article", "fine", "against"),
    [
        pytest.param("LTP-1", 400_000, "below_minimum", id="too_little"),
        pytest.param("LTP-1", 500_000, "within", id="the_least"),
        pytest.param("LTP-1", None, "unknown_range", id="no_fine_known"),
        pytest.param("CP-151", 400_000, "unknown_range", id="a_range_nobody_knows"),
    ],
)
def test_a_fine_against_the_range(
    connection: Connection, article: str, fine: int | None, against: str
) -> None:
    connection.exec_driver_sql(RANGES)
    _judge(connection, "J", "2023-05-01", article_codes=[article], fine_xaf=fine)
    told = connection.scalar(
        text("select fine_against_range from warehouse.sentence_against_range")
    )
    assert told == against


def test_an_article_applies_from_the_day_of_its_statute(connection: Connection) -> None:
    connection.exec_driver_sql(RANGES)
    rows = connection.execute(
        text("select article_code, applies_from::text from warehouse.dim_article order by 1")
    )
    assert dict(tuple(row) for row in rows) == {
        "CP-151": "2010-01-06",
        "CP-153": "2010-01-06",
        "CP-154": "2010-01-06",
        "LTP-1": "2022-08-31",
    }


def test_who_is_acquitted_has_no_sentence(connection: Connection) -> None:
    connection.exec_driver_sql(RANGES)
    _judge(connection, "J", "2021-05-01", verdict="RELAXE")
    assert connection.scalar(text("select count(*) from warehouse.sentence_against_range")) == 0


def test_a_sentence_far_from_its_peers_is_flagged_and_few_peers_flag_nothing(
    connection: Connection,
) -> None:
    connection.exec_driver_sql(RANGES)
    for number, months in enumerate((60, 62, 64, 66, 120)):
        _judge(connection, f"J-{number}", "2021-05-01", months_firm=months)
    asked = (
        "select judgment_id from warehouse.sentence_against_range"
        " where is_far_from_median order by 1"
    )
    assert list(connection.scalars(text(asked))) == ["J-4"]
    connection.execute(text("delete from warehouse.judgment where judgment_id = 'J-0'"))
    assert list(connection.scalars(text(asked))) == []
