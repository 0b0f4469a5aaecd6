"""The workbook for a ministry is read again by the reader that takes what the ministry sends."""

from __future__ import annotations

from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import pytest

from warehouse.conform.clean.codes import read_sex, read_yes_no
from warehouse.conform.match_sheets import RecognisedSheet, recognise
from warehouse.contracts import Contract, ReaderName, load_contracts
from warehouse.contracts.codelists import CodeLists, load_codelists
from warehouse.errors import message
from warehouse.read.dropped_file import read_file
from warehouse.read.own_sheets import is_lists_sheet
from warehouse.receipts.template import write_template
from warehouse.settings import PROJECT
from warehouse.text import fold

SOURCES = PROJECT / "sources"
CONTRACTS = load_contracts(SOURCES)


@pytest.fixture(scope="module")
def codes() -> CodeLists:
    return load_codelists(SOURCES / "codes")


def test_there_is_a_template_to_try_for_every_source() -> None:
    assert len(CONTRACTS) >= 12


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=list(CONTRACTS))
def test_an_empty_template_is_read_as_a_nil_return(
    contract: Contract, codes: CodeLists, tmp_path: Path
) -> None:
    out = tmp_path / "modele.xlsx"
    write_template(contract, codes, out)
    found = recognise(read_file(out), contract)
    assert {one.table_id for one in found.tables} == set(contract.tables)
    assert all(one.is_nil for one in found.tables)
    assert found.score == 1.0
    assert found.messages == (), "our own words need no remark"
    for one in found.tables:
        read = {k for k, _, _, c in one.table.each_column() if not c.ignore}
        assert set(one.header.column_of) == read


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=list(CONTRACTS))
def test_the_columns_stand_as_in_the_register_s_own_files(
    contract: Contract, codes: CodeLists, tmp_path: Path
) -> None:
    out = tmp_path / "modele.xlsx"
    write_template(contract, codes, out)
    modele = {one.table_id: ordered(one) for one in recognise(read_file(out), contract).tables}
    sent = sorted((PROJECT / "samples" / "drops" / contract.source_id).iterdir())
    tables = recognise(read_file(sent[-1]), contract).tables
    assert tables
    for one in tables:
        theirs = [key for key in ordered(one) if key in modele[one.table_id]]
        assert theirs == [key for key in modele[one.table_id] if key in theirs]


def ordered(one: RecognisedSheet) -> list[str]:
    return sorted(one.header.column_of, key=lambda key: one.header.column_of[key])


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=list(CONTRACTS))
def test_what_a_list_offers_is_what_the_reader_knows(
    contract: Contract, codes: CodeLists, tmp_path: Path
) -> None:
    out = tmp_path / "modele.xlsx"
    write_template(contract, codes, out)
    lists = next((s for s in read_file(out) if s.name == message("template.lists").text()), None)
    if lists is None:
        assert not any(c.codes for t in contract.tables.values() for *_, c in t.each_column())
        return
    assert is_lists_sheet(lists.cells[0][0].as_py())
    titles = {one.head.title.fr: one for one in codes.lists.values()}
    rows = list(zip(*(lists.cells[i].to_pylist() for i in (0, 1)), strict=True))[1:]
    assert rows
    assert all(fold(label) in titles[title].lookup for title, label in rows)


def test_the_same_contract_gives_the_same_bytes(codes: CodeLists, tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for out in (first, second):
        write_template(CONTRACTS["umirr"], codes, out)
    assert first.read_bytes() == second.read_bytes()


def test_lists_dates_and_comments_stand_in_the_workbook(codes: CodeLists, tmp_path: Path) -> None:
    out = tmp_path / "modele.xlsx"
    write_template(CONTRACTS["umirr"], codes, out)
    with ZipFile(out) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        comments = parts.read("xl/comments1.xml").decode()
    assert 'type="list"' in sheet
    assert "mergeCell" in sheet, "the groups of the contract stand over their columns"
    assert 'state="frozen"' in sheet
    example = next(
        c.example
        for t in CONTRACTS["umirr"].tables.values()
        for *_, c in t.each_column()
        if c.example
    )
    assert example in comments


def test_a_column_that_is_not_read_is_not_asked_for(codes: CodeLists, tmp_path: Path) -> None:
    out = tmp_path / "modele.xlsx"
    write_template(CONTRACTS["caafag"], codes, out)
    header = [c[0].as_py() for c in read_file(out)[0].cells.columns]
    assert "Code enfant" in header
    assert "Groupe" not in header


def test_every_reader_says_what_it_expects() -> None:
    for reader in get_args(ReaderName):
        assert message(f"template.read.{reader}").text()


def test_sex_and_yes_or_no_offer_only_what_is_read(codes: CodeLists, tmp_path: Path) -> None:
    write_template(CONTRACTS["minfemme"], codes, tmp_path / "modele.xlsx")
    lists = read_file(tmp_path / "modele.xlsx")[-1]
    rows = list(zip(*(lists.cells[i].to_pylist() for i in (0, 1)), strict=True))
    for name, read in {"sex": read_sex, "yes_no": read_yes_no}.items():
        offered = [label for title, label in rows if title == codes[name].head.title.fr]
        assert len(offered) >= 2
        assert {read(label).state for label in offered} == {"read"}
