"""A full name of a known person is found however it is written; what is none is left alone."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.load.name_search import naming

FAMILIES = ("TONDOBA", "M'BÉKALI", "ZOUNGARA-KOLÉ", "DE MASSABO", "N'DJÉMO BISSAFIO", "BEN OUMARO")
GIVEN = ("Ornélia", "Jean-Zéphyrin", "Fatimé Désirée", "Guy", "Aïssata")
# Words of judgments; no two of them, and none beside a name of above, make a full name.
LEGAL = (
    *("attendu", "que", "la", "victime", "mineure", "a", "été", "placée", "chez", "l’employeur"),
    *("prévenu", "coupable", "des", "faits", "article", "151", "contrainte", "Mme", "M.", "le"),
)


def _mentions(*names: tuple[str | None, str | None, str | None, str | None]) -> pa.Table:
    columns = ("family_name", "given_names", "alias", "other_names")
    return pa.table(
        {
            "record_id": pa.array([f"m{n}" for n in range(len(names))], pa.string()),
            **{c: pa.array([one[i] for one in names], pa.string()) for i, c in enumerate(columns)},
        }
    )


KNOWN = [(family, given, None, None) for family in FAMILIES for given in GIVEN]
ALL = _mentions(*KNOWN)


def _found(written: str, mentions: pa.Table = ALL) -> set[str]:
    texts = pa.table({"key": ["D"], "facts": [written]})
    rows = naming(texts, mentions, ["facts"]).to_pylist()
    assert all(row["key"] == "D" and row["column"] == "facts" for row in rows)
    return {row["mention_id"] for row in rows}


PLAIN = str.maketrans("ÉéÈèÊêÏïÔôÇç", "EeEeEeIiOoCc")
MARKS = [
    lambda s: s,
    str.upper,
    str.lower,
    str.title,
    lambda s: s.translate(PLAIN),
    lambda s: s.replace("'", "’"),
    lambda s: s.replace("'", ""),
    lambda s: s.replace("'", " "),
    lambda s: s.replace("-", " "),
    lambda s: s.replace(" ", "-"),
    lambda s: s.replace(" ", "\n"),
    lambda s: s.replace("-", "‑"),
    lambda s: s[:3] + "-\n" + s[3:],
    lambda s: s[:2] + "\u00ad" + s[2:],
    lambda s: s.removeprefix("DE ").removeprefix("BEN "),
]
shapes = st.lists(st.sampled_from(MARKS), max_size=3)
between = st.sampled_from([" ", "\n", ", ", "-", " (", " de ", " née ", " K. ", "\u00a0", ". "])
legal = st.lists(st.sampled_from(LEGAL), max_size=12).map(" ".join)


def _shaped(part: str, marks: list) -> str:
    for mark in marks:
        part = mark(part)
    return part


@pytest.mark.slow
@given(
    st.sampled_from(range(len(KNOWN))), shapes, shapes, between, st.booleans(), legal, legal,
    st.integers(0, 1),
)  # fmt: skip
def test_a_full_name_is_found_in_every_shape(
    who: int, family_marks: list, given_marks: list, gap: str, is_family_first: bool,
    before: str, after: str, which_given: int,
) -> None:  # fmt: skip
    family, given_names = KNOWN[who][0], KNOWN[who][1].split(" ")
    parts = [
        _shaped(family, family_marks),
        _shaped(given_names[which_given % len(given_names)], given_marks),
    ]
    name = gap.join(parts if is_family_first else parts[::-1])
    assert f"m{who}" in _found(f"{before} {name} {after}")


# A lone part stands between words that no name has.
lone = st.sampled_from([*FAMILIES, *GIVEN, "Jean", "T. O.", "M. B.", "O."])
harmless = st.lists(st.tuples(lone, st.sampled_from(["prévenu", "et coupable", "attendu que"])))


@pytest.mark.slow
@given(legal, harmless)
def test_a_text_without_a_full_name_is_taken(words: str, parts: list[tuple[str, str]]) -> None:
    assert _found(f"{words} attendu " + " ".join(f"{a} {b}" for a, b in parts)) == set()


@pytest.mark.parametrize(
    ("written", "is_found"),
    [
        pytest.param("Ornélia", False, id="a_given_name_alone"),
        pytest.param("Ornélia T.", False, id="a_given_name_and_an_initial"),
        pytest.param("O. TONDOBA", False, id="an_initial_and_a_family_name"),
        pytest.param("Fatimé Désirée", False, id="two_given_names"),
        pytest.param("Présidente : Mme Ornélia KOUDJANGA", False, id="a_judge_unknown_to_us"),
        pytest.param("TONDOBA et Ornélia", False, id="two_persons"),
        pytest.param("Mme Ornélia TONDOBA, greffière", True, id="a_judge_known_to_us"),
        pytest.param("Désirée ZOUNGARA", True, id="one_of_two_names_on_either_side"),
        pytest.param("Désirée Fatimé Kolé Zoungara", True, id="names_in_another_order"),
        pytest.param("Огnélia", False, id="not_a_name_at_all"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_what_a_full_name_is(written: str, is_found: bool) -> None:
    assert bool(_found(written)) is is_found


@pytest.mark.parametrize(
    ("mention", "written", "is_found"),
    [
        pytest.param(("TONDOBA", None, None, "KOLÉ"), "Kolé Tondoba", False, id="two_families"),
        pytest.param(("TONDOBA", "Guy", "Zorro", None), "Tondoba dit Zorro", True, id="alias"),
        pytest.param(("TONDOBA", "Guy", "Zorro", None), "le nommé Zorro", True, id="alias_alone"),
        pytest.param(("TONDOBA", "Aïcha", None, "KOLÉ"), "Aicha ép. Kole", True, id="married"),
        pytest.param(("TONDOBA GUY", None, None, None), "Guy Tondoba", True, id="one_cell"),
        pytest.param((None, "Tondoba Guy", None, None), "GUY TONDOBA", True, id="other_cell"),
        pytest.param(("TONDOBA", None, None, None), "Tondoba", False, id="family_name_alone"),
        pytest.param((None, None, None, None), "Tondoba Guy", False, id="no_name"),
        pytest.param(("", "", "", ""), "Tondoba Guy", False, id="empty_name"),
        pytest.param(("LA", "De", None, None), "la victime de la", False, id="only_links"),
    ],
)
def test_what_a_mention_may_know_of_a_name(
    mention: tuple[str | None, ...], written: str, is_found: bool
) -> None:
    assert bool(_found(written, _mentions(mention))) is is_found


def test_every_column_is_searched_lists_too_and_the_right_mention_told() -> None:
    texts = pa.table(
        {
            "key": ["D-1", "D-2", "D-3"],
            "title": pa.array(["Ministère public c/ G. T.", None, None], pa.string()),
            "keywords": [["travail", "Guy Tondoba"], None, ["Tondoba", "Ornélia"]],
        }
    )
    mentions = _mentions(("TONDOBA", "Guy", None, None), ("AUTRE", "Guy", None, None))
    assert naming(texts, mentions, ["title", "keywords"]).to_pylist() == [
        {"key": "D-1", "column": "keywords", "mention_id": "m0"}
    ]
