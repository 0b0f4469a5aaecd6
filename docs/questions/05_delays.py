import pandas as pd
from release import attribute, in_2026, median_wait, read

hearing, judgment = read("warehouse.hearing"), read("warehouse.judgment")
prosecution = read("warehouse.prosecution")
last = max(
    pd.to_datetime(days).max()
    for days in (prosecution["registered_on"], hearing["held_on"], judgment["decided_on"])
)
key = ["case_id", "suspect_id"]
first = (
    judgment[judgment["effect"] != "none"].groupby(key, dropna=False)["decided_on"].min()
).reset_index()
one = prosecution[in_2026(prosecution["registered_on"])].merge(first, on=key, how="left")
one["is_judged"] = one["decided_on"].notna()
one = one[one["is_judged"] | (one["stage"].map(attribute("stage", "is_terminal")) == "false")]
until = pd.to_datetime(one["decided_on"]).fillna(last)
one["days"] = (until - pd.to_datetime(one["registered_on"])).dt.days
one = one[one["days"] >= 0]
answer = pd.DataFrame(
    [
        {
            "court": court,
            "judged": waits["is_judged"].sum(),
            "waiting": (~waits["is_judged"]).sum(),
            "median_days_of_the_judged": waits.loc[waits["is_judged"], "days"].median(),
            "median_days": median_wait(waits["days"], waits["is_judged"]),
        }
        for court, waits in one.groupby("court_code", dropna=False)
    ]
)
print(answer.to_string(index=False))
