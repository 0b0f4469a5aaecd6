from __future__ import annotations

import unicodedata
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.proof.simulate.clerk import Clerk, bare
from warehouse.proof.simulate.gazetteer import PLACES
from warehouse.proof.simulate.headers import header_of
from warehouse.proof.simulate.layouts import LAYOUTS
from warehouse.proof.simulate.people import Person

ONE = Person(
    person_id="P000001",
    family="Ngbakpé-Zoundo",
    given=("Évariste", "Hervé"),
    sex="M",
    born=date(1994, 3, 9),
    nationality="CAF",
    birthplace=PLACES[0],
    phone="75000123",
    alias="Kpassa",
    id_card="",
)

OPTIONAL = {"Observations", "Alias", "Magistrat", "Site"}
WAYS = {
    "full_name": lambda clerk: clerk.full_name(ONE),
    "birth": lambda clerk: clerk.birth(ONE),
    "age": lambda clerk: clerk.age(ONE, date(2026, 1, 1)),
    "sex": lambda clerk: clerk.sex(ONE, "M", "F"),
    "nationality": lambda clerk: clerk.nationality(ONE),
    "phone": lambda clerk: clerk.phone(ONE),
    "place": lambda clerk: clerk.place(PLACES[10]),
    "form": lambda clerk: clerk.form("MINE"),
    "reference": lambda clerk: clerk.reference("001/UMIRR/2026"),
}
IN_FULL = {
    "full_name": "NGBAKPÉ-ZOUNDO Évariste Hervé",
    "birth": "09/03/1994",
    "age": 31,
    "sex": "M",
    "nationality": "Centrafricaine",
    "phone": "75 00 01 23",
    "place": PLACES[10].name,
    "form": "Travail forcé (mines)",
    "reference": "001/UMIRR/2026",
}


@pytest.mark.parametrize("what", WAYS)
def test_the_dial_only_makes_it_worse(what: str) -> None:
    def unlike(noise: float) -> int:
        clerk = Clerk(Random(1), noise)
        return sum(WAYS[what](clerk) != IN_FULL[what] for _ in range(1500))

    wrong = [unlike(noise) for noise in (0.0, 0.5, 1.0, 2.0)]
    assert wrong[0] == 0
    assert wrong == sorted(wrong)
    assert wrong[3] > wrong[2] > 0


@given(noise=st.floats(0, 5), seed=st.integers())
def test_whatever_the_noise_a_cell_can_be_written_in_any_export(noise: float, seed: int) -> None:
    clerk = Clerk(Random(seed), noise)
    for way in WAYS.values():
        cell = str(way(clerk))
        assert cell == unicodedata.normalize("NFC", cell)
        cell.encode("cp1252")  # the narrowest encoding of the twelve
        assert not set(cell) & set(';\t\r\n"')


@pytest.mark.parametrize("source", LAYOUTS)
def test_headers_stay_as_laid_down_up_to_noise_1(source: str) -> None:
    for sheet in LAYOUTS[source].sheets:
        header = header_of(sheet, Random(1), 1.0)
        assert header.labels == sheet.header
        assert header.columns == tuple(range(len(sheet.header)))


@pytest.mark.parametrize("source", LAYOUTS)
def test_drifted_headers_lose_no_column_that_matters(source: str) -> None:
    drifted = 0
    for sheet in LAYOUTS[source].sheets:
        for seed in range(20):
            header = header_of(sheet, Random(seed), 2.0)
            drifted += header.labels != sheet.header
            lost = set(range(len(sheet.header))) - set(header.columns)
            assert {sheet.header[at] for at in lost} <= {
                "Observations",
                "Alias",
                "Magistrat",
                "Site",
            }
            assert header.columns[0] == 0, "totals and nil returns stand in the first column"
            if sheet.groups:
                assert header.columns == tuple(range(len(sheet.header)))
    assert drifted > 0


def test_bare_text_keeps_its_letters() -> None:
    assert bare("Évariste Noëlla") == "Evariste Noella"
