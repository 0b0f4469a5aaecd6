from release import in_2026, read

victim = read("warehouse.victim")
seen = victim[in_2026(victim["first_seen_on"])]
answer = (
    seen["means_codes"]
    .explode()
    .value_counts(dropna=False)
    .rename("victims")
    .rename_axis("means")
    .reset_index()
    .sort_values(["victims", "means"], ascending=[False, True])
)
print(answer.to_string(index=False))
