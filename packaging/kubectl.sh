#!/bin/sh
# packaging/kubectl.sh DIR: puts Debian's kubectl at DIR/bin/kubectl, without installing the package (its file clashes
# with other packages' kubectl). Does nothing when it is there already. Needs no root.
set -eu

dir=${1:-}
if [ -z "$dir" ] || [ "$dir" = --help ]; then
    echo "usage: packaging/kubectl.sh DIR" >&2
    exit 2
fi
target=$dir/bin/kubectl
if [ -x "$target" ] && "$target" version --client >/dev/null 2>&1; then
    exit 0
fi

mkdir -p "$dir/bin"
work=$(mktemp -d "$dir/.kubectl.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

if ! (cd "$work" && apt-get download kubernetes-client) >"$work/log" 2>&1; then
    echo "kubectl could not be fetched: apt-get download kubernetes-client failed." >&2
    echo "Check the network and, if the list of packages is old, run: sudo apt-get update" >&2
    sed 's/^/  /' "$work/log" >&2
    exit 1
fi
dpkg-deb -x "$work"/kubernetes-client_*.deb "$work/root"
mv "$work/root/usr/bin/kubectl" "$target.new"
mv "$target.new" "$target" # all of it or nothing, also when two run at once
