#!/bin/sh
# Makes Temporal's two databases, or brings their schema up to date. Safe to run again.
# SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN come from the environment.
set -eu

set_up() {
  database=$1
  schema=/etc/temporal/schema/postgresql/v12/$2/versioned
  temporal-sql-tool --db "$database" create
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema -d "$schema"
}

set_up temporal temporal
set_up temporal_visibility visibility
