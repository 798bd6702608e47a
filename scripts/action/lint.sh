#!/usr/bin/env bash
# Lints the manifests of a checkout and tells GitHub: annotations in the log, the
# summary of the job, a SARIF file, and the outputs of the action. It ends with
# the tool's own exit code.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/action/cut.sh
. "$here/cut.sh"
work=$(mktemp -d "$RUNNER_TEMP/manifest.XXXXXX")

# show prints what may quote anything that stands in a file, a file's name or a
# branch's name. The runner takes none of it for a command: the word that ends
# this cannot be guessed.
show() {
	local word
	[ -s "$1" ] || return 0
	word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	printf '::stop-commands::%s\n' "$word"
	cat "$1"
	printf '\n::%s::\n' "$word"
}

case $INPUT_COMMENT in
true | false) ;;
*)
	echo '::error title=manifest::The input comment is neither true nor false.'
	echo 'exit-code=2' >>"$GITHUB_OUTPUT"
	exit 2
	;;
esac

base=$INPUT_BASE
if [ "$base" = auto ]; then
	base=$MERGE_GROUP_BASE
	if [ -n "${GITHUB_BASE_REF:-}" ]; then
		base=origin/$GITHUB_BASE_REF
	fi
fi

common=(--color never --no-input)
if [ -n "$INPUT_CONFIG" ]; then
	common+=(--config "$INPUT_CONFIG")
fi
compare=()
if [ -n "$base" ]; then
	compare=(--base "$base")
fi
lint=(--fail-on "$INPUT_FAIL_ON")
if [ -n "$INPUT_FOR" ]; then
	lint+=(--for "$INPUT_FOR")
fi
paths=(--)
while IFS= read -r path; do
	if [ -n "$path" ]; then
		paths+=("$path")
	fi
done <<<"$INPUT_PATHS"

code=0
"$MANIFEST" "${common[@]}" lint "${lint[@]}" ${compare[@]+"${compare[@]}"} \
	--format github --output "sarif=$work/manifest.sarif" --output "markdown=$work/comment.md" \
	--output "markdown-full=$work/summary.md" --output "json=$work/lint.json" \
	"${paths[@]}" >"$work/annotations" 2>"$work/errors" || code=$?
show "$work/errors"
cat "$work/annotations"
if [ ! -e "$work/summary.md" ]; then
	case $code in
	2) why='The inputs or the configuration are wrong.' ;;
	3) why='Nothing could be checked. To compare with a base, check out with fetch-depth 0.' ;;
	*) why="manifest ended with exit code $code." ;;
	esac
	printf '::error title=manifest::%s The log of this step says more.\n' "$why"
	printf '### ❌ %s\n\nThe log of the step says more.\n' "$why" | tee "$work/comment.md" >"$work/summary.md"
fi

# What tells the legs of a matrix apart, as far as they say different things.
leg=$(printf '%s\n' "$INPUT_WORKING_DIRECTORY" "$INPUT_BASE" "$INPUT_FOR" "$INPUT_CONFIG" "$INPUT_PATHS" |
	git hash-object --stdin | cut -c 1-12)
artifact=manifest-$GITHUB_JOB-$leg
cut_markdown "$work/summary.md" 1048576 "The artifact $artifact has everything." >>"$GITHUB_STEP_SUMMARY"

# count prints a number of the summary of the JSON report, which has one key a
# line. jq is not on every runner.
count() { sed -n '/^  "summary": {$/,/^  }$/s/^    "'"$1"'": \([0-9]*\).*/\1/p' "$work/lint.json"; }
{
	printf 'exit-code=%s\nsummary=%s\ncomment=%s\n' "$code" "$work/summary.md" "$work/comment.md"
	printf 'leg=%s\nartifact=%s\n' "$leg" "$artifact"
	if [ -e "$work/lint.json" ]; then
		for name in files errors warnings infos unread; do
			printf '%s=%s\n' "$name" "$(count "$name")"
		done
		case $(count changed) in
		'') ;;
		0) echo 'changed=false' ;;
		*) echo 'changed=true' ;;
		esac
		printf 'sarif=%s\n' "$work/manifest.sarif"
	fi
} >>"$GITHUB_OUTPUT"
exit "$code"
