# shellcheck shell=bash
# cut_markdown FILE BYTES WHERE prints a file, or as many of its lines as there is
# room for and a note that says where the rest is. A block of code that the cut opens
# is closed again.
cut_markdown() {
	local note=$'\n\n**This is not all: it was cut to the length that GitHub takes.** '$3$'\n'
	if [ "$(wc -c <"$1")" -le "$2" ]; then
		cat "$1"
		return
	fi
	head -c "$(($2 - ${#note} - 4))" "$1" | LC_ALL=C awk '
		NR > 1 { print line; if (line ~ /^```/) open = !open }
		{ line = $0 }
		END { if (open) print "```" }'
	printf '%s' "$note"
}
