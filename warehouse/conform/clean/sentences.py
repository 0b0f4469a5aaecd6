"""What a court pronounced: prison, firm and suspended, hard labour, fine, damages, bans.

A French sentence states a total of which a part is suspended: ``5 ans dont 2 avec sursis`` is 36
months firm and 24 suspended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from warehouse.conform.clean.amounts import read_amount
from warehouse.conform.clean.first_look import first_look, is_doubted
from warehouse.conform.clean.number_words import in_digits
from warehouse.conform.clean.state import State
from warehouse.text import lower_plain

_LONGEST_MONTHS = 100 * 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, in months and francs CFA."""

    state: State  # ``read`` only where all of it was; ``unread`` may still bring parts
    months_firm: int | None = None  # to be served; None where no term was pronounced, or for life
    months_suspended: int | None = None  # suspended (``sursis``)
    is_life: bool = False
    is_hard_labour: bool = False  # ``travaux forcés``
    fine_xaf: int | None = None  # ``amende``
    damages_xaf: int | None = None  # ``dommages-intérêts``, to the victims
    # bans, confiscations, expulsion, in the order of the text: a code of ``sentence_component``,
    # with ``:months`` where a length is told
    further: tuple[str, ...] = ()


_LIFE = re.compile(r"\bperpetuite\b|\bperpetuels?\b|\ba vie\b")
_HARD_LABOUR = re.compile(r"\bt\.?f\b\.?|\btravaux forces\b")
_INCIDENTAL = re.compile(r"frais|depens|mandat|arret|privation")
# The first that fits names it; the last takes any ban whose kind is not one of the others.
FURTHER: Final = {
    "CONFISCATION": re.compile(r"confisc|confisque"),
    "CLOSURE": re.compile(r"fermeture"),
    "BAN_TERRITORY": re.compile(r"(?:interdi|privation).*territoire|expulsion|expulse"),
    "BAN_RESIDENCE": re.compile(r"interdi.*(?:sejour|resid|paraitre)"),
    "BAN_RIGHTS": re.compile(r"(?:interdi|privation|decheance).*droits|degradation civique"),
    "BAN_ACTIVITY": re.compile(r"interdi.*(?:exerc|profession|activite|fonction|metier|contact)"),
    "BAN_OTHER": re.compile(r"interdi"),
}
_SAYS_MORE = re.compile(r"\d|perpetu|\bt\.?f\b|travaux forces|sursis")
_ITS_LENGTH = re.compile(r"\bd(?:e|')?\s*$")
_SUSPENDED = re.compile(r"\bsursis\b")
_DURATION = re.compile(
    r"(\d+)(?:[.,]0+)?\s*(?:(ans?|annees?)(?:\s*(?:et|,)?\s*(\d{1,3})\s*mois)?|(mois)|(jours?))\b"
)
_OF_WHICH = re.compile(
    r"\bdont\s+(\d{1,4})\s*(?:(ans?|annees?)(?:\s*(?:et\s*)?(\d{1,3})\s*mois)?|(mois))?\b"
)
_SOME_OF_IT = re.compile(r"\bdont\b|\bpartie\b|\bpartiel")  # how much of it is not told
# What another authority asked for, what a later one changed, how far it may go, what is no prison.
_NOT_PRONOUNCED = re.compile(
    r"\b(?:requi[st]|requises?\b|requisition|encour|environ|vers\b|max|min\b|minimum"
    r"|au moins|au plus|plus de|moins de|jusqu|annul|infirm|confondu|confusion|commu|redui|ramene"
    r"|remise|gracie|lire\b|au lieu|non\b|pas\b|sans\b|ni\b|detention provisoire"
    r"|a l'epreuve|probation|sme\b|a?s\b|sc\b|interet general|tig\b|surete|purge)"
    r"|\?|\b0+ (?:an|mois|jour|sursis)"
)
# "Plus" parts a sentence too: "2 ans plus une amende".
_OTHER_MONEY_OR_MORE = re.compile(r"\u20ac|\$|\b(?:euros?|eur|usd|dollars?)\b|\bplus de \d")
_MONEY = re.compile(
    r"(?<![\d.,])\d(?:[\d., ]*\d)?(?:\s*(?:millions?|mille))?"
    r"(?:\s*(?:f\.? ?cfa|fcfa|xaf|francs?(?: cfa)?|frs?|f)\b)?"
)
_DAMAGES = re.compile(r"\bd\.?\s?\.?i\b\.?|dommages?|interets?|reparation|partie civile")
_DAMAGES_SPELT = re.compile(r"dommages?(?: et|-|,)? ?interets?")  # its "et" parts nothing
_NOT_ALL = re.compile(r"\bsursis\b|\bdont\b|\bchac|\bchaque\b|\bpar (?:victime|jour|mois|tete)")
_FINE = re.compile(r"\bamendes?\b")
_PARTS = re.compile(
    r"\s*(?:[;+\n]|,(?!\d|\s*dont\b)|\bet\b(?!\s*\d+\s*mois)|\bainsi que\b|\bplus\b)\s*"
)


def read_sentence(raw: str) -> Sentence:
    """Read ``5 ans dont 2 avec sursis``, ``10 ans de TF``, ``6 mois + 100.000 DI``.

    A number without a unit, days that make no whole month, two firm terms, money that is called
    neither a fine nor damages, and what is denied, doubted or was changed since are unread. A ban
    has a length of its own: it is never taken for prison.
    """
    text, state = first_look(raw)
    if state != "read":
        return Sentence(state)
    text = _DAMAGES_SPELT.sub("dommages", in_digits(lower_plain(text)))
    reading = _Reading()
    reading.is_unread = is_doubted(text) or _OTHER_MONEY_OR_MORE.search(text) is not None
    for part in _PARTS.split(text):
        further = next(
            ((code, match) for code, pattern in FURTHER.items() if (match := pattern.search(part))),
            None,
        )
        if further is not None:
            before = part[: further[1].start()]
            # "5 ans avec interdiction …" is prison and a ban, "2 ans d'interdiction" a ban alone.
            if _SAYS_MORE.search(before) and not _ITS_LENGTH.search(before):
                reading.take(before)
                part = part[further[1].start() :]
            reading.take_further(further[0], part)
        elif part and not _INCIDENTAL.search(part):
            reading.take(part)
    return reading.sentence()


