from release import attribute, in_2026, read

prosecution = read("warehouse.prosecution")
registered = prosecution[in_2026(prosecution["registered_on"])]
judgment = read("warehouse.judgment")
judged = judgment.loc[judgment["effect"] != "none", ["case_id", "suspect_id"]].drop_duplicates()
waiting = registered.merge(judged, on=["case_id", "suspect_id"], how="left", indicator=True)
ended = attribute("stage", "is_terminal")
waiting = waiting[(waiting["_merge"] == "left_only") & (waiting["stage"].map(ended) != "true")]
answer = (
    waiting.groupby("court_code", dropna=False)
    .agg(
        accused=("prosecution_id", "size"),
        cases=("case_id", "nunique"),
        oldest=("registered_on", "min"),
    )
    .rename_axis("court")
    .reset_index()
)
print(answer.to_string(index=False))
