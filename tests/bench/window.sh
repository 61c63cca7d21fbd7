#!/usr/bin/env bash
# tests/bench/window.sh [RUNS]: time until the first window is visible, Understudy and Konsole side by side, and the
# private memory of Understudy before a page is opened. Needs xvfb, xdotool and konsole. Prints; never fails on a clock.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-10}

if [ -z "${IN_XVFB:-}" ]; then
  # -noreset: a server that starts anew whenever its last window goes refuses whoever comes in that moment.
  exec env IN_XVFB=1 xvfb-run -a -s "-screen 0 1440x900x24 -noreset" "$0" "$runs"
fi

profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

# Milliseconds from exec until a window of the given class is mapped.
first_window() { # class, command...
  local class=$1
  shift
  local start end pid
  start=$(date +%s%N)
  "$@" >/dev/null 2>&1 &
  pid=$!
  # Not --sync: that looks twice a second only.
  until xdotool search --onlyvisible --class "$class" >/dev/null 2>&1; do kill -0 "$pid" 2>/dev/null || return 0; done
  end=$(date +%s%N)
  if [ "$class" = understudy ]; then
    sleep 1
    awk '/RssAnon/ {print $2}' "/proc/$pid/status" >>"$profile/rss"
  fi
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  echo $(((end - start) / 1000000))
}

median() { sort -n | awk '{v[NR] = $1} END {print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

build/dev/bin/understudy --profile "$profile/p" --version >/dev/null # both programs' files are in the page cache
for ((i = 0; i < runs; i++)); do
  first_window konsole konsole --separate --nofork >>"$profile/konsole"
  first_window understudy build/dev/bin/understudy --profile "$profile/p" >>"$profile/understudy"
done
k=$(median <"$profile/konsole")
u=$(median <"$profile/understudy")
r=$(median <"$profile/rss")
echo "first window, median of $runs: Understudy $u ms, Konsole $k ms, ratio $(awk -v u="$u" -v k="$k" 'BEGIN {printf "%.2f", u / k}')"
echo "private memory (RssAnon) before the first page: $((r / 1024)) MB"
