package portal

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Write returns a completed reading as YAML: keys in the order of the schema,
// quotes only where they are needed, texts of several lines as blocks. It reads
// the result again, and returns an error if that says anything else.
func (r *Reading) Write() ([]byte, error) {
	w := &writer{marks: r.marks}
	if r.AsksForUsers() {
		w.before = map[string]string{"embedded": "# data_connector: {authentication: [user_level]} # " + Mark + " whether users sign in"}
	}
	w.entries(r.Root, 0)
	data := []byte(w.b.String())
	doc, found := manifest.Parse(source.New("manifest.yaml", data))
	if len(found) > 0 {
		return nil, fmt.Errorf("write %s as YAML: %s", r.File.Name, found[0].Message)
	}
	if !reflect.DeepEqual(doc.Root.JSON(), r.Root.JSON()) {
		return nil, fmt.Errorf("write %s as YAML: the result says something else; please report this as a bug", r.File.Name)
	}
	return data, nil
}

type writer struct {
	b      strings.Builder
	marks  map[*manifest.Node]bool
	before map[string]string // comments before top-level keys
}

// apart are the top-level keys with an empty line before them.
var apart = map[string]bool{"data_connector": true, "embedded": true, "setup_instructions": true, "oauth": true, "release_notes": true}

func (w *writer) entries(n *manifest.Node, indent int) {
	for i, e := range n.Entries {
		key := e.Key.Text
		if indent == 0 {
			if apart[key] || key == "post_installation_notes" && n.Entries[i-1].Key.Text != "setup_instructions" {
				w.b.WriteByte('\n')
			}
			if comment := w.before[key]; comment != "" {
				w.b.WriteString(comment + "\n")
			}
		}
		// An item's first key stands beside its dash.
		if i > 0 || !w.afterDash() {
			w.b.WriteString(strings.Repeat(" ", indent))
		}
		w.b.WriteString(scalar(key, indent) + ":")
		w.value(e.Value, indent+2)
	}
}

func (w *writer) afterDash() bool { return strings.HasSuffix(w.b.String()[max(0, w.b.Len()-2):], "- ") }

// value writes what stands after a key.
func (w *writer) value(n *manifest.Node, indent int) {
	switch {
	case n.Kind == manifest.Map && len(n.Entries) == 0:
		w.b.WriteString(" {}")
	case n.Kind == manifest.List && len(n.Items) == 0:
		w.b.WriteString(" []")
	case n.Kind == manifest.Map:
		if line, ok := tool(n); ok {
			w.b.WriteString(" " + line)
			break
		}
		w.b.WriteByte('\n')
		w.entries(n, indent)
		return
	case n.Kind == manifest.List && w.isShort(n):
		var words []string
		for _, item := range n.Items {
			words = append(words, item.Text)
		}
		w.b.WriteString(" [" + strings.Join(words, ", ") + "]")
	case n.Kind == manifest.List:
		w.b.WriteByte('\n')
		w.items(n, indent)
		return
	default:
		w.b.WriteString(" " + written(n, indent))
	}
	w.mark(n)
	w.b.WriteByte('\n')
}

// tool is a permission with its purpose in one line, where that is not too long
// to read.
func tool(n *manifest.Node) (string, bool) {
	level, _ := n.Get("level").Str()
	purpose, ok := n.Get("purpose").Str()
	line := "{level: " + level + ", purpose: " + manifest.Rewrite(&manifest.Node{}, purpose) + "}"
	if !ok || len(n.Entries) != 2 || len(line) > 120 || levelOf(level) != level || purpose == "" || !isPrintable(purpose) {
		return "", false
	}
	return line, true
}

func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// isShort reports whether a list is one of a few plain words that nobody has to
// look at: the ways to sign in.
func (w *writer) isShort(n *manifest.Node) bool {
	for _, item := range n.Items {
		if item.Text != userLevel && item.Text != serviceAccount || w.marks[item] {
			return false
		}
	}
	return true
}

func (w *writer) items(n *manifest.Node, indent int) {
	for _, item := range n.Items {
		w.b.WriteString(strings.Repeat(" ", indent) + "- ")
		if item.Kind == manifest.Map && len(item.Entries) > 0 {
			w.entries(item, indent+2)
			continue
		}
		w.b.WriteString(written(item, indent+2))
		w.mark(item)
		w.b.WriteByte('\n')
	}
}

func (w *writer) mark(n *manifest.Node) {
	if w.marks[n] {
		w.b.WriteString(" # " + Mark)
	}
}

// written is a value in one line, or a block.
func written(n *manifest.Node, indent int) string {
	switch n.Kind {
	case manifest.String:
		return scalar(n.Text, indent)
	case manifest.Null:
		return "null"
	case manifest.Map:
		return "{}"
	case manifest.List:
		return "[]"
	}
	return n.Text
}

// scalar is a text as YAML: plain where that is safe, a block where it has
// several lines, else in quotes.
func scalar(s string, indent int) string {
	if strings.Contains(s, "\n") {
		if b := block(s, indent); b != "" {
			return b
		}
		return quoted(s)
	}
	if !isWordOfOldYAML[strings.ToLower(s)] && !strings.Contains(s, "\t") {
		// The brackets tell Rewrite that the text does not stand within any.
		if plain := manifest.Rewrite(&manifest.Node{Text: "[]"}, s); plain == s && isRead(s, s) {
			return s
		}
	}
	return quoted(s)
}

// isWordOfOldYAML are texts that other readers of YAML take for something else.
var isWordOfOldYAML = map[string]bool{"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true}

// isRead reports whether a value, after a key and after a dash, is read as this
// text.
func isRead(yaml, text string) bool {
	if isTame(yaml) {
		return true
	}
	for _, before := range []string{"- ", "k: "} {
		doc, found := manifest.Parse(source.New("", []byte(before+yaml+"\n")))
		n := doc.Root.Get("k")
		if before == "- " && len(doc.Root.List()) == 1 {
			n = doc.Root.Items[0]
		}
		if got, ok := n.Str(); len(found) > 0 || !ok || got != text {
			return false
		}
	}
	return true
}

// isTame reports whether a text has nothing that could mean anything to YAML,
// as nearly all words have not.
func isTame(s string) bool {
	for i, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c != '_' && c != ' ' && c != '.' && c != ',' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}

// block is a literal block, or "" where none would be read as this text.
func block(s string, indent int) string {
	body := strings.TrimRight(s, "\n")
	if body == "" || strings.ContainsRune(" \t", rune(strings.TrimLeft(body, "\n")[0])) || strings.Contains(body, "\t") {
		return ""
	}
	header := "|"
	switch len(s) - len(body) {
	case 0:
		header = "|-"
	case 1:
	default:
		header = "|+"
	}
	var b strings.Builder
	b.WriteString(header)
	for line := range strings.SplitSeq(body, "\n") {
		if line != "" && strings.Trim(line, " ") == "" {
			return ""
		}
		b.WriteByte('\n')
		if line != "" {
			b.WriteString(strings.Repeat(" ", indent) + line)
		}
	}
	b.WriteString(strings.Repeat("\n", max(0, len(s)-len(body)-1)))
	at := strings.ReplaceAll(b.String(), "\n"+strings.Repeat(" ", indent), "\n  ")
	if !isRead(at+strings.Repeat("\n", 1), s) {
		return ""
	}
	return b.String()
}

// quoted is a text in double quotes.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\u200c' || r == '\u200d':
			// They are allowed in some places only when written out.
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
