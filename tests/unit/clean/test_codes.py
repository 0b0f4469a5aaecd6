"""Labels to codes, yes and no, sex."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.codes import (
    CodeReading,
    Codes,
    Sex,
    YesNo,
    read_code,
    read_codes,
    read_sex,
    read_yes_no,
)

LOOKUP = {
    "mariage precoce force": "MARR",
    "travail force mines": "FL_MINE",
    "travail force": "FL_OTH",
    "dette": "DEBT",
    "tromperie": "FRAUD",
    "na": "NAM",
    "aucun": "NONE",
    "12": "TWELVE",
}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mariage précoce/forcé", CodeReading("read", "MARR")),
        ("TRAVAIL FORCÉ (mines)", CodeReading("read", "FL_MINE")),
        ("12.0", CodeReading("read", "TWELVE")),
        ("NA", CodeReading("read", "NAM")),
        ("Aucun", CodeReading("read", "NONE")),
        ("NSP", CodeReading("missing")),
        ("", CodeReading("missing")),
        ("dettes", CodeReading("unread")),
        ("#N/A", CodeReading("unread")),
    ],
)
def test_a_label_is_a_code_only_if_the_list_says_so(raw: str, expected: CodeReading) -> None:
    assert read_code(raw, LOOKUP) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("mariage précoce/forcé", Codes("read", ("MARR",))),
        ("Travail forcé - mines, Dette", Codes("read", ("FL_MINE", "DEBT"))),
        ("mariage précoce/forcé; travail forcé", Codes("read", ("MARR", "FL_OTH"))),
        ("Tromperie, Dette", Codes("read", ("FRAUD", "DEBT"))),
        ("Dette et tromperie", Codes("read", ("DEBT", "FRAUD"))),
        ("- Dette\n- Tromperie", Codes("read", ("DEBT", "FRAUD"))),
        ("Dette; DETTE;", Codes("read", ("DEBT",))),
        ("dette tromperie", Codes("read", ("DEBT", "FRAUD"))),
        ("travail_force dette", Codes("read", ("FL_OTH", "DEBT"))),
        ("travail forcé mines tromperie", Codes("read", ("FL_MINE", "FRAUD"))),
        ("dette sortilège", Codes("unread", (), 1)),
        ("travail dette", Codes("unread", (), 1)),
        ("Dette, RAS", Codes("read", ("DEBT",))),
        ("Dette, Sortilège", Codes("unread", ("DEBT",), 1)),
        ("Sortilège", Codes("unread", (), 1)),
        ("Aucun\ndette", Codes("read", ("NONE", "DEBT"))),
        (";", Codes("missing")),
        ("N/A", Codes("missing")),
        ("NSP", Codes("missing")),
        ("#REF!", Codes("unread", (), 1)),
    ],
)
def test_a_cell_may_hold_several_labels_and_a_label_a_separator(raw: str, expected: Codes) -> None:
    assert read_codes(raw, LOOKUP) == expected


DOUBTED = ["tromperie ?", "?tromperie", "tromperie(?)", "(Tromperie ?)", "TROMPERIE ???"]


@pytest.mark.parametrize("raw", DOUBTED)
def test_what_its_writer_doubted_is_unread(raw: str) -> None:
    assert read_code(raw, LOOKUP) == CodeReading("unread")
    assert read_codes(raw, LOOKUP) == Codes("unread", (), 1)
    assert read_codes(f"dette; {raw}", LOOKUP) == Codes("unread", ("DEBT",), 1)


@pytest.mark.parametrize(
    "raw",
    ["non tromperie", "pas de tromperie ni de dette", "sans tromperie", "ni tromperie ni dette",
     "tromperie (non)", "tromperie : non", "tromperie=non", "tentative de tromperie",
     "risque de tromperie", "tromperie ou dette", "tromperie et/ou dette", "tromperie lire dette",
     "tromperie annulée", "tromperie 0", "2 tromperies"],
)  # fmt: skip
def test_a_label_among_other_words_is_not_the_label(raw: str) -> None:
    assert read_code(raw, LOOKUP).state == "unread"
    assert read_codes(raw, LOOKUP).state == "unread"


def test_the_separators_are_the_callers() -> None:
    assert read_codes("Dette ou Tromperie", LOOKUP, (" ou ",)).codes == ("DEBT", "FRAUD")
    assert read_codes("Dette,Tromperie", LOOKUP, ";").state == "unread"


@pytest.mark.parametrize(
    ("expected", "cells"),
    [
        (YesNo("read", True), ["Oui", "O", "OUI", "x", "X", "✓", "1", "1.0", "Vrai", "VRAI"]),
        (YesNo("read", False), ["Non", "N", "non", "0", "0.0", "Faux", "FALSE"]),
        (YesNo("missing"), ["", "NSP", "-", "ND", "NA"]),
        (YesNo("read", True), ["En appel", "appel interjeté", "[x]", "(oui)"]),
        (YesNo("read", False), ["Pas d'appel", "pas d’appel", "sans appel", "Aucun appel"]),
        (
            YesNo("unread"),
            [
                "peut-être",
                "#REF!",
                "2",
                "oui ?",
                "?oui",
                "N?",
                "oui/non",
                "O/N",
                "pas encore",
                "en cours",
                "refusé",
                "non signé",
                "partiellement",
                "oui non",
            ],
        ),
    ],
)
def test_yes_and_no_have_a_third_state(expected: YesNo, cells: list[str]) -> None:
    assert {cell: read_yes_no(cell) for cell in cells} == dict.fromkeys(cells, expected)


@pytest.mark.parametrize(
    ("expected", "cells"),
    [
        (
            Sex("read", "M"),
            ["M", "H", "m", "Masc.", "Masculin", "Masculine", "Homme", "Kôlï", "1", "1.0"],
        ),
        (
            Sex("read", "F"),
            ["F", " f ", "Fém.", "Féminin", "Feminine", "Femme", "2", "Mlle", "wâlï"],
        ),
        (Sex("read", "M", True), ["G", "Garçon"]),
        (Sex("read", "F", True), ["Fille"]),
        (Sex("missing"), ["", "X", "NSP"]),
        (
            Sex("unread"),
            [
                "M/F",
                "3",
                "#REF!",
                "M?",
                "F ?",
                "? F",
                "(F?)",
                "H/F",
                "MF",
                "M F",
                "non F",
                "pas F",
                "F (M)",
                "F lire M",
                "2 filles",
                "F2",
                "femelle",
            ],
        ),
    ],
)
def test_a_sex_has_many_spellings(expected: Sex, cells: list[str]) -> None:
    assert {cell: read_sex(cell) for cell in cells} == dict.fromkeys(cells, expected)


@given(st.text() | st.text(alphabet="dete tromprifçnaucl/;,+-|\n", max_size=40))
def test_no_text_makes_a_code_raise(raw: str) -> None:
    read_code(raw, LOOKUP)
    read_yes_no(raw)
    read_sex(raw)
    codes = read_codes(raw, LOOKUP)
    assert (codes.state == "unread") == (codes.unread_count > 0)
    assert set(codes.codes) <= set(LOOKUP.values())


@given(st.lists(st.sampled_from(sorted(LOOKUP)), min_size=1, unique=True), st.sampled_from(";|\n"))
def test_all_labels_of_a_list_come_back(labels: list[str], separator: str) -> None:
    assert read_codes(separator.join(labels), LOOKUP) == Codes(
        "read", tuple(LOOKUP[label] for label in labels)
    )
