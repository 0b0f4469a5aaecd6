from release import read

suspect = read("warehouse.suspect")
judgment = read("warehouse.judgment")
again = suspect[suspect["cases_count"] > 1].copy()
convicted = judgment.loc[judgment["verdict"] == "CONDAMNE", "suspect_id"]
again["convicted"] = again["suspect_id"].isin(convicted)
answer = (
    again.groupby("cases_count")
    .agg(suspects=("suspect_id", "size"), convicted=("convicted", "sum"))
    .rename_axis("cases")
    .reset_index()
)
print(answer.to_string(index=False))
