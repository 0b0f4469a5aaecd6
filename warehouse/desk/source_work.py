"""What a run of Airflow does for one source, for a desk that stands alone: receive, examine.

A process of its own: the desk answers meanwhile, and what a file does to its reader it does not do
to the desk.
"""

from __future__ import annotations

import fcntl
import sys
import time

from warehouse import pipeline
from warehouse.desk.installation import desk_folder
from warehouse.settings import settings


def work(source_id: str) -> None:
    """Take what waits of a source to its receipt; of two at once, one after the other."""
    with (desk_folder() / "travail.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # A file that was dropped just now is taken once it has been at rest.
        time.sleep(settings().stable_seconds * 1.2)
        for submission_id in pipeline.receive(source_id):
            pipeline.examine(submission_id)


if __name__ == "__main__":
    work(sys.argv[1])
