"""A hundred invented identities, planted wherever a clerk may put a name, and a search for them.

No word of a name is a word of anything else: each begins like no word of French, so that what is
found of one is a leak. A search reads through case, accents, spaces, JSON's, XML's and URLs'
escapes and base64.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import openpyxl

_BEGIN = "zzq"
_SYLLABLES = ("ra", "vo", "mé", "lu", "ki", "dè", "po", "ba", "tî", "ga")
HEADER_DSPJ = (
    "N° PV;Unité;Date GAV;Nom;Prénom(s);Alias;Sexe;Date de naissance;Lieu de naissance;Nationalité;"
    "Type de pièce;N° de pièce;Téléphone;Infraction retenue;Articles;Date des faits;Lieu des faits;"
    "Forme d'exploitation;Suite;Date transmission parquet"
)
_COLUMNS = HEADER_DSPJ.split(";")
DECISION = [
    "N° décision", "Juridiction", "Date de la décision", "N° RP", "Intitulé", "Faits", "Motifs",
    "Dispositif", "Articles visés", "Mots-clés",
]  # fmt: skip
_MINFEMME = [
    "Code dossier", "Date d'accueil", "Nom", "Prénom", "Sexe", "Age", "Nationalité",
    "Préfecture d'origine", "Sous-préfecture d'accueil", "Type d'exploitation",
    "Mineur accompagné (O/N)", "Services fournis", "Référé par", "Téléphone du tuteur",
    "Consentement",
]  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """Somebody invented: each part of her is hers alone."""

    family: str
    given: str
    alias: str
    phone: str
    document: str


def identity(number: int) -> Identity:
    def word(kind: str) -> str:
        tens, ones = divmod(number, 10)
        return f"{_BEGIN}{kind}{_SYLLABLES[tens % 10]}{_SYLLABLES[ones]}{_SYLLABLES[number % 7]}"

    return Identity(
        word("f").upper(), word("g").capitalize(), word("a").capitalize(),
        f"7093{number:04d}", f"ZZQ{770000 + number}",
    )  # fmt: skip


PEOPLE = [identity(number) for number in range(100)]
WRONG_COLUMNS = (
    "N° PV", "Unité", "Date GAV", "Date de naissance", "Lieu de naissance", "Nationalité",
    "Type de pièce", "Infraction retenue", "Articles", "Date des faits", "Lieu des faits",
    "Forme d'exploitation", "Suite", "Date transmission parquet", "Sexe",
)  # fmt: skip


def _dspj_row(number: int, who: Identity, **cells: str) -> str:
    row = {
        "N° PV": f"{number:03d}/DSPJ/2026", "Unité": "OCRB", "Date GAV": "05/05/2026",
        "Nom": who.family, "Prénom(s)": who.given, "Alias": who.alias, "Sexe": "M",
        "Date de naissance": f"{number % 28 + 1:02d}/10/1985", "Lieu de naissance": "Zémio",
        "Nationalité": "RCA", "Type de pièce": "CNI", "N° de pièce": who.document,
        "Téléphone": who.phone, "Infraction retenue": "Traite", "Articles": "151 CP",
        "Date des faits": "28/04/2026", "Lieu des faits": "Bria",
        "Forme d'exploitation": "Mendicité forcée", "Suite": "Déféré",
    }  # fmt: skip
    row |= cells
    return ";".join(row.get(name, "") for name in _COLUMNS)


def _dspj(path: Path, rows: Iterable[str], header: str = HEADER_DSPJ) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\r\n".join([header, *rows, ""]), "utf-8", newline="")


def write_book(path: Path, **sheets: list[list[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name[:31])
        for row in rows:
            sheet.append(row)
    book.save(path)


def _received(number: int, who: Identity, **cells: object) -> list[object]:
    row = dict(zip(_MINFEMME, [
        f"MPF-2026-{number:04d}", "01/05/2026", who.family, who.given, "F", "12 ans",
        "Centrafricaine", "Ouham", "Bossangoa", "travail forcé", "N", "hébergement", "police",
        who.phone, "O",
    ], strict=True))  # fmt: skip
    return list((row | cells).values())


def decision(number: int, **cells: str) -> list[object]:
    row = dict(zip(DECISION, [
        f"{number:03d}/2026/05", "TGI de Bria", "04/05/2026", f"{number:04d}/RP/2026",
        "Ministère public c/ U. S.", "Attendu que les faits sont établis", "Attendu que l'acte est"
        " prouvé", "Déclare U. S. coupable", "Art. 151 CP", "Dette",
    ], strict=True))  # fmt: skip
    return list((row | cells).values())


def plant(drop: Path) -> dict[str, list[Identity]]:
    """Files with all of ``PEOPLE`` in them, in every place that a clerk may choose.

    Returns:
        Who stands where; a person of a row may stand in two places.
    """
    people = iter(PEOPLE)
    places: dict[str, list[Identity]] = {}

    def some(place: str, count: int) -> list[Identity]:
        places[place] = [next(people) for _ in range(count)]
        return places[place]

    # In the right columns; in the wrong ones, one a row; in the name of the file.
    rows = [_dspj_row(n, who) for n, who in enumerate(some("right columns", 25), 1)]
    wrong = zip(
        WRONG_COLUMNS, some("wrong columns", 15), some("beside wrong columns", 15), strict=True
    )
    rows += [
        _dspj_row(n, base, **{column: f"{who.family} {who.given}"})
        for n, (column, who, base) in enumerate(wrong, 40)
    ]
    rows += [_dspj_row(70, who, **{"N° PV": who.phone}) for who in some("telephone as number", 2)]
    rows += [
        _dspj_row(80, who, Suite=f"{who.alias} {who.document}") for who in some("alias as code", 2)
    ]
    (named,) = some("file name of text", 1)
    _dspj(drop / "dspj" / f"DSPJ_GAV {named.family} {named.phone}_052026.csv", rows)
    # A header of its own, a sheet a person, a file per girl.
    (on_file,) = some("file name of workbook", 1)
    on_sheet, on_other = some("names of sheets", 2)
    (in_header,) = some("header", 1)
    received = [_received(n, who) for n, who in enumerate(some("rows of a workbook", 10), 1)]
    received += [
        _received(n, who, Sexe="?", Age=who.family)
        for n, who in enumerate(some("name as age", 2), 30)
    ]
    write_book(
        drop / "minfemme" / f"MPFFPE_victimes_05_2026 {on_file.given} {on_file.family}.xlsx",
        **{
            f"{on_sheet.given} {on_sheet.family}": [
                ["Période : 05/2026"],
                [],
                [*_MINFEMME, f"Mère de {in_header.given} {in_header.family}"],
                *received,
            ],
            f"fiche {on_other.family}": [["rien"], [on_other.phone]],
        },
    )
    # Decisions: whom somebody registered, and whom nobody did, in each of the texts.
    known = places["registered in decisions"] = PEOPLE[:6]
    strangers = some("strangers in decisions", 6)
    # A name alone and the number sound like nobody registered; a case's number that is none is
    # read as none.
    places["strangers by a sign alone"] = [strangers[0], strangers[1], strangers[3]]
    places["strangers in what is read"] = [one for one in strangers if one != strangers[4]]
    write_book(
        drop / "jurisprudence" / "Jurisprudence_TEP_2026_05.xlsx",
        Décisions=[
            DECISION,
            decision(1, Motifs=f"attendu que {known[0].given.lower()} {known[0].family.lower()}"),
            decision(2, Faits=f"joint au {known[1].phone}"),
            decision(3, Dispositif=f"titulaire du papier {known[2].document}"),
            decision(4, Faits=f"attendu que {known[3].alias.lower()} a fui"),
            decision(5, Intitulé=f"{known[4].family.title()} {known[4].given}"),
            decision(6, **{"Mots-clés": f"Dette; {known[5].family} {known[5].given}"}),
            decision(7, Faits=f"la nommée {strangers[0].given} a fui"),
            decision(8, Motifs=f"la jeune X, prénommée {strangers[1].given}"),
            decision(9, Intitulé=f"Ministère public c/ {strangers[2].given} {strangers[2].family}"),
            decision(10, **{"N° décision": f"10/{strangers[3].family}/2026"}),
            decision(11, **{"N° RP": f"{strangers[4].family} {strangers[4].given}"}),
            decision(12, **{"Mots-clés": f"{strangers[5].given} {strangers[5].family}"}),
            decision(13),
        ],
    )
    _plan(drop, some("actions of a plan", 3))
    # A file that is refused: its header is a row.
    (on_refused,) = some("file name of a refused file", 1)
    heading = ";".join(_dspj_row(1, who) for who in some("header of a refused file", 2))
    _dspj(drop / "dspj" / f"{on_refused.family}.csv", [], header=heading)
    rest = places["another month"] = list(people)
    april = {"Date GAV": "05/04/2026", "Date des faits": "01/04/2026"}
    _dspj(
        drop / "dspj" / "DSPJ_GAV_042026.csv",
        [_dspj_row(n, who, **april) for n, who in enumerate(rest, 200)],
    )
    assert rest
    assert {who for group in places.values() for who in group} == set(PEOPLE)
    return places


def _plan(drop: Path, people: list[Identity]) -> None:
    head = ["N° action", "Axe", "Action", "Ministère responsable", "Échéance", "Statut",
            "Taux d'exécution (%)", "Observations"]  # fmt: skip
    told = [f"Loger {p.given} {p.family}" for p in people]
    write_book(
        drop / "pan" / "Suivi_PAN_mai_2026.xlsx",
        Suivi=[
            ["Plan d'action national"],
            ["Situation au mai 2026"],
            [],
            head,
            *(
                [
                    n,
                    "Protection",
                    said,
                    "Promotion de la femme",
                    "30/06/2027",
                    "Non démarrée",
                    0,
                    said,
                ]
                for n, said in enumerate(told, 1)
            ),
        ],
    )


_GAP = re.compile(r"[\W_]+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}")
# Whole syllables: of ten million sealed bytes some spell the beginning by chance.
_SYLLABLE = "|".join(("ra", "vo", "me", "lu", "ki", "de", "po", "ba", "ti", "ga"))
_NAMES = re.compile(f"{_BEGIN}[fga](?:{_SYLLABLE}){{3}}")
# A telephone may stand in pairs and behind its country; a digest holds every number somewhere.
_PHONES = re.compile(r"(?<![0-9a-f.])(?:236[ .-]?)?(70[ .-]?93[ .-]?\d\d[ .-]?\d\d)(?![0-9a-f])")
_DOCUMENTS = re.compile(r"zzq77\d{4}")
_KNOWN = {part for who in PEOPLE for part in (who.phone, who.document.casefold())}


def _flat(written: str) -> str:
    bare = written if written.isascii() else unicodedata.normalize("NFKD", written)
    return _GAP.sub("", "".join(c for c in bare if not unicodedata.combining(c))).casefold()


def _decoded(written: str) -> Iterator[str]:
    for token in _BASE64.findall(written):
        for start in range(4):
            piece = token[start : start + (len(token) - start) // 4 * 4]
            try:
                yield base64.b64decode(piece, altchars=b"-_").decode("utf-8", "ignore")
            except (binascii.Error, ValueError):
                continue


def unseen(who: Iterable[Identity], hits: Iterable[str]) -> list[int]:
    """Who of these people is in nothing of what was found, by number."""
    found = {hit.rpartition(": ")[2].removesuffix(" (its name)") for hit in hits}
    return [
        PEOPLE.index(one)
        for one in who
        if not found & {*(_flat(part) for part in (one.family, one.given, one.alias)),
                        one.phone, one.document.casefold()}
    ]  # fmt: skip


def found_in(told: bytes | str) -> set[str]:
    """What of the planted people stands in some bytes, however it is spelled."""
    written = told.decode("utf-8", "replace") if isinstance(told, bytes) else told
    forms = [written, *_decoded(written)]
    if "%" in written:
        forms.append(unquote(written))
    if "&#" in written:
        forms.append(unescape(written))
    if "\\u" in written:
        forms.append(_ESCAPED.sub(lambda one: chr(int(one[1], 16)), written))
    flat = "\n".join(map(_flat, forms))
    phones = {_GAP.sub("", hit) for one in forms for hit in _PHONES.findall(one.casefold())}
    return {*_NAMES.findall(flat), *_KNOWN.intersection(phones)} | (
        _KNOWN & set(_DOCUMENTS.findall(flat))
    )
