"""The current release, for pandas: Parquet as is, nothing to install but pandas and pyarrow."""

import os
from pathlib import Path

import pandas as pd

CURRENT = Path(os.environ.get("ZOKWEZO_VAR", "var")) / "releases" / "current"


def read(table: str) -> pd.DataFrame:
    """One table of the release, as ``warehouse.victim``."""
    return pd.read_parquet(CURRENT / f"{table}.parquet")


def in_2026(days: pd.Series) -> pd.Series:
    """Which of the days lie in 2026; an unknown day does not."""
    return pd.to_datetime(days).dt.year == 2026
