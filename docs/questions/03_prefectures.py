from release import in_2026, read

victim = read("warehouse.victim")
seen = victim[in_2026(victim["first_seen_on"])]
place = read("warehouse.dim_geography")[["place_code", "name"]]
answer = (
    seen.merge(place, left_on="prefecture_code", right_on="place_code")
    .groupby(["name", "principal_exploitation_code"], dropna=False)
    .size()
    .rename("victims")
    .rename_axis(["prefecture", "exploitation"])
    .reset_index()
)
print(answer.to_string(index=False))