class _Reading:
    """The parts of one sentence, as they are read."""

    def __init__(self) -> None:
        self.firm: int | None = None
        self.suspended: int | None = None
        self.is_life = self.is_hard_labour = self.is_unread = False
        self.fine: int | None = None
        self.damages: int | None = None
        self.further: dict[str, int | None] = {}

    def take_further(self, code: str, part: str) -> None:
        """Keep a ban or a confiscation, with its length in months where one is told."""
        duration = _DURATION.search(part)
        self.further.setdefault(code, _months(duration) if duration else None)

    def take(self, part: str) -> None:
        """Read what stands between two separators."""
        self.is_life |= bool(_LIFE.search(part))
        self.is_hard_labour |= bool(_HARD_LABOUR.search(part))
        durations = list(_DURATION.finditer(part))
        if durations:
            self._take_term(part, durations)
            part = _DURATION.sub(" ", _OF_WHICH.sub(" ", part))
        elif not (_FINE.search(part) or _DAMAGES.search(part) or _MONEY.search(part)):
            stray = re.search(r"\d", part)
            is_known_kind = _LIFE.search(part) or _HARD_LABOUR.search(part)
            if _NOT_PRONOUNCED.search(part):
                self.is_unread = True
            elif _SUSPENDED.search(part) and self.firm is not None and not stray:
                self.firm, self.suspended = None, self.firm  # "24 mois, avec sursis"
            elif stray or not is_known_kind:
                self.is_unread |= bool(stray) or not re.fullmatch(r"[a-z' ]*\bfermes?\b", part)
            return
        self._take_money(part)

    def _take_term(self, part: str, durations: list[re.Match[str]]) -> None:
        match = durations[0]
        total = _months(match)
        rest = part[match.end() :]
        of_which = _OF_WHICH.search(rest)
        others = {_months(d) for d in _DURATION.finditer(_OF_WHICH.sub(" ", rest))} - {total}
        # "10 ans réduits à 5", "2 à 5 ans", "5 ans requis": which of them the court said is open.
        if total is None or total > _LONGEST_MONTHS or others or _NOT_PRONOUNCED.search(part):
            self.is_unread = True
        elif of_which:
            number, years, odd_months, months = of_which.groups()
            is_in_years = years or (match[2] and not months)
            portion = int(number) * (12 if is_in_years else 1) + int(odd_months or 0)
            if portion > total:
                self.is_unread = True
            elif _SUSPENDED.search(rest):
                self._add(total - portion, portion)
            elif "ferme" in rest[of_which.start() :]:
                self._add(portion, total - portion)
            else:
                self.is_unread = True
        elif _SOME_OF_IT.search(rest):
            self.is_unread = True
        elif _SUSPENDED.search(part):
            self._add(None, total)
        else:
            self._add(total, None)

    def _add(self, firm: int | None, suspended: int | None) -> None:
        """Keep the term; a second firm or a second suspended one contradicts the first."""
        if (firm is not None and self.firm is not None) or (
            suspended is not None and self.suspended is not None
        ):
            self.is_unread = True
            self.firm = self.suspended = None
            return
        self.firm = self.firm if firm is None else firm
        self.suspended = self.suspended if suspended is None else suspended

    def _take_money(self, part: str) -> None:
        money = _MONEY.search(part)
        # Two amounts, "dont 200 000 avec sursis", "500 000 chacun": which is hers, or his, is open.
        if money and (_NOT_ALL.search(part) or len(_MONEY.findall(part)) > 1):
            self.is_unread = True
            return
        xaf = read_amount(money[0]).xaf if money else None
        is_damages, is_fine = bool(_DAMAGES.search(part)), bool(_FINE.search(part))
        if xaf is None or is_damages == is_fine:  # no amount, or neither label, or both
            self.is_unread |= bool(money) or is_damages or is_fine
        elif (self.damages if is_damages else self.fine) is not None:
            self.is_unread = True  # a second fine, or second damages
        elif is_damages:
            self.damages = xaf
        else:
            self.fine = xaf

    def sentence(self) -> Sentence:
        """What was read, and whether it is all."""
        firm, suspended = self.firm, self.suspended
        if suspended is not None and firm is None:
            firm = 0
        if firm is not None and suspended is None:
            suspended = 0
        if self.is_life:
            self.is_unread |= bool(firm or suspended)
            firm = suspended = None
        further = tuple(
            code if months is None else f"{code}:{months}" for code, months in self.further.items()
        )
        values = (
            firm,
            self.is_life or None,
            self.is_hard_labour or None,
            self.fine,
            self.damages,
            further or None,
        )
        unread = self.is_unread or all(value is None for value in values)
        return Sentence(
            "unread" if unread else "read",
            firm,
            suspended,
            self.is_life,
            self.is_hard_labour,
            self.fine,
            self.damages,
            further,
        )


def _months(match: re.Match[str]) -> int | None:
    count = int(match[1]) if len(match[1]) < 5 else _LONGEST_MONTHS
    if match[2]:
        return count * 12 + int(match[3] or 0)
    if match[4]:
        return count
    return count // 30 if count % 30 == 0 else None
