"""The day an export says more, a line of its contract is all it takes: from the cell to the star.

No export of the twelve says acts, recruitment, detention, witnesses or the day of an appeal. Here
the contracts of four of them are widened by a column each, as a ministry may one day widen its
register; nothing else is changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from worlds import World, enter

from warehouse import pipeline
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow

# Contract -> the line after which the new ones stand, and the new ones.
WIDENED = {
    "iom": (
        "vic_MethodsOfControl",
        '"vic_MethodOfRecruitment": {read: codes, to: recruitment_codes, codes: recruitment}',
        '"per_RoleInProcess": {read: codes, to: act_codes, codes: act}',
    ),
    "dspj": (
        "Forme d'exploitation",
        '"Actes": {read: codes, to: act_codes, codes: act}',
    ),
    "parquet": (
        "Date d'orientation",
        '"Détenu depuis": {read: date, to: prosecution.detained_since}',
        '"Libéré le": {read: date, to: prosecution.released_on}',
    ),
    "greffe": (
        "Motif du renvoi",
        '"Détenu (O/N)": {read: yes_no, to: hearing.is_detained}',
        '"Témoins entendus": {read: integer, to: hearing.witnesses_count}',
    ),
}
APPEAL = ("Appel (O/N)", '"Date de l\'appel": {read: date, to: judgment.appeal_filed_on}')

TIP = "Traite des personnes"
IOM = (
    ("cas_ID", "cas_RegistrationDate", "prs_FamilyName", "prs_GivenNames", "prs_Gender",
     "vic_TypeOfExploitation", "vic_MethodsOfControl", "vic_MethodOfRecruitment",
     "per_RoleInProcess", "vic_RelationshipToTrafficker"),
    ("CAF-1", "2026-05-03", "FICTIVE", "Iris", "Feminine", "SexualExploitation", "FalsePromises",
     "ThroughOnlineSocialNetworks", "RecruiterOrIntermediary;Transporter", "Familial"),
    ("CAF-2", "2026-05-04", "INVENTEE", "Rose", "Feminine", "SexualExploitation", "", "", "", ""),
)  # fmt: skip
DSPJ = (
    ("N° PV", "Unité", "Date GAV", "Nom", "Prénom(s)", "Sexe", "Infraction retenue", "Articles",
     "Date des faits", "Lieu des faits", "Forme d'exploitation", "Actes", "Suite"),
    ("031/DSPJ/2026", "OCRB", "05/05/2026", "MODELE", "Jean", "M", TIP, "151 CP", "12/03/2020",
     "Carnot", "Mendicité forcée", "Recrutement, transport", "Déféré"),
)  # fmt: skip
PARQUET = (
    ("Juridiction", "N° RP", "Date d'enregistrement", "N° PV d'origine", "Nom", "Prénoms", "Sexe",
     "Qualification", "Articles visés", "Orientation", "Date d'orientation", "Détenu depuis",
     "Libéré le"),
    ("TGI de Bangui", "0001/RP/2026", "08/05/2026", "031/DSPJ/2026", "MODELE", "Jean", "M", TIP,
     "151 CP", "Citation directe", "09/05/2026", "09/05/2026", ""),
    ("TGI de Bangui", "0002/RP/2026", "08/05/2026", "", "FICTIVAL", "Paul", "M", TIP,
     "151 CP", "Citation directe", "09/05/2026", "09/05/2026", "12/05/2026"),
    ("TGI de Bangui", "0003/RP/2026", "08/05/2026", "", "SPECIMEN", "Luc", "M", TIP,
     "151 CP", "Citation directe", "09/05/2026", "", ""),
)  # fmt: skip
ROLE = (
    ("Juridiction", "N° RP", "Prévenu / Accusé", "Date d'audience", "Objet", "Renvoyé au",
     "Motif du renvoi", "Détenu (O/N)", "Témoins entendus"),
    ("TGI de Bangui", "0001/RP/2026", "MODELE Jean", "15/05/2026", TIP, None,
     None, None, "3"),
    ("TGI de Bangui", "0002/RP/2026", "FICTIVAL Paul", "15/05/2026", TIP,
     "15/06/2026", "Absence de l'avocat", "N", None),
    ("TGI de Bangui", "0003/RP/2026", "SPECIMEN Luc", "15/05/2026", TIP,
     "15/06/2026", "Détenu non extrait", None, None),
)  # fmt: skip
JUGEMENTS = (
    ("Juridiction", "N° jugement", "Date du jugement", "N° RP", "NOM et Prénoms", "Infraction",
     "Articles", "Décision", "Peine", "Appel (O/N)", "Date de l'appel"),
    ("TGI de Bangui", "1/2026", "20/05/2026", "0001/RP/2026", "MODELE Jean",
     TIP, "151 CP", "Condamné", "5 ans et interdiction de séjour de 3 ans",
     "O", "27/05/2026"),
)  # fmt: skip


def _sources(folder: Path) -> Path:
    """The project's contracts, four of them widened."""
    shutil.copytree(PROJECT / "sources", folder)
    for source_id, (after, *lines) in {**WIDENED, "greffe ": APPEAL}.items():
        path = folder / f"{source_id.strip()}.yml"
        told = path.read_text("utf-8").splitlines(keepends=True)
        (place,) = (n for n, line in enumerate(told) if line.startswith(f'      "{after}":'))
        told[place + 1 : place + 1] = [f"      {line}\n" for line in lines]
        path.write_text("".join(told), "utf-8")
    return folder


