"""The house with its lights on: PostgreSQL and the parts of Airflow, started, watched and ended.

Everything is a child process: nothing here imports Airflow, so the library stays usable without it.
"""

from warehouse.cli.up.local_stack import up

__all__ = ["up"]
