#!/usr/bin/env bash
# Keeps one comment on the pull request up to date. The findings are the
# verdict: a comment that GitHub does not take is a warning, for a pull request
# from a fork has a token that may only read.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/action/cut.sh
. "$here/cut.sh"
work=$(mktemp -d "$RUNNER_TEMP/manifest.XXXXXX")

give_up() {
	printf '::warning title=manifest::%s The summary of this job has the same text.\n' "$1"
	exit 0
}

for tool in curl jq; do
	if ! command -v "$tool" >/dev/null; then
		printf '::error title=manifest::The comment needs %s, which this runner lacks; install it, or set the input comment to false.\n' "$tool"
		exit 3
	fi
done
[[ $PULL_REQUEST =~ ^[0-9]+$ ]] || give_up 'There is no pull request to comment on.'

# request METHOD URL [FILE] sends a JSON file, keeps the answer in $work/answer
# and its code in $status. The token is in no command line, where other
# processes could read it.
request() {
	local data=()
	if [ $# -gt 2 ]; then
		data=(--header 'Content-Type: application/json' --data-binary "@$3")
	fi
	status=$(printf 'header = "Authorization: Bearer %s"\n' "$GH_TOKEN" |
		curl --config - --silent --max-time 60 --output "$work/answer" --write-out '%{http_code}' --request "$1" \
			--header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' \
			${data[@]+"${data[@]}"} --url "$2") || give_up 'GitHub could not be reached to write the comment.'
	case $status in
	2*) ;;
	401 | 403 | 404) give_up "The token may not comment (HTTP $status): give the job pull-requests write; a pull request from a fork does not get it." ;;
	*) give_up "GitHub did not take the comment (HTTP $status)." ;;
	esac
}

# The comment is found by a marker that no text can forge: it must be the first
# thing in a comment of our own account. Several jobs have one comment each, and
# so have the legs of a matrix that say different things: they have one name.
key=$(printf '%s\n' "$GITHUB_WORKFLOW" "$GITHUB_JOB" "$INPUT_WORKING_DIRECTORY" "$INPUT_BASE" "$INPUT_FOR" "$INPUT_CONFIG" \
	"$INPUT_PATHS" | git hash-object --stdin)
marker="<!-- manifest-action $key -->"

printf '{"query":"{viewer{login}}"}' >"$work/query"
request POST "$GITHUB_GRAPHQL_URL" "$work/query"
me=$(jq -r '.data.viewer.login // empty' "$work/answer")
[ -n "$me" ] || give_up 'GitHub does not say whose token this is.'

comments=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues
id=
page=1
while [ -z "$id" ]; do
	request GET "$comments/$PULL_REQUEST/comments?per_page=100&page=$page"
	id=$(jq -r --arg me "$me" --arg marker "$marker" \
		'first(.[] | select(.user.login == $me and (.body // "" | startswith($marker))) | .id) // empty' "$work/answer")
	[ "$(jq length "$work/answer")" -eq 100 ] || break
	page=$((page + 1))
done

# Most pull requests have nothing to do with manifests.
if [ -z "$id" ] && [ "$EXIT_CODE $CHANGED $FINDINGS" = '0 false 0 0 0' ]; then
	exit 0
fi
{
	printf '%s\n' "$marker"
	cut_markdown "$SUMMARY" 65000 # GitHub takes 65,536 characters
} >"$work/body"
jq --raw-input --slurp '{body: .}' "$work/body" >"$work/comment"
if [ -n "$id" ]; then
	request PATCH "$comments/comments/$id" "$work/comment"
else
	request POST "$comments/$PULL_REQUEST/comments" "$work/comment"
fi
