from release import in_2026, read

prosecution = read("warehouse.prosecution")
case_file = read("warehouse.case_file")
registered = prosecution[in_2026(prosecution["registered_on"])]
judged = read("warehouse.judgment")[["case_id", "suspect_id"]].drop_duplicates()
waiting = registered.merge(judged, on=["case_id", "suspect_id"], how="left", indicator=True)
waiting = waiting[waiting["_merge"] == "left_only"]
closed = case_file.loc[case_file["closed_on"].notna(), "case_id"]
waiting = waiting[~waiting["case_id"].isin(closed)]
answer = (
    waiting.groupby("court_code")
    .agg(
        accused=("prosecution_id", "size"),
        cases=("case_id", "nunique"),
        oldest=("registered_on", "min"),
    )
    .rename_axis("court")
    .reset_index()
)
print(answer.to_string(index=False))
