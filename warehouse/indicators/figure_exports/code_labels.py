"""The words of other standards for our codes: from the code lists, so that there is one place.

A form of a figure gathers codes of exploitation; it is told by all values that a standard has for
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from warehouse.contracts import Contract, load_contracts
from warehouse.contracts.codelists.code import Code
from warehouse.contracts.codelists.code_list import CodeLists
from warehouse.contracts.codelists.codelist_files import load_codelists
from warehouse.errors import Language, message
from warehouse.settings import settings

USED = ("exploitation", "sex", "victim_status")
_LIST_OF = {
    "article": "article",
    "axis": "plan_axis",
    "citizenship": "nationality",
    "court": "court",
    "means": "means",
    "ministry": "ministry",
    "plan_status": "plan_status",
    "prefecture": "geography",
    "region": "geography",
    "service": "service",
    "sex": "sex",
    "status": "victim_status",
}
_OURS = frozenset(
    {"sexual", "forced_labour", "organ_removal", "other", "unknown", "child", "adult"}
)
FORM_OF_GLOTIP = {
    "Sexual exploitation": "sexual",
    "Forced labour": "forced_labour",
    "Organ removal": "organ_removal",
    "Unknown": "unknown",
}
"""As the figures count forms; all else is ``other``."""


def code_list_versions() -> str:
    """Each list that the labels are taken from, with its version: printed on what leaves."""
    lists = _lists(settings().sources)
    return ", ".join(f"{name} {lists[name].head.version}" for name in USED)


def label(code_list: str, code: str, standard: str) -> str:
    """What a standard calls a code; empty where it has no word for it."""
    return _lists(settings().sources)[code_list].codes[code].attributes.get(standard, "")


def code_words(dimension: str | None, code: str | None, language: Language) -> str:
    """A category of a figure as people read it; the code itself where no list has it."""
    if code in _OURS:
        return message(f"figures.code_{code}").text(language)
    if code and dimension == "source":
        contract = _contracts(settings().sources).get(code)
        return str(getattr(contract.title, language)) if contract else code
    name = _LIST_OF.get(dimension or "")
    codes = _lists(settings().sources)[name].codes if name else {}
    # A status is counted in small letters.
    listed = codes.get(code or "") or codes.get((code or "").upper())
    return listed.label(language) if listed else code or ""


def labels_of_form(form: str, standard: str) -> str:
    """All values of a standard for the codes of a form, each once, the list's order kept."""
    values = [_first(code, standard) for code in _codes_of(form)]
    return ";".join(dict.fromkeys(value for value in values if value))


def iccs_of_form(form: str) -> str:
    """The ICCS code of most codes of a form."""
    counted = Counter(_first(code, "iccs") for code in _codes_of(form))
    return counted.most_common(1)[0][0]


def _codes_of(form: str) -> list[Code]:
    return [
        code
        for code in _lists(settings().sources).rows("exploitation")
        if FORM_OF_GLOTIP.get(code.attributes.get("glotip", ""), "other") == form
    ]


def _first(code: Code, standard: str) -> str:
    """Without the finer value that follows after a semicolon."""
    return code.attributes.get(standard, "").split(";")[0]


@cache
def _contracts(sources: Path) -> Mapping[str, Contract]:
    return load_contracts(sources)


@cache
def _lists(sources: Path) -> CodeLists:
    return load_codelists(sources / "codes")
