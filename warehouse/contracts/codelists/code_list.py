"""What the loaded lists are, and how they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field

from warehouse.contracts.codelists.code import Code
from warehouse.contracts.codelists.geography import Geography
from warehouse.errors import ContractError, Language, message

GEOGRAPHY = "geography"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Title(_Strict):
    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Head(_Strict):
    """What ``lists.yml`` says of one list."""

    version: str = Field(min_length=1)  # raised with every change of the list
    title: _Title  # the list's name in both languages
    attributes: tuple[str, ...]  # columns beside code, labels, validity and note
    # attribute -> list whose codes it holds
    references: dict[str, str] = Field(default_factory=dict)
    # its labels are texts, and two codes may have the same; cells are read by code and alias alone
    labels_repeat: bool = False
    source: str = Field(min_length=1)  # where the facts come from
    # what is not known yet, and who must enter it; None where nothing is missing
    placeholder: _Title | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list: its head, its codes in the order of the file, its folded look-up."""

    name: str
    head: Head
    codes: Mapping[str, Code]
    lookup: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CodeLists:
    """All lists of a folder."""

    lists: Mapping[str, CodeList]
    geography: Geography = field(init=False)

    def __post_init__(self) -> None:
        places = self.lists[GEOGRAPHY].codes if GEOGRAPHY in self.lists else {}
        object.__setattr__(self, "geography", Geography(places))

    def __getitem__(self, name: str) -> CodeList:
        """The list of that name.

        Raises:
            ContractError: there is no such list.
        """
        if name not in self.lists:
            raise ContractError(message("codelist_no_list", list=name))
        return self.lists[name]

    def lookup(self, name: str) -> Mapping[str, str]:
        """Folded label, code or alias -> code, read-only."""
        return self[name].lookup

    def rows(self, name: str) -> tuple[Code, ...]:
        """The codes of a list, in the order of its file."""
        return tuple(self[name].codes.values())

    def label(self, name: str, code: str, language: Language = "fr") -> str:
        """The label of a code.

        Raises:
            KeyError: the list has no such code.
        """
        return self[name].codes[code].label(language)

    def code_sets(self) -> dict[str, frozenset[str]]:
        """List name -> its codes, as ``contract.load_contract`` wants them."""
        return {name: frozenset(one.codes) for name, one in self.lists.items()}
