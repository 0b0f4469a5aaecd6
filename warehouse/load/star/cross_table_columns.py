"""What the suites of the warehouse need beside a row, to judge it.

Does what it refers to exist, do the spans of a person overlap, does the list know the article.
Expressions of DuckDB over the table as ``t``, the other shaped tables by name, and ``dim_code``;
each becomes a column that a suite of ``expectations/warehouse`` judges.
"""

from __future__ import annotations

from collections.abc import Mapping

# Not every charge has an accused, nor every referral a case: empty is true, a wrong id is not.
_SUSPECT = (
    "t.suspect_id is null or exists (select 1 from suspect s where s.suspect_id = t.suspect_id)"
)
_CASE = "t.case_id is null or exists (select 1 from case_file c where c.case_id = t.case_id)"


def _listed(of: str, column: str) -> str:
    return f"exists (select 1 from dim_code d where d.list = '{of}' and d.code = t.{column})"


def _span(key: str) -> dict[str, str]:
    following = f"lead(t.valid_from) over (partition by t.{key} order by t.valid_from)"
    return {
        "overlaps_next": f"coalesce({following} <= coalesce(t.valid_to, date '9999-12-31'), false)",
        "leaves_a_gap": f"coalesce({following} > t.valid_to + 1, false)",
        "open_spans": f"count(*) filter (t.valid_to is null) over (partition by t.{key})",
    }


BESIDE: Mapping[str, Mapping[str, str]] = {
    "charge": {
        "suspect_stands": _SUSPECT,
        "charges_something": "t.article_code is not null or t.offence_code is not null",
        "known_article": f"t.article_code is null or {_listed('article', 'article_code')}",
    },
    "sentence": {
        "known_judgment": "exists (select 1 from judgment j where j.judgment_id = t.judgment_id)",
        "same_case": "exists (select 1 from judgment j where j.judgment_id = t.judgment_id"
        " and j.case_id = t.case_id and j.suspect_id is not distinct from t.suspect_id)",
        "known_component": _listed("sentence_component", "component_code"),
        # Damages may follow an acquittal: they are no penalty.
        "of_a_conviction": "exists (select 1 from dim_code d where d.list = 'sentence_component'"
        " and d.code = t.component_code and"
        " json_extract_string(d.attributes, '$.is_penalty') = 'false')"
        " or exists (select 1 from judgment j join dim_code v on v.list = 'verdict'"
        " and v.code = j.verdict where j.judgment_id = t.judgment_id"
        " and json_extract_string(v.attributes, '$.is_conviction') = 'true')",
    },
    "referral": {
        "case_stands": _CASE,
        "known_assistance": "exists (select 1 from assistance a"
        " where a.assistance_id = t.assistance_id"
        " and a.victim_id is not distinct from t.victim_id)",
        "to_itself": "coalesce(t.from_code = t.to_code, false)",
    },
    "victim_state": _span("victim_id"),
    "suspect_state": _span("suspect_id"),
    "mention": {
        "roles": "(t.victim_id is not null)::integer + (t.suspect_id is not null)::integer",
        "person_stands": "exists (select 1 from victim v where v.victim_id = t.victim_id)"
        " or exists (select 1 from suspect s where s.suspect_id = t.suspect_id)",
    },
}
