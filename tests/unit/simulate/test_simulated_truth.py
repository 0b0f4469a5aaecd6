from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from dataclasses import asdict

from written_country import Written

from warehouse.proof.simulate.layouts import LAYOUTS

# (source, sheet, role) -> the columns of the name, from 0
NAMES = {
    ("umirr", "Registre", "victim"): (3,),
    ("umirr", "Registre", "suspect"): (9,),
    ("dspj", "", "suspect"): (3, 4),
    ("parquet", "", "suspect"): (5, 6),
    ("greffe", "Rôle", "suspect"): (3,),
    ("greffe", "Jugements", "suspect"): (4,),
    ("minfemme", "Feuil1", "victim"): (2, 3),
    ("action_humanitaire", "", "victim"): (1,),
    ("travail", "Visites", "victim"): (5,),
    ("travail", "Visites", "suspect"): (12,),
    ("iom", "", "victim"): (2, 3),
    ("caafag", "", "victim"): (2, 3),
    **{
        ("gendarmerie", sheet.name, role): (4,)
        for sheet in LAYOUTS["gendarmerie"].sheets
        for role in ("victim", "suspect")
    },
}


def names_by_person(written: Written) -> dict[str, set[str]]:
    files: dict[tuple[str, str, str], list[list[object]]] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for row in written.truth():
        key = (row["source"], row["file"], row["sheet"])
        if key not in files:
            files[key] = written.lines(*key)
        line = files[key][int(row["row"]) - 1]
        columns = NAMES[row["source"], row["sheet"], row["role"]]
        names[row["person_id"]].add(" ".join(str(line[at]) for at in columns).casefold())
    return names


def test_at_noise_0_every_row_of_a_person_bears_their_one_name(plain: Written) -> None:
    names = names_by_person(plain)
    assert len(names) == plain.summary.persons > 100
    assert {len(spellings) for spellings in names.values()} == {1}
    assert not any(name in ("", " ", "x", "inconnu") for each in names.values() for name in each)
    assert len({name for each in names.values() for name in each}) > 0.9 * len(names)


def test_every_line_that_names_a_person_is_in_the_truth(plain: Written) -> None:
    told = {(r["source"], r["file"], r["sheet"], int(r["row"])) for r in plain.truth()}
    seen = 0
    for source, column in (("parquet", 5), ("iom", 2), ("action_humanitaire", 1), ("dspj", 3)):
        for file in plain.files(source):
            for row, line in enumerate(plain.lines(source, file), start=1):
                if row > 1 and line[column]:
                    seen += 1
                    assert (source, file, "", row) in told
    assert seen > 50


def test_the_counts_are_those_of_the_rows(plain: Written) -> None:
    rows = plain.truth()
    counts = json.loads((plain.out / "truth.json").read_text("utf-8"))
    assert counts == asdict(plain.summary)
    roles = {
        role: {r["person_id"] for r in rows if r["role"] == role} for role in ("victim", "suspect")
    }
    assert counts["rows"] == len(rows) > 0
    assert counts["persons"] == len(roles["victim"] | roles["suspect"])
    assert counts["victims"] == len(roles["victim"])
    assert counts["suspects"] == len(roles["suspect"])
    assert counts["cases"] == len({r["case_id"] for r in rows}) < counts["cases_lived"]
    assert counts["prosecuted_cases_seen"] == len(
        {r["case_id"] for r in rows if r["source"] == "parquet"}
    )
    assert 0 < counts["convicted_seen"] < len([r for r in rows if r["sheet"] == "Jugements"])


def test_the_same_people_are_met_by_several_offices_and_in_several_cases(plain: Written) -> None:
    sources: dict[str, set[str]] = defaultdict(set)
    cases: dict[str, set[str]] = defaultdict(set)
    roles: dict[str, set[str]] = defaultdict(set)
    for row in plain.truth():
        sources[row["person_id"]].add(row["source"])
        cases[row["person_id"]].add(row["case_id"])
        roles[row["person_id"]].add(row["role"])
    met_by = Counter(len(each) for each in sources.values())
    assert met_by[1] and met_by[2] and met_by[3]
    assert any(len(each) > 1 for each in cases.values()), "some accused return"
    assert any(len(each) > 1 for each in roles.values()), "some victims are accused elsewhere"


def test_siblings_share_a_family_name_and_a_complaint_but_no_given_names(plain: Written) -> None:
    families: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file in plain.files("gendarmerie"):
        for sheet in LAYOUTS["gendarmerie"].sheets:
            for line in plain.lines("gendarmerie", file, sheet.name)[3:]:
                if line[3] == "Victime":
                    family, given = line[4].split(" ", 1)
                    families[line[0], family].append(given)
    assert any(len(given) > 1 for given in families.values())
    assert all(len(set(given)) == len(given) for given in families.values())


def test_noise_changes_what_is_written_and_never_what_is_true(
    plain: Written, noisy: Written
) -> None:
    assert noisy.truth() == plain.truth()
    assert noisy.summary == plain.summary
    assert {len(each) for each in forms_by_case(plain).values()} == {1}
    assert {len(each) for each in forms_by_case(noisy).values()} > {1}


def forms_by_case(written: Written) -> dict[str, set[str]]:
    """UMIRR's words for a case: its columns stay where they are even when the header drifts."""
    forms: dict[str, set[str]] = defaultdict(set)
    for row in written.truth():
        if row["source"] == "umirr":
            line = written.lines("umirr", row["file"], "Registre")[int(row["row"]) - 1]
            forms[row["case_id"]].add(str(line[16]))
    return forms


def test_prosecutions_cite_complaints_that_were_taken(plain: Written) -> None:
    taken = {line[1] for f in plain.files("umirr") for line in plain.lines("umirr", f, "Registre")}
    cited = {
        line[4]
        for file in plain.files("parquet")
        for line in csv.reader(
            (plain.out / "parquet" / file).read_text("utf-8-sig").splitlines(), delimiter=";"
        )
        if line[3] == "UMIRR"
    }
    assert cited and cited <= taken
