# bash completion for manifest; needs nothing beside bash 3.2 or later.

_manifest() {
	local words=() text=${COMP_LINE:0:COMP_POINT} piece i last
	# readline splits at characters such as @ and :, which names here hold.
	# What no blank parts is one word.
	for ((i = 0; i <= COMP_CWORD; i++)); do
		last=$((${#words[@]} - 1))
		if [[ $last -lt 0 || $text == [[:blank:]]* ]]; then
			text=${text#"${text%%[![:blank:]]*}"}
			words[last + 1]=
			last=$((last + 1))
		fi
		piece=${COMP_WORDS[i]}
		if ((i == COMP_CWORD)) || [[ $text != "$piece"* ]]; then
			piece=$text # up to the cursor
		fi
		words[last]+=$piece
		text=${text#"$piece"}
	done

	# Quotes are the shell's. Nothing of what was typed is run.
	local args=() word
	for word in "${words[@]:1}"; do
		word=${word//[\"\'\\]/}
		args[${#args[@]}]=${word/#\~\//$HOME/}
	done
	local typed=${args[${#args[@]} - 1]} flag=
	if [[ $typed == --*=* ]]; then
		flag=${typed%%=*}=
		typed=${typed#*=}
	fi

	local answer directive line candidates=() about=()
	answer=$("${words[0]/#\~\//$HOME/}" __complete "${args[@]}" 2>/dev/null) || return
	directive=${answer##*:}
	answer=${answer%:*}
	[[ $directive =~ ^[0-9]+$ ]] && ((!(directive & 1))) || return
	while IFS= read -r line; do
		word=${line%%$'\t'*}
		if [[ -n $word && ($word == "$typed"* || $word == "$flag$typed"*) ]]; then
			candidates[${#candidates[@]}]=${word#"$flag"}
			about[${#about[@]}]=${line#"$word"}
		fi
	done <<<"$answer"

	COMPREPLY=()
	if ((directive & 8)); then # files with one of these endings
		local ending
		for ending in $answer; do
			while IFS= read -r word; do
				COMPREPLY[${#COMPREPLY[@]}]=$word
			done < <(compgen -f -X "!*.$ending" -- "$typed")
		done
		while IFS= read -r word; do
			COMPREPLY[${#COMPREPLY[@]}]=$word
		done < <(compgen -d -- "$typed")
		_manifest_option -o filenames
		return
	fi
	if ((directive & 16)); then # folders
		while IFS= read -r word; do
			COMPREPLY[${#COMPREPLY[@]}]=$word
		done < <(compgen -d -- "$typed")
		_manifest_option -o filenames
		return
	fi

	# readline replaces only what follows the last of its own breaks.
	local fixed=${typed%"${typed##*[$COMP_WORDBREAKS]}"}
	if [[ $fixed == *@ ]]; then
		fixed=${fixed%@} # this one it counts to the word that follows
	fi
	for ((i = 0; i < ${#candidates[@]}; i++)); do
		word=${candidates[i]#"$fixed"}
		# Descriptions only where the words are listed and none is inserted.
		if ((${#candidates[@]} > 1)) && [[ ${COMP_TYPE:-9} == 63 && -n ${about[i]} ]]; then
			word+="  (${about[i]#$'\t'})"
			word=${word:0:${COLUMNS:-80}}
		fi
		COMPREPLY[i]=$word
	done
	((directive & 2)) && _manifest_option -o nospace
	((directive & 4)) || ((${#candidates[@]})) || _manifest_option -o default
	((directive & 32)) && _manifest_option -o nosort
	return 0
}

# bash 3.2 has no compopt, and 4.3 no order of our own.
_manifest_option() {
	type compopt >/dev/null 2>&1 && compopt "$@" 2>/dev/null
	return 0
}

complete -F _manifest manifest
