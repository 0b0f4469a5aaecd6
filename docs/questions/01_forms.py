from release import in_2026, read

victim = read("warehouse.victim")
seen = victim[in_2026(victim["first_seen_on"])].copy()
for column, group in (("children", "child"), ("adults", "adult"), ("unknown_age", "unknown")):
    seen[column] = seen["age_group_at_detection"] == group
answer = (
    seen.groupby("principal_exploitation_code", dropna=False)
    .agg(
        children=("children", "sum"),
        adults=("adults", "sum"),
        unknown_age=("unknown_age", "sum"),
        victims=("victim_id", "size"),
    )
    .rename_axis("exploitation")
    .reset_index()
)
print(answer.to_string(index=False))
