"""The twelve layouts: file names, sheets, banners, headers, totals, as the ministries keep them.

Data only. What stands in the cells is written by `police`, `justice`, `care` and `plan`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class SimulatedSheet(NamedTuple):
    """One sheet of a workbook, or the whole of a text file."""

    header: tuple[str, ...]  # the names of the columns, in order
    name: str = ""
    banner: tuple[str, ...] = ()  # lines above the header, as `Month.fill` templates
    # merged labels above the header: label, first and last column from 0
    groups: tuple[tuple[str, int, int], ...] = ()
    nil: str = ""  # what stands below the header where there is nothing to report
    # label of the last row, and the column that holds the count of lines
    total: tuple[str, int] | None = None
    gap: int = 0  # empty lines between the last line and the total
    # lines below the total, as `Month.fill` templates, and their column
    signature: tuple[tuple[str, ...], int] = ((), 0)


class Layout(NamedTuple):
    """One export: its file name as a `Month.fill` template, its kind of file, its sheets."""

    file_name: str
    kind: Literal["text", "xlsx", "ods"]
    sheets: tuple[SimulatedSheet, ...]
    encoding: str = ""
    delimiter: str = ""


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split(" · "))


_GENDARMERIE = _columns(
    "N° PV · Brigade · Date du PV · Qualité · NOM et Prénoms · Sexe · Né(e) le / vers · "
    "Nationalité · Localité · Forme · Observations"
)

LAYOUTS: dict[str, Layout] = {
    "umirr": Layout(
        "UMIRR_registre_{month}_{yyyy}.xlsx",
        "xlsx",
        (
            SimulatedSheet(
                _columns(
                    "N° d'ordre · N° PV · Date de plainte · Nom et prénoms · Sexe · "
                    "Date ou année de naissance · Age · Nationalité · Téléphone · "
                    "Nom et prénoms · Sexe · Age · Nationalité · Lien avec la victime · "
                    "Date des faits · Lieu (sous-préfecture) · Forme d'exploitation · "
                    "Moyens utilisés · Suite donnée · Observations"
                ),
                name="Registre",
                banner=(
                    "REPUBLIQUE CENTRAFRICAINE",
                    "UMIRR - Registre des plaintes - traite des personnes",
                    "Mois : {month} {yyyy}",
                    "",
                ),
                groups=(("VICTIME", 3, 8), ("MIS EN CAUSE", 9, 13), ("FAITS", 14, 17)),
                nil="NEANT",
                total=("TOTAL", 3),
                gap=1,
                signature=(("", "Fait à Bangui, le {signed}", "Le Commandant de l'UMIRR"), 15),
            ),
        ),
    ),
    "dspj": Layout(
        "DSPJ_GAV_{mm}{yyyy}.csv",
        "text",
        (
            SimulatedSheet(
                _columns(
                    "N° PV · Unité · Date GAV · Nom · Prénom(s) · Alias · Sexe · "
                    "Date de naissance · Lieu de naissance · Nationalité · Type de pièce · "
                    "N° de pièce · Téléphone · Infraction retenue · Articles · Date des faits · "
                    "Lieu des faits · Forme d'exploitation · Suite · Date transmission parquet"
                )
            ),
        ),
        encoding="cp1252",
        delimiter=";",
    ),
    "gendarmerie": Layout(
        "Gendarmerie nationale - statistiques TEP {mm}-{yyyy}.xlsx",
        "xlsx",
        tuple(
            SimulatedSheet(
                _GENDARMERIE,
                name=legion,
                banner=(f"{legion} - Traite des êtres humains - {{MONTH}} {{yyyy}}", ""),
                nil="NEANT",
                total=("Total", 1),
            )
            for legion in ("Légion Centre", "Légion Ouest", "Légion Est", "Légion Nord")
        ),
    ),
    "parquet": Layout(
        "registre_parquet_{yyyy}_{mm}.csv",
        "text",
        (
            SimulatedSheet(
                _columns(
                    "Juridiction · N° RP · Date d'enregistrement · Origine · N° PV d'origine · "
                    "Nom · Prénoms · Sexe · Date de naissance · Nationalité · Qualification · "
                    "Articles visés · Date des faits · Nombre de victimes · Orientation · N° RI · "
                    "Date d'orientation · Magistrat"
                )
            ),
        ),
        encoding="utf-8-sig",
        delimiter=";",
    ),
    "greffe": Layout(
        "Greffes_audiences_jugements_{yyyy}-{mm}.xlsx",
        "xlsx",
        (
            SimulatedSheet(
                _columns(
                    "Juridiction · N° RP · N° RI · Prévenu / Accusé · Date d'audience · Objet · "
                    "Renvoyé au · Motif du renvoi"
                ),
                name="Rôle",
                nil="RAS",
            ),
            SimulatedSheet(
                _columns(
                    "Juridiction · N° jugement · Date du jugement · N° RP · NOM et Prénoms · "
                    "Sexe · Date de naissance · Infraction · Articles · Décision · Peine · "
                    "Amende · Dommages-intérêts · Appel (O/N)"
                ),
                name="Jugements",
                nil="RAS",
            ),
        ),
    ),
    "minfemme": Layout(
        "MPFFPE_victimes_{mm}_{yyyy}.xlsx",
        "xlsx",
        (
            SimulatedSheet(
                _columns(
                    "Code dossier · Date d'accueil · Nom · Prénom · Sexe · Age · Nationalité · "
                    "Préfecture d'origine · Sous-préfecture d'accueil · Type d'exploitation · "
                    "Mineur accompagné (O/N) · Services fournis · Référé par · "
                    "Téléphone du tuteur · Consentement"
                ),
                name="Feuil1",
                banner=(
                    "Ministère de la Promotion de la Femme, de la Famille et de la Protection "
                    "de l'Enfant",
                    "Période : {mm}/{yyyy}",
                    "",
                ),
                nil="NEANT",
                total=("Total général", 1),
                gap=1,
            ),
        ),
    ),
    "action_humanitaire": Layout(
        "MAH_assistance_{yyyy}{mm}.txt",
        "text",
        (
            SimulatedSheet(
                _columns(
                    "ID bénéficiaire · Nom complet · Sexe · Année de naissance · Statut · Site · "
                    "Sous-préfecture · Type d'assistance · Date assistance · Motif"
                )
            ),
        ),
        encoding="utf-16",
        delimiter="\t",
    ),
    "travail": Layout(
        "Inspection_travail_{yyyy}-{mm}.ods",
        "ods",
        (
            SimulatedSheet(
                _columns(
                    "N° procès-verbal · Date de visite · Établissement · Secteur d'activité · "
                    "Localité · Nom du travailleur · Sexe · Âge · Nationalité · "
                    "Type d'infraction · Documents confisqués (O/N) · Salaire retenu (O/N) · "
                    "Employeur mis en cause · Suite"
                ),
                name="Visites",
            ),
        ),
    ),
    "iom": Layout(
        "iom_caf_htcds_{yyyy}-{mm}.csv",
        "text",
        (
            SimulatedSheet(
                _columns(
                    "cas_ID · cas_RegistrationDate · prs_FamilyName · prs_GivenNames · "
                    "prs_Gender · prs_DateOfBirth · prs_Citizenship · prs_Phone · hte_Location · "
                    "vic_TraffickingStatus · vic_TypeOfExploitation · vic_MethodsOfControl · "
                    "vic_RelationshipToTrafficker · spl_Type · con_Consent"
                )
            ),
        ),
        encoding="utf-8",
        delimiter=",",
    ),
    "caafag": Layout(
        "liste_EAFGA_cumul_{yyyy}_{mm}.csv",
        "text",
        (
            SimulatedSheet(
                _columns(
                    "Code enfant · Date de sortie · Nom · Prénoms · Sexe · Date de naissance · "
                    "Sous-préfecture · Groupe · Situation · Date de réinsertion"
                )
            ),
        ),
        encoding="utf-8",
        delimiter=";",
    ),
    "jurisprudence": Layout(
        "Jurisprudence_TEP_{yyyy}_{mm}.xlsx",
        "xlsx",
        (
            SimulatedSheet(
                _columns(
                    "N° décision · Juridiction · Date de la décision · N° RP · Intitulé · Faits · "
                    "Motifs · Dispositif · Articles visés · Mots-clés"
                ),
                name="Décisions",
                nil="NEANT",
            ),
        ),
    ),
    "pan": Layout(
        "Suivi_PAN_{month}_{yyyy}.xlsx",
        "xlsx",
        (
            SimulatedSheet(
                _columns(
                    "N° action · Axe · Action · Ministère responsable · Échéance · Statut · "
                    "Taux d'exécution (%) · Observations"
                ),
                name="Suivi",
                banner=(
                    "Plan d'action national de lutte contre la traite des personnes - "
                    "suivi mensuel",
                    "Situation au {month} {yyyy}",
                    "",
                ),
            ),
            SimulatedSheet(
                _columns(
                    "N° activité · N° action · Type d'activité · Intitulé · Date · Lieu · "
                    "Ministère des participants · Femmes · Hommes"
                ),
                name="Activités",
                nil="NEANT",
            ),
        ),
    ),
}
