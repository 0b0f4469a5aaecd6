"""How a name is spelled and how it sounds, one word at a time: pure functions, text in, text out.

Clerks write by ear. ``spelled`` undoes what an ear does not hear, so that two spellings of a word
come close; ``skeleton`` keeps the consonants only, as a key under which they meet.

Source: the orthographies of the Central African Republic (ou/w, ndj/nj, M'b/Mb, k/c/q, s/z, silent
finals) and the Chadian Arabic names written in French (Mahamat, Mohamed, Mouhamadou).
"""

from __future__ import annotations

import re
from typing import Final

from warehouse.text import fold

PARTICLES: Final = frozenset(
    [
        "M",
        "MR",
        "MME",
        "MLLE",
        "MONSIEUR",
        "MADAME",
        "SIEUR",
        "DAME",
        "FEU",
        "FEUE",
        "VEUF",
        "VEUVE",
        "VVE",
        "NEE",
        "EPOUSE",
        "EPSE",
        "EP",
        "EPX",
        "ALIAS",
        "DIT",
        "DITE",
        "LE",
        "LA",
        "LES",
        "DE",
        "DU",
        "DES",
        "DA",
        "EL",
        "AL",
        "HADJ",
        "ELHADJ",
        "ALHADJ",
        "HADJA",
        "NOMME",
        "NOMMEE",
        "DENOMME",
        "SE",
        "DISANT",
        "ET",
        "CONSORTS",
        "CONTRE",
        "ADJT",
        "ADJUDANT",
        "CNE",
        "CDT",
        "CAPITAINE",
        "COMMANDANT",
        "SGT",
    ]
)
"""Words that stand in a name cell and name nobody."""

PLACEHOLDERS: Final = frozenset(
    [
        "X",
        "XX",
        "XXX",
        "XXXX",
        "INCONNU",
        "INCONNUE",
        "INC",
        "NN",
        "NSP",
        "NEANT",
        "RAS",
        "SANS",
        "NOM",
        "ANONYME",
        "UNKNOWN",
        "ND",
        "NR",
    ]
)
"""Words that stand where a name is not known."""

COMMON: Final = frozenset(
    [
        "JEAN",
        "MARIE",
        "PIERRE",
        "PAUL",
        "JOSEPH",
        "ALAIN",
        "MICHEL",
        "ANDRE",
        "FRANCOIS",
        "JACQUES",
        "SIMON",
        "LUC",
        "MARC",
        "BERNARD",
        "EMMANUEL",
        "PATRICK",
        "SYLVAIN",
        "CHARLES",
        "ALBERT",
        "THOMAS",
        "DAVID",
        "DANIEL",
        "MARTIN",
        "ROGER",
        "BRUNO",
        "SERGE",
        "CHRISTIAN",
        "DIEUDONNE",
        "PROSPER",
        "FIDELE",
        "ANNE",
        "ROSE",
        "ESTHER",
        "RUTH",
        "GRACE",
        "MADELEINE",
        "THERESE",
        "JEANNE",
        "SOLANGE",
        "PAULINE",
        "CATHERINE",
        "FLORENCE",
        "BEATRICE",
        "CHRISTINE",
        "MARTHE",
        "REBECCA",
        "SARAH",
        "MAHAMAT",
        "OUMAR",
        "ABDOULAYE",
        "ISSA",
        "MOUSSA",
        "OUSMANE",
        "HASSAN",
        "IBRAHIM",
        "ALI",
        "ADAM",
        "YOUSSOUF",
        "SALEH",
        "IDRISS",
        "SOULEYMANE",
        "ABAKAR",
        "ADOUM",
        "FATIME",
        "ZENABA",
        "KHADIDJA",
        "HAWA",
        "MARIAM",
        "AISSATOU",
        "AMINA",
        "HALIMA",
        "RAMATOU",
        "HADJARA",
    ]
)
"""Names so common here that sharing one says little, even in a table too small to show it."""

_SOFTENED: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"EAU|AU", "O"),
        (r"OU|W", "U"),
        (r"PH", "F"),
        (r"NDJ", "NJ"),
        (r"DJ", "J"),
        (r"(?<=.)TH", "T"),
        (r"QU|Q|CK", "K"),
        (r"C(?=[EIY])", "S"),
        (r"C(?!H)", "K"),
        (r"GN(?=[AEIOU])", "NI"),
        (r"[ZX]", "S"),
        (r"Y", "I"),
        (r"(?<![CS])H", ""),
        (r"(.)\1+", r"\1"),
    )
)
_MUTE_END: Final = re.compile(r"(?<=..[^AEIOU])E$")
_VOWELS: Final = re.compile(r"(?<!^)[AEIOU]")
_ALIKE: Final = str.maketrans("DVG", "TFJ")

