from release import convictions, read

suspect = read("warehouse.suspect")
again = suspect[suspect["cases_count"] > 1].copy()
again["convicted"] = again["suspect_id"].isin(convictions()["suspect_id"])
answer = (
    again.groupby("cases_count")
    .agg(suspects=("suspect_id", "size"), convicted=("convicted", "sum"))
    .rename_axis("cases")
    .reset_index()
)
print(answer.to_string(index=False))
