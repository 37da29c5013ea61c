#!/bin/sh
# Shows that both commands of the README work from a fresh clone on a machine whose own Node is too old for Assay.
# Needs the network for npm ci. Usage: test/shows/fresh-clone.sh [folder of the machine's Node, such as /usr/bin]
set -eu

source_folder=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
system_node=${1:-/usr/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Nothing of this checkout may help: neither its node_modules nor the variables of an npm that started us.
run() {
  env -i PATH="$system_node:/usr/local/bin:/usr/bin:/bin" HOME="$work/home" \
    ${HTTPS_PROXY:+HTTPS_PROXY="$HTTPS_PROXY"} ${NPM_CONFIG_REGISTRY:+NPM_CONFIG_REGISTRY="$NPM_CONFIG_REGISTRY"} \
    ${NPM_CONFIG_USERCONFIG:+NPM_CONFIG_USERCONFIG="$NPM_CONFIG_USERCONFIG"} sh -c "$1"
}

mkdir "$work/home"
git clone --quiet "file://$source_folder" "$work/assay"
cd "$work/assay"
echo "The machine's Node is $(run 'node --version'); the commit is $(git rev-parse --short HEAD)."

echo "1. npm ci && npm run assay -- review"
status=0
run 'npm ci && npm run --silent assay -- review' >"$work/review.txt" 2>"$work/review.err" || status=$?
head -n 3 "$work/review.txt"
# Without a model the verdict is inconclusive, and that is exit code 2.
if [ "$status" -ne 2 ] || ! grep -q '^Inconclusive\.$' "$work/review.txt"; then
  echo "FAILED: exit code $status"
  tail -n 20 "$work/review.err"
  exit 1
fi

echo "2. npm ci && npm test"
status=0
run 'npm ci && npm test' >"$work/test.txt" 2>&1 || status=$?
tail -n 3 "$work/test.txt"
if [ "$status" -ne 0 ]; then
  echo "FAILED: exit code $status"
  exit 1
fi
echo "Both commands work."
