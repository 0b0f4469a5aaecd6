"""A release for pandas, as ``zokwezo release export --out livraison`` wrote it: plain Parquet."""

import json
import os
from pathlib import Path

import pandas as pd

EXPORTED = Path(os.environ.get("ZOKWEZO_RELEASE", "livraison"))


def read(table: str) -> pd.DataFrame:
    """One table of the release, as ``warehouse.victim``."""
    return pd.read_parquet(EXPORTED / f"{table}.parquet")


def convictions() -> pd.DataFrame:
    """The judgments that count and convict: the last decision on a person in a case."""
    codes = read("warehouse.dim_code")
    convicts = codes["attributes"].map(lambda said: json.loads(said).get("is_conviction") == "true")
    verdicts = codes.loc[(codes["list"] == "verdict") & convicts, "code"]
    judgment = read("warehouse.judgment")
    return judgment[judgment["is_standing"] & judgment["verdict"].isin(verdicts)]


def in_2026(days: pd.Series) -> pd.Series:
    """Which of the days lie in 2026; an unknown day does not."""
    return pd.to_datetime(days).dt.year == 2026
