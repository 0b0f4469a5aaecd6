"""What PostgreSQL says of a plan, read: tables read whole, indexes, pages."""

from __future__ import annotations

from typing import Any

from warehouse.proof.bench.questions.plans import Plan, read_plan


def scan(kind: str, rows: int, loops: int = 1, **more: Any) -> dict[str, Any]:
    return {"Node Type": kind, "Actual Rows": rows, "Actual Loops": loops, **more}


def test_a_plan_says_what_it_reads_whole_and_what_by_an_index() -> None:
    by_index = scan("Index Only Scan", 20, **{"Index Name": "victim_first_seen_on_idx"})
    whole = scan("Seq Scan", 30, 3, **{"Relation Name": "judgment", "Rows Removed by Filter": 70})
    bitmap = scan("Bitmap Heap Scan", 1, **{"Relation Name": "hearing"})
    bitmap["Plans"] = [scan("Bitmap Index Scan", 1, **{"Index Name": "hearing_held_on_idx"})]
    root = {
        "Node Type": "Aggregate",
        "Plans": [{"Node Type": "Hash Join", "Plans": [by_index, whole]}, bitmap],
        "Shared Hit Blocks": 5,
        "Shared Read Blocks": 7,
        "Temp Written Blocks": 2,
    }
    assert read_plan([{"Plan": root}]) == Plan(
        indexes=("hearing_held_on_idx", "victim_first_seen_on_idx"),
        whole={"judgment": 300},  # every worker's share
        pages=12,
        spilled=2,
    )


def test_a_function_taken_as_one_step_tells_nothing_of_its_own_reading() -> None:
    root = scan("Function Scan", 4, **{"Function Name": "changes", "Shared Hit Blocks": 9})
    assert read_plan([{"Plan": root}]) == Plan(pages=9)
