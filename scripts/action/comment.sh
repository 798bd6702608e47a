#!/usr/bin/env bash
# Keeps one comment on the pull request up to date. The findings are the
# verdict: a comment that GitHub does not take is a warning, for a pull request
# from a fork has a token that may only read.
set -euo pipefail

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

# A comment is found by a marker that no text can forge: it must be the first thing in
# a comment of our own account. Several jobs have one comment each, and so have the
# legs of a matrix that say different things: they have one name. The marker also names
# the commit and the run, so that an older run never replaces what a newer one said.
job=$(printf '%s\n' "$GITHUB_WORKFLOW" "$GITHUB_JOB" | git hash-object --stdin | cut -c 1-12)
leg=$LEG
run=${GITHUB_RUN_ID:-0}
attempt=${GITHUB_RUN_ATTEMPT:-0}
[[ $run$attempt =~ ^[0-9]+$ ]] || give_up 'GitHub does not say which run this is.'
head=${HEAD_SHA:-none}
[[ $head =~ ^[0-9a-f]{40}$ ]] || head=none
marker="<!-- manifest-action $job $leg $head $run.$attempt -->"

printf '{"query":"{viewer{login}}"}' >"$work/query"
request POST "$GITHUB_GRAPHQL_URL" "$work/query"
me=$(jq -r '.data.viewer.login // empty' "$work/answer")
[ -n "$me" ] || give_up 'GitHub does not say whose token this is.'

comments=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues

# ours lists the comments of this job, the newest run first: id, leg, run, attempt.
ours() {
	local page=1
	: >"$work/ours"
	while :; do
		request GET "$comments/$PULL_REQUEST/comments?per_page=100&page=$page"
		jq -r --arg me "$me" --arg job "$job" '
			.[] | select(.user.login == $me) | .id as $id | .body // ""
			| capture("\\A<!-- manifest-action (?<job>[0-9a-f]+) (?<leg>[0-9a-f]+) (?<head>[0-9a-z]+) (?<run>[0-9]+)[.](?<attempt>[0-9]+) -->")
			| select(.job == $job) | "\($id) \(.leg) \(.run) \(.attempt)"' "$work/answer" >>"$work/ours"
		[ "$(jq length "$work/answer")" -eq 100 ] || break
		page=$((page + 1))
	done
	sort -k3,3nr -k4,4nr -k1,1n -o "$work/ours" "$work/ours"
}

ours
id=
before=0 # the run that wrote the comment
while read -r at its wrote tried; do
	[ "$its" = "$leg" ] || continue
	if [ "$wrote" -gt "$run" ] || { [ "$wrote" -eq "$run" ] && [ "$tried" -gt "$attempt" ]; }; then
		echo 'A newer run has written the comment already; it stays.'
		exit 0
	fi
	id=$at before=$wrote
	break
done <"$work/ours"

# Most pull requests have nothing to do with manifests.
if [ -z "$id" ] && [ "$EXIT_CODE $CHANGED $FINDINGS" = '0 false 0 0 0' ]; then
	exit 0
fi
{
	printf '%s\n' "$marker"
	cat "$COMMENT"
} >"$work/body"
jq --raw-input --slurp '{body: .}' "$work/body" >"$work/comment"
if [ -n "$id" ]; then
	request PATCH "$comments/comments/$id" "$work/comment"
else
	request POST "$comments/$PULL_REQUEST/comments" "$work/comment"
	id=$(jq -r '.id // empty' "$work/answer")
fi

# Two runs at a time may both have begun a comment: that of the newer stays. A leg that
# also the run before did not write is no longer there.
ours
while read -r at its wrote _; do
	if [ "$at" = "$id" ]; then
		continue
	elif [ "$its" = "$leg" ] && [ "$wrote" -gt "$run" ]; then
		request DELETE "$comments/comments/$id"
		break
	elif [ "$its" = "$leg" ] || [ "$wrote" -lt "$before" ]; then
		request DELETE "$comments/comments/$at"
	fi
done <"$work/ours"
