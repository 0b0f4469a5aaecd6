"""Lookalikes dropped as files among the sample exports: who is one, apart, or waits for a human.

Each pair stands in files as offices write them, victims and accused, and goes the whole path. The
same traps as mentions, without the files, stand in ``tests/linkage/pairs``.
"""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from worlds import SAMPLES, World, enter

from warehouse import pipeline
from warehouse.linkage.review.tasks import AUDIT
from warehouse.settings import settings

pytestmark = pytest.mark.slow

ONE, APART, ASKED, NOT_JOINED = "one", "apart", "asked", "apart or asked"
"""One person; two, and nobody is in doubt; two until a human says; any two."""

Cells = Mapping[str, object]
Row = tuple[str, Cells]

_CODES = iter(range(9_001, 9_999))


def gendarmerie(
    report: int, name: str, sex: str = "F", born: str = "", role: str = "Victime"
) -> Row:
    cells = {"N° PV": f"{report}/GN/2026", "Brigade": "BT Boda", "Date du PV": "11.05.2026",
             "Qualité": role, "NOM et Prénoms": name, "Sexe": sex, "Né(e) le / vers": born,
             "Localité": "Boda", "Forme": "chantier minier"}  # fmt: skip
    return "gendarmerie", cells


def umirr(report: int, name: str, sex: str, born: str, phone: str) -> Row:
    cells = {"N° PV": f"{report}/UMIRR/2026", "Date de plainte": "12/05/2026",
             "VICTIME Nom et prénoms": name, "VICTIME Sexe": sex,
             "VICTIME Date ou année de naissance": born, "VICTIME Téléphone": phone,
             "MIS EN CAUSE Nom et prénoms": "", "FAITS Lieu (sous-préfecture)": "Bouar",
             "FAITS Forme d'exploitation": "chantier minier"}  # fmt: skip
    return "umirr", cells


def minfemme(family: str, given: str, sex: str = "F", age: str = "", place: str = "Mobaye") -> Row:
    cells = {"Code dossier": f"MPF-2026-{next(_CODES)}", "Date d'accueil": "13/05/2026",
             "Nom": family, "Prénom": given, "Sexe": sex, "Age": age,
             "Sous-préfecture d'accueil": place,
             "Type d'exploitation": "Prostitution forcée"}  # fmt: skip
    return "minfemme", cells


def iom(family: str, given: str, sex: str = "Feminine", born: str = "", place: str = "Boda") -> Row:
    cells = {"cas_ID": f"CAF-2026-{next(_CODES):05d}", "cas_RegistrationDate": "2026-05-14",
             "prs_FamilyName": family, "prs_GivenNames": given, "prs_Gender": sex,
             "prs_DateOfBirth": born, "hte_Location": place,
             "vic_TypeOfExploitation": "SexualExploitation"}  # fmt: skip
    return "iom", cells


def caafag(
    family: str, given: str, sex: str = "Garçon", born: str = "", place: str = "Birao"
) -> Row:
    cells = {"Code enfant": f"EAFGA-{next(_CODES)}", "Date de sortie": "15/05/2026",
             "Nom": family, "Prénoms": given, "Sexe": sex, "Date de naissance": born,
             "Sous-préfecture": place, "Groupe": "Groupe A"}  # fmt: skip
    return "caafag", cells


def action(name: str, sex: str = "Fém.", year: str = "", place: str = "Boda") -> Row:
    cells = {"ID bénéficiaire": f"AH20260{next(_CODES)}", "Nom complet": name, "Sexe": sex,
             "Année de naissance": year, "Site": "Site A", "Sous-préfecture": place,
             "Type d'assistance": "Vivres", "Date assistance": "16-05-2026",
             "Motif": "travail domestique forcé"}  # fmt: skip
    return "action_humanitaire", cells


def travail(visit: int, name: str, sex: str = "F") -> Row:
    cells = {"N° procès-verbal": f"IT-{visit}/2026", "Date de visite": "17/05/2026",
             "Localité": "Kabo", "Nom du travailleur": name, "Sexe": sex,
             "Type d'infraction": "travaux champêtres forcés"}  # fmt: skip
    return "travail", cells


