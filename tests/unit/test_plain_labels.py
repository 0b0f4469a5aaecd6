"""What of a file's, a sheet's or a column's name may stand outside the vault."""

from __future__ import annotations

import pytest

from warehouse.contracts.plain_labels import PlainLabels, labels_of
from warehouse.settings import PROJECT

KEY = b"5" * 32


@pytest.fixture(scope="module")
def labels() -> PlainLabels:
    return labels_of(PROJECT / "sources")


@pytest.mark.parametrize(
    "label",
    [
        "UMIRR_registre_avril_2026.xlsx",
        "Gendarmerie nationale - statistiques TEP 04-2026.xlsx",
        "MPFFPE_victimes_05_2026 nouvelle version (2).xlsx",
        "DSPJ_GAV_042026.csv",
        "MAH_202605.txt",
        "iom_caf_htcds_2026-03.csv",
        "Feuil1",
        "",
    ],
)
def test_the_usual_names_stay_as_they_are(labels: PlainLabels, label: str) -> None:
    assert labels.plain(label, KEY) == label


def test_every_sample_has_a_usual_name(labels: PlainLabels) -> None:
    names = [path.name for path in (PROJECT / "samples" / "drops").glob("*/*")]
    assert len(names) > 40
    assert [name for name in names if labels.plain(name, KEY) != name] == []


@pytest.mark.parametrize(
    ("label", "hidden"),
    [
        ("dossier de Fictiva mars 2026.xlsx", "Fictiva"),
        ("FICTIVA_Inventine_032026.csv", "Inventine"),
        ("dossierfictiva.csv", "fictiva"),
        ("70 98 76 54.xlsx", "98"),
        ("70-98-76-54 mai.xlsx", "98"),
        ("70987654.csv", "7098"),
        ("7098 7654.csv", "7098"),
        ("scan ZF9876543.pdf", "9876543"),
        ("محمد.xlsx", "محمد"),
        ("Fictivá.csv", "Fictiv"),
        ("Mère de Fictiva", "Fictiva"),
    ],
)
def test_what_no_list_holds_is_left_out(labels: PlainLabels, label: str, hidden: str) -> None:
    told = labels.plain(label, KEY)
    assert hidden not in told
    assert "masqué-" in told
    assert labels.plain(told, KEY) == told, "what was hidden once is not hidden again"


def test_two_labels_stay_two_and_who_has_not_the_key_guesses_none(labels: PlainLabels) -> None:
    one, other = (labels.plain(f"{name} mai 2026.csv", KEY) for name in ("Fictiva", "Inventine"))
    assert one != other
    assert one == labels.plain("Fictiva mai 2026.csv", KEY)
    assert one != labels.plain("Fictiva mai 2026.csv", b"6" * 32)
    assert one.endswith(" mai 2026.csv")
