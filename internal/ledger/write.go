package ledger

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// writer writes YAML of one shape: block maps and lists, each text plain where
// that is safe, as a literal block where it has lines, in double quotes else.
type writer struct {
	out    []byte
	indent string
	// dash says that the next line starts an item of a list.
	dash bool
}

// lead starts a line.
func (w *writer) lead() {
	if w.dash {
		w.out = append(append(w.out, w.indent[2:]...), "- "...)
		w.dash = false
		return
	}
	w.out = append(w.out, w.indent...)
}

// raw writes a value whose form makes quotes needless.
func (w *writer) raw(key, value string) {
	if value == "" {
		return
	}
	w.lead()
	w.out = append(append(append(append(w.out, key...), ": "...), value...), '\n')
}

// text writes a text; nothing where it is empty.
func (w *writer) text(key, value string) {
	if strings.Contains(value, "\n") && w.block(key, value) {
		return
	}
	if value != "" {
		w.raw(key, scalar(value))
	}
}

// block writes a text as a literal block, if it can be one.
func (w *writer) block(key, value string) bool {
	if !isBlock(value) {
		return false
	}
	header := "|"
	if !strings.HasSuffix(value, "\n") {
		header = "|-"
	}
	w.raw(key, header)
	for line := range strings.SplitSeq(strings.TrimSuffix(value, "\n"), "\n") {
		if line != "" {
			w.out = append(append(append(w.out, w.indent...), "  "...), line...)
		}
		w.out = append(w.out, '\n')
	}
	return true
}

// open starts a nested map or the items of a list; the returned function ends
// it.
func (w *writer) open(key string) (done func()) {
	w.lead()
	w.out = append(append(w.out, key...), ":\n"...)
	outer := w.indent
	w.indent += "  "
	return func() { w.indent = outer }
}

// item writes one item of a list with what is written by fill.
func (w *writer) item(fill func()) {
	outer := w.indent
	w.indent, w.dash = w.indent+"  ", true
	fill()
	w.indent, w.dash = outer, false
}

// isBlock reports whether a text can stand in a literal block as it is. White
// space where nobody sees it could not.
func isBlock(s string) bool {
	body := strings.TrimSuffix(s, "\n")
	if body == "" || isBlank(body[0]) || isBlank(body[len(body)-1]) || hasAwkward(s) {
		return false
	}
	return !slices.ContainsFunc(strings.Split(body, "\n"), func(line string) bool {
		return line != "" && (line[0] == '\t' || strings.TrimLeft(line, " \t") == "")
	})
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' }

// ambiguous are words that some readers of YAML take for true, false or a number.
var ambiguous = lazy.Regexp(`^(?i:y|n|yes|no|on|off|[-+]?\d[\d_]*(\.[\d_]*)?(e[-+]?\d+)?)$`)

// scalar writes a text on one line, in quotes only where it needs them.
func scalar(s string) string {
	if isPlain(s) {
		return s
	}
	return quoted(s)
}

// isPlain reports whether a text means itself without quotes.
func isPlain(s string) bool {
	if hasAwkward(s) || ambiguous().MatchString(s) || manifest.Rewrite(&manifest.Node{Style: manifest.Plain, Text: ","}, s) != s {
		return false
	}
	doc, diags := manifest.Parse(source.New("", []byte("k: "+s+"\n")))
	got, ok := doc.Root.Get("k").Str()
	return len(diags) == 0 && ok && got == s
}

// hasAwkward reports whether a text holds characters that are refused, or
// accepted only as an escape.
func hasAwkward(s string) bool {
	return !utf8.ValidString(s) || hasLooseJoiner(s) || strings.ContainsFunc(s, func(r rune) bool {
		return r != '\n' && !isJoiner(r) && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp))
	})
}

func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// hasLooseJoiner reports whether a zero-width joiner or non-joiner stands
// elsewhere than between two letters or signs beyond ASCII, where it is invisible
// and refused if it is written out.
func hasLooseJoiner(s string) bool {
	for i, r := range s {
		if !isJoiner(r) {
			continue
		}
		before, n := utf8.DecodeLastRuneInString(s[:i])
		after, m := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		if n == 0 || m == 0 || before < utf8.RuneSelf || after < utf8.RuneSelf || before == r || after == r {
			return true
		}
	}
	return false
}

var (
	quoteEscapes  = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`)
	joinerEscapes = strings.NewReplacer("\u200c", `\u200c`, "\u200d", `\u200d`)
)

// quoted writes a text in double quotes. Characters that no file may hold are
// left for the reader to refuse.
func quoted(s string) string {
	text := quoteEscapes.Replace(s)
	if hasLooseJoiner(s) {
		text = joinerEscapes.Replace(text)
	}
	return `"` + text + `"`
}
