#!/bin/sh
# Before anything else starts: both databases at their newest revision, a folder per source.
set -eu
airflow db migrate
python -c "from warehouse.database import ensure_schema; ensure_schema()"
for contract in "${ZOKWEZO_SOURCES}"/*.yml; do
  source_id=$(basename "${contract}" .yml)
  mkdir -p "${ZOKWEZO_VAR}/drop/${source_id}" "${ZOKWEZO_VAR}/receipts/${source_id}"
done
