# shellcheck shell=bash
# What the scripts in hack/ share. Source it right after `set -euo pipefail`:
#   . "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

export LC_ALL=C.UTF-8
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # a plain user's PATH lacks where ip, iptables and dockerd are

hack_script=$(readlink -f "$0")
hack_name=hack/${hack_script##*/}
hack_repo=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck disable=SC2034 # for the scripts that source this
hack_cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/waggle
export hack_repo

say() { printf '%s: %s\n' "$hack_name" "$*" >&2; }
die() {
  say "$*"
  exit 1
}

# The comment that a script opens with is its --help.
usage() { sed -n '2,/^[^#]/{/^#/!q;s/^# \{0,1\}//;p}' "$hack_script"; }

need_root() { [[ $(id -u) == 0 ]] || die "needs root (network namespaces, mounts): try sudo $hack_name"; }

# with_lock FILE [SECONDS]: hold FILE's lock until the script ends. Children that outlive the script must be started with 9>&-.
with_lock() {
  mkdir -p "$(dirname "$1")"
  exec 9>>"$1"
  flock -n 9 && return
  say "waiting for another run to finish ($1)"
  flock -w "${2:-600}" 9 || die "another run still holds $1"
}

# quietly LOG CMD…: run CMD with its output in LOG, and show the end of it only if CMD fails.
quietly() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 </dev/null && return
  local code=$?
  tail -n 40 "$log" >&2
  say "failed ($code): $*"
  return "$code"
}

# need_packages NAME… | COMMAND=NAME…: install the Debian packages that are missing.
# With COMMAND=, whoever provides that command will do: docker-ce's dockerd is as good as docker.io's.
need_packages() {
  local want missing=()
  for want in "$@"; do
    if [[ $want == *=* ]]; then
      command -v "${want%%=*}" >/dev/null || missing+=("${want#*=}")
    else
      [[ $(dpkg-query -W -f '${db:Status-Status}' "$want" 2>/dev/null) == installed ]] || missing+=("$want")
    fi
  done
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null || die "please install: ${missing[*]} (no apt-get here to do it)"
  need_root
  (install_packages "${missing[@]}") || die "could not install: ${missing[*]}"
  hash -r
}

# In a subshell, for its EXIT trap.
install_packages() {
  local log policy=
  log=$(mktemp)
  # Packages such as docker.io or haproxy start their service when installed: not on the machine of somebody who only runs a test.
  [[ -e /usr/sbin/policy-rc.d ]] || policy=/usr/sbin/policy-rc.d
  # shellcheck disable=SC2064 # now, not then
  trap "rm -f '$log' $policy" EXIT
  [[ ! $policy ]] || install -m 755 <(printf '#!/bin/sh\nexit 101\n') "$policy"
  say "installing $*"
  # An image's or a snapshot's package lists may be past their date, and are still the right ones.
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qy -o Acquire::Check-Valid-Until=false -o DPkg::Lock::Timeout=300)
  quietly "$log" "${apt[@]}" install --no-install-recommends "$@" 2>/dev/null && return
  "${apt[@]}" update >/dev/null 2>&1 || true # one dead third-party source must not stop us: the install says what is missing
  quietly "$log" "${apt[@]}" install --no-install-recommends "$@"
}

need_node() {
  command -v node >/dev/null || die "needs Node.js 20 or later"
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  ((major >= 20)) || die "needs Node.js 20 or later, this is $(node -v)"
}

# npm ci, only when package-lock.json asks for something else than what is there.
need_node_modules() {
  need_node
  local have=$hack_repo/node_modules/.package-lock.json lock=$hack_repo/package-lock.json
  [[ -f $lock ]] || die "no package-lock.json in $hack_repo"
  # npm ci would empty the folder it leads to, which is somebody else's.
  [[ ! -L $hack_repo/node_modules ]] || die "node_modules is a link: remove it"
  [[ -f $have && ! $lock -nt $have ]] && return
  (
    with_lock "${TMPDIR:-/tmp}/waggle-npm-ci.$(id -u).lock"
    [[ -f $have && ! $lock -nt $have ]] && exit # somebody else did it while we waited
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    say "npm ci"
    cd "$hack_repo"
    quietly "$log" npm ci --no-progress
    touch "$have"
  ) || die "npm ci failed"
}
