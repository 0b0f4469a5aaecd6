"""Write the golden drops: one small file per source, with that source's habits, nobody real.

Run it again after changing a row (``python tests/sources/make_drops.py``), then let the tests write
what is expected (``ZOKWEZO_GOLDEN=write pytest tests/sources``) and read the difference.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

HERE = Path(__file__).parent
MADE_AT = datetime(2026, 6, 1)  # noqa: DTZ001 - a workbook has no time zones
Row = Sequence[object]


def write_text(path: Path, rows: Sequence[Row], *, separator: str, encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))


def write_workbook(
    path: Path, sheets: dict[str, Sequence[Row]], merged: Sequence[str] = ()
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    book.properties.created = book.properties.modified = MADE_AT
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def write_ods(path: Path, name: str, rows: Sequence[Row]) -> None:
    book = OpenDocumentSpreadsheet()
    sheet = Table(name=name)
    book.spreadsheet.addElement(sheet)
    for row in rows:
        line = TableRow()
        sheet.addElement(line)
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text="" if value is None else str(value)))
            line.addElement(cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def umirr() -> None:
    """A header on two rows, merged report numbers, an accused X, a total and a signature."""
    rows: list[Row] = [
        ["REPUBLIQUE CENTRAFRICAINE"],
        ["UMIRR - Registre des plaintes - traite des personnes"],
        ["Mois : mai 2026"],
        [],
        ["N° d'ordre", "N° PV", "Date de plainte", "VICTIME", None, None, None, None, None,
         "MIS EN CAUSE", None, None, None, None, "FAITS", None, None, None, "Suite donnée",
         "Observations"],
        [None, None, None, "Nom et prénoms", "Sexe", "Date ou année de naissance", "Age",
         "Nationalité", "Téléphone", "Nom et prénoms", "Sexe", "Age", "Nationalité",
         "Lien avec la victime", "Date des faits", "Lieu (sous-préfecture)",
         "Forme d'exploitation", "Moyens utilisés"],
        [1, "041/UMIRR/2026", date(2026, 5, 4), "FICTIVE Aline", "F", "12/02/2011", "15",
         "Centrafricaine", "70 00 00 01", "INVENTÉ Bruno alias Le Modèle", "H", "40 ans",
         "RCA", "Voisin", "20/04/2026", "Bambari", "Travail domestique forcé",
         "Fausses promesses", "Transmis au parquet"],
        [None, None, None, "FICTIVE Béa", "F", "vers 2013", None, "Centrafricaine", "-",
         "X", None, None, None, None, "20/04/2026", "Bambari", "Travail domestique forcé",
         "Fausses promesses, Dette", "Transmis au parquet"],
        [2, "42/UMIRR/2026", "11/05/2026", "IMAGINAIRE Chloé Exemple", "F", None, "17 ans",
         "nigériane", "+236 70000002", "Le nommé INVENTÉ Diego", "M", None, "Centrafricaine",
         "Employeur", "13/05/2026", "Obo", "Prostitution forcée", "Dette",
         "Enquête préliminaire"],
        [3, "043/UMIRR/2026", "demain", "IMAGINAIRE Élise", "F", "2008", None, "RCA", None,
         None, None, None, None, None, "avril 2026", "Bouar", "Mendicité forcée", None,
         "Transmis au parquet"],
        [],
        ["TOTAL", None, None, 4],
        [],
        [*[None] * 15, "Fait à Bangui, le 09/06/2026"],
        [*[None] * 15, "Le Commandant de l'UMIRR"],
    ]  # fmt: skip
    write_workbook(
        HERE / "umirr" / "UMIRR_registre_mai_2026.xlsx",
        {"Registre": rows},
        ["A5:A6", "B5:B6", "C5:C6", "D5:I5", "J5:N5", "O5:R5", "S5:S6", "T5:T6",
         "A7:A8", "B7:B8", "C7:C8"],
    )  # fmt: skip


def gendarmerie() -> None:
    """A sheet per legion, the header on row 3, a total, NEANT where there is nothing."""
    header = ["N° PV", "Brigade", "Date du PV", "Qualité", "NOM et Prénoms", "Sexe",
              "Né(e) le / vers", "Nationalité", "Localité", "Forme", "Observations"]  # fmt: skip
    ouest: list[Row] = [
        ["Légion Ouest - Traite des êtres humains - MAI 2026"],
        [],
        header,
        ["021/GN/2026", "BT Carnot", "07.05.2026", "Victime", "FICTIVE Fanta", "F",
         "vers 2010", "Centrafricaine", "Carnot", "chantier minier"],
        [None, None, None, "Mis en cause", "Le nommé INVENTÉ Gaspard", "M", "01/01/1980",
         "RCA", "Carnot", "chantier minier"],
        ["022/GN/2026", "BT Boda", "19.05.2026", "témoin", "MODÈLE Hector", "M", "1990",
         "RCA", "Boda", "travaux champêtres forcés"],
        ["Total", 3],
    ]  # fmt: skip
    centre: list[Row] = [
        ["Légion Centre - Traite des êtres humains - MAI 2026"],
        [],
        header,
        ["NEANT"],
    ]
    book = HERE / "gendarmerie" / "Gendarmerie nationale - statistiques TEP 05-2026.xlsx"
    write_workbook(book, {"Légion Ouest": ouest, "Légion Centre": centre})
    edited = openpyxl.load_workbook(book)
    for cells in ("A4:A5", "B4:B5", "C4:C5"):
        edited["Légion Ouest"].merge_cells(cells)
    edited.properties.modified = MADE_AT
    edited.save(book)


def dspj() -> None:
    """Semicolons in cp1252."""
    rows = [
        ["N° PV", "Unité", "Date GAV", "Nom", "Prénom(s)", "Alias", "Sexe", "Date de naissance",
         "Lieu de naissance", "Nationalité", "Type de pièce", "N° de pièce", "Téléphone",
         "Infraction retenue", "Articles", "Date des faits", "Lieu des faits",
         "Forme d'exploitation", "Suite", "Date transmission parquet"],
        ["031/DSPJ/2026", "OCRB", "05/05/2026", "INVENTÉ", "Igor Désiré", "Le Faux", "Masculin",
         "10/05/1985", "Zémio", "Centrafricaine", "CNI", "000123456", "70000003",
         "Traite des personnes", "art 151 et 152 CP", "28/04/2026", "Bangassou",
         "expl. sexuelle", "Déféré", "08/05/2026"],
        ["032/DSPJ/2026", "Commissariat 5e", "12/05/2026", "MODÈLE épouse FICTIVE", "Joëlle", "",
         "F", "1992", "BOUAR", "RCA", "", "", "NEANT", "Traite des personnes", "Art. 151",
         "14/05/2026", "Berbérati", "EAFGA", "Déféré", ""],
        ["033/DSPJ/2026", "OCRB", "20/05/2026", "", "", "", "M", "", "", "", "", "", "",
         "Traite des personnes", "Art. 151", "18/05/2026", "Bria", "Mendicité forcée", "", ""],
    ]  # fmt: skip
    write_text(HERE / "dspj" / "DSPJ_GAV_052026.csv", rows, separator=";", encoding="cp1252")


def minfemme() -> None:
    """A banner, the header on row 4, a date as a number, a total."""
    rows: list[Row] = [
        ["Ministère de la Promotion de la Femme, de la Famille et de la Protection de l'Enfant"],
        ["Période : 05/2026"],
        [],
        ["Code dossier", "Date d'accueil", "Nom", "Prénom", "Sexe", "Age", "Nationalité",
         "Préfecture d'origine", "Sous-préfecture d'accueil", "Type d'exploitation",
         "Mineur accompagné (O/N)", "Services fournis", "Référé par", "Téléphone du tuteur",
         "Consentement"],
        ["MPF-2026-0101", 46147, "FICTIVE", "Kadi Exemple", "F", 8, "Centrafricaine",
         "Ouham-Fafa", "Ippy", "Prostitution forcée", "N", "Médical; Psychosocial", "minfemme",
         "-", "Non"],
        ["MPF-2026-0102", date(2026, 5, 26), "Imaginaire", "Léa", "F", "16-17 ans", None, "Kémo",
         "Kaga-Bandoro", "Travail forcé (mines)", "O", "Psychosocial", "gendarmerie",
         "+236 70000004", "Oui"],
        ["MPF-2026-0102", "27/05/2026", None, None, "F", "adulte", "RCA", "Kémo", "Bouca",
         "inconnu du service", "NSP", "Médical", "umirr", "123", "Oui"],
        [],
        ["Total général", 3],
    ]  # fmt: skip
    write_workbook(HERE / "minfemme" / "MPFFPE_victimes_05_2026.xlsx", {"Feuil1": rows})


def action_humanitaire() -> None:
    """Tabs in UTF-16; a year of birth alone; the shelter is never read."""
    rows = [
        ["ID bénéficiaire", "Nom complet", "Sexe", "Année de naissance", "Statut", "Site",
         "Sous-préfecture", "Type d'assistance", "Date assistance", "Motif"],
        ["AH202600101", "FICTIVE Mariam", "F", "2009", "Déplacé interne", "Site Exemple",
         "Bria", "Abri", "05-05-2026", "Mariage forcé"],
        ["AH202600102", "Noé IMAGINAIRE", "M", "", "Retourné", "Site Exemple", "Obo",
         "Kit; Abri", "14-05-2026", "Enrôlement groupe armé"],
        ["AH202600103", "", "F", "2001", "Réfugié", "Site Exemple", "Obo", "Abri",
         "15-05-2026", "Mendicité forcée"],
    ]  # fmt: skip
    write_text(
        HERE / "action_humanitaire" / "MAH_assistance_202605.txt",
        rows, separator="\t", encoding="utf-16",
    )  # fmt: skip


def travail() -> None:
    """OpenDocument; an employer who is a name, the same twice, and nobody."""
    rows: list[Row] = [
        ["N° procès-verbal", "Date de visite", "Établissement", "Secteur d'activité", "Localité",
         "Nom du travailleur", "Sexe", "Âge", "Nationalité", "Type d'infraction",
         "Documents confisqués (O/N)", "Salaire retenu (O/N)", "Employeur mis en cause", "Suite"],
        ["IT-031/2026", "12/05/2026", "Etablissement A", "Mines", "Alindao", "FICTIVE Oriane",
         "F", "13 ans", "RCA", "Servitude domestique", "O", "O", "INVENTÉ Pacôme",
         "PV transmis"],
        ["IT-031/2026", "12/05/2026", "Etablissement A", "Mines", "Alindao", "IMAGINAIRE Quentin",
         "M", "vers 20 ans", "centrafricaine", "Travail forcé - mines", "NSP", "N", "Inconnu",
         "Mise en demeure"],
    ]  # fmt: skip
    write_ods(HERE / "travail" / "Inspection_travail_2026-05.ods", "Visites", rows)


def iom() -> None:
    """HTCDS names and codes, ISO dates; a file name that says another month than its rows."""
    rows = [
        ["cas_ID", "cas_RegistrationDate", "prs_FamilyName", "prs_GivenNames", "prs_Gender",
         "prs_DateOfBirth", "prs_Citizenship", "prs_Phone", "hte_Location",
         "vic_TraffickingStatus", "vic_TypeOfExploitation", "vic_MethodsOfControl",
         "vic_RelationshipToTrafficker", "spl_Type", "con_Consent"],
        ["CAF-2026-00101", "2026-05-03", "Fictive", "Rose-Exemple", "Feminine", "2008-03-09",
         "CAF", "+23670000005", "Carnot", "ActualVictimOfTrafficking", "ForcedLabour",
         "FalsePromises", "Acquainted", "Legal", "TRUE"],
        ["CAF-2026-00102", "2026-05-14", "Imaginaire", "Salim", "Masculine", "", "COD", "",
         "Bangui", "PossibleVictimOfTrafficking", "ForcedMilitaryByNonStateActors",
         "FalsePromises; DebtBondage", "Unaquainted", "Medical;Shelter", "FALSE"],
        ["CAF-2026-00103", "2026-05-31", "Modèle", "Tania", "Feminine", "1999-02-30", "CAF", "",
         "Bria", "ActualVictimOfTrafficking", "ForcedLabour", "", "", "Legal", "TRUE"],
    ]  # fmt: skip
    write_text(HERE / "iom" / "iom_caf_htcds_2026-04.csv", rows, separator=",", encoding="utf-8")


def caafag() -> None:
    """The whole list again: a child sent home since."""
    rows = [
        ["Code enfant", "Date de sortie", "Nom", "Prénoms", "Sexe", "Date de naissance",
         "Sous-préfecture", "Groupe", "Situation", "Date de réinsertion"],
        ["EAFGA-0101", "16/01/2026", "FICTIF", "Ulysse", "M", "2012", "Bria", "Groupe Exemple",
         "Réunifié", "02/05/2026"],
        ["EAFGA-0102", "28/05/2026", "IMAGINAIRE", "Vanessa", "F", "07/08/2011", "Obo",
         "Groupe Exemple", "CTO", ""],
        ["EAFGA-0102", "28/05/2026", "IMAGINAIRE", "Wilfried", "M", "NSP", "Obo",
         "Groupe Exemple", "CTO", ""],
    ]  # fmt: skip
    write_text(
        HERE / "caafag" / "liste_EAFGA_cumul_2026_05.csv", rows, separator=";", encoding="utf-8"
    )


def parquet() -> None:
    """A byte order mark; two accused of one file; an orientation before the registration."""
    rows = [
        ["Juridiction", "N° RP", "Date d'enregistrement", "Origine", "N° PV d'origine", "Nom",
         "Prénoms", "Sexe", "Date de naissance", "Nationalité", "Qualification", "Articles visés",
         "Date des faits", "Nombre de victimes", "Orientation", "N° RI", "Date d'orientation",
         "Magistrat"],
        ["TGI de Bambari", "0031/RP/2026", "14/05/2026", "UMIRR", "041/UMIRR/2026", "INVENTÉ",
         "Bruno", "M", "vers 1986", "Centrafricaine", "Traite de personnes aggravée", "151 CP",
         "20/04/2026", "2", "Information ouverte", "011/RI/2026", "18/05/2026", "Procureur"],
        ["TGI de Bambari", "0031/RP/2026", "14/05/2026", "UMIRR", "041/UMIRR/2026", "MODÈLE",
         "Xavier", "M", "ND", "rdc", "Traite des personnes", "151, 153 CP", "20/04/2026", "2",
         "Flagrant délit", "", "10/05/2026", "Substitut A"],
        ["TGI de Nulle-Part", "0032/RP/2026", "15/05/2026", "GENDARMERIE", "", "INVENTÉ",
         "Yannick", "M", "1970", "RCA", "Traite d'enfants", "art.151", "01/05/2026", "1",
         "Classement sans suite", "", "20/05/2026", "Substitut B"],
    ]  # fmt: skip
    write_text(
        HERE / "parquet" / "registre_parquet_2026_05.csv",
        rows, separator=";", encoding="utf-8-sig",
    )  # fmt: skip


def greffe() -> None:
    """Two sheets; sentences in words; a verdict that is in no list."""
    role: list[Row] = [
        ["Juridiction", "N° RP", "N° RI", "Prévenu / Accusé", "Date d'audience", "Objet",
         "Renvoyé au", "Motif du renvoi"],
        ["TGI de Bambari", "0031/RP/2026", "011/RI/2026", "INVENTÉ Bruno", "21/05/2026",
         "Traite de personnes aggravée", "11/06/2026", "Absence de témoin"],
        ["TGI de Bambari", "0031/RP/2026", None, "MODÈLE Xavier", date(2026, 5, 21),
         "Traite des personnes", "20/05/2026", "Absence du prévenu"],
    ]  # fmt: skip
    jugements: list[Row] = [
        ["Juridiction", "N° jugement", "Date du jugement", "N° RP", "NOM et Prénoms", "Sexe",
         "Date de naissance", "Infraction", "Articles", "Décision", "Peine", "Amende",
         "Dommages-intérêts", "Appel (O/N)"],
        ["TGI de Bria", "0007/2026", "27/05/2026", "0012/RP/2026", "INVENTÉ Zacharie", "M",
         "03/03/1975", "Traite des personnes", "151 CP", "Condamné", "5 ans dont 2 avec sursis",
         "500 000 F CFA", "1.200.000", "O"],
        ["TGI de Bria", "0008/2026", "28/05/2026", "0013/RP/2026", "MODÈLE Abel", "M", "1988",
         "Traite des personnes", "151 CP", "à réfléchir", None, None, None, "N"],
    ]  # fmt: skip
    write_workbook(
        HERE / "greffe" / "Greffes_audiences_jugements_2026-05.xlsx",
        {"Rôle": role, "Jugements": jugements},
    )


def jurisprudence() -> None:
    """Parties by initials."""
    rows: list[Row] = [
        ["N° décision", "Juridiction", "Date de la décision", "N° RP", "Intitulé", "Faits",
         "Motifs", "Dispositif", "Articles visés", "Mots-clés"],
        ["001/2026/05", "TGI de Bria", "27/05/2026", "0012/RP/2026",
         "Ministère public c/ I. Z.", "I. Z. a fait travailler F. A. dans une mine.",
         "Les faits sont établis.", "Condamne I. Z. à cinq ans.", "151 CP",
         "traite; travail forcé"],
    ]  # fmt: skip
    write_workbook(HERE / "jurisprudence" / "Jurisprudence_TEP_2026_05.xlsx", {"Décisions": rows})


def pan() -> None:
    """A banner, percent signs and decimal commas; an action that is no number.

    Activities: two ministries at one workshop; a ministry counted twice; a day that is missing; a
    total below the women alone; a kind that is in no list.
    """
    rows: list[Row] = [
        ["Plan d'action national de lutte contre la traite des personnes - suivi mensuel"],
        ["Situation au mai 2026"],
        [],
        ["N° action", "Axe", "Action", "Ministère responsable", "Échéance", "Statut",
         "Taux d'exécution (%)", "Observations"],
        [1, "Prévention", "Action d'exemple 1", "Promotion de la femme", "30/06/2027",
         "Non démarrée", 0, None],
        [2, "Poursuite", "Action d'exemple 2", "Justice", "31/12/2026", "en cours ", "28 %",
         "à suivre"],
        [3, "Protection", "Action d'exemple 3", "Action humanitaire", "31/12/2026", "en cours",
         "44,5", None],
        ["trois bis", "Protection", "Action d'exemple 4", "Travail", "31/12/2026", "Achevée",
         "100 %", None],
    ]  # fmt: skip
    activities: list[Row] = [
        ["N° activité", "N° action", "Type d'activité", "Intitulé", "Date", "Lieu",
         "Ministère des participants", "Femmes", "Hommes", "Total des participants"],
        ["2026-014", 2, "Atelier de formation", "Exemple d'atelier", "12/05/2026", "Bangui",
         "Justice", 7, 12, None],
        ["2026-014", 2, "Formation", "Exemple d'atelier", date(2026, 5, 12), "Bangui",
         "Sécurité publique", 5, "9", 14],
        ["2026-015", 1, "campagne de sensibilisation", None, "19/05/2026", "Bria",
         "Promotion de la femme", None, None, 60],
        ["2026-016", None, "kermesse", None, "20/05/2026", "Bouar", None, 3, 4, None],
        ["2026-017", 3, "Mission", None, "21/05/2026", "Bria", "Action humanitaire", 1, 1, None],
        ["2026-017", 3, "Mission", None, "21/05/2026", "Bria", "Action humanitaire", 2, 1, None],
        ["2026-018", 3, "Mission", None, None, "Bria", "Action humanitaire", 2, 1, None],
        ["2026-019", 3, "Atelier", None, "22/05/2026", "Bria", "Santé", 8, 1, 4],
    ]  # fmt: skip
    write_workbook(
        HERE / "pan" / "Suivi_PAN_mai_2026.xlsx", {"Suivi": rows, "Activités": activities}
    )


if __name__ == "__main__":
    for write in (umirr, gendarmerie, dspj, minfemme, action_humanitaire, travail, iom, caafag,
                  parquet, greffe, jurisprudence, pan):  # fmt: skip
        write()
