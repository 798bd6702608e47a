package cli

import (
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
)

// page is how many options are listed at once: as many as a person looks
// through.
const page = 12

// search lets the person choose among options that are too many to list at once,
// until an empty line. Each answer is a word to search, the numbers or words of
// options, ? for all of them and for the next page, or a key that is not listed, behind
// a +, such as example; take says what speaks against one, and whether it is taken.
// After a search with one hit, an empty line takes it. Where nothing was chosen, none
// says whether that is an answer too; nil says that it is.
func (a *asker) search(what, example string, all []option, take func(key string) bool,
	none func() (bool, error)) ([]string, error) {
	var chosen []string
	var found []option // what was searched for
	listed := 0        // how many of them have been shown
	hit := ""          // the only one that a search found, "" for none
	for {
		question := what + " (a word to search"
		switch {
		case hit != "":
			question = what + " (" + blank + " for none, or a word to search"
		case listed > 0:
			question = what + " (numbers, or a word to search"
		}
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
		case answer == blank && hit != "":
			hit = ""
			continue
		case names(answer, listed > 0, all):
			picked, ok := a.pick(answer, found[:listed], all, take)
			if !ok {
				continue
			}
			for _, word := range picked {
				key, _, _ := strings.Cut(word, "=")
				chosen = append(slices.DeleteFunc(chosen, func(c string) bool {
					return c == key ||
						strings.HasPrefix(c, key+"=")
				}), word)
			}
			a.say("So far: %s", strings.Join(chosen, ", "))
			hit = ""
			continue
		case answer == "?" && listed < len(found): // the next page
		default:
			now := matches(answer, all)
			if len(now) == 0 {
				if hit = nearest(answer, all); hit != "" {
					a.say("Nothing matches %q; did you mean %q?", answer, hit)
				} else {
					a.refuse("Nothing matches %q. Type ? to list all. To use a key that is not listed, type + before it, such as "+
						"+%s.", answer, example)
				}
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

// pick reads an answer that names options; what is wrong with it is said. The answer is
// kept with words for its numbers, which mean something else below another list.
func (a *asker) pick(answer string, listed, all []option, take func(key string) bool) ([]string, bool) {
	var picked, typed []string
	for _, field := range fields(answer) {
		if !isKey(field) {
			words, why := chosenOf(field, listed, all)
			if why != "" {
				a.refuse("%s", why)
				return nil, false
			}
			picked, typed = append(picked, words...), append(typed, words...)
			continue
		}
		if !take(field) {
			a.refused()
			return nil, false
		}
		picked, typed = append(picked, strings.TrimPrefix(field, "+")), append(typed, field)
	}
	a.given[a.next-1].text = strings.Join(typed, ", ")
	return picked, true
}

// nearest is the option that a word nearly names, with its scope or without; "" for none.
func nearest(word string, all []option) string {
	words := wordsOf(all)
	if near := diag.Nearest(word, words); near != "" {
		return near
	}
	var keys []string
	for _, w := range words {
		_, key, _ := strings.Cut(w, ".")
		keys = append(keys, key)
	}
	near := diag.Nearest(word, keys)
	if near == "" {
		return ""
	}
	return words[slices.Index(keys, near)]
}

// isKey reports whether a word is a key that may not be listed, or one with a level.
func isKey(word string) bool { return strings.HasPrefix(word, "+") || strings.Contains(word, "=") }

// names reports whether an answer names options, rather than words to search:
// by a number, where some are listed, as they are called in commands, or by a key
// that is not listed.
func names(answer string, listed bool, all []option) bool {
	known := wordsOf(all)
	words := fields(answer)
	number := func(word string) bool {
		_, err := strconv.Atoi(word)
		return err == nil
	}
	return len(words) > 0 && (listed && slices.ContainsFunc(words, number) || slices.ContainsFunc(words, isKey) ||
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
