#!/bin/bash
# Checks out the repository with the platform's configuration into ~/platform-config, with git-secrets set up as
# the security team wants it: patterns of AWS and of DWCP, what is allowed in .gitallowed, and a hook for commits.
set -euo pipefail

case "${1:-}" in
'') ;;
--help | -h) printf 'usage: %s\n' "${0##*/}" && exit 0 ;;
*) printf 'checkout-config: unknown option %s\n' "$1" >&2 && exit 2 ;;
esac
place=~/platform-config
if [[ -e $place ]]; then
    printf 'checkout-config: %s is there already. Take it away for a fresh one: rm -rf %s\n' "$place" "$place" >&2
    exit 1
fi
command -v git-secrets >/dev/null || {
    printf 'checkout-config: git-secrets is not installed. Install it with: sudo apt install git-secrets\n' >&2
    exit 1
}

git init -q -b main "$place"
cd "$place"
git config user.name Trainee
git config user.email trainee@lab
mkdir config deploy docs
# Made up, in the shape of the real ones; put together here so that nobody finds them in this file.
key=AKIA7QXK3MZP2LDV
cat >config/app.ini <<TEXT
[backup]
bucket = dwcp-backups
aws_access_key_id = "${key}W5TH"
TEXT
cat >deploy/values.yaml <<TEXT
replicas: 6
image: dwcp/api:3.1.4
token: dwcp_tok_$(printf %s 9fQ2mZx7Lr4T vB8nKd3WyH6p | tr -d ' ')
TEXT
cat >docs/tokens.md <<TEXT
# Tokens

A token of the platform looks like dwcp_tok_$(printf 'EXAMPLE%s' 00000000000000000). Never write a real one into a file.
TEXT
printf '# The example of the manual is no secret.\ndwcp_tok_EXAMPLE0{17}\n' >.gitallowed
git add .
GIT_AUTHOR_DATE=2025-11-03T08:00:00Z GIT_COMMITTER_DATE=2025-11-03T08:00:00Z git commit -qm "Configuration of the platform"
git secrets --register-aws
git config --add secrets.patterns 'dwcp_tok_[A-Za-z0-9]{24}'
git secrets --install -f >/dev/null
printf 'platform-config is checked out. Go there with: cd platform-config\n'
