# shellcheck shell=bash
# Root file systems of newer Debian releases, from this machine's own Debian mirror, cached as tar files.
# For machines that reach no image registry, and for HAProxy versions that this machine's release does not have.
# Source it after common.sh.
: "${hack_cache:?}"

# What Waggle runs on: the arguments of debian_tar after the name. HAProxy 3.4 is in experimental as long as it is not in sid.
# shellcheck disable=SC2034 # for the scripts that source this
waggle_base=(sid nodejs ca-certificates tini curl 'haproxy=3.4.*')

# The mirror that this machine's apt uses: it is the one that can be reached. Elsewhere than on Debian, the public one.
debian_mirror() {
  local mirror
  # shellcheck disable=SC2016 # apt's own variables
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
    awk -v release="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" '$2 == release && $1 ~ /debian\/?$/ { print $1; exit }' || true)
  echo "${mirror:-http://deb.debian.org/debian}"
}

# Where debian_tar keeps its result; as long as the recipe does not change.
debian_tar_path() { # NAME SUITE PACKAGE…
  local recipe
  recipe=$({
    cat "${BASH_SOURCE[0]}"
    echo "$@" "$(dpkg --print-architecture)"
  } | sha256sum)
  echo "$hack_cache/$1-${recipe:0:12}.tar"
}

# debian_tar NAME SUITE PACKAGE[=VERSION]…: prints the path of a tar of Debian SUITE (sid: with experimental) with these packages.
debian_tar() {
  local name=$1 tar
  tar=$(debian_tar_path "$@")
  if [[ ! -f $tar ]]; then
    need_root
    need_packages debootstrap=debootstrap debian-archive-keyring wget=wget unshare=util-linux >&2
    (build_debian_tar "$tar" "$@") || die "could not make a Debian root for $name"
  fi
  echo "$tar"
}

build_debian_tar() { # TAR NAME SUITE PACKAGE…, in a subshell of its own
  local tar=$1 name=$2 suite=$3 work
  shift 3
  with_lock "$hack_cache/$name.lock"
  [[ ! -f $tar ]] || exit 0 # somebody else made it while we waited
  rm -rf --one-file-system "$hack_cache/$name".work.* "$hack_cache/$name"-*.tar # of killed runs; of former recipes
  work=$(mktemp -d "$hack_cache/$name.work.XXXXXX")
  # shellcheck disable=SC2064 # now, not then
  trap "rm -rf --one-file-system '$work'" EXIT
  say "making a Debian $suite root with $* (once; about 30 s)"
  # In a mount namespace of its own: whatever is mounted below it goes away with it, however it ends.
  quietly "$work/log" unshare --mount --propagation private --fork --kill-child bash -euo pipefail -c "
    $(declare -f fill_root)
    fill_root \"\$@\"" bash "$work/root" "$suite" "$(debian_mirror)" "$@"
  tar -C "$work/root" --numeric-owner --one-file-system -cf "$work/tar" .
  mv "$work/tar" "$tar"
}

fill_root() { # ROOT SUITE MIRROR PACKAGE…
  local root=$1 suite=$2 mirror=$3 target=()
  shift 3
  debootstrap --variant=minbase "$suite" "$root" "$mirror"
  echo "deb $mirror $suite main" >"$root/etc/apt/sources.list"
  if [[ $suite == sid ]]; then
    echo "deb $mirror experimental main" >>"$root/etc/apt/sources.list"
    target=(-t experimental)
  fi
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # start nothing
  chmod +x "$root/usr/sbin/policy-rc.d"
  # Nobody reads manuals there, and a half-written root is thrown away, not repaired.
  printf '%s\n' force-unsafe-io path-exclude=/usr/share/{doc,man,info,locale,bash-completion,lintian}/* >"$root/etc/dpkg/dpkg.cfg.d/waggle"
  mount -t proc proc "$root/proc"
  local apt=(env DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin apt-get -qy -o Acquire::Check-Valid-Until=false)
  chroot "$root" "${apt[@]}" update
  local package plain=() newer=()
  for package in "$@"; do
    if [[ $package == *=* ]]; then newer+=("$package"); else plain+=("$package"); fi
  done
  chroot "$root" "${apt[@]}" install --no-install-recommends ${plain[@]+"${plain[@]}"}
  chroot "$root" "${apt[@]}" ${target[@]+"${target[@]}"} install --no-install-recommends ${newer[@]+"${newer[@]}"}
  chroot "$root" apt-get clean
  umount "$root/proc"
  cd "$root" || return
  rm -rf usr/share/{doc,man,info,locale,bash-completion,lintian,i18n}/* usr/lib/*/gconv \
    var/lib/apt/lists/* var/cache/* var/log/* etc/resolv.conf etc/dpkg/dpkg.cfg.d/waggle usr/sbin/policy-rc.d
  mkdir -p var/cache/apt/archives/partial var/lib/apt/lists/partial
}
