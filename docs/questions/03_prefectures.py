import pandas as pd
from release import in_2026, read

victim = read("warehouse.victim")
seen = victim[in_2026(victim["first_seen_on"])]
names = read("warehouse.dim_geography").set_index("place_code")["name"]
form = seen["principal_exploitation_code"]
parts = [
    pd.DataFrame(
        {
            "place": place,
            "prefecture": seen[f"{place}_prefecture_code"].map(names),
            "exploitation": form,
        }
    )
    for place in ("detection", "exploitation", "origin")
]
answer = (
    pd.concat(parts)
    .groupby(["place", "prefecture", "exploitation"], dropna=False)
    .size()
    .rename("victims")
    .reset_index()
)
print(answer.to_string(index=False))
