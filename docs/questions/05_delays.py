import pandas as pd
from release import in_2026, read

judgment = read("warehouse.judgment")
decided = judgment[in_2026(judgment["decided_on"])].dropna(subset="suspect_id")
both = decided.merge(read("warehouse.prosecution"), on=["case_id", "suspect_id"])
both["days"] = (pd.to_datetime(both["decided_on"]) - pd.to_datetime(both["registered_on"])).dt.days
answer = (
    both.groupby("court_code_x")
    .agg(judged=("days", "size"), median_days=("days", "median"))
    .rename_axis("court")
    .reset_index()
)
print(answer.to_string(index=False))
