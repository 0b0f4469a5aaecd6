"""The sample exports counted by hand: the truth file, the raw cells, and rules written out here.

Nothing of the project is imported: cells are read with csv and pandas, persons are those of the
truth file. The one shared thing is the country's list of places, which is data.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

# Source -> the physical row of its header (the second of two), and how its text is written.
WORKBOOKS = {"umirr": 6, "gendarmerie": 3, "minfemme": 4, "travail": 1, "greffe": 1}
TEXTS = {"dspj": ("cp1252", ";"), "iom": ("utf-8-sig", ","), "caafag": ("utf-8-sig", ";"),
         "action_humanitaire": ("utf-16", "\t"), "parquet": ("utf-8-sig", ";")}  # fmt: skip
# Source and role -> the words of the headers that say it; UMIRR has two persons in a row.
COLUMNS: dict[tuple[str, str], dict[str, str]] = {
    ("umirr", "victim"): {"seen": "Date de plainte", "sex": "VICTIME Sexe",
                          "birth": "VICTIME Date ou année de naissance", "age": "VICTIME Age",
                          "form": "FAITS Forme d'exploitation",
                          "exploitation": "FAITS Lieu (sous-préfecture)",
                          "nation": "VICTIME Nationalité"},
    ("umirr", "suspect"): {"seen": "Date de plainte", "sex": "MIS EN CAUSE Sexe",
                           "age": "MIS EN CAUSE Age", "nation": "MIS EN CAUSE Nationalité"},
    ("gendarmerie", "victim"): {"seen": "Date du PV", "sex": "Sexe", "birth": "Né(e) le / vers",
                                "form": "Forme", "exploitation": "Localité",
                              "nation": "Nationalité"},
    ("gendarmerie", "suspect"): {"seen": "Date du PV", "sex": "Sexe", "nation": "Nationalité"},
    ("minfemme", "victim"): {"seen": "Date d'accueil", "sex": "Sexe", "age": "Age",
                             "form": "Type d'exploitation", "origin": "Préfecture d'origine",
                             "detection": "Sous-préfecture d'accueil", "nation": "Nationalité"},
    ("travail", "victim"): {"seen": "Date de visite", "sex": "Sexe", "age": "Âge",
                            "form": "Type d'infraction", "exploitation": "Localité",
                            "detection": "Localité", "nation": "Nationalité"},
    ("travail", "suspect"): {"seen": "Date de visite"},
    ("iom", "victim"): {"seen": "cas_RegistrationDate", "sex": "prs_Gender",
                        "birth": "prs_DateOfBirth", "form": "vic_TypeOfExploitation",
                        "exploitation": "hte_Location", "nation": "prs_Citizenship"},
    ("caafag", "victim"): {"seen": "Date de sortie", "sex": "Sexe", "birth": "Date de naissance",
                           "detection": "Sous-préfecture"},
    ("action_humanitaire", "victim"): {"seen": "Date assistance", "sex": "Sexe",
                                       "birth": "Année de naissance", "form": "Motif",
                                       "detection": "Sous-préfecture"},
    ("dspj", "suspect"): {"seen": "Date GAV", "sex": "Sexe", "nation": "Nationalité"},
    ("parquet", "suspect"): {"seen": "Date d'enregistrement", "sex": "Sexe",
                             "nation": "Nationalité"},
    ("greffe", "suspect"): {"sex": "Sexe"},
}  # fmt: skip
SEXES = {"m": "M", "h": "M", "masculin": "M", "masculine": "M", "masc.": "M",
         "garcon": "M", "g": "M", "f": "F", "feminin": "F", "feminine": "F",
         "fem.": "F", "fille": "F"}  # fmt: skip
# "Congolaise" alone is of one bank of the river or of the other: it says neither.
NATIONS = {"centrafricaine": "CAF", "rca": "CAF", "caf": "CAF", "camerounaise": "CMR", "cmr": "CMR",
           "congolaise (rdc)": "COD", "rdc": "COD", "cod": "COD", "cog": "COG",
           "tchadienne": "TCD", "nigeriane": "NGA", "soudanaise": "SDN"}  # fmt: skip
FORMS = {
    "eafga": "ARMED", "enfant soldat": "ARMED", "enrolement groupe arme": "ARMED",
    "forcedmilitarybynonstateactors": "ARMED", "domestique": "FL_DOM",
    "servitude domestique": "FL_DOM", "travail domestique force": "FL_DOM",
    "travail force (mines)": "FL_MINE", "travail force - mines": "FL_MINE",
    "chantier minier": "FL_MINE", "travail force agricole": "FL_AGRI",
    "travaux champetres forces": "FL_AGRI", "vente ambulante": "FL_VENTE",
    "petit commerce force": "FL_VENTE", "forcedlabour": "FL_OTH", "mariage force": "MARR",
    "mariage precoce/force": "MARR", "forcedmarriage": "MARR", "mendicite": "BEG",
    "mendicite forcee": "BEG", "forcedbegging": "BEG", "prostitution forcee": "SEX_PROST",
    "exploitation sexuelle": "SEX_OTH", "expl. sexuelle": "SEX_OTH",
    "sexualexploitation": "SEX_OTH", "esclavage": "SLAVERY",
    "pratiques analogues a l'esclavage": "SLAVERY",
    # The bridge to HTCDS reads its Servitude as domestic servitude.
    "servitude": "FL_DOM",
}  # fmt: skip
GENERIC = {"SEX_OTH", "FL_OTH"}
# Of two forms said as often in the same month, the more usual of the list goes first.
LISTED = ["SEX_PROST", "SEX_OTH", "FL_MINE", "FL_AGRI", "FL_DOM", "FL_VENTE", "FL_OTH", "SLAVERY",
          "ARMED", "MARR", "BEG"]  # fmt: skip
# Courts and prosecutors see papers, the police the person, the rest hear what they are told.
SURER = ["greffe", "parquet", "iom", "umirr", "dspj", "gendarmerie", "caafag", "minfemme"]
NOTHING = {"", "nd", "nsp", "inconnue", "inconnu", "-", "neant", "?"}


def plain(cell: Any) -> str:
    """A cell in lower case, without accents and needless spaces."""
    text = unicodedata.normalize("NFD", str("" if cell is None else cell)).casefold()
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


@dataclass
class Said:
    """What one row says of one person."""

    source: str
    period: str
    person: str
    case: str
    role: str
    cells: dict[str, Any]
    file: str
    row: int
    sheet: str = ""

    def cell(self, what: str) -> Any:
        column = COLUMNS[self.source, self.role].get(what)
        return self.cells.get(column) if column else None

    @property
    def seen(self) -> date | None:
        for name in ("Date d'audience", "Date du jugement"):
            if self.source == "greffe" and self.cells.get(name):
                return as_day(self.cells[name])
        return as_day(self.cell("seen"))

    @property
    def sex(self) -> str | None:
        return SEXES.get(plain(self.cell("sex")))

    @property
    def nation(self) -> str | None:
        return NATIONS.get(plain(self.cell("nation")))

    @property
    def forms(self) -> list[str]:
        if self.source == "caafag":  # released from armed groups: the list is of nothing else
            return ["ARMED"]
        parts = re.split(r"[;,]| et ", str(self.cell("form") or ""))
        return [FORMS[plain(part)] for part in parts if plain(part) not in NOTHING]

    @property
    def births(self) -> tuple[int, date, date] | None:
        """How precisely, and between which days, she was born."""
        cell = self.cell("birth")
        text = plain(cell)
        if text not in NOTHING:
            about = re.search(r"vers (\d{4})", text)
            if about or re.fullmatch(r"\d{4}", text):
                year = int(about[1] if about else text)
                return (3 if about else 2), date(year, 1, 1), date(year, 12, 31)
            day = as_day(cell)
            if day:
                return 0, day, day
        age = re.fullmatch(r"(\d+)(?: ans)?", plain(self.cell("age")))
        words = {"mineur": (0, 17), "mineure": (0, 17), "majeur": (18, 120), "majeure": (18, 120)}
        span = words.get(plain(self.cell("age"))) or ((int(age[1]),) * 2 if age else None)
        if span is None or self.seen is None:
            return None
        first = years_before(self.seen, span[1] + 1) + timedelta(days=1)
        return 4, first, years_before(self.seen, span[0])


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def as_day(cell: Any) -> date | None:
    """A day as the exports write it: a date, ``dd/mm/yyyy``, ``yyyy-mm-dd`` or a serial."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return date(1899, 12, 30) + timedelta(days=int(cell))
    text = str(cell or "").strip()
    if match := re.match(r"(\d{4})-(\d\d)-(\d\d)", text):
        return date(*map(int, match.groups()))
    if match := re.fullmatch(r"(\d\d?)[/.\-](\d\d?)[/.\-](\d{4})", text):
        return date(*map(int, reversed(match.groups())))
    if re.fullmatch(r"\d{5}(\.0)?", text):
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    return None


