import pandas as pd
from release import in_2026, read

victim = read("warehouse.victim")
seen = victim[in_2026(victim["first_seen_on"])].copy()
majority = pd.to_datetime(seen["first_seen_on"]).dt.year - 18
seen["children"] = (seen["birth_year_min"] > majority).fillna(False)
seen["adults"] = (seen["birth_year_max"] < majority).fillna(False)
answer = (
    seen.groupby("principal_exploitation_code", dropna=False)
    .agg(children=("children", "sum"), adults=("adults", "sum"), victims=("victim_id", "size"))
    .rename_axis("exploitation")
    .reset_index()
)
print(answer.to_string(index=False))
