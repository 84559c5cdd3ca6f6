#!/bin/sh
# Makes the namespace of the cases. Leaves one that exists as it is. TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and
# TEMPORAL_RETENTION come from the environment.
set -eu

tries=30
until temporal operator cluster health; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then
    echo "Temporal at $TEMPORAL_ADDRESS did not become healthy." >&2
    exit 1
  fi
  sleep 2
done

temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$TEMPORAL_RETENTION"
