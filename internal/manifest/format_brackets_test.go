package manifest_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// TestFormatKeepsCommentsInBrackets lays out lists and maps in brackets with
// random line breaks and comments, and looks for each comment beside what it was
// beside before. A parser of its own says what that is, from the text alone.
func TestFormatKeepsCommentsInBrackets(t *testing.T) {
	rounds := uint64(3000)
	if *manifest.Soak {
		rounds = 100_000
	}
	comments := 0
	for seed := range rounds {
		w := &brackets{Rand: rand.New(rand.NewPCG(*manifest.Seed, seed)), order: manifest.KeyOrder{}}
		w.document()
		doc, found := manifest.Parse(source.New("manifest.yaml", []byte(w.String())))
		if len(found) > 0 {
			t.Fatalf("seed %d: not a clean file: %s\n%s", seed, found[0].Message, w)
		}
		got, err := doc.Format(w.order)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, w)
		}
		again, _ := manifest.Parse(source.New("manifest.yaml", got))
		if twice, err := again.Format(w.order); err != nil || string(twice) != string(got) {
			t.Fatalf("seed %d: %v: the second time\n%s\nbecame\n%s", seed, err, got, twice)
		}
		before, after := ownersInBrackets(w.String()), ownersInBlocks(string(got))
		for comment, want := range before {
			comments++
			if !slices.ContainsFunc(after[comment], func(place string) bool { return slices.Contains(want, place) }) {
				t.Fatalf("seed %d: comment %s was %q and is %q\n%s\nbecame\n%s", seed, comment, want, after[comment], w, got)
			}
		}
	}
	t.Logf("%d layouts with %d comments", rounds, comments)
}

// brackets writes maps and lists in brackets. Each word and each comment is
// there once.
type brackets struct {
	*rand.Rand
	strings.Builder
	order           manifest.KeyOrder
	words, comments int
}

func (w *brackets) document() {
	var names []string
	for range 1 + w.IntN(3) {
		names = append(names, w.word())
	}
	for _, name := range names {
		if w.IntN(4) == 0 {
			w.WriteString(w.comment() + "\n")
		}
		w.WriteString(name + ":" + w.pause(1) + w.value("<name>", 0, 0))
		if w.IntN(2) == 0 {
			w.WriteString(" " + w.comment())
		}
		w.WriteString("\n")
	}
	w.order[""] = w.shuffled(names)
}

func (w *brackets) shuffled(names []string) []string {
	names = slices.Clone(names)
	w.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names
}

func (w *brackets) word() string {
	w.words++
	return fmt.Sprintf("w%d", w.words)
}

func (w *brackets) comment() string {
	w.comments++
	return fmt.Sprintf("# c%d", w.comments)
}

// pause is what may stand between two parts: at least so many spaces, or a line
// break with comments.
func (w *brackets) pause(spaces int) string {
	if w.IntN(3) > 0 {
		return strings.Repeat(" ", spaces+w.IntN(2))
	}
	text := ""
	if w.IntN(2) == 0 {
		text = strings.Repeat(" ", 1+w.IntN(3)) + w.comment()
	}
	text += "\n"
	for range w.IntN(3) * w.IntN(2) {
		text += strings.Repeat("\n", w.IntN(2)) + strings.Repeat(" ", 1+w.IntN(6)) + w.comment() + "\n"
	}
	return text + strings.Repeat(" ", 1+w.IntN(6))
}

func (w *brackets) scalar() string {
	quote := []string{"", "", "'", `"`}[w.IntN(4)]
	return quote + w.word() + quote
}

// value returns a value in brackets of at least so many parts, or a scalar.
func (w *brackets) value(path string, depth, least int) string {
	kind := w.IntN(4)
	if depth == 0 {
		kind = 2 + w.IntN(2)
	}
	var b strings.Builder
	switch {
	case depth > 2 || kind < 2:
		return w.scalar()
	case kind == 2:
		b.WriteString("[" + w.pause(0))
		for i := range least + w.IntN(4) {
			if i > 0 {
				b.WriteString(w.comma())
			}
			b.WriteString(w.value(path+"[]", depth+1, 1))
		}
		return b.String() + w.pause(0) + "]"
	}
	b.WriteString("{" + w.pause(0))
	var names []string
	for i := range least + w.IntN(4) {
		if i > 0 {
			b.WriteString(w.comma())
		}
		names = append(names, w.word())
		b.WriteString(names[i] + ":" + w.pause(1) + w.value(path+".<name>", depth+1, 0))
	}
	w.order[path] = append(w.order[path], w.shuffled(names)...)
	return b.String() + w.pause(0) + "}"
}

func (w *brackets) comma() string {
	if w.IntN(8) > 0 {
		return "," + w.pause(1)
	}
	return w.pause(0) + "," + w.pause(1)
}

