"""Articles of law, written many ways, as codes: ``CP-151``, ``CP-151-2``, ``LOI-22.015-5``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from warehouse.conform.clean.first_look import first_look, is_doubted
from warehouse.conform.clean.state import State
from warehouse.text import lower_plain, without_float_tail

DEFAULT_STATUTE: Final = "CP"
HIGHEST_ARTICLE: Final = 1500
_WIDEST_RANGE = 12

# A law cited by its number is the code that it enacted (domain notes 6.5).
LAWS_OF_CODES: Final = {"10.001": "CP", "09.004": "CT", "9.004": "CT"}

# CPC is the Code pénal centrafricain to one clerk and civil procedure to another: only for the
# articles on trafficking and what stands next to them is there no doubt (domain notes 7.2, row 42).
_AMBIGUOUS = "CPC"
_UNDOUBTED = frozenset(("151", "152", "153"))


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of a cell."""

    state: State  # ``read`` only where every article was; ``unread`` may still bring ``articles``
    articles: tuple[str, ...] = ()  # each once, in the order written


_STATUTES: Final = {
    "CPP": r"code de procedure penale|c\.?p\.?p\b\.?",
    "CP": r"code penal(?: centrafricain)?|c\.? ?p\b\.?|c\. ?pen\b\.?",
    "CT": r"code du travail|c\.? ?t\b\.?",
    "CPE": r"code de (?:la )?protection de l'enfant|c\.?p\.?e\b\.?",
    "CF": r"code de la famille|c\.? ?f\b\.?",
    _AMBIGUOUS: r"c\.?p\.?c\b\.?",
}
_COUNTED = (
    "victime|enfant|mineure?|personne|femme|fille|garcon|homme|accusee?|prevenue?|inculpee?|auteur"
    "|an|annee|moi|jour|foi|franc|fcfa|dossier|pv"
)
_TOKEN = re.compile(
    r"\b(?P<law>(?:loi|l\.)\s*(?:n ?°|no?\b\.?)?\s*(?P<law_number>\d{1,2}(?:[./\-]\d{2,3})?)"
    r"(?:[./\-]x+)?)"
    # No article begins with a zero: "22.015" is the number of a law, whoever left the word out.
    r"|\b(?P<bare_law>\d\d\.0\d\d)\b"
    # Of whom or of how long a number tells: no article.
    rf"|(?P<count>\bx ?\d+\b|\b\d+ (?:{_COUNTED})s?\b)"
    rf"|\b(?P<statute>{'|'.join(_STATUTES.values())})"
    r"|(?P<unknown>\b(?:loi|code|decret|ordonnance|convention|protocole|palerme|constitution|charte)\b)"
    r"|(?P<paragraph>(?:\b(?:al(?:inea)?s?|paragraphes?|par)\b\.?|§)\s*"
    r"\d{1,2}(?!\d)(?:er|e)?(?:\s*(?:,|et|a|-)\s*\d(?:er|e)?(?![\d.\w]))*)"
    r"|(?P<number>\d+)(?:er|e)?(?:[\s\-]?(?P<suffix>bis|ter|quater)\b|-(?P<dash>\d)(?!\d))?"
    r"|(?P<to>\ba\b|(?<=\d)-(?=\d))"
)
# Not charged, or charged otherwise; a number that a sign or a letter broke.
_NOT_SURE = re.compile(
    r"\b(?:non|pas|ni|ou|sauf|hors|excepte|sans|au lieu|lire"
    r"|(?:re|dis)qualifie\w*|(?:re|dis)qualification|corrige\w*|rectifie\w*|annule\w*|abandonne\w*"
    r"|ecarte\w*)\b"
    r"|\d[./]\d(?![\d.])|-\d(?:er|e)?\s*(?:,|et|a)\s*\d(?!\d)"
    r"|\d(?!(?:er|ere|e|eme|bis|ter|quater|c\.?p\w*|c\.?t|c\.?f|code|al\w*|du|et|a)\b)[a-z]|\b[ilo]\d"
    r"|(?<![\d,.])\d{1,2}\s+\d|\d\s+\d{1,2}(?!\d)"
)
_LAW_DATE = re.compile(r"\s+du\s+\d{1,2}(?:er)?[\s/.]+(?:[a-z]+|\d{1,2})[\s/.]+\d{4}")


