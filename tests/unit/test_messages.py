"""Sentences of the catalogue: the form that a count asks for, in both languages."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from warehouse.errors import Language, catalogue, message


@pytest.mark.parametrize(
    ("language", "counts", "told"),
    [
        ("fr", (0, 0, 0), "0 mention, 0 personne, dont 0 citée plusieurs fois."),
        ("fr", (2, 1, 1), "2 mentions, 1 personne, dont 1 citée plusieurs fois."),
        ("fr", (1200, 800, 2), "1200 mentions, 800 personnes, dont 2 citées plusieurs fois."),
        ("en", (0, 0, 0), "0 mentions, 0 persons, 0 of them mentioned more than once."),
        ("en", (2, 1, 1), "2 mentions, 1 person, 1 of them mentioned more than once."),
    ],
)
def test_a_count_has_the_form_that_its_language_gives_it(
    language: Language, counts: tuple[int, int, int], told: str
) -> None:
    mentions, persons, several = counts
    made = message("linkage_done", mentions=mentions, persons=persons, several=several)

    assert made.text(language) == told


@pytest.mark.parametrize("count", ["1\u202f200", "1,200"])
def test_a_count_that_comes_as_it_is_shown_is_counted_too(count: str) -> None:
    assert message("receipt_rows_more", count=count).text("fr") == f"et {count} autres"


def test_decimals_are_parted_as_the_language_does() -> None:
    told = message("stack.waits_of_release", release=7.5)
    assert told.text("fr") == "Du dépôt à la publication : 7,5 s au plus."
    assert told.text("en") == "From drop to release: 7.5 s at most."


def test_no_sentence_leaves_its_plural_to_the_reader() -> None:
    sentences = {(key, *one) for key, pair in catalogue().items() for one in pair.items()}
    assert len(sentences) > 1000

    # « Reçu (s) » is a column of seconds.
    undecided = {
        key for key, _, text in sentences if re.search(r"[a-zé]\((?:s|x|e|es|nt|ent|en)\)", text)
    }

    assert undecided == set()


def test_every_plural_has_two_forms_and_counts_what_both_languages_are_told() -> None:
    plurals = [
        (key, language, name, spec)
        for key, pair in catalogue().items()
        for language, text in pair.items()
        if not text.count("{{")
        for _, name, spec, _ in Formatter().parse(text)
        if spec and "|" in spec
    ]
    assert len(plurals) > 60

    for key, language, name, spec in plurals:
        assert len(spec.split("|")) == 2, (key, language)
        other = catalogue()[key]["en" if language == "fr" else "fr"]
        assert "{" + str(name) in other, (key, language)
