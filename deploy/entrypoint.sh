#!/bin/sh
# What mounted files cannot be: the key its owner's alone, and the instance's file in the home, where infopos looks for it.
# Without a key nothing starts; infopos would make one that is lost with the pod.
set -eu
umask 077
mounted=/etc/infopos
install -D -m 600 "$mounted/key/pseudonym.key" "$INFOPOS_KEY_FILE"
if [ -f "$mounted/dagster/dagster.yaml" ]; then
  install -D -m 600 "$mounted/dagster/dagster.yaml" "$INFOPOS_HOME/dagster/dagster.yaml"
fi
exec "$@"
