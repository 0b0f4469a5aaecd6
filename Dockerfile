# One image for every part of Airflow and for the command `zokwezo`; docker-compose.yml runs it.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONPATH=/srv/zokwezo/app AIRFLOW_HOME=/srv/zokwezo/airflow

# A user of its own; var/ is made here so that a new volume belongs to that user.
RUN groupadd --gid 10001 zokwezo \
 && useradd --uid 10001 --gid zokwezo --no-create-home --home-dir /srv/zokwezo zokwezo \
 && install -d -o zokwezo -g zokwezo /srv/zokwezo /srv/zokwezo/var /srv/zokwezo/logs /srv/zokwezo/airflow /srv/zokwezo/keys

WORKDIR /srv/zokwezo/app

# The lock as constraints: its versions, without what only a developer needs.
COPY pyproject.toml requirements.lock README.md ./
RUN mkdir warehouse && touch warehouse/__init__.py \
 && pip install "$(grep '^setuptools==' requirements.lock)" \
 && pip install --no-build-isolation --constraint requirements.lock --editable ".[airflow,server]"

COPY warehouse ./warehouse
COPY dags ./dags
COPY plugins ./plugins
COPY sources ./sources
COPY expectations ./expectations
COPY docker/init.sh ./docker/init.sh
COPY docker/airflow ./docker/airflow

USER zokwezo
CMD ["zokwezo", "--help"]
