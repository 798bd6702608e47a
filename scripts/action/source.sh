#!/usr/bin/env bash
# Says where the tool that is built from the action's source is kept between jobs, and
# by which key: it names everything that the tool is made of.
set -euo pipefail

digest() {
	if command -v sha256sum >/dev/null; then
		sha256sum
	else
		shasum -a 256
	fi | cut -c 1-32
}

cd "$GITHUB_ACTION_PATH"
key=$(find go.mod go.sum cmd internal schema manifests -type f ! -path '*/testdata/*' ! -name '*_test.go' -exec cksum {} + |
	LC_ALL=C sort -k 3 | digest)
printf 'key=manifest-%s-%s-%s\nfolder=%s\n' "$RUNNER_OS" "$RUNNER_ARCH" "$key" "$RUNNER_TEMP/manifest-built" >>"$GITHUB_OUTPUT"
