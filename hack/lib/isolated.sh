# shellcheck shell=bash
# isolated CMD…: run CMD with a network, processes and a DNS of its own: all of 127.0.0.0/8 and every port is free there,
# 127.0.0.11 is the resolver, as in a container of a Swarm, and nothing that CMD starts outlives it. The last argument it is given
# is a folder that goes with it. Needs root.
isolated() {
  local folder pid code=0
  folder=$(mktemp -d /tmp/waggle-isolated.XXXXXX)
  echo 'nameserver 127.0.0.11' >"$folder/resolv.conf"
  # shellcheck disable=SC2016 # that shell expands it
  # 9: the lock belongs to the script. By exec, so that the process to kill is unshare itself.
  (exec unshare --mount --net --pid --fork --kill-child --mount-proc -- bash -c '
    ip link set lo up && mount --bind "$0/resolv.conf" /etc/resolv.conf || exit
    "$@" "$0"
  ' "$folder" "$@") 9>&- </dev/null &
  pid=$!
  # shellcheck disable=SC2064 # now, not then
  trap "kill -KILL $pid 2>/dev/null || true; wait $pid 2>/dev/null || true; rm -rf '$folder'" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  wait "$pid" || code=$?
  rm -rf "$folder"
  return "$code"
}