def dspj(
    family: str, given: str, sex: str, born: str, place: str = "Bria", document: str = ""
) -> Row:
    cells = {"N° PV": f"{next(_CODES)}/DSPJ/2026", "Unité": "OCRB", "Date GAV": "18/05/2026",
             "Nom": family, "Prénom(s)": given, "Sexe": sex, "Date de naissance": born,
             "Lieu de naissance": place, "Nationalité": "RCA",
             "Type de pièce": "CNI" if document else "", "N° de pièce": document,
             "Infraction retenue": "Traite"}  # fmt: skip
    return "dspj", cells


def parquet(family: str, given: str, sex: str, born: str = "") -> Row:
    cells = {"Juridiction": "TGI de Bambari", "N° RP": f"{next(_CODES)}/RP/2026",
             "Date d'enregistrement": "19/05/2026", "Nom": family, "Prénoms": given, "Sexe": sex,
             "Date de naissance": born, "Nationalité": "RCA",
             "Qualification": "Traite des personnes"}  # fmt: skip
    return "parquet", cells


def greffe(name: str, sex: str, born: str = "") -> Row:
    cells = {"Juridiction": "TGI de Bambari", "N° jugement": f"{next(_CODES)}/2026",
             "Date du jugement": "20/05/2026", "N° RP": f"{next(_CODES)}/RP/2026",
             "NOM et Prénoms": name, "Sexe": sex, "Date de naissance": born,
             "Infraction": "Traite des personnes", "Décision": "Relaxé"}  # fmt: skip
    return "greffe", cells


GROUPS: Final = ("VICTIME", "MIS EN CAUSE", "FAITS")
SUSPECTS: Final = ("dspj", "parquet", "greffe")