def read_articles(raw: str) -> Articles:
    """Read ``art 151 et 152 CP``, ``151 al.2 CP``, ``CP 151; CT 7``, ``151 à 153``.

    A statute counts for the articles before it, or, where it comes first, for those behind it;
    where none is named, the Code pénal (CP). A cell that denies, doubts or corrects an article, or
    holds a number of which it is not sure what it numbers (``151.2``, ``15 1``), is unread.
    """
    text, state = first_look(raw)
    if state != "read":
        return Articles(state)
    text = _LAW_DATE.sub("", without_float_tail(lower_plain(text)))
    reading = _Reading()
    reading.is_unread = is_doubted(text) or _NOT_SURE.search(text) is not None
    for match in _TOKEN.finditer(text):
        if law := match["law_number"] or match["bare_law"]:
            number = re.sub("[/-]", ".", law)
            reading.statute(LAWS_OF_CODES.get(number, f"LOI-{number}"))
        elif match["statute"]:
            reading.statute(_statute_code(match["statute"]))
        elif match["unknown"]:
            reading.unknown_statute()
        elif match["count"]:
            reading.is_unread = True
        elif match["paragraph"]:
            reading.paragraphs(_listed(match["paragraph"]))
        elif match["number"]:
            reading.article(match["number"], match["suffix"] or "", match["dash"] or "")
        else:
            reading.is_range = bool(reading.pending)
    reading.flush()
    return Articles("unread" if reading.is_unread or not reading.codes else "read", reading.result)


def _listed(paragraphs: str) -> list[int]:
    """The numbers of ``al. 1, 3 et 4`` or ``al. 1 à 3``."""
    numbers = [int(number) for number in re.findall(r"\d+", paragraphs)]
    if re.search(r"\d(?:er|e)?\s*(?:a\b|-)", paragraphs):
        return list(range(numbers[0], numbers[-1] + 1)) or numbers
    return numbers


def _statute_code(written: str) -> str:
    return next(code for code, names in _STATUTES.items() if re.fullmatch(names, written))


class _Reading:
    """Articles read so far, and those that still wait for the statute behind them."""

    def __init__(self) -> None:
        self.codes: dict[str, None] = {}
        self.pending: list[str] = []
        self.leading: str | None = None
        self.is_range = False
        self.is_unread = False

    @property
    def result(self) -> tuple[str, ...]:
        return tuple(self.codes)

    def article(self, number: str, suffix: str, paragraph: str) -> None:
        """Take an article; behind "à", all since the one before it."""
        value = int(number) if len(number) < 6 else 0
        if not 1 <= value <= HIGHEST_ARTICLE:
            self.is_unread = True
            return
        first = value
        if self.is_range and self.pending[-1].isdigit():
            first = int(self.pending[-1]) + 1
            self.is_unread |= not first <= value < first + _WIDEST_RANGE
        self.is_range = False
        if first <= value < first + _WIDEST_RANGE:
            self.pending += [str(between) for between in range(first, value)]
        article = f"{value}{suffix.upper()}"
        self.pending.append(f"{article}-{paragraph}" if paragraph else article)

    def paragraphs(self, numbers: list[int]) -> None:
        """Give the last article its paragraphs."""
        if not self.pending:
            self.is_unread = True
            return
        article = self.pending.pop()
        self.pending += [f"{article}-{number}" for number in numbers]

    def statute(self, code: str) -> None:
        """Give the statute to the articles that wait for one, or keep it for those to come."""
        if self.pending and self.leading is None:
            self.flush(code)
        else:
            self.flush()
            self.leading = code
            if code.startswith("LOI-"):
                self.codes.setdefault(code)

    def unknown_statute(self) -> None:
        """Leave the waiting articles out: they are of a law that we do not know."""
        self.is_unread = True
        self.pending.clear()
        self.is_range = False

    def flush(self, statute: str | None = None) -> None:
        """Write the waiting articles down under ``statute``, the leading one, or the default."""
        code = statute or self.leading or DEFAULT_STATUTE
        for article in self.pending:
            if code == _AMBIGUOUS:
                is_undoubted = article.partition("-")[0] in _UNDOUBTED
                self.is_unread |= not is_undoubted
                if is_undoubted:
                    self.codes.setdefault(f"{DEFAULT_STATUTE}-{article}")
                continue
            self.codes.pop(code, None)  # a law cited without article, until one came
            self.codes.setdefault(f"{code}-{article}")
        self.pending.clear()
        self.is_range = False
