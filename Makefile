# Zo Kwe Zo: one verb a line, `make` alone lists them. Python: make run PYTHON=python3.12
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test with-airflow without-airflow screenshots test-quick check fix suites docs lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Two processors are what a small machine has; a file stays with one worker, and so does its server.
WORKERS ?= 2
# The SFTP server's script and settings are tried with Debian's own sshd.
SSHD := /usr/sbin/sshd
# The desk is tried in Debian's own Chromium.
CHROMIUM := /usr/bin/chromedriver
PYTEST := $(BIN)/pytest $(ARGS)
# Where there is room, what tests write stands in memory: a database is made in 0.03 s of processor and
# not in 0.19, and nothing waits for a disk. It goes with the run, also where a test was stopped; a short
# name, since sockets stand in there, and passable, since PostgreSQL runs as an account of its own.
IN_MEMORY = memory=$$(grep -s ' /dev/shm ' /proc/mounts | grep -qv noexec && df -Pk /dev/shm | \
    awk 'NR == 2 && $$4 > 8000000 {print "/dev/shm"}'); \
  TMPDIR=$$(mktemp -d "$${memory:-$${TMPDIR:-/tmp}}/zXXXX"); \
  export TMPDIR; chmod 711 "$$TMPDIR"; trap 'rm -rf "$$TMPDIR"' EXIT; trap 'exit 130' INT TERM
# Images of containers set it, and each process then compiles fifteen thousand modules for itself: Great
# Expectations 8 s and not 4, the tests collected in 24 s of processor and not in 9.
export PYTHONDONTWRITEBYTECODE :=

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY) ## PostgreSQL and Airflow, the samples taken to a release; ONCE=1 ends after the summary
	$(BIN)/zokwezo up $(if $(ONCE),--once)

# The real Airflow mostly waits, for its own loops and for processes to start: it is tried beside the rest,
# a line a test as they end. The rest in the order that tests/conftest.py gives: xdist's own has the longest
# modules last, for they have few tests.
test: $(READY) $(SSHD) $(CHROMIUM) ## every test, a real PostgreSQL and a real Airflow included
	@$(IN_MEMORY); $(MAKE) --no-print-directory --jobs=2 --keep-going with-airflow without-airflow

with-airflow:
	@$(PYTEST) -vv -m airflow

without-airflow:
	@$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not airflow"

$(SSHD):
	@test "$$(id -u)" = 0 && command -v apt-get >/dev/null || { echo "The tests start a real sshd; on Debian and Ubuntu: sudo apt-get install openssh-server"; exit 2; }
	apt-get update --quiet && DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends openssh-server openssh-client

$(CHROMIUM):
	@test "$$(id -u)" = 0 && command -v apt-get >/dev/null || { echo "The tests open the desk in Chromium; on Debian: sudo apt-get install chromium chromium-driver"; exit 2; }
	apt-get update --quiet && DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends chromium chromium-driver

screenshots: $(READY) $(CHROMIUM) ## the pictures of docs/images, taken anew from the samples
	SCREENSHOTS=docs/images $(PYTEST) tests/desk/test_screenshots.py tests/path/test_figures.py

test-quick: $(READY) ## the tests that need neither a server nor patience
	@$(IN_MEMORY); $(PYTEST) -n $(WORKERS) --dist loadfile -m "not slow and not airflow"

check: $(READY) ## style, types and arrows, as .ci/run holds them
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p warehouse
	$(BIN)/lint-imports

fix: $(READY) ## what ruff can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

suites: $(READY) ## expectations/ and the contracts' JSON Schema, compiled again from sources/
	$(BIN)/zokwezo suites

docs: $(READY) ## the pages of docs/ that are written from the code
	$(BIN)/python docs/write_reference.py

# setuptools builds the project, uv installs it; both are pinned like all the rest.
lock: $(READY) ## requirements.lock, solved again; UPGRADE=1 takes newer versions
	printf 'setuptools>=80\nuv\n' | $(BIN)/uv pip compile pyproject.toml - --all-extras --universal \
	  --python-version 3.11 --no-annotate --no-header --quiet $(if $(UPGRADE),--upgrade) \
	  --output-file requirements.lock

clean: ## forget .venv and the tools' caches; var/, where the data are, is never touched
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# uv installs in seconds; where it cannot reach the index that pip is told of, pip does it.
$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed and '$(PYTHON)' is not here. Install it, or name another: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer is needed, and this is {v}. Name another: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The module venv is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 2; }
	@echo "Installing what requirements.lock names"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' requirements.lock)"
	@UV_HTTP_TIMEOUT=30 $(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.lock \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
# pyspark comes as source: each environment left a gigabyte of it in uv's cache, until a disk was full.
	@$(BIN)/uv cache prune --quiet || true
	@touch $@
