"""A decision leads to its case, so that it can be sought by outcome and by sentence."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = {
    "rp_number": "number in the prosecutor''s register",
    "case_id": "the case, where the number, or the court and the day, leave no doubt",
}
# French first, English second.
FUNCTIONS = {
    "fold(text)": (
        "Minuscules sans accents, lettre pour lettre : de la longueur du texte.",
        "Lower case without accents, letter for letter: as long as the text.",
    ),
    "vector(text)": (
        "Les mots d''un texte, sans accents ni terminaisons, ligatures en deux lettres.",
        "The words of a text, without accents and endings, ligatures in two letters.",
    ),
    "words(text[])": (
        "Des mots-clés en un seul texte.",
        "Keywords as one text.",
    ),
}


def upgrade() -> None:
    op.execute("alter table case_law.decision add column rp_number text")
    op.execute(
        "alter table case_law.decision add column case_id text"
        " constraint decision_case_id_fkey references warehouse.case_file (case_id)"
        " deferrable initially deferred"
    )
    op.execute("create index decision_case_id_idx on case_law.decision (case_id)")
    for name, words in COLUMNS.items():
        op.execute(f"comment on column case_law.decision.{name} is '{words}'")
    for name, said in FUNCTIONS.items():
        op.execute(f"comment on function case_law.{name} is E'{said[0]}\\n{said[1]}'")
    op.execute("select history.keep('case_law.decision')")


def downgrade() -> None:
    op.execute("drop table if exists public.zokwezo_views")
    op.execute("drop function if exists case_law.asked cascade")
    for name in FUNCTIONS:
        op.execute(f"comment on function case_law.{name} is null")
    for name in COLUMNS:
        op.execute(f"alter table case_law.decision drop column {name} cascade")
        op.execute(f"alter table history.case_law_decision drop column {name} cascade")
    op.execute("select history.keep('case_law.decision')")