var (
	wordsOf    = regexp.MustCompile(`w\d+`).FindAllString
	partsOf    = regexp.MustCompile(`w\d+|# c\d+|[][{},:\n]`).FindAllString
	isWordPart = func(part string) bool { return part[0] == 'w' }
)

// ownersInBrackets says, for each comment, what it may be said to belong to:
// "behind w1", "above w1", or "end of w1 w2" for the end of a map or list.
func ownersInBrackets(text string) map[string][]string {
	parts := partsOf(text, -1)
	inside := make(map[int][]string) // the words of a map or list, by its closing bracket
	closing := make(map[int]int)     // by the opening bracket
	var open []int
	for i, part := range parts {
		switch part {
		case "[", "{":
			open = append(open, i)
		case "]", "}":
			inside[i] = slices.DeleteFunc(slices.Clone(parts[open[len(open)-1]:i]), func(p string) bool { return !isWordPart(p) })
			closing[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	end := func(i int) string {
		slices.Sort(inside[i])
		return "end of " + strings.Join(inside[i], " ")
	}
	owners := make(map[string][]string)
	for i, part := range parts {
		switch part[0] {
		case '[', '{':
			open = append(open, i)
		case ']', '}':
			open = open[:len(open)-1]
		}
		if part[0] != '#' {
			continue
		}
		start := i
		for start > 0 && parts[start-1] != "\n" {
			start--
		}
		line := parts[start:i]
		next := i + 1
		for next < len(parts) && (parts[next] == "\n" || parts[next][0] == '#') {
			next++
		}
		previous, following := "", ""
		for j := i; j >= 0 && previous == ""; j-- {
			if isWordPart(parts[j]) {
				previous = "behind " + parts[j]
			}
		}
		for j := next; j < len(parts) && following == ""; j++ {
			if isWordPart(parts[j]) {
				following = "above " + parts[j]
			}
		}
		var list []string
		switch {
		case slices.ContainsFunc(line, isWordPart):
			list = []string{previous}
		case len(line) == 0 && next < len(parts) && strings.ContainsAny(parts[next], "]}"):
			list = []string{end(next)}
		case len(line) == 0 && next < len(parts) && parts[next] == ",":
			list = []string{previous, following}
		case len(line) == 0:
			list = []string{following}
		default:
			list = []string{following}
			for j, p := range line {
				if strings.ContainsAny(p, "]}") {
					list = append(list, end(start+j))
					if len(inside[start+j]) == 0 {
						list = append(list, previous)
					}
				}
				if p == "," {
					list = append(list, previous)
				}
			}
			if next < len(parts) && strings.ContainsAny(parts[next], "]}") {
				list = append(list, end(next))
			}
		}
		before := i - 1
		for before >= 0 && strings.Contains("\n#[{", parts[before][:1]) {
			before--
		}
		if before >= 0 && parts[before] == ":" { // between a key and the first word of its value
			list = append(list, "above "+parts[before-1], "behind "+parts[before-1])
		}
		if len(open) > 0 && len(inside[closing[open[len(open)-1]]]) == 0 { // in brackets with nothing else in them
			list = append(list, previous, following, strings.Replace(previous, "behind", "above", 1))
		}
		owners[part] = list
	}
	return owners
}

// ownersInBlocks says the same of a file in canonical layout.
func ownersInBlocks(text string) map[string][]string {
	lines := strings.Split(text, "\n")
	content := func(i int) string { line, _, _ := strings.Cut(lines[i], "#"); return strings.TrimRight(line, " ") }
	indent := func(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
	column := func(line string) int { return len(line) - len(strings.TrimLeft(line, " -")) }
	owners := make(map[string][]string)
	for i, line := range lines {
		_, name, ok := strings.Cut(line, "# ")
		if !ok {
			continue
		}
		if words := wordsOf(content(i), -1); words != nil {
			owners["# "+name] = []string{"behind " + words[len(words)-1], "above " + words[len(words)-1]}
			continue
		}
		var list, around []string
		margin := indent(line)
		for j, above := i-1, true; j >= 0; j-- {
			text := content(j)
			if text == "" {
				continue
			}
			words := wordsOf(text, -1)
			if above {
				list = append(list, "behind "+words[len(words)-1])
			}
			above = false
			if column(text) < margin {
				break
			}
			if indent(text) < margin { // the first of the map or list, behind a dash
				around = append(around, words...)
				break
			}
			around = append(around, words...)
		}
		for j, below := i+1, true; j < len(lines); j++ {
			text := content(j)
			if text == "" {
				continue
			}
			if indent(text) < margin {
				break
			}
			words := wordsOf(text, -1)
			if below && indent(text) == margin {
				list = append(list, "above "+words[0])
			}
			below = false
			around = append(around, words...)
		}
		slices.Sort(around)
		owners["# "+name] = append(list, "end of "+strings.Join(around, " "))
	}
	return owners
}