def sheets(path: Path, source: str) -> Iterator[tuple[str, list[list[Any]]]]:
    if source in TEXTS:
        code, mark = TEXTS[source]
        lines = io.StringIO(path.read_bytes().decode(code), newline="")
        yield "", [list(row) for row in csv.reader(lines, delimiter=mark)]
        return
    for name, frame in pd.read_excel(path, sheet_name=None, header=None, engine="calamine").items():
        rows = [[None if pd.isna(c) else c for c in row] for row in frame.values.tolist()]
        yield str(name), filled_down(rows, source)


def filled_down(rows: list[list[Any]], source: str) -> list[list[Any]]:
    """A merged cell speaks for the rows under it: the number and the day of a report."""
    down = {"umirr": (1, 2), "travail": (0, 1)}.get(source, ())
    for column in down:
        for above, below in pairwise(rows[WORKBOOKS[source] :]):
            if below[column] is None and any(c is not None for c in below):
                below[column] = above[column]
    return rows


def headers(rows: list[list[Any]], source: str) -> list[str]:
    at = WORKBOOKS.get(source, 1) - 1
    names = [str(c or "").strip() for c in rows[at]]
    if source != "umirr":
        return names
    group, whole = "", []
    for over, name in zip(rows[at - 1], names, strict=True):
        group = str(over or group).strip()
        whole.append(f"{group} {name}".strip() if name else group)
    return whole