def _expectations(folder: Path) -> Path:
    """The project's suites but those compiled from contracts: these follow the contracts."""
    for name in ("conformed", "warehouse"):
        shutil.copytree(PROJECT / "expectations" / name, folder / name)
    return folder


def _drop(folder: Path) -> Path:
    for source_id, name, separator, encoding, rows in (
        ("iom", "iom_caf_htcds_2026-05.csv", ",", "utf-8", IOM),
        ("dspj", "DSPJ_GAV_052026.csv", ";", "cp1252", DSPJ),
        ("parquet", "registre_parquet_2026_05.csv", ";", "utf-8-sig", PARQUET),
    ):
        (folder / source_id).mkdir(parents=True)
        told = "".join(f"{separator.join(row)}\n" for row in rows)
        (folder / source_id / name).write_text(told, encoding)
    book = openpyxl.Workbook()
    book.active.title = "Rôle"
    for sheet, rows in ((book.active, ROLE), (book.create_sheet("Jugements"), JUGEMENTS)):
        for row in rows:
            sheet.append(row)
    (folder / "greffe").mkdir()
    book.save(folder / "greffe" / "Greffes_audiences_jugements_2026-05.xlsx")
    return folder


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, named_database: Callable[..., str]
) -> Iterator[World]:
    """A month whose exports say more than today's, taken to a release."""
    folder = tmp_path_factory.mktemp("widened")
    var, url = folder / "var", named_database("widened_contract")
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, var, url)
        patch.setenv("ZOKWEZO_SOURCES", str(_sources(folder / "sources")))
        patch.setenv("ZOKWEZO_EXPECTATIONS", str(_expectations(folder / "expectations")))
        settings.cache_clear()
        summary = pipeline.run(_drop(folder / "drop"))
    settings.cache_clear()
    yield World(var, url, summary)


def _told(world: World, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in world.rows(query)]


