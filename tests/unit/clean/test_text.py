"""Tidying, folding and markers."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse import text
from warehouse.conform.clean.first_look import first_look


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("  Bria \t Ouadda ", "Bria Ouadda", id="spaces"),
        pytest.param("Ombella\u00a0-\u202fMpoko", "Ombella - Mpoko", id="no-break spaces"),
        pytest.param("PrÃ©fecture", "Préfecture", id="mojibake"),
        pytest.param("SÃ‰RÃ‰GBA", "SÉRÉGBA", id="mojibake capitals"),
        pytest.param("Kote d'IvoirÃ", "Kote d'IvoirÃ", id="not reversible: left as it is"),
        pytest.param("LÉZÉBATA", "LÉZÉBATA", id="sound accents stay"),
        pytest.param("e\u0301te\u0301", "été", id="composed"),
        pytest.param("M’Baïki", "M'Baïki", id="curly apostrophe"),
        pytest.param("Kaga–Bandoro", "Kaga-Bandoro", id="dash"),
        pytest.param("Zo\u200b Kwe\u00ad Zo\ufeff", "Zo Kwe Zo", id="invisible characters"),
        pytest.param("\u0421arnot", "Carnot", id="Cyrillic look-alike"),
        pytest.param("a\nb\x00c", "a bc", id="line break and control"),
    ],
)
def test_tidy_repairs_what_machines_did(raw: str, expected: str) -> None:
    assert text.tidy(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("Ombella-M’Poko", "ombella m poko", id="apostrophe and hyphen"),
        pytest.param("  ÉVÊCHÉ (N° 2) ", "eveche n 2", id="accents and brackets"),
        pytest.param("Cœur", "coeur", id="ligature"),
        pytest.param("date_de_naissance", "date de naissance", id="underscore"),
        pytest.param("--", "", id="nothing but punctuation"),
    ],
)
def test_fold_makes_one_key_of_many_spellings(raw: str, expected: str) -> None:
    assert text.fold(raw) == expected


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("blank", ["", "  ", "\u00a0", "\n"]),
        ("unknown", ["X", "xxxx", "-", "--", "/", ".", "?", "0", "NSP", "ND", "N.D", "N.D.", "NC"]),
        ("unknown", ["NR", "inconnu(e)", "Inconnue", "non précisé", "Non renseigné(e)", "ns"]),
        ("unknown", ["-99", "999", "00/00/0000", "01/01/1900", "à compléter", "………"]),
        ("not_applicable", ["N/A", "NA", "sans objet", "S/O"]),
        ("none", ["RAS", "R.A.S.", "néant", "NEANT", "pas de", "pas de téléphone", "Aucun"]),
        (None, ["Non", "N. A.", "Bria", "1", "N", "oui", "#REF!", "Rasoul", "Xavier"]),
    ],
)
def test_markers_of_missing_values_have_a_kind(kind: str | None, cells: list[str]) -> None:
    assert {cell: text.missing_kind(cell) for cell in cells} == dict.fromkeys(cells, kind)


@pytest.mark.parametrize(
    "cell", ["#REF!", "#N/A", "#VALEUR!", "#NOM?", "#DIV/0!", "#NUL!", "########", "#bloqué!"]
)
def test_a_formula_error_is_unread_in_french_and_english(cell: str) -> None:
    assert first_look(cell)[1] == "unread"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("12.0", "12"), ("12,00", "12"), ("-3.0", "-3"), ("1.000", "1.000"), ("12.5", "12.5")],
)
def test_a_float_tail_goes_and_thousands_stay(raw: str, expected: str) -> None:
    assert text.without_float_tail(raw) == expected


@given(st.text())
def test_tidy_and_fold_are_idempotent(raw: str) -> None:
    tidied = text.tidy(raw)
    assert text.tidy(tidied) == tidied
    folded = text.fold(raw)
    assert text.fold(folded) == folded


@given(st.text(alphabet="ÃÂ©‰€™œ‘\u00a0\u200bàÉé Aa'-\u0301", max_size=12))
def test_tidy_is_idempotent_on_broken_accents(raw: str) -> None:
    tidied = text.tidy(raw)
    assert text.tidy(tidied) == tidied


@given(st.text(alphabet="abcéèàùôïçÉÀ '-", min_size=1))
@example("ÀàÀÉ")
def test_a_french_text_read_in_the_wrong_code_page_comes_back(clean: str) -> None:
    clean = text.tidy(clean)
    try:
        broken = clean.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        return
    assert text.fold(text.tidy(broken)) in (text.fold(clean), text.fold(broken))


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff"])
def test_what_nobody_sees_parts_no_word(unseen: str) -> None:
    assert text.fold(f"Préf{unseen}ecture d{unseen}'origine") == text.fold("Préfecture d'origine")