PAIRS: Final = {
    # Two rows of one complaint, names that sound alike.
    "Romain, Romaric": (APART, gendarmerie(701, "NGBONDOLA Romain", "M"),
                        gendarmerie(701, "NGBONDOLA Romaric", "M")),
    "Jean-Pierre, Jean-Paul": (APART, gendarmerie(702, "DOUNGOUPEA Jean-Pierre", "M"),
                               gendarmerie(702, "DOUNGOUPEA Jean-Paul", "M")),
    "Odette, Colette": (APART, gendarmerie(703, "YAMISSIKO Odette"),
                        gendarmerie(703, "YAMISSIKO Colette")),
    "Mariama, Mariette": (APART, umirr(704, "TOKPEKPERE Mariama", "F", "inconnue", "72118845"),
                          umirr(704, "TOKPEKPERE Mariette", "F", "inconnue", "72118845")),
    "Mariette, Marianne": (APART, umirr(705, "ZOWOYENGA Mariette", "F", "inconnue", "72118846"),
                           umirr(705, "ZOWOYENGA Marianne", "F", "inconnue", "72118846")),
    "Aimé, Aimée, of one day": (APART, gendarmerie(706, "GBATEMALO Aimé", "", "02/04/2014"),
                                gendarmerie(706, "GBATEMALO Aimée", "", "02/04/2014")),
    "twins of one day": (APART, gendarmerie(707, "KOLIMBAYERE Juste", "M", "17/02/2013"),
                         gendarmerie(707, "KOLIMBAYERE Parfait", "M", "17/02/2013")),
    "brothers with their years": (APART, gendarmerie(708, "LIGBANDERO Fidèle", "M", "2010"),
                                  gendarmerie(708, "LIGBANDERO Fiacre", "M", "2012")),
    "mother and child": (APART, umirr(709, "MBOLIDIKA Marie", "F", "inconnue", "75992210"),
                         umirr(709, "MBOLIDIKA Marie Grace", "F", "05/05/2018", "75992210")),
    "one given name in a group": (APART, travail(710, "BAGAZANGA Marie"),
                                  travail(710, "POUNINGO Marie")),
    "written twice": (ONE, gendarmerie(711, "NDARATAYO Clothilde", "F", "30/09/2007"),
                      gendarmerie(711, "NDARATAYO Clotilde", "F", "30/09/2007")),
    # Names that name nobody.
    "protected, twice": (APART, gendarmerie(720, "Identité protégée"),
                         gendarmerie(721, "Identité protégée")),
    "protected, in two offices": (APART, minfemme("IDENTITE", "Protégée", place="Boda"),
                                  iom("Identité protégée", "")),
    "Victime A": (APART, minfemme("VICTIME", "A"), minfemme("VICTIME", "A")),
    "Fillette": (APART, action("Fillette"), action("Fillette")),
    "Mineure X": (APART, action("Mineure X"), action("Mineure X")),
    "Bébé X, of one day": (APART, iom("BEBE", "X", born="2025-11-03"),
                           iom("BEBE", "X", born="2025-11-03")),
    "Sous X": (APART, caafag("Sous X", ""), caafag("Sous X", "")),
    "Nom inconnu": (APART, caafag("NOM", "Inconnu"), caafag("NOM", "Inconnu")),
    "Confidentiel": (APART, iom("CONFIDENTIEL", ""), iom("CONFIDENTIEL", "")),
    "Nourrisson": (APART, minfemme("NOURRISSON", ""), minfemme("NOURRISSON", "")),
    "Sans nom": (APART, action("Sans nom"), action("Sans nom")),
    "Nom à compléter": (APART, minfemme("NOM", "A compléter"), minfemme("NOM", "A compléter")),
    "Jumeau A de": (APART, iom("Jumeau A de NGBOKO", "Clarisse", born="2025-11-03"),
                    iom("Jumeau A de NGBOKO", "Clarisse", born="2025-11-03")),
    "V-02": (APART, action("V-02", year="2011"), action("V-02", year="2011")),
    # Two persons of one name or one number, told by two offices.
    "a boy and a girl of one day": (NOT_JOINED, caafag("OUADDALA", "Ali", born="19/07/2012"),
                                    iom("OUADDALA", "Aline", "Feminine", "2012-07-19", "Birao")),
    "one document, two names": (NOT_JOINED,
                                dspj("KOMBOGALA", "Michel", "M", "02/03/1975", "Bria", "CA1203344"),
                                dspj("TENGUISSO", "Ruth", "F", "24/07/1999", "Obo", "CA1203344")),
    "births nine years apart": (NOT_JOINED, dspj("ZARAMBO", "Ulrich", "M", "12/03/1981", "Bria"),
                                parquet("ZARAMBO", "Ulrich", "M", "28/10/1990")),
    "nine years apart, children": (NOT_JOINED, caafag("WANDOKALA", "Hervé", born="12/03/2009"),
                                   action("WANDOKALA Hervé", "Masc.", "2018", "Obo")),
    "father accused, son victim": (NOT_JOINED, parquet("GREBOUTOU", "Thierry", "M", "23/10/1979"),
                                   minfemme("GREBOUTOU", "Thierry", "M")),
    "the son told a third time": (NOT_JOINED, greffe("GREBOUTOU Thierry", "M", "23/10/1979"),
                                  action("GREBOUTOU Thierry", "Masc.", "", "Mobaye")),
    "eight years apart, two roles": (NOT_JOINED, parquet("KOYAMBALA", "Barthélemy", "M", "1990"),
                                     iom("KOYAMBALA", "Barthélemy", "Masculine", "1998")),
    "mother accused, daughter victim": (NOT_JOINED, dspj("NGREBADA", "Solange", "F", "", "Mobaye"),
                                        caafag("NGREBADA", "Solange", "Fille", "09/04/2012",
                                               "Mobaye")),
    "victim and accused of one day": (ONE, parquet("BAGAZALI", "Eusèbe Magloire", "M",
                                                   "08/11/2005"),
                                      iom("BAGAZALI", "Eusèbe Magloire", "Masculine",
                                          "2005-11-08")),
}  # fmt: skip
"""Each pair: what becomes of it, and its two rows."""

FILES: Final = {
    "umirr": "UMIRR_registre_mai_2026.xlsx",
    "gendarmerie": "Gendarmerie nationale - statistiques TEP 05-2026.xlsx",
    "minfemme": "MPFFPE_victimes_05_2026.xlsx",
    "travail": "Inspection_travail_2026-05.xlsx",
    "greffe": "Greffes_audiences_jugements_2026-05.xlsx",
    "iom": "iom_caf_htcds_2026-05.csv",
    "caafag": "liste_EAFGA_cumul_2026_05.csv",
    "action_humanitaire": "MAH_assistance_202605.txt",
    "dspj": "DSPJ_GAV_052026.csv",
    "parquet": "registre_parquet_2026_05.csv",
}
SHEETS: Final = {"umirr": "Registre", "gendarmerie": "Légion Est", "greffe": "Jugements"}
TEXTS: Final = {
    "iom": ("utf-8-sig", ","),
    "caafag": ("utf-8-sig", ";"),
    "action_humanitaire": ("utf-16", "\t"),
    "dspj": ("cp1252", ";"),
    "parquet": ("utf-8-sig", ";"),
}