SAID = {
    "acts of a victim": (
        "select act_codes, recruitment_codes, relationship_codes is not null from warehouse.victim"
        " where act_codes is not null",
        [(["RECRUIT", "TRANSPORT"], ["SOCIAL_NETWORK"], True)],
    ),
    "a victim of whom nothing is said": (
        "select act_codes, recruitment_codes, relationship_codes from warehouse.victim"
        " where means_codes is null",
        [(None, None, None)],
    ),
    "acts of a case and its event": (
        "select c.act_codes, e.act_codes from warehouse.case_file c"
        " join warehouse.ic_tip_event e on e.event_id = c.case_id where c.act_codes is not null",
        [(["RECRUIT", "TRANSPORT"], ["RECRUIT", "TRANSPORT"])],
    ),
    "acts counted by form": (
        "select act_code, sum(cases_count)::int, sum(victims_count)::int from warehouse.method_act"
        " group by 1 order by 1",
        [("RECRUIT", 1, 1), ("TRANSPORT", 1, 1)],
    ),
    "recruitment counted by form": (
        "select m.recruitment_code, d.channel, m.exploitation_code, m.cases_count, m.victims_count"
        " from warehouse.method_recruitment m"
        " join warehouse.dim_recruitment d using (recruitment_code)",
        [("SOCIAL_NETWORK", "online", "SEX_OTH", 0, 1)],
    ),
    "who says what of it": (
        "select attribute, value from warehouse.statement"
        " where attribute in ('act_codes', 'recruitment_codes', 'relationship_codes')"
        " and victim_id is not null order by 1",
        [
            ("act_codes", "RECRUIT,TRANSPORT"),
            ("recruitment_codes", "SOCIAL_NETWORK"),
            ("relationship_codes", "FAMILY"),
        ],
    ),
    "the offence that the police retained": (
        "select offence_code, article_code from warehouse.charge where step = 'complaint'",
        [("TIP", "CP-151")],
    ),
    "detention of a prosecution": (
        "select rp_number, detained_since, released_on from warehouse.prosecution order by 1",
        [
            ("1/RP/2026", date(2026, 5, 9), None),
            ("2/RP/2026", date(2026, 5, 9), date(2026, 5, 12)),
            ("3/RP/2026", None, None),
        ],
    ),
    "who is detained on a day": (
        "select p.rp_number, d.is_detained, d.detained_since, d.said_by"
        " from warehouse.detention('2026-05-31') d join warehouse.prosecution p using (case_id)"
        " order by 1",
        [
            ("1/RP/2026", True, date(2026, 5, 9), "prosecution"),
            ("2/RP/2026", False, None, "hearing"),
            ("3/RP/2026", True, date(2026, 5, 15), "adjournment"),
        ],
    ),
    "who was detained on a day before": (
        "select p.rp_number, j.is_detained from warehouse.journey_valid_at('2026-05-10') j"
        " join warehouse.prosecution p using (case_id) order by 1",
        [("1/RP/2026", True), ("2/RP/2026", True), ("3/RP/2026", None)],
    ),
    "detained among those to be heard": (
        "select ready_count, detained_count, detention_told_count"
        " from warehouse.hearing_planner('2026-05-31')",
        [(2, 1, 2)],
    ),
    "witnesses of a hearing": (
        "select rp_number, witnesses_count from warehouse.hearing"
        " where witnesses_count is not null",
        [("1/RP/2026", 3)],
    ),
    "the day of an appeal": (
        "select appeal_on, days_judgment_to_appeal, stage from warehouse.journey where is_appealed",
        [(date(2026, 5, 27), 7, "APPEL")],
    ),
    "the day on which the stage was reached": (
        "select stage_on from warehouse.case_suspect where stage = 'APPEL'",
        [(date(2026, 5, 27),)],
    ),
    "a ban within the sentence": (
        "select component_code, months from warehouse.sentence order by 1",
        [("BAN_RESIDENCE", 36), ("PRISON_FIRM", 60)],
    ),
    "the préfecture of the facts, today and then": (
        "select facts_prefecture_code, facts_prefecture_then_code from warehouse.case_file"
        " where facts_on_max < '2021-01-01'",
        [("CF24", "CF21")],
    ),
}


@pytest.mark.parametrize(("query", "found"), SAID.values(), ids=SAID.keys())
def test_what_an_export_comes_to_say_reaches_the_star_by_its_contract_alone(
    told: World, query: str, found: list[tuple[object, ...]]
) -> None:
    assert _told(told, query) == found
