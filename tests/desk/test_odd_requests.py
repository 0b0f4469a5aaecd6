"""Requests that no page sends: whatever is asked of any route, no answer is a failure of ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from desk_client import HERE, app, arrived, browser, give, judged, send, token
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept_back_rows import partly_taken
from test_door import every_route
from vault_of_pairs import ask, fill

pytestmark = pytest.mark.slow

# What forms of the desk bring, and what somebody may put there.
FIELDS = (
    "raison", "decision", "jugement", "objet", "champ", "piece", "c0", "c1", "c9999", "langue",
    "retour", "registre", "mois", "nom", "taille", "sha256", "periode", "source", "page_de",
)  # fmt: skip
WORDS = (
    "corriger", "prendre", "renvoyer", "release", "reject", "same:all_agrees", "unsure:too_little",
    "fr", "/tableau", "umirr", "minfemme", "2026-04", "PV 012/2026", "-1", "\x00", "a" * 600,
)  # fmt: skip
EXAMPLES = 12
GOOD = {"source_id": "umirr", "file_name": "a.xlsx", "size": 4, "sha256": "0" * 64}
BODIES = {
    "infinite": b'{"source_id": "umirr", "file_name": "a", "size": 1e400, "sha256": "0"}',
    "endless": b'{"size": ' + b"9" * 5000 + b"}",
    "nested": b"[" * 60_000,
    "no_text": b"\xff\xfe{",
    "nothing": b"",
    "a_list": b"[]",
    **{
        f"{name}_{wrong!r}": json.dumps(GOOD | {name: wrong}).encode()
        for name, wrong in (
            ("size", -1), ("size", True), ("size", 4.5), ("size", "4"), ("size", None),
            ("sha256", "\x00" * 64), ("sha256", "\ud800"), ("sha256", ["0"]),
            ("file_name", "\ud800.xlsx"), ("file_name", {}), ("source_id", "\x00"),
            ("source_id", "\ud800"), ("source_id", []),
        )
    },
}  # fmt: skip


CONTENT_TYPES = (
    "application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
    "multipart/form-data", "text/plain; charset=nowhere", "",
)  # fmt: skip


@pytest.fixture
def known(world: Path, tmp_path: Path) -> list[str]:
    """Things that stand: their ids lead further in than an invented one."""
    submission_id, row_key = partly_taken(tmp_path)
    mentions = {f"v{n}": ("victim", "umirr", f"FICTIF{n}", f"Inventé{n}") for n in range(4)}
    fill(mentions)
    return [
        submission_id, row_key, ask("v0", "v1"), ask("v2", "v3"), judged("umirr", "a.xlsx", "held"),
        arrived("umirr", "b.xlsx"), "umirr", "victimes", "mis-en-cause", "recu", "a-corriger",
    ]  # fmt: skip


def test_no_route_fails_whatever_is_asked(known: list[str]) -> None:
    give("tout", "steward", "judge_victims", "judge_suspects")
    give("unite", "focal_point", sources=["umirr"])
    described = json.loads(json.dumps(app().openapi()))
    schema = schemathesis.openapi.from_dict(described)
    give("juge", "judge_suspects")
    clients = [browser("tout"), browser("unite"), browser("juge")]
    tokens = [token(client) for client in clients]
    failed: set[tuple[str, str, int]] = set()
    asked = 0
    walked: set[tuple[str, str]] = set()

    values = st.one_of(st.sampled_from(WORDS), st.sampled_from(known), st.text(max_size=40))
    forms = st.dictionaries(st.sampled_from(FIELDS), values, max_size=6)

    odd_bodies = st.none() | st.tuples(
        st.sampled_from(list(BODIES.values())), st.sampled_from(CONTENT_TYPES)
    )

    for one in schema.get_all_operations():
        operation = one.ok()
        walked.add((operation.method.upper(), operation.path))

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), form=forms, odd=odd_bodies, data=st.data())
        def ask_it(
            case: Any, form: dict[str, str], odd: tuple[bytes, str] | None, data: Any
        ) -> None:
            nonlocal asked
            if case.method not in ("POST", "PATCH"):
                odd = None
            for name in case.path_parameters or {}:
                if data.draw(st.booleans()):
                    case.path_parameters[name] = data.draw(st.sampled_from(known))
            for client, mine in zip(clients, tokens, strict=True):
                answer = client.request(
                    case.method,
                    case.formatted_path,
                    params=dict(case.query or {}),
                    data=form | {"jeton": mine} if case.method == "POST" and not odd else None,
                    content=odd[0] if odd else None,
                    headers=HERE
                    | {"x-zokwezo-jeton": mine}
                    | ({"content-type": odd[1]} if odd else {}),
                )
                asked += 1
                if answer.status_code >= 500:
                    failed.add((case.method, case.operation.path, answer.status_code))

        ask_it()
    assert failed == set()
    assert walked == set(every_route(app().routes)), "a route that is not described is not asked"
    assert asked > 20 * EXAMPLES


@pytest.mark.parametrize("path", ["/depots/a%00b", "/depots?page_de=%00", "/a-faire?sorte=%00"])
def test_a_null_byte_leads_nowhere(world: Path, path: str) -> None:
    give("tout", "steward", "judge_victims")
    assert browser("tout").get(path).status_code == 404


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_an_upload_that_is_described_oddly_is_refused(world: Path, body: bytes) -> None:
    give("unite", "focal_point", sources=["umirr"])
    client = browser("unite")
    headers = HERE | {"x-zokwezo-jeton": token(client), "content-type": "application/json"}
    answer = client.post("/envois", content=body, headers=headers)
    assert answer.status_code in (400, 404, 409), answer.status_code
    good = client.post("/envois", content=json.dumps(GOOD).encode(), headers=headers)
    assert good.status_code == 201


def test_a_null_byte_in_a_form_is_left_out(world: Path) -> None:
    give("tout", "steward")
    held = judged("umirr", "a.xlsx", "held")
    fields = {"decision": "rele\x00ase", "raison": "vu\x00"}
    assert send(browser("tout"), f"/depots/{held}/decision", **fields).status_code == 303
