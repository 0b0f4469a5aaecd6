"""The notebook without Jupyter: its code cells one after another, its two figures as PNG files.

``python docs/notebook/draw.py FOLDER``, from the root of the project; no display is needed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

NOTEBOOK = Path(__file__).with_name("parcours.ipynb")
# Figure -> its file, and the numbers that it draws: they go into the file, so that a test can tell
# a picture that has become old.
PICTURES = {"journey_figure": ("parcours.png", "funnel"), "forms_figure": ("formes.png", "drawn")}


def run() -> dict[str, Any]:
    """What the cells leave behind, by name."""
    matplotlib.use("Agg")
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    left: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), left)
    return left


if __name__ == "__main__":
    folder, left = Path(sys.argv[1]), run()
    for name, (picture, numbers) in PICTURES.items():
        words = {"Software": None, "Description": left[numbers].to_json()}
        left[name].savefig(folder / picture, dpi=110, metadata=words)
