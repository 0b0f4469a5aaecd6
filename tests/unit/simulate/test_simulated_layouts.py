from __future__ import annotations

import re
import zipfile
from itertools import pairwise

import pytest
from python_calamine import CalamineWorkbook
from written_country import Written

from warehouse.proof.simulate.layouts import LAYOUTS
from warehouse.proof.simulate.lexicon import GIVEN_F, GIVEN_M, SYLLABLES

JANUARY = {
    "umirr": "UMIRR_registre_janvier_2026.xlsx",
    "dspj": "DSPJ_GAV_012026.csv",
    "gendarmerie": "Gendarmerie nationale - statistiques TEP 01-2026.xlsx",
    "parquet": "registre_parquet_2026_01.csv",
    "greffe": "Greffes_audiences_jugements_2026-01.xlsx",
    "minfemme": "MPFFPE_victimes_01_2026.xlsx",
    "action_humanitaire": "MAH_assistance_202601.txt",
    "travail": "Inspection_travail_2026-01.ods",
    "iom": "iom_caf_htcds_2026-01.csv",
    "caafag": "liste_EAFGA_cumul_2026_01.csv",
    "jurisprudence": "Jurisprudence_TEP_2026_01.xlsx",
    "pan": "Suivi_PAN_janvier_2026.xlsx",
}


@pytest.mark.parametrize("source", LAYOUTS)
def test_each_source_writes_one_file_a_month_under_its_own_name(
    plain: Written, source: str
) -> None:
    files = plain.files(source)
    assert len(files) == 6
    assert JANUARY[source] in files


@pytest.mark.parametrize(
    ("source", "sheet", "row", "first"),
    [
        ("umirr", "Registre", 5, "N° d'ordre"),
        ("dspj", "", 1, "N° PV"),
        ("gendarmerie", "Légion Nord", 3, "N° PV"),
        ("parquet", "", 1, "Juridiction"),
        ("greffe", "Rôle", 1, "Juridiction"),
        ("greffe", "Jugements", 1, "Juridiction"),
        ("minfemme", "Feuil1", 4, "Code dossier"),
        ("action_humanitaire", "", 1, "ID bénéficiaire"),
        ("travail", "Visites", 1, "N° procès-verbal"),
        ("iom", "", 1, "cas_ID"),
        ("caafag", "", 1, "Code enfant"),
        ("jurisprudence", "Décisions", 1, "N° décision"),
        ("pan", "Suivi", 4, "N° action"),
        ("pan", "Activités", 1, "N° activité"),
    ],
)
def test_the_header_stands_on_the_row_that_the_office_keeps_it(
    plain: Written, source: str, sheet: str, row: int, first: str
) -> None:
    for file in plain.files(source):
        assert plain.lines(source, file, sheet)[row - 1][0] == first


@pytest.mark.parametrize(
    ("source", "mark", "encoding"),
    [
        ("dspj", b"N\xb0 PV;", "cp1252"),
        ("parquet", b"\xef\xbb\xbfJuridiction;", "utf-8-sig"),
        ("action_humanitaire", b"\xff\xfeI\x00D\x00", "utf-16"),
        ("iom", b"cas_ID,", "utf-8"),
        ("caafag", b"Code enfant;", "utf-8"),
    ],
)
def test_text_exports_are_in_the_encoding_of_the_office(
    plain: Written, source: str, mark: bytes, encoding: str
) -> None:
    content = (plain.out / source / JANUARY[source]).read_bytes()
    assert content.startswith(mark)
    assert content.decode(encoding).count("\r\n") >= 1


def test_umirr_has_groups_merged_numbers_a_total_and_a_signature(plain: Written) -> None:
    merged = 0
    for file in plain.files("umirr"):
        lines = plain.lines("umirr", file, "Registre")
        assert [lines[4][column] for column in (3, 9, 14)] == ["VICTIME", "MIS EN CAUSE", "FAITS"]
        assert lines[5][3] == lines[5][9] == "Nom et prénoms"
        (total,) = [at for at, line in enumerate(lines) if line[0] == "TOTAL"]
        assert lines[total][3] == total - 1 - 6, "the total counts the lines above the empty one"
        assert lines[-1][15] == "Le Commandant de l'UMIRR"
        book = CalamineWorkbook.from_path(str(plain.out / "umirr" / file))
        ranges = book.get_sheet_by_name("Registre").merged_cell_ranges or []
        below = [(top, bottom) for (top, left), (bottom, _) in ranges if left == 1 and top > 5]
        for (top, _), (bottom, _) in [((t, 1), (b, 1)) for t, b in below]:
            merged += 1
            assert lines[top][1]
            assert not any(lines[row][1] for row in range(top + 1, bottom + 1))
    assert merged > 0


