"""The figures of the samples, held against counts taken from their truth by other means."""

from __future__ import annotations

import csv
import email
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from email.policy import default
from pathlib import Path

import pytest
from chromium import BROWSER, DRIVER, Visit, browser
from typer.testing import CliRunner
from worlds import SAMPLES, World, enter

from warehouse import database
from warehouse.cli import app
from warehouse.indicators.bulletin.release_bulletin import make_bulletin
from warehouse.indicators.controlled_figures import Figure
from warehouse.indicators.figure_exports.data_package import write_packages
from warehouse.indicators.figure_store import fill_figures, read_figures
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def figures(sample_run: World) -> Iterator[list[Figure]]:
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, sample_run.var, sample_run.url)
        with database.engine().begin() as connection:
            made = fill_figures(connection, settings().releases, date(2026, 12, 1))
        yield made
    settings.cache_clear()


def truth() -> dict[tuple[str, str], set[str]]:
    """Role and source -> persons, from the file that the generator of the samples wrote."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    with (SAMPLES / "drops/truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["role"], row["source"]].add(row["person_id"])
            found[row["role"], ""].add(row["person_id"])
    return found


def cases_of(*sources: str) -> set[str]:
    with (SAMPLES / "drops/truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["case_id"] for row in rows if row["case_id"] and row["source"] in sources}


def test_everybody_is_counted_once_and_in_each_source(figures: list[Figure]) -> None:
    known = truth()
    everybody = [one for one in figures if one.indicator == "N01_ALL" and not any(one.breakdown)]
    assert [one.value for one in everybody] == [len(known["victim", ""])]
    by_source = {
        one.category: one.value
        for one in figures
        if one.indicator == "N01_ALL" and one.dimension == "source" and not one.is_suppressed
    }
    assert len(by_source) > 4
    assert by_source == {
        source: len(persons)
        for (role, source), persons in known.items()
        if role == "victim" and source in by_source
    }


def test_parts_add_up_to_their_whole(figures: list[Figure]) -> None:
    of_sex = [
        one
        for one in figures
        if one.indicator == "N01_ALL" and one.sex and not one.age_group and not one.dimension
    ]
    assert len(of_sex) == 3
    if not any(one.is_suppressed for one in of_sex):
        assert sum(one.value or 0 for one in of_sex) == len(truth()["victim", ""])


def test_no_count_of_few_is_shown_and_a_hidden_one_is_no_nought(figures: list[Figure]) -> None:
    counts = [one for one in figures if one.indicator.startswith(("N01", "N02", "N03", "VC_"))]
    shown = [one.value for one in counts if not one.is_suppressed]
    assert len(shown) > 50
    assert not [value for value in shown if value is not None and 0 < value < 5]
    assert {one.value for one in counts if one.is_suppressed} == {None}


def test_prefectures_are_told_of_the_samples(figures: list[Figure]) -> None:
    """A search that gave up on them told regions alone."""
    places = [
        one
        for one in figures
        if one.indicator == "N01_ALL" and one.dimension == "prefecture" and not one.sex
    ]
    told = [one.value for one in places if not one.is_suppressed]
    # How many they are follows from who is one person; that some are told, and not all, does not.
    assert 0 < len(told) < len(places)


def test_figures_of_a_release_are_made_once(samples: World, figures: list[Figure]) -> None:
    with database.engine().begin() as connection:
        again = fill_figures(connection, settings().releases, date(2027, 1, 1))
        kept = read_figures(connection, figures[0].release)
    # In one order too: exported twice, it is the same to the byte.
    assert again == kept == figures
    assert len({one.figure_id for one in figures}) == len(figures)


def exported(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_exports_say_what_the_truth_of_the_samples_says(
    figures: list[Figure], tmp_path: Path
) -> None:
    write_packages(figures, tmp_path)
    known = truth()
    entities = {
        row["ReportingEntity"]: row["Value"]
        for row in exported(tmp_path, "ic_tip")
        if row["Component"] == "Reporting entity" and row["Value"] != "supprimé"
    }
    assert len(entities) > 4
    assert entities == {one: str(len(known["victim", one])) for one in entities}
    total = {
        row["Indicator"]: row["txtVALUE"]
        for row in exported(tmp_path, "glotip")
        if (row["Dimension"], row["Sex"], row["Age"]) == ("Total", "Total", "Total")
    }
    facts = json.loads((SAMPLES / "drops/truth.json").read_text("utf-8"))
    assert total["Persons convicted"] == str(facts["convicted_seen"])
    assert total["Persons brought into formal contact"] == str(facts["suspects"])
    # Offices that help victims name few cases: between what police and justice wrote and all.
    recorded = cases_of("umirr", "gendarmerie", "dspj", "parquet", "greffe")
    assert len(recorded) > 50
    offences = int(total["Offences of trafficking in persons"])
    assert len(recorded) <= offences <= facts["cases"]
    confirmed = [
        row["Value"]
        for row in exported(tmp_path, "sdg")
        if (row["SeriesCode"], row["Sex"], row["Age"]) == ("VC_HTF_DETV", "BOTHSEX", "ALLAGE")
    ]
    assert confirmed == [total["Detected trafficking victims"]]


@pytest.fixture(scope="module")
def bulletin(figures: list[Figure], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_bulletin(tmp_path_factory.mktemp("bulletin"))


def test_the_bulletin_of_the_samples_is_four_small_files(bulletin: list[Path]) -> None:
    assert [one.suffix for one in bulletin] == [".html", ".pdf"] * 2
    french, english = (one.read_text("utf-8") for one in bulletin if one.suffix == ".html")
    everybody = str(len(truth()["victim", ""]))
    for page in (french, english):
        assert f'<td class="number">{everybody}</td>' in page
        assert page.count("<svg") > 8
    assert "supprimé" in french
    assert "suppressed" in english
    assert sum(one.stat().st_size for one in bulletin) < 2_000_000
    (draft,) = bulletin[0].parent.glob("*.eml")
    mail = email.message_from_bytes(draft.read_bytes(), policy=default)
    assert mail["X-Unsent"] == "1"
    attached = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert attached == {one.name: one.read_bytes() for one in bulletin if one.suffix == ".pdf"}


class Reader(Visit):
    """Who opens the page as a file, without a desk and without an account."""

    def __init__(self, driver: object, folder: Path) -> None:
        self.driver, self.address = driver, folder.as_uri()  # type: ignore[assignment]  # a Chrome


@pytest.mark.skipif(
    not (BROWSER and DRIVER),
    reason="no Chromium here; make test installs it: apt-get install chromium chromium-driver",
)
def test_the_bulletin_is_sound_in_a_browser_narrow_and_wide(
    bulletin: list[Path], tmp_path: Path
) -> None:
    named = os.environ.get("SCREENSHOTS")
    pictures = PROJECT / named if named else tmp_path
    pages = [one for one in bulletin if one.suffix == ".html"]
    assert len(pages) == 2
    with browser() as driver:
        reader = Reader(driver, pages[0].parent)
        for page in pages:
            language = page.stem.rsplit("-", 1)[1]
            reader.size(360, 740)
            reader.open(f"/{page.name}")
            assert reader.scrolls_aside() == 0
            reader.size(900, 1300)
            reader.open(f"/{page.name}")
            assert reader.violations() == []
            picture = pictures / f"bulletin-{language}.png"
            assert driver.save_screenshot(str(picture))
            assert 5_000 < picture.stat().st_size < 400_000


def test_the_linkages_levels_of_the_accused_stand_beside_their_count(samples: World) -> None:
    ran = CliRunner().invoke(app, ["figures", "certainty", "--accused", "--json"])
    assert ran.exit_code == 0, ran.stderr
    rows = {(row["breakdown"], row["category"]): row for row in json.loads(ran.stdout)}
    [(persons, mentions)] = samples.rows(
        "select count(distinct person_id), count(*) from identity.person_mention"
        " where role = 'suspect'"
    )
    everybody = rows["all", ""]
    assert (everybody["persons"], everybody["links"]) == (persons, mentions - persons)
    assert 0 < everybody["false_links"] < everybody["links"]
    of_source = dict(
        samples.rows(
            "select source_id, count(distinct person_id) from identity.person_mention"
            " where role = 'suspect' group by 1"
        )
    )
    assert {n: row["persons"] for (by, n), row in rows.items() if by == "source"} == of_source
    assert {by for by, _ in rows} == {"all", "sex", "age", "source"}


def test_the_linkages_levels_stand_beside_the_count_of_everybody(samples: World) -> None:
    ran = CliRunner().invoke(app, ["figures", "certainty", "--json"])
    assert ran.exit_code == 0, ran.stderr
    rows = {(row["breakdown"], row["category"]): row for row in json.loads(ran.stdout)}
    known = truth()
    everybody = rows["all", ""]
    assert everybody["persons"] == len(known["victim", ""])
    counts = list(everybody["at"].values())
    assert counts == sorted(counts)
    assert counts[0] <= everybody["persons"]
    by_source = {name: row["persons"] for (by, name), row in rows.items() if by == "source"}
    assert by_source == {
        source: len(persons) for (role, source), persons in known.items()
        if role == "victim" and source
    }  # fmt: skip
    assert {by for by, _ in rows} == {"all", "sex", "age", "form", "status", "source"}
    assert everybody["links"] > 0
    assert samples.rows("select 1 from audit.access_log where purpose = 'certainty' limit 1")
