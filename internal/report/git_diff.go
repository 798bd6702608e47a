package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/procore-manifest/manifest/internal/source"
)

// GitDiff is one file of git diff: what its changes mean, if that could be
// judged, and the change of its text.
type GitDiff struct {
	Old, New GitSide
	// About are git's own lines on a file that was moved, "" for others.
	About string
	// Changes are judged; nil if they could not be. Note then says why, and
	// may be "" if there is nothing to judge.
	Changes *Changes
	Note    string
	// Person says that a person reads the output, so that nothing in the files
	// may drive the terminal, and no secret is shown. Otherwise it is a patch that
	// git apply takes, to the byte.
	Person bool
}

// GitSide is one version of the file.
type GitSide struct {
	Name string // in the repository, with slashes
	ID   string // of the blob, "" if it has none yet
	Mode string // "" if there is no file
	Data []byte
	// Hidden are the places that a person must not be shown.
	Hidden []source.Span
}

// GitDiffFormats are the formats of a file of git diff.
var GitDiffFormats = Formats[GitDiff]{{Text, gitDiffText}}

// gitDiffText writes a file of git diff. What the changes mean comes before the
// header of the file, where whatever reads a patch passes it over.
func gitDiffText(b *bytes.Buffer, d GitDiff, o Options) error {
	paint := style(o.Color).paint
	switch {
	case d.Changes != nil:
		if err := changesText(b, *d.Changes, o); err != nil {
			return err
		}
		b.WriteByte('\n')
	case d.Note != "":
		fmt.Fprintf(b, "%s\n\n", Visible(d.Note))
	}
	for line := range strings.Lines(d.header()) {
		fmt.Fprintln(b, paint(bold, shownLine(strings.TrimSuffix(line, "\n"), d.Person)))
	}
	for line := range strings.Lines(d.body()) {
		text, whole := strings.CutSuffix(line, "\n")
		code := ""
		switch {
		case strings.HasPrefix(text, "--- "), strings.HasPrefix(text, "+++ "):
			code = bold
		case strings.HasPrefix(text, "@@"):
			code = "36"
		case strings.HasPrefix(text, "-"):
			code = "31"
		case strings.HasPrefix(text, "+"):
			code = "32"
		}
		text = shownLine(text, d.Person)
		if code != "" {
			text = paint(code, text)
		}
		b.WriteString(text)
		if whole {
			b.WriteByte('\n')
		}
	}
	return nil
}

// shownLine is a line of a patch for whoever reads it. Tabs are no danger.
func shownLine(line string, person bool) string {
	if !person {
		return line
	}
	parts := strings.Split(line, "\t")
	for i, part := range parts {
		parts[i] = Visible(part)
	}
	return strings.Join(parts, "\t")
}

// header is what git writes above the changes of a file.
func (d *GitDiff) header() string {
	var b strings.Builder
	fmt.Fprintf(&b, "diff --git %s %s\n", quoteName("a/"+d.Old.Name), quoteName("b/"+d.New.Name))
	mode := ""
	switch {
	case d.Old.Mode == "":
		fmt.Fprintf(&b, "new file mode %s\n", d.New.Mode)
	case d.New.Mode == "":
		fmt.Fprintf(&b, "deleted file mode %s\n", d.Old.Mode)
	case d.Old.Mode != d.New.Mode:
		fmt.Fprintf(&b, "old mode %s\nnew mode %s\n", d.Old.Mode, d.New.Mode)
	default:
		mode = " " + d.Old.Mode
	}
	switch {
	case d.About != "":
		fmt.Fprintf(&b, "%s\n", strings.TrimSpace(d.About))
	case d.Old.ID != "" && d.New.ID != "" && d.Old.ID != d.New.ID:
		fmt.Fprintf(&b, "index %s..%s%s\n", d.Old.ID, d.New.ID, mode)
	}
	return b.String()
}

// body is the change of the text in unified form, "" if it is the same.
func (d *GitDiff) body() string {
	was, now := d.Old.Data, d.New.Data
	shownWas, shownNow := was, now
	if d.Person {
		shownWas, shownNow = masked(was, d.Old.Hidden), masked(now, d.New.Hidden)
	}
	if bytes.IndexByte(was, 0) >= 0 || bytes.IndexByte(now, 0) >= 0 {
		if bytes.Equal(was, now) {
			return ""
		}
		return fmt.Sprintf("Binary files %s and %s differ\n", d.from(), d.to())
	}
	if d.Person && windows(was) && windows(now) { // as git shows such files
		was, now = unix(was), unix(now)
		shownWas, shownNow = unix(shownWas), unix(shownNow)
	}
	out := diff.Diff("old", was, "new", now)
	lines := bytes.SplitAfterN(out, []byte("\n"), 4)
	if len(lines) < 4 {
		return ""
	}
	text := string(lines[3])
	if d.Person {
		text = relined(text, shownWas, shownNow)
	}
	return fmt.Sprintf("--- %s\n+++ %s\n%s", d.from(), d.to(), text)
}

// masked is data with a star for each byte of the places.
func masked(data []byte, places []source.Span) []byte {
	out := bytes.Clone(data)
	for _, at := range places {
		for i := at.Start; i < at.End; i++ {
			if out[i] != '\n' && out[i] != '\r' {
				out[i] = '*'
			}
		}
	}
	return out
}

// relined puts the lines of was and now, as they are to be shown, into a patch of
// what they are: a secret that changed is a line that changed. What both sides
// have is hidden if one of them hides it.
func relined(patch string, was, now []byte) string {
	before, after := bytes.SplitAfter(was, []byte("\n")), bytes.SplitAfter(now, []byte("\n"))
	line := func(sign string, text []byte) string {
		return sign + strings.TrimSuffix(string(text), "\n") + "\n"
	}
	var b strings.Builder
	i, j := 0, 0
	for text := range strings.Lines(patch) {
		switch text[0] {
		case '@':
			fmt.Sscanf(text, "@@ -%d,%d +%d,%d @@", &i, new(int), &j, new(int))
			i, j = max(i-1, 0), max(j-1, 0)
			b.WriteString(text)
		case '-':
			b.WriteString(line("-", before[i]))
			i++
		case '+':
			b.WriteString(line("+", after[j]))
			j++
		case ' ':
			shown := before[i]
			if line(" ", shown) == text {
				shown = after[j]
			}
			b.WriteString(line(" ", shown))
			i, j = i+1, j+1
		default: // that the last line has no line break
			b.WriteString(text)
		}
	}
	return b.String()
}

func (d *GitDiff) from() string {
	if d.Old.Mode == "" {
		return "/dev/null"
	}
	return quoteName("a/" + d.Old.Name)
}

func (d *GitDiff) to() string {
	if d.New.Mode == "" {
		return "/dev/null"
	}
	return quoteName("b/" + d.New.Name)
}

// windows reports whether every line ends as on Windows.
func windows(data []byte) bool {
	return bytes.Count(data, []byte("\n")) == bytes.Count(data, []byte("\r\n"))
}

func unix(data []byte) []byte { return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) }

// quoteName writes a name as git does: in quotes, with octal bytes, where it
// holds anything but visible ASCII.
func quoteName(name string) string {
	special := func(r rune) bool { return r < ' ' || r >= 0x7f || r == '"' || r == '\\' }
	if strings.IndexFunc(name, special) < 0 {
		return name
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(name) {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
