#!/bin/sh
# Starts the registry as the official image does: a config file means "serve it", a registry command runs as it is.
set -eu

case "${1:-}" in
  *.yaml | *.yml) set -- registry serve "$@" ;;
  serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
