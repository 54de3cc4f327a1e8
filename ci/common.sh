# Sourced by the scripts beside it: where the checkout is, how they speak, and how they build. Not a command.
# shellcheck shell=bash

# The checkout's root, whatever the current directory and however the script was reached.
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
self=$(basename "$0")

say() { printf '== %s\n' "$*"; }

# One error, then the way to mend it, each argument a line of its own.
die() {
  printf '%s: %s\n' "$self" "$1" >&2
  shift
  [[ $# -eq 0 ]] || printf '  %s\n' "$@" >&2
  exit "${die_status:-1}"
}

# Prints the comment that a script opens with, which is its manual.
print_help() {
  awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$0"
}

# Runs a command with its output in a file; shows the end of that only when the command fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  [[ $status -eq 0 ]] || tail -n 40 "$log" >&2
  rm -f "$log"
  return "$status"
}

# How many compilers at once: one a CPU, but no more than fit in memory, for a translation unit with Hana and
# the sanitizers takes about 0.8 GB.
build_jobs() {
  local cpus fits
  cpus=$(nproc)
  fits=$(awk '/^MemAvailable:/ { print int($2 / 800000) }' /proc/meminfo)
  ((fits >= 1)) || fits=1
  echo $((cpus < fits ? cpus : fits))
}

# configure BUILD_DIR [CMAKE_OPTION…], with the options that all our builds share, whatever the directory had
# before. When that fails on an old directory (made for another checkout, by another generator, with a compiler
# that is gone), once more without what cmake remembers. A new directory compiles several files as one, which takes half
# of the time for all; one that is there goes on as it was made.
configure() {
  local build=$1
  shift
  local -a options=(-S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DSIGCONFORM_SANITIZE=OFF "$@")
  if [[ -f $build/CMakeCache.txt ]]; then
    ! cmake "${options[@]}" >/dev/null 2>&1 || return 0
    say "$build is stale, configuring it anew"
  fi
  quietly cmake --fresh -DSIGCONFORM_UNITY=ON "${options[@]}" ||
    die "cmake could not configure $build; the end of its output is above"
}

# Of ninja's progress, for a log: a line each time another tenth is done, and all that is not progress.
every_tenth() {
  awk -F '[][/]' '
    /^\[[0-9]+\/[0-9]+\]/ { tenth = int(10 * $2 / $3); if (tenth == last && $2 != $3) next; last = tenth }
    !/^ninja: (Entering|no work)/ { print; fflush() }'
}

# build BUILD_DIR [TARGET…]
build() {
  local dir=$1 status=0
  shift
  if [[ -t 1 ]]; then
    ninja -C "$dir" -j "$(build_jobs)" "$@" || status=$?
  else
    ninja -C "$dir" -j "$(build_jobs)" "$@" | every_tenth || status=$?
  fi
  [[ $status -eq 0 ]] || die "the build in $dir failed; the message is above" \
    "to see it alone: ninja -C $dir ${*}"
}