def read(drops: Path) -> list[Said]:
    """Every row that the truth file tells of, with its cells."""
    found: dict[tuple[str, str, str], tuple[list[str], list[list[Any]]]] = {}
    for source in {of for of, _ in COLUMNS}:
        for path in sorted((drops / source).iterdir()):
            for sheet, rows in sheets(path, source):
                found[source, path.name, sheet] = headers(rows, source), rows
    told = []
    with (drops / "truth.csv").open(encoding="utf-8", newline="") as file:
        for one in csv.DictReader(file):
            names, rows = found[one["source"], one["file"], one["sheet"]]
            cells = dict(zip(names, rows[int(one["row"]) - 1], strict=False))
            told.append(Said(one["source"], one["period"], one["person_id"], one["case_id"],
                             one["role"], cells, one["file"], int(one["row"]),
                             one["sheet"]))  # fmt: skip
    return told


def standing(told: list[Said]) -> list[Said]:
    """The list of released children comes whole every month: the newest that has a child counts."""
    newest: dict[str, str] = defaultdict(str)
    for one in told:
        if one.source == "caafag":
            newest[one.person] = max(newest[one.person], one.period)
    return [one for one in told if one.source != "caafag" or one.period == newest[one.person]]


@dataclass
class Person:
    """A person of the truth, with all that stands of what is said."""

    role: str
    rows: list[Said] = field(default_factory=list)

    def most(self, of: Callable[[Said], Any]) -> Any:
        """What most rows say; of two said as often what the surest source says, then the newest."""
        votes: dict[Any, list[Said]] = defaultdict(list)
        for row in self.rows:
            if of(row) is not None:
                votes[of(row)].append(row)
        return min(
            votes,
            key=lambda v: (-len(votes[v]), min(rank(r) for r in votes[v]), newest_first(votes[v])),
            default=None,
        )

    @property
    def form(self) -> str | None:
        votes: dict[str, list[Said]] = defaultdict(list)
        for row in self.rows:
            for form in row.forms:
                votes[form].append(row)
        return min(
            votes,
            key=lambda v: (
                v in GENERIC, -len(votes[v]), newest_first(votes[v]), LISTED.index(v)
            ),
            default=None,
        )  # fmt: skip

    @property
    def first_seen(self) -> date | None:
        return min((r.seen for r in self.rows if r.seen), default=None)

    @property
    def age_group(self) -> str:
        seen = self.first_seen
        votes: dict[tuple[int, date, date], list[Said]] = defaultdict(list)
        for row in self.rows:
            if row.births:
                votes[row.births].append(row)
        if votes and seen:
            _, first, last = min(
                votes,
                key=lambda b: (b[0], b[2] - b[1], -len(votes[b]), min(map(rank, votes[b])),
                               newest_first(votes[b]), b[1]),
            )  # fmt: skip
            majority = years_before(seen, 18)
            if first > majority:
                return "child"
            if last <= majority:
                return "adult"
        minors = [r.seen for r in self.rows if r.source == "caafag" and r.seen]
        return "child" if minors and seen and max(minors) >= seen else "unknown"

    def met(self, place: Callable[[Any], str | None]) -> str | None:
        """Where a source met her first."""
        rows = [r for r in self.rows if place(r.cell("detection"))]
        first = min(rows, key=lambda r: (r.seen or date.max, rank(r), r.period), default=None)
        return place(first.cell("detection")) if first else None


