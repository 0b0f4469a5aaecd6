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
        ("012/3/DSPJ/2026", Reference("read", 12, "DSPJ", 2026, "12/DSPJ/2026/3")),
        ("013/UMIRR du 12 mars 2026", Reference("read", 13, "UMIRR", 2026, "13/UMIRR/2026")),
        ("013/UMIRR/2026 du 12/01/2027", Reference("read", 13, "UMIRR", 2026, "13/UMIRR/2026")),
        ("013/UMIRR du 12 mars", Reference("read", 13, "UMIRR", None, "13/UMIRR")),
    ],
)  # fmt: skip
def test_a_reference_has_one_canonical_form(raw: str, expected: Reference) -> None:
    assert read_reference(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        # Without its number it was the number 2026 of the register, and all such cases one.
        "?/UMIRR/2026", "xx/UMIRR/2026", "SN/UMIRR/2026", "S/N UMIRR 2026", "…/UMIRR/2026",
        "III/UMIRR/2026", "UMIRR 2026", "PV UMIRR 2026", "RP 2026", "/RP/2026",
        "013/UMIRR/2026 ?", "013 ?/UMIRR/2026", "013/UMIRR/202?",
        "013-014/UMIRR/2026", "013/014/UMIRR/2026", "013 à 015/UMIRR/2026", "13 au 15/RP/2026",
        "013/UMIRR/2026 (014)", "013/UMIRR/2026 lire 014", "lire 013/UMIRR/2026",
        "voir 013/UMIRR/2026", "cf. 013/UMIRR/2026", "joint à 013/UMIRR/2026", "ex 013/UMIRR/2026",
        "013/UMIRR/2026 devenu 014", "013/UMIRR/2026 (annulé)", "013/UMIRR/2026 (2 victimes)",
        "013/UMIRR/2026 p. 3", "013/UMIRR/2026 feuillet 3", "13 UMIRR 2026 4", "2 PV", "non-PV 013",
        "013/UMIRR/2025-2026", "013/UMIRR/202", "013/UMIRR/20266", "12/03/2026", "12/03/26",
        "3.4.2026", "12-03-2026",
    ],
)  # fmt: skip
def test_a_reference_with_a_number_too_few_or_too_many_is_unread(raw: str) -> None:
    assert read_reference(raw) == Reference("unread")


@given(
    st.integers(1, 1949),
    st.sampled_from(["UMIRR", "RP", "RI", "GN", "DSPJ"]),
    st.integers(2000, 2049),
    st.integers(1, 9999),
    st.sampled_from([" {}", " ({})", " - {}", " {} victimes", " p. {}", " lire {}"]),
)
def test_no_number_of_a_reference_stands_unexplained(
    number: int, register: str, year: int, more: int, beside: str
) -> None:
    raw = f"{number}/{register}/{year}{beside.format(more)}"
    assert read_reference(raw).state == "unread"


@pytest.mark.parametrize(
    "raw",
    ["A1234567 et B1234567", "A1234567/B1234567", "A1234567 ou B1234567", "A1234567 lire B1234567",
     "A123456 ?", "A12345?", "A1234567 (périmé)", "A1234567 expirée", "CNI perdue 123456",
     "CNI A123456 Passeport B1234", "12/03/2026", "17 ans", "A1234567 non authentique"],
)  # fmt: skip
def test_a_document_that_is_not_one_number_is_unread(raw: str) -> None:
    assert read_document("", raw).state == "unread"
    assert read_document("", raw).id_number is None


@pytest.mark.parametrize(
    ("raw_type", "raw_number", "expected"),
    [
        ("CNI", "A 330-0559", Document("read", "CNI", "A3300559")),
        ("Carte d'identité", "000123", Document("read", "CNI", "000123")),
        ("", "Récépissé n° 123/24", Document("read", "RECEPISSE", "12324")),
        ("", "AN 12", Document("read", None, "AN12")),
        ("", "A12", Document("read", None, "A12")),
        ("", "RCA 123 456", Document("read", None, "RCA123456")),
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
