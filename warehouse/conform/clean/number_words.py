"""Numbers that a clerk spells: ``vingt-cinq ans``, ``dix (10) ans``, ``deux millions``."""

from __future__ import annotations

import re

from text_to_num import alpha2digit

# "Vingt et une victimes" are 21, "quatre-vingt-un" 81: what follows the tens is no article.
_BEHIND_TENS = r"(?<!\bvingt[ -])" + "".join(
    rf"(?<!\b{tens}[ -]et[ -])" for tens in ("vingt", "trente", "quarante", "cinquante", "soixante")
)
# "Une amende" is no count of fines; "un an", "dont un avec sursis" and "un (1)" are counts.
_ARTICLE = re.compile(
    rf"{_BEHIND_TENS}\b(une?)\b"
    r"(?! ?[()]| (?:ans?|annees?|mois|jours?|millions?|milliards?|avec|fermes?)\b|$)"
)
_SCALED = re.compile(r"(?<=\d) ?(mille|millions?|milliards?)\b")
_GROWN = re.compile(r"(\d)(mille|millions?|milliards?)\b")
_TWICE = re.compile(r"\b0*(\d+) ?\( ?0*\1 ?\)")
_NO_NUMBER = "ƶ"  # a letter before a word that is no number here; no French text has it


def in_digits(text: str) -> str:
    """Write in digits the numbers that are spelt, and once what is told in words and in digits.

    ``cinq (5) ans`` is ``5 ans``; ``cinq (6) ans`` keeps both numbers, for whoever reads it to
    doubt. A scale behind digits (``2 millions``) stays a word.

    Args:
        text: as ``text.lower_plain`` gives it.
    """
    if not any(map(str.isalpha, text)):
        return text
    # Grown together with its digits, a scale is no number word: "2 millions" were two numbers.
    words = _SCALED.sub(r"\1", _ARTICLE.sub(rf"{_NO_NUMBER}\1", text))
    digits = alpha2digit(words, "fr", 0.0)
    if "neuf" in digits:  # "un an dont neuf mois": behind a spelt "un" it takes 9 for "new"
        digits = alpha2digit(digits, "fr", 0.0)
    digits = digits.replace(_NO_NUMBER, "")
    return _TWICE.sub(r"\1", _GROWN.sub(r"\1 \2", digits))
