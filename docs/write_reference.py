"""Write the pages of docs/ that say what the code already says: settings, dictionary, sources."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from warehouse.contracts import load_contracts
from warehouse.database import access
from warehouse.database.views import comments
from warehouse.release.published_tables import dictionary
from warehouse.settings import PROJECT, Settings

DOCS = Path(__file__).resolve().parent
_SHOWN = 12
WRITTEN = "<!-- Written by `make docs` from the code; a test fails when they differ. -->"


def settings_page() -> str:
    """Every setting, its default and what it is for."""
    rows = [
        f"| `ZOKWEZO_{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        "Settings",
        "Environment variables, read once by `warehouse/settings.py`. None is needed: without any, "
        "everything lives in `var/` with an embedded PostgreSQL. `ZOKWEZO_VAR` moves it whole; "
        "two of them never meet.",
        ["| Variable | Default | What it is for |", "|---|---|---|", *rows],
    )


def dictionary_page() -> str:
    """Every published table and column, in words."""
    lines: list[str] = []
    for name, table in dictionary().items():
        key = ", ".join(f"`{column}`" for column in table["key"])
        lines += [f"## {name}", "", f"{table['en']} Key: {key}. *{table['fr']}*", ""]
        lines += ["| Column | Type | What it is | Ce que c'est |", "|---|---|---|---|"]
        lines += [
            f"| `{column}` | {said['type'].lower()} | {said['en']} | {said['fr']} |"
            for column, said in table["columns"].items()
        ]
        lines.append("")
    lines += ["# Views and functions", "", "In SQL only; made from the tables above.", ""]
    for name, said in comments().items():
        french, english = said[""].split("\n")
        lines += [f"## {name}", "", f"{english} *{french}*", ""]
        columns = {column: words.split("\n") for column, words in said.items() if column}
        if columns:
            lines += ["| Column | What it is | Ce que c'est |", "|---|---|---|"]
            lines += [f"| `{column}` | {en} | {fr} |" for column, (fr, en) in columns.items()]
            lines.append("")
    return _page(
        "Data dictionary",
        "What a release holds, and what `zokwezo sql` sees of it: one Parquet file per table, and "
        "the same words as `comment on` in PostgreSQL. Nobody's name is in any of them.",
        lines[:-1],
    )


def sources_page() -> str:
    """Every export: who sends it, when, how it really arrives."""
    rows = [
        f"| [`{source_id}`](../sources/{source_id}.yml) | {one.title.en} | {one.owner.agency} "
        f"| {one.mode} | day {one.cadence.due_day} | {one.habits.strip()} |"
        for source_id, one in load_contracts(PROJECT / "sources").items()
    ]
    return _page(
        "Sources",
        "One contract each; the contract is the truth, this is its contents page.",
        [
            "| Source | Export | From | Kind | Due | How it arrives |",
            "|---|---|---|---|---|---|",
            *rows,
        ],
    )


def questions_page() -> str:
    """Ten questions with their SQL, their pandas and their answer on the samples."""
    lines: list[str] = []
    for number, query in enumerate(sorted((DOCS / "questions").glob("*.sql")), 1):
        french, english, *sql = query.read_text("utf-8").splitlines()
        python = query.with_suffix(".py").read_text("utf-8").strip()
        title = french.removeprefix("-- ").replace(" ?", "\u202f?")
        lines += [f"## {number}. {title}", "", f"*{english.removeprefix('-- ')}*", ""]
        lines += ["```sql", *sql, "```", "", "```python", python, "```", ""]
        lines += [*_answer(query.with_suffix(".csv")), ""]
    return _page(
        "Dix questions, en SQL et en pandas",
        "Chaque question est un fichier de [`docs/questions/`](../questions/release.py) : "
        '`zokwezo sql "$(cat docs/questions/01_forms.sql)"` la pose à la base avec les droits '
        "d'un analyste, `python docs/questions/01_forms.py` aux fichiers Parquet de la livraison "
        "en cours, sans rien de plus que pandas. Les réponses sont celles des exports d'exemple, "
        "sur des personnes fictives ; un test pose chaque question des deux façons. Une cellule "
        "vide se lit «\u202fnon connu\u202f».\n\n"
        "Sur un million de mentions, chacune répond en moins d'une seconde, par un index : "
        "`zokwezo bench questions` le mesure, "
        "[la décision 19](../decisions/0019-questions-at-a-million.md) dit comment. "
        "Dans un tableur : `zokwezo release export --out livraison.xlsx`.\n\n"
        "[Un cahier](../notebook/parcours.ipynb) dessine le parcours et les formes par préfecture "
        "à partir d'une livraison ; ici les exports d'exemple, sur des personnes fictives.\n\n"
        "![Le parcours, de la plainte à la condamnation](../images/parcours.png)\n\n"
        "![Les formes d'exploitation par préfecture, sur un schéma](../images/formes.png)",
        lines[:-1],
    )


def _answer(path: Path) -> list[str]:
    """The answer as a table; a long one from its beginning."""
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    shown = [f"| {' | '.join(row)} |" for row in rows[:_SHOWN]]
    left = [] if len(rows) <= _SHOWN else ["", f"… et {len(rows) - _SHOWN} lignes."]
    return [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}", *shown, *left]


def access_page() -> str:
    """Who may read what in the database, in French: stewards and administrators read it."""
    chosen = access.access_policy()
    rows = []
    for role in chosen.roles.values():
        seen = [f"`{one}`" for one in role.reads]
        seen += [f"vues `{one}`" for one in role.reads_views]
        seen += [f"ses lignes de `{one}`" for one in role.own]
        seen += [f"`{one}`, lignes annoncées" for one in role.announced]
        seen += [
            f"de `{table}`, {', '.join(f'`{one}`' for one in columns)}"
            for table, columns in role.columns.items()
        ]
        seen += [f"de `{table}`, où `{rows}`" for table, rows in role.rows.items()]
        rows.append(f"| `{role.name}` | {role.fr} | {', '.join(seen)} |")
    noted = ", ".join(f"`{one}`" for one in sorted(chosen.noted))
    open_reading = "; ".join(
        f"`{pattern}` ({why['fr']})" for pattern, why in chosen.unannounced.items()
    )
    own = [
        f"| `{role}` | {', '.join(f'`{one}`' for one in sources) or 'aucun export'} |"
        for role, sources in chosen.ministries.items()
    ]
    return _page(
        "Qui peut lire quoi",
        (DOCS / "fr" / "acces.texte.md").read_text("utf-8").strip(),
        [
            "## Les rôles",
            "",
            "Un `!` retire ce qu'un autre motif donne.",
            "",
            f"Lus seulement une fois annoncés : {noted}, et ce qui les montre.",
            "",
            f"Lus sans annonce, et ce que cela montre : {open_reading}.",
            "",
            "| Rôle | Pour qui | Ce qu'il lit |",
            "|---|---|---|",
            *rows,
            "",
            "## Les ministères",
            "",
            "| Rôle | Ses exports |",
            "|---|---|",
            *own,
        ],
    )


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "dictionary.md": dictionary_page,
    "sources.md": sources_page,
    "fr/questions.md": questions_page,
    "fr/acces.md": access_page,
}


def _page(title: str, said: str, lines: list[str]) -> str:
    return "\n".join([f"# {title}", "", WRITTEN, "", said, "", *lines, ""])


def _default(value: object) -> str:
    if isinstance(value, Path):
        return f"`{value.relative_to(PROJECT)}`"
    return "none" if value is None else f"`{str(value).lower()}`"


if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), "utf-8")
