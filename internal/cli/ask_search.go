package cli

import (
	"slices"
	"strings"
)

// maxMatches is how many matches of a search are listed: as many as a person
// looks through.
const maxMatches = 12

// searchAmong asks for words to look for and lets the person choose among what is
// found, until an empty line; at least so many are wanted.
func searchAmong(a *asker, what string, all []option, chosen *[]string, least int) error {
	for {
		question := what + " (a word to search)"
		if len(*chosen) >= least {
			question = what + " (a word to search, empty when done)"
		}
		word, err := a.line(question, "")
		if err != nil {
			return err
		}
		if word == "" {
			if len(*chosen) >= least {
				return nil
			}
			continue
		}
		found := matches(word, all)
		if len(found) == 0 {
			a.say("Nothing is called so. ? shows all.")
			continue
		}
		if len(found) > maxMatches && word != "?" {
			a.say("%d match; the first %d:", len(found), maxMatches)
			found = found[:maxMatches]
		}
		usual := ""
		if len(found) == 1 {
			usual = "1"
		}
		picked, err := a.choose("Choose one or several, with commas (empty for none)", found, usual, true)
		if err != nil {
			return err
		}
		for _, p := range picked {
			if !slices.Contains(*chosen, p) {
				*chosen = append(*chosen, p)
			}
		}
		if len(*chosen) > 0 {
			a.say("So far: %s", strings.Join(*chosen, ", "))
		}
	}
}

// matches are the options in which every word of a search stands, in whatever
// case; ? matches all.
func matches(search string, all []option) []option {
	if search == "?" {
		return all
	}
	var found []option
	for _, o := range all {
		text := strings.ToLower(o.word + " " + o.says)
		if !slices.ContainsFunc(strings.Fields(strings.ToLower(search)), func(w string) bool { return !strings.Contains(text, w) }) {
			found = append(found, o)
		}
	}
	return found
}
