"""The words of the invented country: syllables, given names, and what clerks write for a code.

In every tuple of variants the first is the one way that is written when the noise is 0.
"""

from __future__ import annotations

from typing import NamedTuple

# Family names are built from these by rule, three or four at a time: pronounceable here, and no
# real person's name.
SYLLABLES: tuple[str, ...] = (
    *("mbo", "ngba", "kpe", "ndo", "zou", "gba", "nga", "ndji", "nza", "yo", "wou", "bé", "lé"),
    *("ssa", "ko", "té", "ré", "ka", "ra", "mon", "ngou", "zé", "kpo", "nda", "gbe", "mba", "ngui"),
    *("nzo", "lo", "to", "ba", "dou", "fé", "gui", "yan", "mbe", "né", "mo", "bata", "zo", "oué"),
    *("kou", "wa", "ndi", "ngbo", "sso", "gou", "la", "nzi", "po", "tan", "séré", "kan", "wé"),
)

GIVEN_M: tuple[str, ...] = (
    *("Jean", "Pierre", "Mahamat", "Moussa", "Hervé", "Firmin", "Thierry", "Issa", "Oumar", "Paul"),
    *("Ousmane", "Michel", "Alain", "Guy", "Serge", "Parfait", "Prosper", "Arsène", "Bienvenu"),
    *("Abdoulaye", "Hassan", "Ibrahim", "Fiacre", "Igor", "Romaric", "Rodrigue", "Ulrich", "Kévin"),
    *("Désiré", "Dieudonné", "Landry", "Cyriaque", "Judicaël", "Gervais", "Sylvain", "Olivier"),
    *("Narcisse", "Saleh", "Adoum", "Idriss", "Emmanuel", "Joseph", "André", "Blaise", "Wilfried"),
    *("Gédéon", "Vianney", "Ali", "Youssouf", "Barthélemy", "Crépin", "Évariste", "Maxime"),
)
GIVEN_F: tuple[str, ...] = (
    *("Marie", "Fatimé", "Jeanne", "Zita", "Mariam", "Nadège", "Aïcha", "Clarisse", "Henriette"),
    *("Delphine", "Gisèle", "Hawa", "Zenaba", "Khadidja", "Prisca", "Esther", "Solange", "Yvette"),
    *("Natacha", "Huguette", "Josiane", "Bénédicte", "Vivianne", "Fernande", "Rachelle", "Grâce"),
    *("Halimé", "Ramatou", "Salamatou", "Amina", "Sandrine", "Mireille", "Brigitte", "Laurence"),
    *("Thérèse", "Odile", "Edwige", "Ghislaine", "Irène", "Rose", "Carine", "Léontine", "Pélagie"),
    *("Zeinabou", "Achta", "Célestine", "Honorine", "Sylvie", "Noëlla", "Béatrice", "Euphrasie"),
)
GIVEN_NORTH_M: tuple[str, ...] = (
    *("Mahamat", "Oumar", "Abdoulaye", "Moussa", "Issa", "Ousmane", "Ibrahim", "Hassan", "Ali"),
    *("Saleh", "Adoum", "Idriss", "Youssouf", "Abakar", "Souleymane", "Adam", "Amadou", "Hamadou"),
    *("Bello", "Djibrine", "Yaya", "Garba", "Haroun", "Khalil", "Nassour", "Rakhis", "Seid"),
    *("Tahir", "Zakaria", "Bachir", "Daoud", "Fadoul", "Goni", "Hissène", "Kaltouma", "Malloum"),
)
GIVEN_NORTH_F: tuple[str, ...] = (
    *("Fatimé", "Mariam", "Zenaba", "Khadidja", "Hawa", "Aïcha", "Amina", "Halimé", "Ramatou"),
    *("Achta", "Salamatou", "Hadjara", "Koubra", "Maïmouna", "Nafissa", "Oumou", "Rakia", "Safia"),
    *("Tamara", "Yakoura", "Zara", "Djamila", "Falmata", "Habiba", "Kaltouma", "Mahboula"),
)
# Words that clerks write for one name; the first is the one in the stock.
ONE_NAME: tuple[tuple[str, ...], ...] = (
    ("Mahamat", "Mohamed", "Mouhamadou", "Mohamat", "Mamadou"),
    ("Oumar", "Omar", "Oumarou"),
    ("Abdoulaye", "Abdoulay", "Abdallah", "Abdoulahi"),
    ("Ousmane", "Osman", "Ousman"),
    ("Ibrahim", "Ibrahima", "Brahim"),
    ("Souleymane", "Souleiman", "Sulemane"),
    ("Youssouf", "Yousouf", "Issoufou"),
    ("Fatimé", "Fatima", "Fatouma", "Fatimata"),
    ("Zenaba", "Zeinabou", "Zainab"),
    ("Khadidja", "Kadidja", "Kadija"),
    ("Mariam", "Mariama", "Maryam"),
    ("Aïcha", "Aïchatou", "Aïssatou"),
    ("Halimé", "Halima", "Halimatou"),
)

