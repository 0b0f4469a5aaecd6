"""The platform as a wheel, not editable: it finds its contracts, and ``var/`` stands here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

ASK = """
import json, sys
import warehouse.settings as where
from warehouse.contracts import load_contracts
one = where.settings()
print(json.dumps({
    "var": str(one.var), "library": where.__file__, "sources": sorted(load_contracts(one.sources)),
    "suites": len(list((one.expectations / "sources").glob("*.json"))),
    "dags": len(list((where.PROJECT / "dags").glob("*.py"))),
    "plugins": len(list((where.PROJECT / "plugins").glob("*.py"))),
}))
"""


def test_a_wheel_has_all_that_it_needs_and_var_stands_where_the_user_does(tmp_path: Path) -> None:
    # From a copy of what git knows: setuptools leaves a build/ behind, and takes what lies there.
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split()
    for name in tracked:
        if (PROJECT / name).is_file() and not name.startswith(("tests/", "docs/")):
            (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT / name, tmp_path / "copy" / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), "."],
        cwd=tmp_path / "copy",
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("zokwezo-*.whl")
    library = {
        name for name in tracked if name.startswith("warehouse/") and (PROJECT / name).is_file()
    }
    assert len(library) > 400
    held = set(zipfile.ZipFile(wheel).namelist())
    assert library <= held
    rooms = ("dags/", "plugins/", "sources/", "expectations/")
    beside = {name for name in tracked if name.startswith(rooms) and (PROJECT / name).is_file()}
    assert {"plugins/.airflowignore", "sources/umirr.yml"} <= beside
    (data,) = {name.split("/")[0] for name in held if ".data/" in name}
    assert not {name for name in beside if f"{data}/data/share/zokwezo/{name}" not in held}
    there = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(there)], check=True)
    python = there / "bin" / "python"
    subprocess.run(
        [*pip, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
    )
    # The libraries are those of this environment; ours must come from the wheel.
    (libraries,) = {p for p in sys.path if p.endswith("site-packages")}
    (site,) = there.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(libraries + "\n")
    stands = tmp_path / "stands"
    stands.mkdir()
    # The tests' own var/ would be asked for before the place where the user stands.
    own = {name: value for name, value in os.environ.items() if not name.startswith("ZOKWEZO_")}
    told = json.loads(
        subprocess.run(
            [str(python), "-c", ASK],
            cwd=stands,
            env=own,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    assert Path(told["library"]).is_relative_to(there)
    assert told["var"] == str(stands / "var")
    assert len(told["sources"]) == len(list((PROJECT / "sources").glob("*.yml"))) >= 12
    assert told["suites"] == len(told["sources"])
    assert told["dags"] == len(list((PROJECT / "dags").glob("*.py"))) >= 3
    assert told["plugins"] == len(list((PROJECT / "plugins").glob("*.py"))) >= 2
