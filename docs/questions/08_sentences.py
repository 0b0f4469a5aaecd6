from release import in_2026, read

judgment = read("warehouse.judgment")
decided = judgment[judgment["is_standing"] & in_2026(judgment["decided_on"])].copy()
decided["is_life"] = decided["is_life"].fillna(False).astype(bool)
some = {"min_count": 1}
answer = (
    decided.groupby("verdict")
    .agg(
        persons=("judgment_id", "size"),
        life=("is_life", "sum"),
        median_months_firm=("months_firm", "median"),
        fines_xaf=("fine_xaf", lambda amounts: amounts.sum(**some)),
        damages_xaf=("damages_xaf", lambda amounts: amounts.sum(**some)),
    )
    .reset_index()
)
print(answer.to_string(index=False))
