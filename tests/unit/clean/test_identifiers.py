"""References of procedures and identity documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.identifiers import Document, Reference, read_document, read_reference


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("013/UMIRR/2026", Reference("read", 13, "UMIRR", 2026, "13/UMIRR/2026")),
        ("N° 13 / UMIRR / 26", Reference("read", 13, "UMIRR", 2026, "13/UMIRR/2026")),
        ("PV n°13/umirr/2026 du 12/03/26", Reference("read", 13, "UMIRR", 2026, "13/UMIRR/2026")),
        ("0004/RP/2026", Reference("read", 4, "RP", 2026, "4/RP/2026")),
        ("RP 4-2026", Reference("read", 4, "RP", 2026, "4/RP/2026")),
        ("IT-006/2026", Reference("read", 6, "IT", 2026, "6/IT/2026")),
        ("MPF-2026-0035", Reference("read", 35, "MPF", 2026, "35/MPF/2026")),
        ("AH202600017", Reference("read", 17, "AH", 2026, "17/AH/2026")),
        ("EAFGA-0001", Reference("read", 1, "EAFGA", None, "1/EAFGA")),
        ("012/BC/DSPJ/2026", Reference("read", 12, "BC/DSPJ", 2026, "12/BC/DSPJ/2026")),
        ("13 bis/UMIRR/2026", Reference("read", 13, "UMIRR", 2026, "13-BIS/UMIRR/2026")),
        ("013/U.M.I.R.R/2026", Reference("read", 13, "UMIRR", 2026, "13/UMIRR/2026")),
        ("O13/UMIRR/2O26", Reference("read", 13, "UMIRR", 2026, "13/UMIRR/2026")),
        ("4/R.P., 2026", Reference("read", 4, "RP", 2026, "4/RP/2026")),
        ("001/2026", Reference("read", 1, None, 2026, "1/2026")),
        ("001/2026/04", Reference("read", 1, None, 2026, "1/2026/04")),
        ("12.0", Reference("read", 12, None, None, "12")),
        ("2026", Reference("read", 2026, None, None, "2026")),
        ("NEANT", Reference("missing")),
        ("", Reference("missing")),
        ("1,23E+11", Reference("unread")),
        ("2026-01-01", Reference("unread")),
        ("013/UMIRR/2026; 014/UMIRR/2026", Reference("unread")),
        ("013, 014/UMIRR/2026", Reference("unread")),
        ("UMIRR", Reference("unread")),
        ("000/UMIRR/2026", Reference("unread")),
        ("#REF!", Reference("unread")),
    ],
)  # fmt: skip
def test_a_reference_has_one_canonical_form(raw: str, expected: Reference) -> None:
    assert read_reference(raw) == expected


@pytest.mark.parametrize(
    ("raw_type", "raw_number", "expected"),
    [
        ("CNI", "A 330-0559", Document("read", "CNI", "A3300559")),
        ("Carte d'identité", "000123", Document("read", "CNI", "000123")),
        ("", "Récépissé n° 123/24", Document("read", "RECEPISSE", "12324")),
        ("", "AN 12", Document("read", None, "AN12")),
        ("", "A12", Document("read", None, "A12")),
        ("Passeport", "", Document("missing", "PASSEPORT")),
        ("CNI", "NEANT", Document("missing", "CNI")),
        ("", "", Document("missing")),
        ("CNI", "1,23E+11", Document("unread", "CNI")),
        ("CNI", "1234567890123450000", Document("unread", "CNI")),
        ("CNI", "perdue", Document("unread", "CNI")),
        ("Parchemin", "A12", Document("unread", None, "A12")),
    ],
)
def test_a_document_is_letters_and_digits(
    raw_type: str, raw_number: str, expected: Document
) -> None:
    assert read_document(raw_type, raw_number) == expected


@given(
    st.integers(1, 9999),
    st.sampled_from(["UMIRR", "RP", "RI", "GN", "DSPJ"]),
    st.integers(2000, 2049),
)
def test_zeros_spaces_and_short_years_change_no_reference(
    number: int, register: str, year: int
) -> None:
    expected = Reference("read", number, register, year, f"{number}/{register}/{year}")
    for written in (
        f"{number}/{register}/{year}",
        f"{number:05}/{register}/{year}",
        f"N° {number} / {register.lower()} / {year % 100:02}",
        f"{register}-{number}/{year}",
    ):
        if 1950 <= number < 2100 and not written.endswith(str(year)):
            continue  # "2026/RP/26": which of them is the year is anybody's guess
        assert read_reference(written) == expected


@given(st.text() | st.text(alphabet="0123456789/- UMIRn°.E+", max_size=24))
def test_no_text_makes_an_identifier_raise(raw: str) -> None:
    value = read_reference(raw)
    assert (value.state == "read") == (value.number is not None) == (value.canonical is not None)
    read_document(raw, raw)