# Spellings by ear that change no sound: Sango and French orthographies of one name.
BY_EAR: tuple[tuple[str, str], ...] = (
    *(("ou", "w"), ("w", "ou"), ("ndj", "nj"), ("mb", "m'b"), ("ss", "s"), ("k", "c")),
    *(("gui", "gi"), ("y", "i"), ("z", "s"), ("é", "e"), ("gn", "ny"), ("ph", "f"), ("mon", "mo")),
)
# And those of whoever writes down a name of another language.
BY_EAR_FURTHER: tuple[tuple[str, str], ...] = (
    *(("ngb", "gb"), ("kp", "p"), ("o", "au"), ("ie", "i"), ("h", ""), ("tt", "t"), ("i", "y")),
)
# The keys that a slip of the hand hits.
SLIPPED_KEYS = "aeiounrtlsgbdkm"
ALIASES: tuple[str, ...] = ("Le Blanc", "Américain", "Kpassa", "Petit Vieux", "Commandant", "Zaïko")
CIVILITIES: dict[str, tuple[str, ...]] = {
    "M": ("M. ", "Le nommé ", "Sieur "),
    "F": ("Mme ", "Mlle ", "La nommée "),
}


class Form(NamedTuple):
    """A form of exploitation: as clerks write it, as case law says it, and as HTCDS codes it."""

    variants: tuple[str, ...]
    in_full: str
    htcds: str
    weight: int


FORMS: dict[str, Form] = {
    "SEX": Form(
        ("Exploitation sexuelle", "Prostitution forcée", "expl. sexuelle"),
        "exploitation sexuelle",
        "SexualExploitation",
        12,
    ),
    "MINE": Form(
        ("Travail forcé (mines)", "chantier minier", "Travail forcé - mines"),
        "travail forcé dans les mines",
        "ForcedLabour",
        14,
    ),
    "AGRI": Form(
        ("Travail forcé agricole", "travaux champêtres forcés"),
        "travail forcé agricole",
        "ForcedLabour",
        18,
    ),
    "DOMESTIC": Form(
        ("Servitude domestique", "travail domestique forcé", "Domestique"),
        "servitude domestique",
        "Servitude",
        16,
    ),
    "STREET": Form(
        ("Vente ambulante", "petit commerce forcé"),
        "vente ambulante forcée",
        "ForcedLabour",
        9,
    ),
    "SLAVERY": Form(
        ("Pratiques analogues à l'esclavage", "esclavage"),
        "pratiques analogues à l'esclavage",
        "Servitude",
        5,
    ),
    "ARMED": Form(
        ("Enrôlement groupe armé", "EAFGA", "Enfant soldat"),
        "enrôlement par groupe armé",
        "ForcedMilitaryByNonStateActors",
        16,
    ),
    "MARRIAGE": Form(
        ("Mariage forcé", "mariage précoce/forcé"), "mariage forcé", "ForcedMarriage", 6
    ),
    "BEGGING": Form(("Mendicité forcée", "mendicité"), "mendicité forcée", "ForcedBegging", 4),
}

# As a clerk writes a means -> HTCDS method of control ("" where HTCDS has none).
MEANS: dict[str, str] = {
    "Fausses promesses": "FalsePromises",
    "Tromperie": "FalsePromises",
    "Dette": "DebtBondage",
    "Menaces": "PhysicalThreats",
    "Violences": "PhysicalAbuse",
    "Confiscation des documents": "WithholdsDocuments",
    "Abus de vulnérabilité": "TakesEarnings",
    "Enlèvement": "",
}

# ISO 3166-1 alpha-3 -> as written.
NATIONALITIES: dict[str, tuple[str, ...]] = {
    "CAF": ("Centrafricaine", "RCA", "centrafricaine", "Centrafricaine", "RCA"),
    "TCD": ("Tchadienne", "tchadienne"),
    "CMR": ("Camerounaise", "camerounaise"),
    "COD": ("Congolaise (RDC)", "RDC", "rdc"),
    "SDN": ("Soudanaise", "soudanaise"),
    "NGA": ("Nigériane", "nigériane"),
}
NATIONALITY_WEIGHTS: tuple[int, ...] = (82, 7, 5, 3, 2, 1)

# How the accused is tied to the victim -> HTCDS relationship (its own spelling of unacquainted).
TIES: dict[str, str] = {
    "Parent": "Familial",
    "Voisin": "Acquainted",
    "Employeur": "Acquainted",
    "Inconnu": "Unaquainted",
    "Aucun": "",
}

PHONE_PREFIXES: tuple[str, ...] = ("70", "72", "73", "74", "75", "76", "77")
MISSING_BIRTHS: tuple[str, ...] = ("", "NSP", "ND", "inconnue")
MISSING_PHONES: tuple[str, ...] = ("", "-", "NEANT")
MONTHS: tuple[str, ...] = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
