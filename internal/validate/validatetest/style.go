package validatetest

import (
	"fmt"
	"strings"
)

// Style is a way to format a manifest: what a team has got used to.
type Style string

// The styles. Each but Mixed does one thing throughout the file.
const (
	Plain     Style = "plain"     // blocks, values on one line, few quotes
	Marked    Style = "marked"    // Plain below ---
	CRLF      Style = "crlf"      // Plain with the line ends of Windows
	Quoted    Style = "quoted"    // all texts in quotes, with escapes
	Wrapped   Style = "wrapped"   // texts over several lines: unquoted, quoted, folded, literal
	Brackets  Style = "brackets"  // flow maps and lists, most of them over several lines
	Commented Style = "commented" // comments above, beside and between everything
	Scripts   Style = "scripts"   // texts in other languages and scripts
	Mixed     Style = "mixed"     // a mix of these, chosen for each value
)

// Styles returns all styles.
func Styles() []Style {
	return []Style{Plain, Marked, CRLF, Quoted, Wrapped, Brackets, Commented, Scripts, Mixed}
}

// habits are how often, in a hundred, something is done.
type habits struct {
	quotes, keyQuotes, wrap, flow, comments int
}

func (w *writer) takeUp(style Style) {
	w.habits = habits{quotes: 8, wrap: 10, flow: 12, comments: 4}
	switch style {
	case Quoted:
		w.quotes, w.keyQuotes = 100, 3
	case Wrapped:
		w.wrap = 100
	case Brackets:
		w.flow = 90
	case Commented:
		w.comments = 45
	case Mixed:
		w.habits = habits{quotes: 30, keyQuotes: 2, wrap: 50, flow: 40, comments: 15}
	}
	w.language = "en"
	if style == Scripts || style == Mixed && chance(w.Rand, 20) {
		w.language = pick(w.Rand, languages()...)
	}
	w.step = pick(w.Rand, 2, 2, 2, 4)
	w.itemStep = pick(w.Rand, w.step, w.step, 0)
}

// finish puts the file together.
func (w *writer) finish(style Style) string {
	text := w.String()
	if style == Marked || style == Mixed && chance(w.Rand, 25) {
		head := strings.Index(text, "schema:") // below the comments, or above them
		if head < 0 || chance(w.Rand, 40) {
			head = 0
		}
		text = text[:head] + "---\n" + text[head:]
	}
	if style == CRLF || style == Mixed && chance(w.Rand, 15) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if style == Mixed && chance(w.Rand, 5) {
		text = strings.TrimRight(text, "\r\n")
	}
	return text
}

// value is what stands under a key: a text, a list or a map.
type value struct {
	text    string // with a line for each sentence
	bare    bool   // a number or true, which is never in quotes
	items   []value
	entries []entry
}

type entry struct {
	key string
	value
}

func text(format string, args ...any) value {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	return value{text: format}
}

func bare(format string, args ...any) value {
	return value{text: fmt.Sprintf(format, args...), bare: true}
}

func texts(list ...string) value {
	var v value
	for _, s := range list {
		v.items = append(v.items, text(s))
	}
	return v
}

func entries(list ...entry) value { return value{entries: list} }

// put writes a key and its value, indented so far.
func (w *writer) put(indent int, e entry) {
	margin := strings.Repeat(" ", indent)
	w.remark(margin)
	w.WriteString(margin + w.key(e.key) + ":")
	switch v := e.value; {
	case v.items == nil && v.entries == nil:
		w.WriteString(" " + w.scalar(v, indent+w.step, false))
		w.endLine()
	case indent > 0 && chance(w.Rand, w.flow), v.isShort() && chance(w.Rand, 2*w.flow):
		w.WriteString(" " + w.brackets(v, indent))
		w.endLine()
	case v.items != nil:
		w.endLine()
		w.list(indent+w.itemStep, v)
	default:
		w.endLine()
		for _, e := range v.entries {
			w.put(indent+w.step, e)
		}
	}
}

// isShort reports whether a value is a list of a few words.
func (v *value) isShort() bool {
	return len(v.items) > 0 && len(v.items) < 3 && v.items[0].entries == nil
}

func (w *writer) list(indent int, v value) {
	margin := strings.Repeat(" ", indent)
	for _, item := range v.items {
		w.remark(margin)
		w.WriteString(margin + "- ")
		switch {
		case item.entries == nil:
			w.WriteString(w.scalar(item, indent+2, false))
			w.endLine()
		case chance(w.Rand, w.flow):
			w.WriteString(w.brackets(item, indent))
			w.endLine()
		default:
			for i, e := range item.entries {
				if i == 0 { // it stands behind the dash
					w.WriteString(w.key(e.key) + ": " + w.scalar(e.value, indent+2+w.step, false))
					w.endLine()
					continue
				}
				w.put(indent+2, e)
			}
		}
	}
}

// remark writes a comment on a separate line, or an empty line, now and then.
func (w *writer) remark(margin string) {
	if chance(w.Rand, w.comments/4) {
		w.WriteString("\n")
	}
	if chance(w.Rand, w.comments) {
		w.WriteString(margin + "# " + w.sentence(w.language) + "\n")
	}
}

