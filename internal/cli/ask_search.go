package cli

import (
	"slices"
	"strconv"
	"strings"
)

// page is how many options are listed at once: as many as a person looks
// through.
const page = 12

// search lets the person choose among options that are too many to list at once,
// until an empty line. Each answer is a word to search, the numbers or words of
// options, or ? for all of them and for the next page. After a search with one hit,
// an empty line takes it. Where nothing was chosen,
// none says whether that is an answer too; nil says that it is.
func (a *asker) search(what string, all []option, none func() (bool, error)) ([]string, error) {
	var chosen []string
	var found []option // what was searched for
	listed := 0        // how many of them have been shown
	hit := ""          // the only one that a search found, "" for none
	for {
		question := what + " (" + map[bool]string{true: "numbers, or "}[listed > 0] + "a word to search"
		if hit == "" && (len(chosen) > 0 || none == nil) {
			question += "; empty when done"
		}
		answer, err := a.line(question+")", hit)
		if err != nil {
			return nil, err
		}
		switch {
		case answer == "":
			if len(chosen) > 0 || none == nil {
				return chosen, nil
			}
			if done, err := none(); err != nil || done {
				return nil, err
			}
			continue
		case names(answer, listed > 0, all):
			picked, why := chosenOf(answer, found[:listed], all)
			if why != "" {
				a.say("%s", why)
				continue
			}
			for _, word := range picked {
				if !slices.Contains(chosen, word) {
					chosen = append(chosen, word)
				}
			}
			a.say("So far: %s", strings.Join(chosen, ", "))
			hit = ""
			continue
		case answer == "?" && listed < len(found): // the next page
		default:
			now := matches(answer, all)
			if len(now) == 0 {
				a.say("Nothing matches %q. Type ? to list all. You can add other keys to the manifest later.", answer)
				hit = ""
				continue
			}
			found, listed, hit = now, 0, ""
			if len(now) == 1 && !slices.Contains(chosen, now[0].word) {
				hit = now[0].word
			}
		}
		next := min(listed+page, len(found))
		a.list(found[listed:next], listed)
		listed = next
		if listed < len(found) {
			a.say("%d of %d; type ? for more.", listed, len(found))
		}
	}
}

// names reports whether an answer names options, rather than words to search:
// by a number, where some are listed, or as they are called in commands.
func names(answer string, listed bool, all []option) bool {
	known := wordsOf(all)
	words := fields(answer)
	number := func(word string) bool {
		_, err := strconv.Atoi(word)
		return err == nil
	}
	return len(words) > 0 && (listed && slices.ContainsFunc(words, number) ||
		!slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(known, w) }))
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
		if !slices.ContainsFunc(strings.Fields(strings.ToLower(search)),
			func(w string) bool { return !strings.Contains(text, w) }) {
			found = append(found, o)
		}
	}
	return found
}
