"""Layouts that offices use and no contract names: forms, printed registers, turned tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from odd_files import (
    BANNER,
    HEADER,
    Cells,
    faulty,
    judge,
    judge_april,
    people,
    person,
    write_workbook,
)

from warehouse.checks.examine import Examined

# Great Expectations takes a third of a second a file, and there are many.
pytestmark = pytest.mark.slow

ANSWERS = ["Médical", "Psychosocial", "Hébergement", "Réinsertion scolaire"]
BOXES = [f"Services fournis/{answer}" for answer in ANSWERS]
SERVICES = HEADER.index("Services fournis")


def reasons(found: Examined, *rows: int) -> list[str]:
    told = {one.row_number: one.reason for one in found.set_aside}
    return [told.get(row, "record") for row in rows]


def kobo(boxes: list[list[object]], *, joined: str | None) -> list[list[object]]:
    """Rows of a form's export: groups before the bar, boxes, and its own book-keeping."""
    groups = {"Nom": "Identité", "Prénom": "Identité", "Sexe": "Identité", "Age": "a/b/Identité"}
    names = [f"{groups[name]}/{name}" if name in groups else name for name in HEADER]
    rows: list[list[object]] = []
    for number, ticked in enumerate(boxes):
        cells = people(len(boxes))[number]
        cells[SERVICES] = joined
        rows.append(["2026-04-10T08:00:00.000+01:00", *cells, *ticked, number, "uuid"])
    header: list[object] = ["start", *names, *BOXES, "_id", "_uuid"]
    if joined is None:
        header.pop(SERVICES + 1)
        for row in rows:
            row.pop(SERVICES + 1)
    return [header, *rows]


@pytest.mark.parametrize("joined", ["Médical Psychosocial", None])
@pytest.mark.parametrize(("yes", "no"), [(1, 0), ("True", "False"), ("Oui", None)])
def test_a_form_keeps_every_service_under_its_groups(
    tmp_path: Path, joined: str | None, yes: object, no: object
) -> None:
    rows = kobo([[yes, yes, no, no], [no, no, no, yes]], joined=joined)
    path = write_workbook(tmp_path / "MPFFPE_victimes_04_2026.xlsx", Feuil1=rows)
    found = judge(path)
    assert found.rows_accepted == 2
    assert [one.key for one in found.file_messages] == ["file_from_a_form"]
    assert found.records["assistance"]["service_codes"].to_pylist() == [
        ["HEALTH", "PSYCHOSOCIAL"],
        ["EDUCATION"],
    ]
    assert faulty(found) == set()


def test_where_no_box_is_ticked_the_joined_column_speaks(tmp_path: Path) -> None:
    rows = kobo([[0, 0, 0, 0]], joined="Hébergement")
    found = judge(write_workbook(tmp_path / "MPFFPE_victimes_04_2026.xlsx", Feuil1=rows))
    assert found.records["assistance"]["service_codes"].to_pylist() == [["SHELTER"]]


def test_a_column_of_the_ministry_is_still_told_beside_those_of_a_form(tmp_path: Path) -> None:
    rows = kobo([[1, 0, 0, 0]], joined="Médical")
    rows = [[*row, cell] for row, cell in zip(rows, ["Groupe/Religion", "x"], strict=True)]
    found = judge(write_workbook(tmp_path / "MPFFPE_victimes_04_2026.xlsx", Feuil1=rows))
    (column,) = [one.parameters["column"] for one in found.file_messages[:1]]
    # Of a header nobody knows, the place is told and no word that a contract does not hold.
    assert column.startswith("Groupe/masqué-")
    assert column.endswith(" (W)")


@pytest.mark.parametrize(
    "row",
    [
        ["A REPORTER", 3],
        ["REPORT", 3],
        ["Report de la page précédente", None, 3],
        ["à reporter page 2", 3],
        ["Sous-total", 3],
        ["S/Total Ouaka", 3],
        ["Total préfecture de la Ouaka : 3"],
        ["PRÉFECTURE DE LA OUAKA"],
        ["Préfecture : Haute-Kotto"],
        ["Sous-préfecture de Bambari"],
        ["Page 1/2"],
        ["Suite au verso"],
    ],
)
def test_a_line_of_a_printed_register_is_no_person(tmp_path: Path, row: list[object]) -> None:
    found = judge_april(tmp_path, [HEADER, *people(3), row, *people(6)[3:], ["Total", 6]])
    assert (found.status, found.rows_accepted) == ("accepted", 6)
    assert reasons(found, 7, 8, 9) in (["record", "total", "record"], ["record", "note", "record"])


def test_a_subtotal_that_does_not_add_up_is_told(tmp_path: Path) -> None:
    rows: Cells = [*people(3), ["Sous-total", 3], *people(6)[3:], ["Sous-total", 9], ["Total", 6]]
    found = judge_april(tmp_path, [HEADER, *rows])
    assert [(one.key, one.parameters["row"]) for one in found.file_messages] == [
        ("file_total_differs", 12)
    ]


@pytest.mark.parametrize("cells", [{"C": "REPORTE"}, {"C": "TOTALE"}])
def test_a_person_whose_name_begins_like_a_total_is_a_record(
    tmp_path: Path, cells: dict[str, object]
) -> None:
    found = judge_april(tmp_path, [HEADER, *people(3), person(3, **cells)])
    assert found.rows_accepted == 4


