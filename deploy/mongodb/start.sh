#!/bin/bash
# Starts mongod as a member of a replica set. Members know one another by a key, which mongod wants in a file that only it
# can read.
set -euo pipefail

key=/tmp/replica-set.key
(umask 077 && printf '%s' "$REPLICA_SET_KEY" >"$key")
unset REPLICA_SET_KEY
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile "$key" --bind_ip_all
