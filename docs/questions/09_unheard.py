from release import in_2026, read

assistance = read("warehouse.assistance")
given = assistance[in_2026(assistance["provided_on"])].dropna(subset="victim_id")
alone = given[~given["victim_id"].isin(read("warehouse.case_victim")["victim_id"])]
answer = (
    alone.groupby("referred_by_code", dropna=False)["victim_id"]
    .nunique()
    .rename("victims")
    .rename_axis("referred_by")
    .reset_index()
)
print(answer.to_string(index=False))
