from release import in_2026, read

victim = read("warehouse.victim")
seen = victim[in_2026(victim["first_seen_on"])]
means = seen["means_codes"].explode().dropna().rename("means")
answer = (
    means.value_counts()
    .rename("victims")
    .reset_index()
    .sort_values(["victims", "means"], ascending=[False, True])
)
print(answer.to_string(index=False))