// endLine ends the line of a value, which has room for a comment unless the value
// takes several lines.
func (w *writer) endLine() {
	if !w.wrapped && chance(w.Rand, w.comments) {
		w.WriteString(pick(w.Rand, " # ", "  # ", "    # ") + pick(w.Rand, "as agreed with the customer", "see #12",
			"was: 0.9", "most of the work happens here", "today, at least", "для склада", "\"new\" in May"))
	}
	w.wrapped = false
	w.WriteString("\n")
}

func (w *writer) key(key string) string {
	if chance(w.Rand, w.keyQuotes) {
		return `"` + key + `"`
	}
	return key
}

// scalar returns a text as it is written. Further lines of it are indented so far.
func (w *writer) scalar(v value, indent int, inside bool) string {
	if v.bare {
		return v.text
	}
	lines := strings.Split(v.text, "\n")
	margin := "\n" + strings.Repeat(" ", indent)
	isLong := len(lines) > 1 || len(v.text) > 60
	if isLong && !inside && (len(lines) > 1 || chance(w.Rand, w.wrap)) {
		all := strings.Join(lines, " ")
		switch folded := pick(w.Rand, ">-", ">-", ">"); w.IntN(5) {
		case 0:
			w.wrapped = true
			if len(lines) == 1 || chance(w.Rand, 30) {
				folded = ">-" // what is to be one line ends without a break
			}
			return folded + margin + strings.Join(wrap(all, 76-indent), margin)
		case 1:
			if len(lines) > 1 && chance(w.Rand, w.quotes) {
				return w.quote(v.text, "") // with \n
			}
		case 2:
			if isPlain(all, inside) && chance(w.Rand, w.wrap) {
				w.wrapped = true
				return strings.Join(wrap(all, 76-indent), margin)
			}
		}
		if len(lines) > 1 && !chance(w.Rand, w.quotes) {
			w.wrapped = true
			return pick(w.Rand, "|", "|", "|-") + margin + strings.Join(w.paragraphs(lines), margin)
		}
		if chance(w.Rand, w.wrap) {
			w.wrapped = true
			return w.quote(all, margin)
		}
	}
	all := strings.Join(lines, " ")
	if isPlain(all, inside) && !chance(w.Rand, w.quotes) {
		return all
	}
	return w.quote(all, "")
}

// paragraphs wraps the lines of a literal text, or leaves them as they are, and
// puts an empty line between some.
func (w *writer) paragraphs(lines []string) []string {
	if chance(w.Rand, 50) {
		return lines
	}
	var list []string
	for _, line := range lines {
		list = append(list, wrap(line, 72)...)
	}
	return list
}

// quote returns a text in quotes; where a margin is given, in several lines.
func (w *writer) quote(text, margin string) string {
	if strings.Contains(text, "\n") || chance(w.Rand, 60) {
		text = strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `\"`)
		text = strings.ReplaceAll(text, "\n", `\n`)
		if chance(w.Rand, 30) {
			for from, to := range map[string]string{"é": `\u00e9`, "ü": `\xfc`, "&": `\u0026`} {
				text = strings.ReplaceAll(text, from, to)
			}
		}
		text = `"` + text + `"`
	} else {
		text = "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	if margin == "" {
		return text
	}
	return strings.Join(wrap(text, 70), margin)
}

// brackets returns a list or map in brackets, on one line or over several.
func (w *writer) brackets(v value, indent int) string {
	var list []string
	for _, item := range v.items {
		list = append(list, w.inside(item, indent+w.step))
	}
	for _, e := range v.entries {
		list = append(list, w.key(e.key)+": "+w.inside(e.value, indent+w.step))
	}
	from, to := "{", "}"
	if v.entries == nil {
		from, to = "[", "]"
	}
	one := strings.Join(list, ", ")
	if len(one) < 70 && !strings.Contains(one, "\n") && chance(w.Rand, 70) {
		space := pick(w.Rand, "", "", " ")
		return from + space + one + pick(w.Rand, "", "", "", ",") + space + to
	}
	margin := "\n" + strings.Repeat(" ", indent+w.step)
	all := from
	for i, item := range list {
		all += margin + item
		if i < len(list)-1 || chance(w.Rand, 50) {
			all += ","
			if chance(w.Rand, w.comments) {
				all += " # " + pick(w.Rand, "as agreed", "see the contract, section 4", "today")
			}
		}
	}
	return all + "\n" + strings.Repeat(" ", indent) + to
}

func (w *writer) inside(v value, indent int) string {
	if v.items != nil || v.entries != nil {
		return w.brackets(v, indent)
	}
	return w.scalar(v, indent, true)
}

// isPlain reports whether a text needs no quotes.
func isPlain(text string, inside bool) bool {
	if inside && strings.ContainsAny(text, ",[]{}?") {
		return false
	}
	return text != "" && !strings.ContainsAny(text[:1], " -?:,[]{}#&*!|>'\"%@`0123456789.") &&
		!strings.Contains(text, ": ") && !strings.Contains(text, " #") && !strings.HasSuffix(text, ":")
}

// wrap breaks a text into lines of some length.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width && word[0] != '#' {
			lines = append(lines, line)
			line = word
			continue
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
