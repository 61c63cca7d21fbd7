#!/bin/bash
# Lists the backups of a span of time and says whether each can be trusted. Exit status 1 when one cannot.
#   ./scripts/verify-backups.sh --last 24h
set -uo pipefail

last=24h
while [[ $# -gt 0 ]]; do
    case "$1" in
    --last)
        last=${2:-}
        shift
        ;;
    --last=*) last=${1#*=} ;;
    -h | --help)
        printf 'usage: %s [--last 24h]\n' "${0##*/}"
        exit 0
        ;;
    *)
        printf 'verify-backups: unknown option %s\n' "$1" >&2
        exit 2
        ;;
    esac
    shift
done
if [[ ! $last =~ ^[0-9]+[hd]$ ]]; then
    printf 'verify-backups: --last takes hours or days, such as 24h or 7d\n' >&2
    exit 2
fi

report=$(printf 'Authorization: Bearer %s\n' "$(cat "${LAB_TOKEN_FILE:-/dev/null}" 2>/dev/null)" |
    curl -sSf -m 15 -H @- "${LAB:-http://127.0.0.1:1}/lab/v1/backups?last=$last" 2>/dev/null) || {
    printf 'verify-backups: the backup service does not answer. Check the lab with: lab status\n' >&2
    exit 3
}

jq -r '
    def pad($n): ($n - length) as $more | . + ([range($more)] | map(" ") | join(""));
    [["NAME", "STARTED", "SIZE", "DURATION", "CHECKSUM", "RESTORE-TEST", "STATUS"]]
    + [.backups[] | [.name, .started, .size, .duration, .checksum, .restoreTest, .status] | map(. // "-" | tostring)]
    | . as $rows
    | [range(7) as $c | [$rows[][$c] | length] | max] as $width
    | $rows[] | [range(7) as $c | .[$c] | if $c == 6 then . else pad($width[$c]) end] | join("   ")' <<<"$report" || exit 3

bad=$(jq '[.backups[] | select((.status | ascii_downcase) as $s | ["ok", "passed", "completed", "verified"] | index($s) | not)] | length' <<<"$report")
all=$(jq '.backups | length' <<<"$report")
printf '\n'
if [[ $all -eq 0 ]]; then
    printf 'No backup in the last %s.\n' "$last"
    exit 1
fi
if [[ $bad -gt 0 ]]; then
    printf '%s of %s backups failed.\n' "$bad" "$all"
    exit 1
fi
printf 'All %s backups are good.\n' "$all"
