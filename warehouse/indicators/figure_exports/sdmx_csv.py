"""Figures as SDMX-CSV 2.0: a dataflow of ours, with the codes of SDMX for what is hidden.

Its structure goes with it as SDMX-ML 2.1: some readers, sdmx1 among them, ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from math import nan

import pandas as pd
import sdmx
from sdmx.message import Header, StructureMessage
from sdmx.model import v21

from warehouse.indicators.controlled_figures import Figure

DIMENSIONS = (
    "REF_AREA",
    "INDICATOR",
    "SEX",
    "AGE",
    "BREAKDOWN",
    "CATEGORY",
    "PLACE",
    "TIME_PERIOD",
)
SEX = {None: "_T", "F": "F", "M": "M", "unknown": "_U"}
AGE = {None: "_T", "child": "Y0T17", "adult": "Y_GE18", "unknown": "_U"}
NORMAL, MISSING_SUPPRESSED = "A", "Q"
"""Of CL_OBS_STATUS: a hidden observation is ``NaN`` with ``Q``, never nought and never empty."""


def to_sdmx_csv(figures: Iterable[Figure]) -> str:
    """One observation per figure."""
    flow = _dataflow()
    structure = flow.structure
    data_set = v21.StructureSpecificDataSet(structured_by=structure, described_by=flow)
    status = structure.attributes.get("OBS_STATUS")
    for one in figures:
        is_shown = not one.is_suppressed and one.value is not None
        code = v21.AttributeValue(
            value=NORMAL if is_shown else MISSING_SUPPRESSED, value_for=status
        )
        data_set.obs.append(
            v21.Observation(
                dimension=structure.make_key(
                    v21.Key, dict(zip(DIMENSIONS, _key(one), strict=True))
                ),
                value=one.value if is_shown else nan,
                attached_attribute={"OBS_STATUS": code},
            )
        )
    if not data_set.obs:
        return ""
    frame = sdmx.to_csv(data_set, rtype=pd.DataFrame, attributes="o")
    return str(frame.to_csv(index=False, na_rep="NaN", lineterminator="\n"))


def structure_xml(made_on: datetime) -> bytes:
    """The dataflow and its structure; of the same bytes whenever it is asked for.

    Args:
        made_on: the day that its header names.
    """
    flow, content = _dataflow(), StructureMessage(header=Header(id="FIGURES", prepared=made_on))
    content.add(flow.structure)
    content.add(flow)
    return bytes(sdmx.to_xml(content, pretty_print=True))


@cache
def _dataflow() -> v21.DataflowDefinition:
    ours = {"id": "FIGURES", "version": "1.0", "is_final": True, "is_external_reference": False}
    ours["maintainer"] = v21.Agency(id="ZOKWEZO")
    status = v21.DataAttribute(id="OBS_STATUS", related_to=v21.PrimaryMeasureRelationship())
    structure = v21.DataStructureDefinition(
        dimensions=v21.DimensionDescriptor(
            id="DimensionDescriptor",
            components=[v21.Dimension(id=name, order=i) for i, name in enumerate(DIMENSIONS, 1)],
        ),
        measures=v21.MeasureDescriptor(
            id="MeasureDescriptor", components=[v21.PrimaryMeasure(id="OBS_VALUE")]
        ),
        attributes=v21.AttributeDescriptor(id="AttributeDescriptor", components=[status]),
        **ours,
    )
    return v21.DataflowDefinition(structure=structure, **ours)


def _key(one: Figure) -> tuple[str, ...]:
    return (
        "CAF",
        one.indicator,
        SEX[one.sex],
        AGE[one.age_group],
        one.dimension or "_T",
        one.category or "_T",
        one.place_code or "_T",
        str(one.year),
    )