@pytest.mark.parametrize("banner", [BANNER, []])
def test_a_turned_table_is_refused_with_its_cause(tmp_path: Path, banner: Cells) -> None:
    turned = [list(row) for row in zip(HEADER, *people(9), strict=True)]
    path = tmp_path / "MPFFPE_victimes_04_2026.xlsx"
    found = judge(write_workbook(path, Feuil1=[*banner, *turned]))
    assert found.status == "rejected"
    assert [one.key for one in found.file_messages] == ["file_transposed"]


def test_a_turned_text_file_is_refused_with_its_cause(tmp_path: Path) -> None:
    turned = zip(HEADER, *people(4), strict=True)
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    path.write_text("\n".join(";".join(map(str, row)) for row in turned), "utf-8")
    assert [one.key for one in judge(path).file_messages] == ["file_transposed"]


def test_a_text_without_a_header_whose_lines_cannot_be_read_is_no_fault_of_ours(
    tmp_path: Path,
) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    lines = ["a;b;c", *["a;b;c;d;e"] * 60, 'a;"b', "c"]
    path.write_text("\n".join(lines), "utf-8")
    assert judge(path).status == "rejected"


def test_a_file_of_nothing_is_not_told_to_be_turned(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "MPFFPE_victimes_04_2026.xlsx", Feuil1=[["Bonjour"]])
    assert [one.key for one in judge(path).file_messages] == ["file_no_table"]


def test_a_code_beside_a_name_under_the_signature_is_a_record(tmp_path: Path) -> None:
    signature: Cells = [["Fait à Bangui, le 02/05/2026"], ["Colonel ESSAI"]]
    late = [*person(3)[:4], *[None] * 11]
    late[1] = None
    late[3] = None
    found = judge_april(tmp_path, [HEADER, *people(3), [], *signature, late])
    assert reasons(found, 9, 10, 11) == ["signature", "signature", "record"]


@pytest.mark.parametrize(
    ("below", "kind"),
    [
        (["", "", "FICTIFX", "Inventée"], "record"),
        (["", "", "Colonel", "ESSAI"], "signature"),
        (["", "", "Le Commandant", "ESSAI Awa"], "signature"),
        (["", "", "ESSAI Awa"], "signature"),
        (["", "ESSAI", "Awa"], "signature"),
    ],
)
def test_a_name_in_its_two_columns_under_a_signature_is_a_record(
    tmp_path: Path, below: list[object], kind: str
) -> None:
    signature: Cells = [["Fait à Bangui, le 02/05/2026"], below]
    result = judge_april(tmp_path, [HEADER, *people(3), [], *signature])
    assert reasons(result, 10) == [kind]


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ([], [["NEANT"]], ["file_nil_beside_rows"]),
        ([["Néant pour ce mois"]], [], ["file_nil_beside_rows"]),
        ([["Préfecture : Ouham"], ["NEANT"], ["Préfecture : Ouaka"]], [], []),
        ([], [["Légende : les cas clôturés sont en rouge"]], ["file_colours_mean"]),
        ([], [[], ["Légende : jaune = retournée chez elle"]], ["file_colours_mean"]),
        ([], [["NB : fiches de la Croix Rouge : voir annexe"]], []),
    ],
    ids=["nil below", "nil above", "nil of a part", "in red", "yellow is", "Croix Rouge"],
)
def test_what_stands_beside_the_records_and_speaks_of_them_is_told(
    tmp_path: Path, before: Cells, after: Cells, keys: list[str]
) -> None:
    result = judge_april(tmp_path, [HEADER, *before, *people(4), *after])
    assert result.rows_accepted == 4
    assert [one.key for one in result.file_messages] == keys


@pytest.mark.parametrize(
    ("note", "is_told"),
    [
        ("(1) Une enfant de 6 ans a été reçue après la clôture du registre du mois", True),
        ("NB : 2 autres victimes ne sont pas dans la liste", True),
        ("NB : trois victimes supplémentaires attendent", True),
        ("* FICTIFY Marc est le frère de la précédente", True),
        ("NB : les mineures de moins de 18 ans sont hébergées au centre", False),
        ("NB : 15 victimes au total", False),
        ("Source : BRIGADE Territoriale de Bria", False),
        ("NB : chiffres provisoires", False),
        ("Nom : FICTIFY", True),
        ("Dossier de FICTIFY Odette", True),
        ("Victime n° 1 : FICTIFY Odette", True),
        ("Dossiers des victimes - Centre INVENTÉ Bangui", False),
    ],
)
def test_a_note_that_speaks_of_persons_is_told(tmp_path: Path, note: str, is_told: bool) -> None:
    is_title = "ossier" in note or "n°" in note
    beside = [None] * len(HEADER) if note.startswith("Nom") else []
    below = [HEADER, *people(3), [], [*beside, note]]
    rows = [[note], [], HEADER, *people(3)] if is_title else below
    found = judge_april(tmp_path, rows)
    assert (found.rows_accepted, len(found.quarantined)) == (3, 0)
    assert ("file_note_names" in {one.key for one in found.file_messages}) is is_told
