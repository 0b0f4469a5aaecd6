"""Why a steward decided so is read by others: it names nobody, and repeats no word of the row."""

from __future__ import annotations

import pytest

from warehouse.errors import CallError
from warehouse.intake.reasons import require_nobody

ROW = ("FICTIVE", "Aline Ngoma", "F", "12/03/2009", "Bangui", "72 34 56 78", "014/DSPJ/2026")


@pytest.mark.parametrize(
    "reason",
    [
        "vu",
        "la date est au dossier papier, illisible",
        "deux personnes : une ligne chacune",
        "vu avec l'unité de Bangui le 12 mars 2026",
        "écriture propre à l'unité",
        "le mois de 2009 manque",
    ],
)
def test_a_reason_without_anybody_is_kept(reason: str) -> None:
    require_nobody(reason, ROW)


@pytest.mark.parametrize(
    "reason",
    [
        *("c'est la nommée Aline", "voir Fictive Aline", "joint au 72 34 56 78", "tel 75123456"),
        *("titulaire de la CNI n° 0123456789", "elle est née le 4 mars 2009", "Mme Fictive vue"),
        "vu avec ngoma",
    ],
)
def test_a_reason_that_points_at_somebody_is_refused(reason: str) -> None:
    with pytest.raises(CallError) as refused:
        require_nobody(reason)
    assert [fault.key for fault in refused.value.faults] == ["reason_names_somebody"]
    assert not {"Aline", "Fictive", "ngoma", "72", "75123456"} & set(str(refused.value).split())


@pytest.mark.parametrize("reason", ["aline est majeure", "vu avec aline", "fictive, deux fois"])
def test_a_word_of_the_row_is_not_repeated_in_any_letters(reason: str) -> None:
    require_nobody(reason)
    with pytest.raises(CallError):
        require_nobody(reason, ROW)
