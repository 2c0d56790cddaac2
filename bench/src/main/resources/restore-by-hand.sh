#!/usr/bin/env bash
# Brings one tenant's database back as it was at a moment, by hand, as a careful DBA would: pgbackrest, pg_dump, pg_restore.
# restore-by-hand.sh CONFIG STANZA DATABASE MOMENT DIRECTORY BIN COPY; what leads libpq to the cluster is in the environment.
# Without a COPY the whole cluster is restored and started, and that is all.
# Not done here, and done by Howdah: roles and logins of the copy, restoring as the tenant's role, comparing, cleaning up.
set -eu
config=$1 stanza=$2 database=$3 moment=$4 dir=$5 bin=$6 copy=${7-}
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; else "$@"; fi; }
mkdir -p "$dir/data"; chmod 711 "$dir"; chmod 700 "$dir/data"
if [ "$(id -u)" = 0 ]; then chown postgres: "$dir/data"; fi
cd /

# what was written until now has to be in the repository
last=$(psql -XAtqc "SELECT pg_walfile_name(pg_switch_wal())" postgres)
until [ "$(psql -XAtqc "SELECT last_archived_wal >= '$last' FROM pg_stat_archiver" postgres)" = t ]; do sleep 0.2; done

only=(); if [ -n "$copy" ]; then only=("--db-include=$database"); fi
as pgbackrest --config="$config" --stanza="$stanza" --pg1-path="$dir/data" --log-level-console=off --log-level-file=off \
  "${only[@]}" --type=time "--target=$moment" --target-action=promote --archive-mode=off --process-max=2 restore
du -s --block-size=1M "$dir/data" | cut -f1 > "$dir/mib"
as "$bin/pg_ctl" -s -w -t 600 -D "$dir/data" -l /dev/null start -o "-c listen_addresses='' -c ssl=off -c logging_collector=off \
  -c unix_socket_directories='$dir/data' -c port=5432"
stop() { as "$bin/pg_ctl" -s -w -D "$dir/data" -m immediate stop || true; }
trap stop EXIT
until [ "$(as psql -XAtqc "SELECT pg_is_in_recovery()" -h "$dir/data" -p 5432 -U howdah postgres)" = f ]; do sleep 0.2; done
if [ -z "$copy" ]; then exit 0; fi

as "$bin/pg_dump" -Fd -j2 -Z1 -h "$dir/data" -p 5432 -U howdah -f "$dir/data/dump" "$database"
chmod -R a+rX "$dir/data/dump" 2>/dev/null || true
psql -Xqc "CREATE DATABASE \"$copy\" TEMPLATE template0" postgres
"$bin/pg_restore" -j2 --exit-on-error -d "$copy" "$dir/data/dump"
