#!/bin/sh
# Runs once, on an empty server: a role and a database for the warehouse, and one for Airflow.
# The warehouse's role makes the readers' roles of the first migration, and may do no more.
# psql reads the passwords itself: an argument would stand in every process list.
set -eu
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER}" --dbname postgres <<'SQL'
\set warehouse `cat /run/secrets/warehouse_password`
\set airflow `cat /run/secrets/airflow_password`
create role zokwezo login createrole password :'warehouse';
create role airflow login password :'airflow';
create database zokwezo owner zokwezo;
create database airflow owner airflow;
revoke connect on database zokwezo from public;
revoke connect on database airflow from public;
SQL
