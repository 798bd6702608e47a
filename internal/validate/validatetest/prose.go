package validatetest

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed prose.txt
var proseFile string

// proseLines are the lines of prose.txt by their headings: sentences by language, and
// the words that are filled in.
var proseLines = sync.OnceValue(func() map[string][]string {
	sections := map[string][]string{}
	heading := ""
	for line := range strings.Lines(proseFile) {
		switch line = strings.TrimSpace(line); {
		case strings.HasPrefix(line, "#"):
		case len(line) == 2 || line == "WHAT" || line == "WHO" || line == "WHEN":
			heading = line
		default:
			sections[heading] = append(sections[heading], line)
		}
	}
	return sections
})

// languages are those of prose.txt, in a fixed order.
var languages = sync.OnceValue(func() []string {
	var list []string
	for heading := range proseLines() {
		if len(heading) == 2 {
			list = append(list, heading)
		}
	}
	slices.Sort(list)
	return list
})

// sentence returns a sentence of the file's language, or of the one given.
func (w *writer) sentence(language string) string {
	text := pick(w.Rand, proseLines()[language]...)
	for _, slot := range []string{"WHAT", "WHO", "WHEN"} {
		for at := strings.Index(text, slot); at >= 0; at = strings.Index(text, slot) {
			words := pick(w.Rand, proseLines()[slot]...)
			if at == 0 {
				words = strings.ToUpper(words[:1]) + words[1:]
			}
			text = text[:at] + words + text[at+len(slot):]
		}
	}
	return text
}

// prose returns some sentences in the file's language.
func (w *writer) prose(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = w.sentence(w.language)
	}
	return strings.Join(list, "\n")
}
