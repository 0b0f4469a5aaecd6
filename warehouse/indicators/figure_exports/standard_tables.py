"""The rows of each standard, from the figures of a release."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from warehouse.indicators.controlled_figures import Figure
from warehouse.indicators.figure_exports.code_labels import iccs_of_form, label, labels_of_form
from warehouse.indicators.indicator_definitions import indicators, notes

SUPPRESSED = "supprimé"
COUNTRY = {
    "Iso3_code": "CAF",
    "Country": "Central African Republic",
    "Region": "Africa",
    "Subregion": "Sub-Saharan Africa",
}
GLOTIP_INDICATORS = {
    "N01": "Detected trafficking victims",
    "OFFENCES": "Offences of trafficking in persons",
    "N03_CONTACT": "Persons brought into formal contact",
    "N03_PROSECUTED": "Persons prosecuted",
    "N03_CONVICTED": "Persons convicted",
}
GLOTIP_DIMENSIONS = {
    None: "Total",
    "form": "by form of exploitation",
    "citizenship": "by citizenship",
}
GLOTIP_CATEGORIES = {
    None: "Total",
    "sexual": "Sexual exploitation",
    "forced_labour": "Forced labour",
    "organ_removal": "Organ removal",
    "other": "Other",
    "unknown": "Unknown",
    "CAF": "Central African Republic",
}
GLOTIP_SEX = {None: "Total", "F": "Female", "M": "Male", "unknown": "Unknown"}
GLOTIP_AGE = {
    None: "Total",
    "child": "0 to 17 years",
    "adult": "18 years or over",
    "unknown": "Unknown",
}
SDG_SEX = {None: "BOTHSEX", "F": "FEMALE", "M": "MALE", "unknown": "_U"}
SDG_AGE = {None: "ALLAGE", "child": "<18Y", "adult": "18+", "unknown": "_U"}
TRAFFICKING = "0204"
"""All of it, in ICCS."""
IC_TIP_COMPONENTS = {
    "OFFENCES": ("TIP event", "event"),
    "N01": ("Victim", "identified"),
    "N02": ("Victim", "presumed"),
    "N03_CONTACT": ("Perpetrator", "formal contact"),
    "N03_PROSECUTED": ("Perpetrator", "prosecuted"),
    "N03_CONVICTED": ("Perpetrator", "convicted"),
}
HTCDS_STATUS = {"N01": "CONFIRMED", "N02": "PRESUMED"}
SEX_CODES = {"F": "F", "M": "M", "unknown": "UNKNOWN"}

Row = dict[str, Any]


def told_value(figure: Figure) -> str:
    """A figure as text: never empty, and no nought where it is hidden."""
    if figure.is_suppressed or figure.value is None:
        return SUPPRESSED
    return f"{figure.value:g}" if figure.value % 1 else f"{figure.value:.0f}"


def glotip_rows(figures: Iterable[Figure]) -> list[Row]:
    """One row per indicator, dimension, category, sex, age and year."""
    return [
        {
            **COUNTRY,
            "Indicator": GLOTIP_INDICATORS[one.indicator],
            "Dimension": GLOTIP_DIMENSIONS[one.dimension],
            "Category": GLOTIP_CATEGORIES.get(one.category, str(one.category)),
            "Sex": GLOTIP_SEX[one.sex],
            "Age": GLOTIP_AGE[one.age_group],
            "Year": one.year,
            "Unit of measurement": "Counts",
            "txtVALUE": told_value(one),
            "Source": f"Zo Kwe Zo, release {one.release}",
        }
        for one in figures
        if one.indicator in GLOTIP_INDICATORS and one.dimension in GLOTIP_DIMENSIONS
    ]


def sdg_rows(figures: Iterable[Figure]) -> list[Row]:
    """One row per series, sex, age and year."""
    units = notes()["units"]
    rows = []
    for one in figures:
        if not one.indicator.startswith("VC_HTF_DETV"):
            continue
        definition = indicators()[one.indicator]
        base = definition.denominator
        rows.append(
            {
                "Indicator": "16.2.2",
                "SeriesCode": one.indicator,
                "SeriesDescription": definition.title.en,
                "GeoAreaCode": "140",
                "GeoAreaName": "Central African Republic",
                "TimePeriod": one.year,
                "Sex": SDG_SEX[one.sex],
                "Age": SDG_AGE[one.age_group],
                "Value": told_value(one),
                "Units": units[definition.unit]["en"],
                "Denominator": f"{base.source} {base.revision}" if base else "none: a count",
                "Nature": "C",
                "Source": f"Zo Kwe Zo, release {one.release}",
            }
        )
    return rows


def ic_tip_rows(figures: Iterable[Figure]) -> list[Row]:
    """One row per component, code and year; the reporting entities by how many victims they met."""
    rows = []
    for one in figures:
        if one.indicator == "N01_ALL" and one.dimension == "source":
            component, stage, entity = "Reporting entity", "all statuses", str(one.category)
        elif one.indicator in IC_TIP_COMPONENTS and one.dimension in (None, "form"):
            component, stage = IC_TIP_COMPONENTS[one.indicator]
            entity = "all"
        else:
            continue
        form = one.category if one.dimension == "form" else None
        rows.append(
            {
                "Component": component,
                "Stage": stage,
                "ReportingEntity": entity,
                "ICCS": iccs_of_form(form) if form else TRAFFICKING,
                "Purpose": form or "all",
                "Sex": one.sex or "all",
                "AgeGroup": one.age_group or "all",
                "Year": one.year,
                "Value": told_value(one),
                "Classification": "IC-TIP 2025",
            }
        )
    return rows


def htcds_rows(figures: Iterable[Figure]) -> list[Row]:
    """One row per status, form, gender and age group, in HTCDS's own values."""
    return [
        {
            "vic_TraffickingStatus": label("victim_status", HTCDS_STATUS[one.indicator], "htcds"),
            "vic_TypeOfExploitation": _htcds_form(one.category),
            "prs_Gender": label("sex", SEX_CODES[one.sex], "htcds") if one.sex else "all",
            "age_group": one.age_group or "all",
            "year": one.year,
            "count": told_value(one),
            "standard": "HTCDS 2.0",
        }
        for one in figures
        if one.indicator in HTCDS_STATUS and one.dimension in (None, "form")
    ]


def _htcds_form(form: str | None) -> str:
    """All values of the standard that the form gathers; our own word where it has none."""
    return (labels_of_form(form, "htcds") or form) if form else "all"


STANDARDS: dict[str, Callable[[Iterable[Figure]], list[Row]]] = {
    "glotip": glotip_rows,
    "sdg": sdg_rows,
    "ic_tip": ic_tip_rows,
    "htcds": htcds_rows,
}
