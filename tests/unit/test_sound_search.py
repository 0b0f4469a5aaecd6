"""A registered name is found in a decision however it is heard, mistyped or in which letters."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from warehouse.load.name_search import naming
from warehouse.proof.simulate.mentions.invented_names import drawn, stock
from warehouse.proof.simulate.mentions.slips import by_ear, mistyped

pytestmark = pytest.mark.slow

HEARD = {
    "Mahamat for Mohamed": (("SALEH", "Mohamed"), "le sieur Mahamat Saleh a déclaré"),
    "Mouhamadou for Mahamat": (("OUMAR", "Mahamat"), "Mouhamadou Omar, commerçant"),
    "c for k": (("KOLINGBA", "Fictive"), "la nommée Fictive Colingba"),
    "w for ou": (("OUANDÉ", "Inventée"), "WANDE Inventée, mineure"),
    "a key left out": (("TONDOBA", "Ornélia"), "Ornélia Tonoba fut conduite à Bangui"),
    "two keys swapped": (("TONDOBA", "Ornélia"), "Orénlia TONDOBA fut conduite"),
    "in Arabic letters": (("SALEH", "Mahamat"), "المتهم محمد صالح"),
    "in lower case, by ear": (("OUSMANE", "Fatimé"), "usmane fatimé, sans profession"),
}
NOT_HERS = {
    "the family name alone": "la famille Tondoba a porté plainte",
    "the given name alone": "Ornélia, mineure, fut conduite",
    "two words that are alike in lower case": "les tondeba ornelie",
    "far apart": "Tondoba est un quartier ; la victime Ornélia y fut conduite",
    "initials": "O. T. fut conduite chez l'employeur",
}


def _register(*names: tuple[str, str]) -> pa.Table:
    return pa.table(
        {
            "record_id": [f"m{n}" for n in range(len(names))],
            "family_name": [family for family, _ in names],
            "given_names": [given for _, given in names],
            "alias": pa.nulls(len(names), pa.string()),
            "other_names": pa.nulls(len(names), pa.string()),
        }
    )


def _found(written: list[str], register: pa.Table) -> set[tuple[str, str]]:
    texts = pa.table({"key": [str(n) for n in range(len(written))], "facts": written})
    rows = naming(texts, register, ["facts"]).to_pylist()
    return {(row["key"], row["mention_id"]) for row in rows}


@pytest.mark.parametrize(("name", "written"), HEARD.values(), ids=HEARD)
def test_a_spelling_that_the_linkage_joins_is_found(name: tuple[str, str], written: str) -> None:
    assert _found([written], _register(name)) == {("0", "m0")}


@pytest.mark.parametrize("written", NOT_HERS.values(), ids=NOT_HERS)
def test_what_is_no_full_name_stays_none(written: str) -> None:
    assert _found([written], _register(("TONDOBA", "Ornélia"))) == set()


def test_a_place_that_looks_like_a_name_is_hers_only_where_it_sounds_like_it() -> None:
    written = ["le véhicule saisi à Nana-Outa", "la mineure, originaire de Bas-Oubangui"]
    assert _found(written, _register(("NDANZA", "Touzane"), ("WÉNGOU", "Basour"))) == set()
    assert _found(written, _register(("OUTA", "Nana"))) == {("0", "m0")}


KINDS = ("as registered", "lower case", "by ear", "by ear twice", "one slip in each word")
LEAST = dict(zip(KINDS, (1.0,) * len(KINDS), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_of_invented_people_written_as_clerks_write_few_are_missed(kind: str) -> None:
    """The bench of the linkage writes the names: nothing here was made from what it looks for."""
    rng, words = np.random.default_rng(KINDS.index(kind)), stock()
    family = words.words[drawn(rng, words.family, 1000)]
    given = words.words[drawn(rng, words.given["south", "F"], 1000)]
    register = _register(*((one.upper(), other) for one, other in zip(family, given, strict=True)))

    def written(names: np.ndarray) -> list[str]:
        said = list(names[:200])
        for _ in range({"by ear": 1, "by ear twice": 2}.get(kind, 0)):
            said = [one.capitalize() for one in by_ear(rng, pa.array(said)).to_pylist()]
        if kind == "one slip in each word":
            said = [str(one).capitalize() for one in mistyped(rng, np.array(said))]
        return [one.lower() if kind == "lower case" else one for one in said]

    texts = [
        f"attendu que {other} {one} fut conduite chez l'employeur"
        for one, other in zip(written(family), written(given), strict=True)
    ]
    found = _found(texts, register)
    recall = sum((str(n), f"m{n}") in found for n in range(200)) / 200
    assert recall >= LEAST[kind]
