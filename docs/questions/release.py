"""A release for pandas, as ``zokwezo release export --out livraison`` wrote it: plain Parquet."""

import json
import os
from pathlib import Path

import pandas as pd

EXPORTED = Path(os.environ.get("ZOKWEZO_RELEASE", "livraison"))


def read(table: str) -> pd.DataFrame:
    """One table of the release, as ``warehouse.victim``."""
    return pd.read_parquet(EXPORTED / f"{table}.parquet")


def attribute(of: str, name: str) -> dict[str, str]:
    """Code of a list -> what the list says of it, as whether a verdict convicts."""
    codes = read("warehouse.dim_code")
    codes = codes[codes["list"] == of]
    return {
        code: json.loads(said).get(name, "")
        for code, said in zip(codes["code"], codes["attributes"], strict=True)
    }


def convictions() -> pd.DataFrame:
    """The judgments that count and convict: the last decision on a person in a case."""
    judgment = read("warehouse.judgment")
    convicts = judgment["verdict"].map(attribute("verdict", "is_conviction")) == "true"
    return judgment[judgment["is_standing"] & convicts]


def median_wait(days: pd.Series, is_over: pd.Series) -> float | None:
    """The median of Kaplan and Meier: who still waits has waited at least so long."""
    share = 1.0
    for day in sorted(days[is_over].unique()):
        share *= 1 - (is_over & (days == day)).sum() / (days >= day).sum()
        if share <= 0.5 + 1e-9:
            return float(day)
    return None


def in_2026(days: pd.Series) -> pd.Series:
    """Which of the days lie in 2026; an unknown day does not."""
    return pd.to_datetime(days).dt.year == 2026
