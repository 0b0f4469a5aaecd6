"""How people are called elsewhere: for simulated worlds whose names nothing was tuned to.

Family names are built from syllables by rule, as at home, so that none is a real person's; the
given names that everybody bears stand first, then stems with endings. Each tuple of ``one_name``
are spellings of one name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CountryNames:
    """How the people of a country are called."""

    syllables: tuple[str, ...]  # what family names begin with, one to three of them
    endings: tuple[str, ...]  # what they end with
    given: dict[str, tuple[str, ...]]  # for each sex, given names, the most frequent first
    one_name: tuple[tuple[str, ...], ...] = ()  # spellings of one name
    # share of persons with a name of their own and their father's, and no family's
    fathers: float = 0.0
    words: int = 8_000  # how many family names there are


def _derived(stems: str, endings: str) -> tuple[str, ...]:
    """Every stem with every ending, the stems in turn."""
    return tuple(stem + ending for ending in endings.split() for stem in stems.split())


_ARABIC_M: Final = (
    *("Mohammed", "Ahmed", "Ali", "Hassan", "Hussein", "Omar", "Khalid", "Ibrahim", "Youssef"),
    *("Abdullah", "Mahmoud", "Mustafa", "Salah", "Tariq", "Walid", "Nasser", "Faisal", "Jamal"),
    *("Karim", "Said", "Samir", "Bilal", "Hamza", "Ismail", "Yasin", "Zakaria", "Adel", "Fadi"),
    *("Abdelkader", "Abdelrahman", "Abdelaziz", "Rachid", "Majid", "Munir", "Nabil", "Qasim"),
)
_ARABIC_F: Final = (
    *("Fatima", "Aisha", "Maryam", "Khadija", "Zainab", "Amina", "Hanan", "Huda", "Layla"),
    *("Nadia", "Noura", "Rania", "Salma", "Samira", "Sara", "Yasmin", "Zahra", "Hafsa", "Iman"),
    *("Jamila", "Karima", "Latifa", "Malika", "Najat", "Rabia", "Safia", "Soumaya", "Wafa"),
)
_ARABIC_SPELLINGS: Final = (
    ("Mohammed", "Mohamed", "Muhammad", "Mohamad"),
    ("Ahmed", "Ahmad"),
    ("Hussein", "Husain", "Houssein", "Hussain"),
    ("Omar", "Umar", "Omer"),
    ("Khalid", "Khaled"),
    ("Youssef", "Yusuf", "Yousif", "Yousuf"),
    ("Abdullah", "Abdallah", "Abdulla"),
    ("Mustafa", "Mostafa", "Moustapha"),
    ("Abdelkader", "Abdulqadir", "Abd El Kader"),
    ("Abdelrahman", "Abdurrahman", "Abdul Rahman"),
    ("Abdelaziz", "Abdul Aziz", "Abdulaziz"),
    ("Qasim", "Kassem", "Gasim"),
    ("Aisha", "Aicha", "Ayesha"),
    ("Maryam", "Mariam", "Miriam"),
    ("Khadija", "Khadeeja", "Khadidja"),
    ("Zainab", "Zeinab", "Zaynab"),
    ("Layla", "Leila", "Laila"),
)
_ROMANCE: Final = "Adel Alb Ant Arm Bern Carl Celest Cláud Ern Fern Flor Hor Jul Leon Luc Marc"
_GERMAN: Final = "Adal Arn Bern Diet Eber Engel Ger Gott Hart Her Irm Kun Lud Mein Rein Sieg Wal"
_ENGLISH: Final = "Al Ber Ches Dar El Ed Har Ken Lan Mel Nor Os Per Ros Sel Tal Wal Win"

NAMINGS: Final[dict[str, CountryNames]] = {
    "arabic": CountryNames(
        ("Al-", "El ", "Ben ", "Abu ", "ha", "ma", "sha", "ka", "na", "ra", "ja", "sa", "fa"),
        ("rbi", "mrani", "lawi", "ssan", "bari", "rouk", "dad", "lil", "zawi", "tib", "jjar"),
        {
            "M": (*_ARABIC_M, *_derived("Ab Bas Fah Ham Jab Kam Mah Naj Raf Sal Tal", "ir im ad")),
            "F": (*_ARABIC_F, *_derived("Ab Bas Fah Ham Jab Kam Mah Naj Raf Sal", "ira ima ada")),
        },
        _ARABIC_SPELLINGS,
        0.4,
    ),
    "portuguese": CountryNames(
        ("al", "bar", "car", "cor", "fer", "gon", "lo", "ma", "mo", "pe", "ri", "tei"),
        ("reira", "lho", "bosa", "doso", "nandes", "galves", "pes", "chado", "xeira"),
        {
            "M": ("José", "João", "António", "Manuel", "Paulo", "Pedro", *_derived(_ROMANCE, "o")),
            "F": ("Maria", "Ana", "Joana", "Rosa", "Teresa", "Luísa", *_derived(_ROMANCE, "a ina")),
        },
        (("Luísa", "Luiza"), ("António", "Antônio"), ("Teresa", "Tereza")),
    ),
    "german": CountryNames(
        ("bach", "brand", "eich", "fels", "grün", "hagen", "klein", "ober", "schön"),
        ("auer", "berger", "dorf", "feld", "hofer", "inger", "ler", "mann", "ner", "wald"),
        {
            "M": ("Peter", "Hans", "Karl", *_derived(_GERMAN, "bert hard mut wig rich")),
            "F": ("Anna", "Ursula", "Elke", *_derived(_GERMAN, "gard hilde linde traud run")),
        },
        (("Karl", "Carl"),),
    ),
    "english": CountryNames(
        ("ash", "black", "brad", "clay", "copper", "fair", "green", "har", "lang", "nor", "old"),
        ("bury", "by", "field", "ford", "ham", "ley", "man", "ridge", "son", "ton", "well", "wood"),
        {
            "M": ("John", "James", "William", "Robert", *_derived(_ENGLISH, "vin ton bert ric")),
            "F": ("Mary", "Anne", "Susan", "Linda", *_derived(_ENGLISH, "ma ine etta ice")),
        },
        (("Anne", "Ann", "Anna"), ("Susan", "Suzanne")),
    ),
    "fathers": CountryNames(
        ("ab", "be", "da", "ge", "ha", "ke", "le", "me", "ta", "te", "wo", "ye", "ze"),
        ("bru", "de", "kile", "lu", "mariam", "ne", "ru", "sfaye", "sha", "ssa", "we"),
        {
            "M": ("Abebe", "Tesfaye", *_derived("Abr Ber Daw Get Hab Kif Mek Sam", "a et u eto")),
            "F": ("Almaz", "Hiwot", *_derived("Asel Ber Eden Gen Hel Meb Sab Tig Zew", "a ech it")),
        },
        (("Tesfaye", "Tesfay"), ("Hiwot", "Hiywet")),
        1.0,
    ),
    "few_families": CountryNames(
        ("ba", "cho", "da", "ko", "li", "ma", "no", "pa", "sun", "ta", "vu", "ya"),
        ("n", "ng", "nh", "i", "o"),
        {
            "M": _derived("Bao Duc Hai Huy Khan Lan Min Nam Quan Son Tan Vinh", "h o ha ng"),
            "F": _derived("Anh Bic Cam Dao Hoa Kim Lan Mai Ngoc Phu Quy Thu", "a i uyen an"),
        },
        (("Minh", "Min"), ("Khanh", "Kanh")),
        words=150,
    ),
}
"""By country: Arabic in Latin letters, Portuguese, German, English, names without a family, and a
hundred and fifty family names for everybody."""
