#!/bin/bash
# The academy's role and its database, made by the PostgreSQL image when it sets itself up. The role is no superuser: it
# owns its database and nothing else.
set -euo pipefail

psql --set=ON_ERROR_STOP=1 --username=postgres --set=password="$ACADEMY_PASSWORD" <<'SQL'
CREATE ROLE academy LOGIN PASSWORD :'password';
CREATE DATABASE academy OWNER academy;
REVOKE ALL ON DATABASE academy FROM PUBLIC;
SQL
