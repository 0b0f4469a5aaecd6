import pandas as pd
from release import convictions, in_2026, read

case_file = read("warehouse.case_file")
opened = case_file.loc[in_2026(case_file["opened_on"]), "case_id"]
judgment = read("warehouse.judgment")
judged = judgment[judgment["effect"] != "none"]
answer = pd.DataFrame(
    {
        "opened": [len(opened)],
        "prosecuted": [opened.isin(read("warehouse.prosecution")["case_id"]).sum()],
        "heard": [opened.isin(read("warehouse.hearing")["case_id"]).sum()],
        "judged": [opened.isin(judged["case_id"]).sum()],
        "convicted": [opened.isin(convictions()["case_id"]).sum()],
    }
)
print(answer.to_string(index=False))