def rank(row: Said) -> int:
    return SURER.index(row.source) if row.source in SURER else len(SURER)


def newest_first(rows: list[Said]) -> int:
    return -max(int(r.period.replace("-", "")) * 10**6 + (r.seen or date.min).toordinal()
                for r in rows)  # fmt: skip


def places(geography: Path) -> Callable[[Any], str | None]:
    """A cell -> the préfecture of the place that it names, by the country's list."""
    with geography.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parent = {row["code"]: row["parent_code"] for row in rows}
    level = {row["code"]: row["level"] for row in rows}
    named: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: r["level"] != "subprefecture"):
        named.setdefault(re.sub(r"[^a-z]", "", plain(row["label_fr"])), row["code"])

    def prefecture(cell: Any) -> str | None:
        code = named.get(re.sub(r"[^a-z]", "", plain(cell)))
        while code and level[code] != "prefecture":
            code = parent[code]
        return code or None

    return prefecture


def persons(told: list[Said]) -> dict[tuple[str, str], Person]:
    found: dict[tuple[str, str], Person] = {}
    for row in standing(told):
        found.setdefault((row.person, row.role), Person(row.role)).rows.append(row)
    return found


def convictions(judged: list[Said]) -> list[Said]:
    """Of each accused of a case the last judgment, where it convicts."""
    last: dict[tuple[str, str], Said] = {}
    for row in sorted(judged, key=lambda r: r.seen or date.min):
        last[row.person, row.case] = row
    return [r for r in last.values() if plain(r.cells["Décision"]).startswith("condamn")]


def convicted_by_citizenship(drops: Path) -> Counter[str | None]:
    """Persons convicted, by what most rows say of each."""
    told = read(drops)
    judged = [r for r in told if r.source == "greffe" and r.cells.get("Date du jugement")]
    found = persons(told)
    convicted = {r.person for r in convictions(judged)}
    return Counter(found[one, "suspect"].most(lambda r: r.nation) for one in convicted)


def figures(drops: Path, geography: Path) -> dict[str, Any]:
    """Every figure by its name: a number, or a count by value (None: nobody tells)."""
    told = read(drops)
    place = places(geography)
    found = persons(told)
    victims = [one for one in found.values() if one.role == "victim"]
    suspects = [one for one in found.values() if one.role == "suspect"]
    register = [r for r in told if r.source == "parquet"]
    roll = [r for r in told if r.source == "greffe" and r.cells.get("Date d'audience")]
    judged = [r for r in told if r.source == "greffe" and r.cells.get("Date du jugement")]
    convicted = convictions(judged)
    assisted = {"iom", "minfemme", "travail", "action_humanitaire"}
    return {
        "victims": len(victims),
        "victims by sex": Counter(v.most(lambda r: r.sex) for v in victims),
        "victims by age group": Counter(v.age_group for v in victims),
        "victims by form": Counter(v.form for v in victims),
        "victims by citizenship": Counter(v.most(lambda r: r.nation) for v in victims),
        "victims by origin": Counter(v.most(lambda r: place(r.cell("origin"))) for v in victims),
        "victims by place of exploitation": Counter(
            v.most(lambda r: place(r.cell("exploitation"))) for v in victims
        ),
        "victims by place of detection": Counter(v.met(place) for v in victims),
        "victims assisted": len({r.person for r in told if r.source in assisted
                                 and r.role == "victim"}),
        "suspects": len(suspects),
        "suspects by sex": Counter(s.most(lambda r: r.sex) for s in suspects),
        "persons prosecuted by citizenship": Counter(
            found[one, "suspect"].most(lambda r: r.nation) for one in {r.person for r in register}
        ),
        "prosecutions": len({(r.person, r.case) for r in register}),
        "persons prosecuted": len({r.person for r in register}),
        "cases prosecuted": len({r.case for r in register}),
        "prosecutions by orientation": Counter(plain(r.cells["Orientation"]) for r in register),
        "hearings": len({(r.person, r.case, r.seen) for r in roll}),
        "hearings adjourned": len({(r.person, r.case, r.seen) for r in roll
                                   if as_day(r.cells.get("Renvoyé au"))}),
        "judgments": len({(r.person, r.case, r.seen) for r in judged}),
        "judgments by verdict": Counter(plain(r.cells["Décision"]) for r in judged),
        "persons convicted": len({r.person for r in convicted}),
        "life sentences": sum("perpetuite" in plain(r.cells.get("Peine")) for r in convicted),
        "judgments appealed": sum(plain(r.cells.get("Appel (O/N)")) == "o" for r in judged),
    }  # fmt: skip