def test_a_sheet_with_nothing_to_report_says_so(plain: Written) -> None:
    nil = {
        (source, line[0])
        for source in ("gendarmerie", "greffe", "jurisprudence")
        for file in plain.files(source)
        for sheet in LAYOUTS[source].sheets
        for line in plain.lines(source, file, sheet.name)
        if line[0] in ("NEANT", "RAS")
    }
    assert nil == {("gendarmerie", "NEANT"), ("greffe", "RAS"), ("jurisprudence", "NEANT")}


def test_minfemme_mixes_dates_and_serials(plain: Written) -> None:
    kinds = {
        type(line[1]).__name__
        for file in plain.files("minfemme")
        for line in plain.lines("minfemme", file, "Feuil1")[4:]
        if str(line[0]).startswith("MPF")
    }
    assert kinds == {"date", "float"}


def test_the_list_of_children_is_cumulative_and_their_situations_change(plain: Written) -> None:
    months = [plain.lines("caafag", file)[1:] for file in plain.files("caafag")]
    assert len(months[-1]) > 0
    removed = 0
    for before, after in pairwise(months):
        codes = {line[0]: line for line in after}
        removed += sum(line[0] not in codes for line in before)
        for line in before:
            assert line[0] not in codes or codes[line[0]][:8] == line[:8]
    assert removed < len(months[-1])
    assert {line[8] for line in months[-1]} == {"Réinséré", "En famille d'accueil"}


def test_the_plan_has_44_placeholder_actions_whose_progress_only_grows(plain: Written) -> None:
    def percent(cell: object) -> float:
        return float(str(cell).replace("%", "").replace(",", "."))

    last: dict[float, float] = {}
    for month in ("novembre_2025", "janvier_2026", "avril_2026"):
        lines = plain.lines("pan", f"Suivi_PAN_{month}.xlsx", "Suivi")[4:]
        assert len(lines) == 44
        for line in lines:
            assert re.fullmatch(r"Action \d+ \(texte à saisir par le Comité\)", line[2])
            assert percent(line[6]) >= last.get(line[0], 0.0)
            last[line[0]] = percent(line[6])
    assert max(last.values()) > 0


def test_activities_of_the_plan_stand_on_a_sheet_of_their_own(plain: Written) -> None:
    numbers = set()
    for file in plain.files("pan"):
        for line in plain.lines("pan", file, "Activités")[1:]:
            if line[0] != "NEANT":
                assert 1 <= line[1] <= 44
                assert line[7] >= 0 and line[8] >= 0
                numbers.add(line[0])
    assert numbers


def test_prosecution_numbers_restart_each_year_in_each_court(plain: Written) -> None:
    numbers: dict[tuple[str, str], list[int]] = {}
    for file in plain.files("parquet"):
        for line in plain.lines("parquet", file)[1:]:
            number, _, year = line[1].split("/")
            seen = numbers.setdefault((line[0], year), [])
            if int(number) not in seen:
                seen.append(int(number))
    assert len(numbers) > 4
    for seen in numbers.values():
        assert seen == list(range(1, len(seen) + 1))


def test_nobody_could_take_it_for_real(plain: Written) -> None:
    assert "DONNÉES FICTIVES" in (plain.out / "LISEZ-MOI.txt").read_text("utf-8")
    for source, part in (("umirr", "docProps/core.xml"), ("travail", "meta.xml")):
        with zipfile.ZipFile(plain.out / source / JANUARY[source]) as package:
            assert "DONNÉES FICTIVES" in package.read(part).decode()
    syllables = "|".join(sorted(SYLLABLES, key=len, reverse=True))
    invented = re.compile(rf"o?((?:{syllables}|so|sa)+)(-(?:{syllables}|so|sa)+)?")
    names = 0
    for file in plain.files("dspj"):
        for line in plain.lines("dspj", file)[1:]:
            names += 1
            assert invented.fullmatch(line[3].lower()), "a family name not built from syllables"
            assert set(line[4].split()) <= {*GIVEN_M, *GIVEN_F}
    assert names > 0
