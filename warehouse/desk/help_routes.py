"""What can be done at the desk, each task with its page: help that needs no other place."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from warehouse.desk.forms import VisitorDep, needs
from warehouse.desk.rendering import page
from warehouse.desk.visitor import RIGHTS

router = APIRouter(dependencies=[Depends(needs(*RIGHTS))])

_FILES, _JUDGES = ("steward", "focal_point"), ("judge_victims", "judge_suspects")
TASKS: Final = (
    ("send", "/deposer", _FILES),
    ("try", "/deposer", _FILES),
    ("nil", "/deposer", _FILES),
    ("receipt", "/depots", _FILES),
    ("rules", "/regles", _FILES),
    ("expected", "/attendus", _FILES),
    ("mails", "/destinataires", _FILES),
    ("board", "/tableau", _FILES),
    ("inbox", "/a-faire", ("steward",)),
    ("row", "/a-faire?sorte=kept_back", ("steward",)),
    ("hold", "/a-faire?sorte=held", ("steward",)),
    ("release", "/a-faire/livraison", ("steward",)),
    ("judge", "/paires", _JUDGES),
    ("agreement", "/paires/accord", _JUDGES),
)
"""Task, its page, and who may do it; each with a question and an answer in the catalogue."""


@router.get("/aide")
def show_help(request: Request, visitor: VisitorDep) -> Response:
    """The tasks that are the visitor's."""
    tasks = [(name, path) for name, path, rights in TASKS if visitor.rights & set(rights)]
    return page(request, "help", tasks=tasks)
