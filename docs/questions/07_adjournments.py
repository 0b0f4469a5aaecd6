import pandas as pd
from release import in_2026, read

hearing = read("warehouse.hearing")
put_off = hearing["adjournment_code"].notna() | hearing["adjourned_to"].notna()
adjourned = hearing[in_2026(hearing["held_on"]) & put_off]
by = ["court_code", "adjournment_code"]
accused = adjourned.groupby(by, dropna=False).size().rename("accused")
sittings = adjourned.drop_duplicates([*by, "case_id", "held_on"]).groupby(by, dropna=False).size()
answer = (
    pd.concat([accused, sittings.rename("hearings")], axis=1)
    .rename_axis(["court", "reason"])
    .reset_index()
)
print(answer.to_string(index=False))