def write_text(path: Path, rows: Sequence[Cells], encoding: str, separator: str) -> int:
    """The rows under their header; gives the row of the first."""
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), delimiter=separator)
        out.writeheader()
        out.writerows(rows)
    return 2


def write_workbook(path: Path, rows: Sequence[Cells], sheet: str) -> int:
    """The rows under their header, on two rows where columns stand in groups; the first's row."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    groups = [next((g for g in GROUPS if name.startswith(f"{g} ")), "") for name in rows[0]]
    if any(groups):
        book.active.append([g or name for g, name in zip(groups, rows[0], strict=True)])
        below = [
            name.removeprefix(f"{g} ") if g else None
            for g, name in zip(groups, rows[0], strict=True)
        ]
        book.active.append(below)
        for group in GROUPS:
            at = [n for n, one in enumerate(groups, 1) if one == group]
            if len(at) > 1:
                book.active.merge_cells(None, 1, at[0], 1, at[-1])
    else:
        book.active.append(list(rows[0]))
    first = book.active.max_row + 1
    for row in rows:
        book.active.append(list(row.values()))
    book.save(path)
    return first


@dataclass(frozen=True)
class Outcome:
    """Who stands in each of the two rows of each pair, and why two persons wait for a human."""

    persons: Mapping[str, tuple[str, str]]
    asked: Mapping[frozenset[str], Sequence[str]]


@pytest.fixture(scope="module")
def outcome(
    tmp_path_factory: pytest.TempPathFactory, named_database: Callable[..., str]
) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("pairs")
    # Around them the sample exports, so that a rare name is rare; a whole list of children would
    # take the place of the last one.
    shutil.copytree(SAMPLES / "drops", folder / "drop", ignore=lambda *_: ["caafag"])
    rows: dict[str, list[Cells]] = defaultdict(list)
    at: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, (_, *sides) in PAIRS.items():
        for source_id, cells in sides:
            at[name].append((source_id, len(rows[source_id])))
            rows[source_id].append(cells)
    assert rows.keys() == FILES.keys()
    first = {}
    for source_id, file_name in FILES.items():
        path = folder / "drop" / source_id / file_name
        path.parent.mkdir(exist_ok=True)
        if source_id in TEXTS:
            first[source_id] = write_text(path, rows[source_id], *TEXTS[source_id])
        else:
            sheet = SHEETS.get(source_id, "Feuil1")
            first[source_id] = write_workbook(path, rows[source_id], sheet)
    var, url = folder / "var", named_database("pairs_through_files")
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, var, url)
        world = World(var, url, pipeline.run(folder / "drop"))
    settings.cache_clear()
    read = world.rows(
        "select file_name from intake.submission"
        " where rows_accepted > 0 and file_name = any(:names)",
        names=list(FILES.values()),
    )
    assert {one.file_name for one in read} == set(FILES.values())
    person = {
        (row.source_id, row.row_number, row.role): row.person_id
        for row in world.rows(
            "select * from identity.person_mention where file_name = any(:names)",
            names=list(FILES.values()),
        )
    }
    persons = {}
    for name, (_, *sides) in PAIRS.items():
        ids = [
            person[source_id, first[source_id] + place, role_of(source_id, cells)]
            for (source_id, place), (_, cells) in zip(at[name], sides, strict=True)
        ]
        persons[name] = (ids[0], ids[1])
    asked = {
        frozenset((one.left_person_id, one.right_person_id)): one.reasons
        for one in world.rows("select * from identity.link_to_judge where state = 'open'")
    }
    yield Outcome(persons, asked)


def role_of(source_id: str, cells: Cells) -> str:
    """As whom the office writes her."""
    is_suspect = source_id in SUSPECTS or cells.get("Qualité") == "Mis en cause"
    return "suspect" if is_suspect else "victim"


@pytest.mark.parametrize("name", PAIRS)
def test_each_pair_dropped_as_files_becomes_what_it_should(outcome: Outcome, name: str) -> None:
    left, right = outcome.persons[name]
    reasons = outcome.asked.get(frozenset((left, right)), ())
    became = ONE if left == right else ASKED if set(reasons) - {AUDIT} else APART
    assert became in ((APART, ASKED) if PAIRS[name][0] == NOT_JOINED else (PAIRS[name][0],)), (
        reasons
    )
