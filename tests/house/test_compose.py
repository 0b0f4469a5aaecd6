"""docker-compose.yml names nothing that is not there: no container runs here, so this must hold."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
import yaml

from warehouse.database.embedded.server import SHARED_SETTINGS
from warehouse.settings import PROJECT, Settings

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: s for name, s in SERVICES.items() if s.get("build") == "."}
SOURCES = sorted(path.stem for path in (PROJECT / "sources").glob("*.yml"))
APP = "/srv/zokwezo/app"
AIRFLOW = re.compile(r"(?:^|exec )airflow (.+)")


def commands() -> list[str]:
    """Every command line of every service of ours, that of its health check included."""
    found = []
    for service in OURS.values():
        found.append(" ".join(service["command"]))
        if "healthcheck" in service:
            found.append(" ".join(service["healthcheck"]["test"][1:]))
    return found


def test_the_file_is_what_the_compose_specification_says() -> None:
    schema = files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json"
    validator = jsonschema.validators.validator_for(rules := json.loads(schema.read_text("utf-8")))
    faults = [error.message for error in validator(rules).iter_errors(COMPOSE)]
    assert faults == []
    assert list(validator(rules).iter_errors({"services": {"x": {"imagee": "y"}}})), "a blind rule"


def test_every_source_has_its_depot_and_its_receipts_and_nobody_else_has() -> None:
    mounts = {v["target"]: v for v in SERVICES["sftp"]["volumes"]}
    assert len(SOURCES) >= 12
    assert set(mounts) == {f"/srv/sftp/{s}/{f}" for s in SOURCES for f in ("depot", "recus")}
    for source in SOURCES:
        depot, receipts = mounts[f"/srv/sftp/{source}/depot"], mounts[f"/srv/sftp/{source}/recus"]
        assert depot["volume"]["subpath"] == f"drop/{source}"
        assert receipts["volume"]["subpath"] == f"receipts/{source}"
        assert receipts["read_only"] is True


def test_every_setting_is_a_field_of_settings() -> None:
    named = {key for s in OURS.values() for key in s["environment"] if key.startswith("ZOKWEZO_")}
    assert len(named) >= 4
    assert {name.removeprefix("ZOKWEZO_").lower() for name in named} <= set(Settings.model_fields)


@pytest.mark.airflow
def test_every_airflow_option_is_one_that_airflow_knows() -> None:
    known = json.loads(
        run_python(
            "import json; from airflow.configuration import conf;"
            "d = conf.configuration_description;"
            "print(json.dumps([[s, o] for s, v in d.items() for o in v['options']]))"
        )
    )
    known = {(section, option) for section, option in known}
    named = {key for s in OURS.values() for key in s["environment"] if key.startswith("AIRFLOW__")}
    assert len(named) >= 12
    for name in named:
        section, option = name.removeprefix("AIRFLOW__").lower().split("__")
        assert (section, option.removesuffix("_cmd")) in known, name


@pytest.mark.airflow
def test_every_airflow_command_is_one() -> None:
    lines = [*commands(), *(PROJECT / "docker/init.sh").read_text("utf-8").splitlines()]
    spoken = sorted({m[1] for line in lines if (m := AIRFLOW.search(line))})
    assert {"api-server", "scheduler", "dag-processor", "triggerer", "celery worker"} <= set(spoken)
    assert "db migrate" in spoken
    nonsense = "celery wurker"
    accepted = run_python(
        "import contextlib, io, sys\n"
        "from airflow.cli.cli_parser import get_parser\n"
        "for line in sys.argv[1:]:\n"
        "    with contextlib.suppress(SystemExit):\n"
        "        with contextlib.redirect_stdout(io.StringIO()):\n"
        "            get_parser().parse_args(line.split())\n"
        "        print('accepted', line)\n",
        *spoken,
        nonsense,
    )
    assert [x.removeprefix("accepted ") for x in accepted.splitlines() if "accepted" in x] == spoken


def test_every_other_command_is_one_of_ours_or_of_the_image() -> None:
    scripts = {one.name for one in entry_points(group="console_scripts")}
    first = {line.split("&& exec ")[-1].split()[0] for line in commands()}
    assert first
    assert first - {"sh", "python"} <= scripts
    assert (PROJECT / "docker/init.sh").is_file()


def test_every_path_that_is_mounted_exists() -> None:
    bound = [
        v["source"] for s in SERVICES.values() for v in s.get("volumes", ()) if v["type"] == "bind"
    ]
    assert bound
    assert all((PROJECT / path).exists() for path in bound)
    named = {v["source"] for s in SERVICES.values() for v in s.get("volumes", ())} - set(bound)
    assert named == set(COMPOSE["volumes"])


def test_contracts_and_suites_are_for_reading_only() -> None:
    for service in OURS.values():
        only = {v["target"] for v in service["volumes"] if v.get("read_only")}
        assert {f"{APP}/sources", f"{APP}/expectations"} <= only


def test_every_secret_is_declared_used_and_made(tmp_path: Path) -> None:
    used = {name for s in SERVICES.values() for name in s.get("secrets", ())}
    assert used == set(COMPOSE["secrets"])
    text = (PROJECT / "docker-compose.yml").read_text("utf-8")
    for name in set(re.findall(r"/run/secrets/(\w+)", text)):
        assert name in used
    for name, secret in COMPOSE["secrets"].items():
        assert secret["file"] == f"./docker/secrets/{name}"
    if shutil.which("ssh-keygen") is None:
        pytest.skip("no ssh-keygen on this machine")
    making = load("docker/make_secrets.py")
    assert set(making.make_secrets(tmp_path / "secrets")) == used
    assert making.make_secrets(tmp_path / "secrets") == [], "a secret that is there is kept"


def test_an_address_made_after_its_password_holds_that_password(tmp_path: Path) -> None:
    making = load("docker/make_secrets.py")
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "sftp_host_key").touch()
    making.make_secrets(folder)
    (folder / "database_url").unlink()
    (folder / "celery_broker_url").unlink()
    making.make_secrets(folder)
    url = urlsplit((folder / "database_url").read_text("utf-8").strip())
    assert url.password == (folder / "warehouse_password").read_text("utf-8").strip()
    broker = urlsplit((folder / "celery_broker_url").read_text("utf-8").strip())
    assert (folder / "redis_conf").read_text("utf-8").strip() == f"requirepass {broker.password}"


def test_a_secret_is_never_in_the_environment() -> None:
    secret = {
        name: value
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if re.search(r"PASSWORD|SECRET|URL|CONN|FERNET", name) and "PASSWORDS_FILE" not in name
    }
    assert len(secret) >= 4
    for name, value in secret.items():
        assert name.endswith(("_CMD", "_FILE", "SERVER_URL")), name
        assert "@" not in value


def test_every_part_comes_back_is_watched_and_is_not_root() -> None:
    for name, service in SERVICES.items():
        if name == "airflow-init":
            assert service["restart"] == "no"
            continue
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"]
    for service in OURS.values():
        assert service["user"] == "10001:10001"
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


def test_no_part_takes_the_whole_machine_or_gains_a_right() -> None:
    for name, service in SERVICES.items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert service["ulimits"] == {"core": 0}, name
        assert {"max-size", "max-file"} <= set(service["logging"]["options"]), name


def test_the_open_door_stands_in_a_network_of_its_own() -> None:
    assert SERVICES["sftp"]["networks"] == ["sftp"]
    assert not any("networks" in s for name, s in SERVICES.items() if name != "sftp")


def test_no_password_is_an_argument_and_both_servers_have_one_file_of_settings() -> None:
    script = (PROJECT / "docker/postgres/10-databases.sh").read_text("utf-8")
    shell, _, read_by_psql = script.partition("<<'SQL'")
    assert "/run/secrets" not in shell
    assert read_by_psql.count("`cat /run/secrets/") == 2
    (mounted,) = (
        v["source"] for v in SERVICES["postgres"]["volumes"] if v["target"].endswith(".conf")
    )
    assert (PROJECT / mounted).samefile(SHARED_SETTINGS)
    told = " ".join(SERVICES["postgres"]["command"])
    assert "config_file=/etc/postgresql/postgresql.conf" in told


def test_everybody_signs_on_by_an_account_of_her_own() -> None:
    from warehouse.cli.up.configuration import USERS

    # What each of them may do: tests/airflow/test_accounts.py.
    assert USERS == {"admin": "admin", "steward": "user"}, "the demo's, by the simple sign-on"
    assert OURS
    for service in OURS.values():
        environment = service["environment"]
        assert environment["AIRFLOW__CORE__AUTH_MANAGER"].endswith(".FabAuthManager")
        assert not [name for name in environment if "SIMPLE_AUTH" in name]
        config = environment["AIRFLOW__FAB__CONFIG_FILE"].removeprefix("/srv/zokwezo/app/")
        assert (PROJECT / config).is_file()


def test_the_ports_are_those_that_the_parts_listen_on() -> None:
    assert SERVICES["api-server"]["ports"] == ["127.0.0.1:8080:8080"]
    assert SERVICES["sftp"]["ports"] == ["2222:22"]
    assert "Port 22" in (PROJECT / "docker/sftp/sshd_config").read_text("utf-8")
    assert ":8080/execution/" in OURS["worker"]["environment"][
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL"
    ]  # fmt: skip


def test_the_image_is_made_of_what_is_there_and_of_the_lock() -> None:
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    copied = [
        word for line in re.findall(r"^COPY (.+) \S+$", dockerfile, re.M) for word in line.split()
    ]
    assert {"requirements.lock", "warehouse", "dags", "plugins", "sources"} <= set(copied)
    assert all((PROJECT / path).exists() for path in copied)
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    for extra in re.search(r'"\.\[(.+)\]"', dockerfile)[1].split(","):  # type: ignore[index]
        assert extra in extras["optional-dependencies"]
    sftp = (PROJECT / "docker/sftp/Dockerfile").read_text("utf-8")
    for word in re.findall(r"^COPY (\S+) ", sftp, re.M):
        assert (PROJECT / "docker/sftp" / word).is_file()


def run_python(code: str, *arguments: str) -> str:
    """What a Python of its own prints: importing Airflow here would change the other tests."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def load(path: str) -> Any:
    spec = importlib.util.spec_from_file_location(Path(path).stem, PROJECT / path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
