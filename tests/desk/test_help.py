"""The help names each task that is the visitor's, and leads to a page that is hers."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from desk_client import browser, give

from warehouse.desk.help_routes import TASKS
from warehouse.errors import Language, Message

pytestmark = pytest.mark.slow

RIGHTS = {
    "unite": ("focal_point",),
    "gestionnaire": ("steward",),
    "juge": ("judge_victims",),
    "tout": ("steward", "judge_victims", "judge_suspects"),
}


@pytest.mark.parametrize("account", RIGHTS)
def test_each_task_is_named_to_who_may_do_it_and_its_page_opens(world: Path, account: str) -> None:
    rights = RIGHTS[account]
    sources = ["umirr"] if "focal_point" in rights else []
    give(account, *rights, sources=sources)
    client = browser(account)
    for language in ("fr", "en"):
        client.cookies.set("zokwezo_langue", language)
        page = html.unescape(client.get("/aide").text)
        for name, path, who in TASKS:
            question = Message(f"desk.help.ask.{name}", {}).text(language)  # type: ignore[arg-type]
            assert (question in page) == bool(set(who) & set(rights)), (language, name)
            if question in page:
                assert client.get(path, follow_redirects=True).status_code == 200, path


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_help_calls_things_as_the_page_calls_them(language: Language) -> None:
    for task, key in (("try", "upload.try"), ("nil", "upload.nothing")):
        label = Message(f"desk.{key}", {}).text(language)
        assert label in Message(f"desk.help.how.{task}", {}).text(language)


def test_who_has_no_right_is_helped_nowhere(world: Path) -> None:
    assert browser("inconnu").get("/aide").status_code == 403
