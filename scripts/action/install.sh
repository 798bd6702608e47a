#!/usr/bin/env bash
# Puts the tool on the PATH of the job: built from the source that this action
# was checked out with, or a release, whose checksum must match.
#
# Like the other scripts of the action it takes what comes from outside from the
# environment alone, and runs in the bash 3.2 of macOS too.
set -euo pipefail

fail() {
	printf '::error title=manifest::%s\n' "$1"
	exit 3
}

dir=$(mktemp -d "$RUNNER_TEMP/manifest.XXXXXX")
binary=manifest
if [ "$RUNNER_OS" = Windows ]; then
	binary=manifest.exe
fi

build() {
	# Another job has built it from the same source.
	if [ -n "${BUILT:-}" ] && [ -x "$BUILT/$binary" ]; then
		cp "$BUILT/$binary" "$dir/$binary"
		return
	fi
	command -v go >/dev/null || fail 'Go is not there to build the tool with; give the input version to download a release.'
	# What the repository under test sets for its own Go code is not for this.
	(cd "$GITHUB_ACTION_PATH" && GOFLAGS='' GOWORK=off go build -trimpath -o "$dir/$binary" ./cmd/manifest) ||
		fail 'The tool could not be built. The log of this step says why.'
	if [ -n "${BUILT:-}" ]; then
		mkdir -p "$BUILT"
		cp "$dir/$binary" "$BUILT/$binary"
	fi
}

digest() {
	if command -v sha256sum >/dev/null; then
		sha256sum
	else
		shasum -a 256
	fi <"$1" | cut -d ' ' -f 1
}

download() {
	local version=$1 os arch archive module release want got
	[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] ||
		fail 'The input version is not a version; write one such as 1.2.3.'
	case $RUNNER_OS in
	Linux) os=linux ;;
	macOS) os=darwin ;;
	Windows) os=windows ;;
	*) fail 'There is no release for this operating system; leave out the input version to build the tool.' ;;
	esac
	case $RUNNER_ARCH in
	X64) arch=amd64 ;;
	ARM64) arch=arm64 ;;
	*) fail 'There is no release for this processor; leave out the input version to build the tool.' ;;
	esac
	command -v curl >/dev/null || fail 'curl is not there to download a release with; leave out the input version to build the tool.'

	archive=manifest_${version}_${os}_$arch.tar.gz
	read -r _ module <"$GITHUB_ACTION_PATH/go.mod"
	release=$GITHUB_SERVER_URL/${module#*/}/releases/download/v$version
	# From here on files go by their bare names: on Windows the folder is D:\a\…,
	# which sha256sum escapes, and which tar takes for a host and a path.
	cd "$dir"
	for file in checksums.txt "$archive"; do
		curl --fail --silent --show-error --location --retry 3 --max-time 300 --output "$file" -- "$release/$file" ||
			fail "$file of release $version could not be downloaded."
	done
	want=$(awk -v name="$archive" '$2 == name { print $1 }' checksums.txt)
	got=$(digest "$archive")
	[ "$want" = "$got" ] || fail "The checksum of $archive is not the one in checksums.txt; it was not run."
	tar -xzf "$archive" "$binary" || fail "$archive holds no $binary."
}

if [ -z "$INPUT_VERSION" ]; then
	build
else
	download "${INPUT_VERSION#v}"
fi
printf '%s\n' "$dir" >>"$GITHUB_PATH"
printf 'manifest=%s\n' "$dir/$binary" >>"$GITHUB_OUTPUT"