_ARABIC: Final = re.compile(r"[\u0621-\u064a]+")
_LETTERS: Final = dict(
    pair.split()
    for pair in (
        *("ا A", "ب B", "ت T", "ث S", "ج DJ", "ح H", "خ KH", "د D", "ذ Z", "ر R", "ز Z", "س S"),
        *("ش CH", "ص S", "ض D", "ط T", "ظ Z", "ع A", "غ GH", "ف F", "ق K", "ك K", "ل L", "م M"),
        *("ن N", "ه H", "و OU", "ي I", "ة A", "ى A"),
    )
)
"""Arabic letters, hamzas folded away, as clerks of Ndjamena and Birao write them in French."""

_WRITTEN: Final = dict(
    pair.split()
    for pair in (
        *("محمد MAHAMAT", "احمد AHMAT", "محمود MAHAMOUD", "عمر OUMAR", "عثمان OUSMANE"),
        *("علي ALI", "عيسي ISSA", "عيسى ISSA", "موسى MOUSSA", "موسي MOUSSA", "ادم ADAM"),
        *("ابراهيم IBRAHIM", "يوسف YOUSSOUF", "سليمان SOULEYMANE", "ادريس IDRISS"),
        *("صالح SALEH", "حسن HASSAN", "حسين HOUSSEINE", "عبدالله ABDOULAYE"),
        *("فاطمة FATIME", "فاطمه FATIME", "زينب ZENABA", "خديجة KHADIDJA", "مريم MARIAM"),
        *("عائشة AISSATOU", "عايشة AISSATOU", "امينة AMINA", "حليمة HALIMA", "حواء HAWA"),
    )
)
"""The commonest names, whose vowels the letters do not tell."""

_ONE_NAME: Final = {
    variant: names.split()[0]
    for names in (
        "MAMADU MAMAT MAMAD MAMED MAMUD MOAMED MOAMAD MOAMADU MUAMADU MUAMAD MUAMED MAMADI",
        "FATIM FATIMA FATUMA FATIMATA FATUMATA FATMA FATIMATU",
        "UMAR OMAR UMARU OMARU OMER UMER",
        "ABDULAI ABDULAIE ABDULA ABDALA ABDALAI ABDULAIA ABDOULAI",
        "SENABA SEINABU SENABU SEINAB SEINABA SENAB SAINABU",
        "USMAN USMANU OSMAN OTMAN USMANA",
        "KADIJA KADISA KADIJATU KADIDIA",
        "SULEIMAN SULEMAN SULEIMANU SELEMAN SALOMAN",
        "IBRAIM IBRAIMA BRAIM BRAIMA",
        "IUSUF IUSUFA ISUFU IUSIF IUSUFU",
    )
    for variant in names.split()
}
"""Spellings of one Arabic name as written in French, after ``spelled`` has softened them."""


def plain(word: str) -> str:
    """The word in capitals without accents, letters and digits only (``M'Bàïki`` -> ``MBAIKI``)."""
    return fold(word).replace(" ", "").upper()


def in_french(word: str) -> str:
    """A plain word in Arabic script as it is written in French; any other as it is.

    Short vowels are not written there: between two consonants an A is put, which is what a clerk
    hears most often. ``unidecode`` and ``anyascii`` write none, and a name without vowels is like
    no other by Jaro-Winkler.
    """
    if not _ARABIC.fullmatch(word):
        return word
    if word in _WRITTEN:
        return _WRITTEN[word]
    written = ""
    for letter in word:
        sound = _LETTERS.get(letter, "")
        if sound[:1] not in "AOI" and written[-1:] not in "AUI":
            written += "A"
        written += sound
    return written or word


def spelled(word: str) -> str:
    """The plain word as it is heard: ``OUSMANE`` and ``USMANNE`` both give ``USMAN``.

    A word with a digit in it is a code, and stays as it is.
    """
    if not word.isalpha():
        return word
    heard = word = in_french(word)
    for pattern, sound in _SOFTENED:
        heard = pattern.sub(sound, heard)
    heard = _MUTE_END.sub("", heard) or word
    return _ONE_NAME.get(heard, heard)


def skeleton(word: str) -> str:
    """The consonants of a spelled word, as a key: Mahamat, Mohamed and Mouhamadou share ``MM``."""
    if not word.isalpha():
        return word
    bones = _VOWELS.sub("", word)
    if bones[:1] in "AEIOU":
        bones = "A" + bones[1:]
    bones = bones.translate(_ALIKE)
    if len(bones) > 2 and bones[-1] in "TS":
        bones = bones[:-1]
    return bones if len(bones) > 1 else word
