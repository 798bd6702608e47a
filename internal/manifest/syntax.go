package manifest

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	yaml4 "go.yaml.in/yaml/v4"
	"gopkg.in/yaml.v3"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
)

// syntaxFault is what is wrong with a text that is not YAML: where, in words a
// person understands, and the remedy.
type syntaxFault struct {
	Span                 source.Span
	Message, Label, Help string
}

// explainSyntax finds the mistake behind a yaml.v3 error. f is the whole file;
// err is what yaml.v3 returned.
//
// The parser stops where it can no longer make sense of the text, which is often
// lines below the mistake. So each detector names a mistake that may stand
// nearby and the edit that would undo it; the first whose edit makes the file
// readable is believed, else the one that lets the parser get furthest. Where
// none helps, the parser's own place and a translation of its words remain.
func explainSyntax(f *source.File, err error) syntaxFault {
	c := newComplaint(f, err)
	fault, ok := c.tabFault()
	if !ok {
		fault, ok = c.likeliest()
	}
	if !ok {
		fault = c.translate()
	}
	fault.Span = within(f, fault.Span)
	return fault
}

// within moves a span into the file.
func within(f *source.File, s source.Span) source.Span {
	start := min(max(s.Start, f.LineSpan(1).Start), len(f.Data))
	return source.Span{Start: start, End: min(max(s.End, start), len(f.Data))}
}

// complaint is what the parser says about a text it refuses, and where.
type complaint struct {
	f *source.File
	// text is the library's sentence without "yaml: line N: ".
	text string
	// at is the offset where the parser gave up; context is where the thing
	// starts that it was reading, or -1.
	at, context int
	// line is the line of at.
	line int
	// budget is how many more bytes may be parsed to test candidates.
	budget int
}

// probeBudget bounds the bytes parsed to test candidates: 250 of them in a
// manifest of 3 KB, one in a file of 512 KB, none above.
const probeBudget = 3 << 19

var lineOfError = lazy.Regexp(`^(?:yaml: )?(?:line (\d+): )?((?s:.*))$`)

// splitError returns the line of a yaml.v3 error, 1 where it has none, and its
// sentence. Some sentences come with the line before their own.
func splitError(err error) (line int, text string) {
	parts := lineOfError().FindStringSubmatch(err.Error())
	line, text = 1, parts[2]
	if n, err := strconv.Atoi(parts[1]); err == nil {
		line = n
		if lineIsOneLow().MatchString(text) {
			line++
		}
	}
	return line, text
}

var lineIsOneLow = lazy.Regexp(`^(did not find expected (key|node content|',' or|'-' indicator|<document start>` +
	`|<stream-start>)|found undefined tag handle)`)

// newComplaint asks the successor of yaml.v3, which knows the exact place. It
// reads some texts differently, so it is believed only where both agree; else
// the line is found by cutting the text short.
func newComplaint(f *source.File, err error) *complaint {
	c := &complaint{f: f, context: -1, budget: probeBudget}
	line, text := splitError(err)
	c.text = text
	if l := positionOf(f.Data); l != nil {
		sameText := l.Message == text || strings.Contains(text, "hexdecimal")
		if sameText || l.Mark.Line == line || l.ContextMark.Line == line {
			c.at = f.Offset(source.Position{Line: l.Mark.Line, Column: l.Mark.Column})
			if l.ContextMark.Line > 0 {
				c.context = f.Offset(source.Position{Line: l.ContextMark.Line, Column: l.ContextMark.Column})
			}
			if b := c.byteAt(c.context); c.says(needsBracket) && b != '[' || c.says(needsBrace) && b != '{' {
				c.context = -1
			}
			c.line = f.Position(c.at).Line
			return c
		}
	}
	if name, ok := strings.CutPrefix(text, "unknown anchor '"); ok {
		c.at = findAlias(f, strings.TrimSuffix(name, "' referenced"))
		c.line = f.Position(c.at).Line
		return c
	}
	c.line = c.lastLineRead(min(line, f.Lines()), err)
	c.at = c.read(c.line).start
	return c
}

// positionOf returns where yaml.v4 refuses a text, or nil.
func positionOf(data []byte) *yaml4.LoadError {
	for decoder := yaml4.NewDecoder(bytes.NewReader(data)); ; {
		var n yaml4.Node
		err := decoder.Decode(&n)
		if err == nil {
			continue
		}
		var l *yaml4.LoadError
		if errors.As(err, &l) && l.Mark.Line > 0 {
			return l
		}
		return nil
	}
}

// refused returns the error with which yaml.v3 refuses a text, or nil.
func refused(data []byte) error {
	if isClean(data) && quick(source.New("", data)) != nil {
		return nil
	}
	for decoder := yaml.NewDecoder(bytes.NewReader(data)); ; {
		var n yaml.Node
		if err := decoder.Decode(&n); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// lastLineRead returns the first line with which the parser gives this very
// error when the text ends there: nothing below it matters.
func (c *complaint) lastLineRead(from int, err error) int {
	low, high := from, c.f.Lines()
	for low < high {
		middle := (low + high) / 2
		prefix := c.f.Data[:c.f.LineSpan(middle).End]
		if !c.spend(len(prefix)) {
			return from
		}
		if e := refused(prefix); e != nil && e.Error() == err.Error() {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// spend reports whether n more bytes may be parsed, and counts them.
func (c *complaint) spend(n int) bool {
	if n > c.budget {
		return false
	}
	c.budget -= n
	return true
}

// candidate is a mistake that may be behind a complaint, and the edits that undo
// it. The edits only test whether it is; they are not offered as a fix.
type candidate struct {
	syntaxFault
	repair []diag.Edit
}

// likeliest returns the candidate whose repair helps most.
func (c *complaint) likeliest() (best syntaxFault, ok bool) {
	furthest := c.line
	if c.context >= 0 && readToTheEnd(c.text) {
		furthest = c.f.Position(c.context).Line
	}
	for _, detect := range detectors {
		for _, s := range detect(c) {
			line, whole := c.try(s)
			switch {
			case whole:
				return s.syntaxFault, true
			case line > furthest:
				furthest, best, ok = line, s.syntaxFault, true
			}
		}
	}
	return best, ok
}

// readToTheEnd says of a complaint that its place is the end of the text, where
// the parser went looking for the end of something.
func readToTheEnd(text string) bool {
	return text == "found unexpected end of stream"
}

// try parses the text as if the mistake had not been made. It returns the line
// that the parser gets to, 0 if that is not known, or whole if nothing is refused.
func (c *complaint) try(s candidate) (line int, whole bool) {
	if !c.spend(2 * len(c.f.Data)) {
		return 0, false
	}
	data, err := diag.Apply(c.f.Data, s.repair)
	if err != nil {
		return 0, false
	}
	if refused(data) == nil {
		return 0, true
	}
	l := positionOf(data)
	switch {
	case l == nil:
		return 0, false
	case readToTheEnd(l.Message):
		return l.ContextMark.Line, false
	}
	return l.Mark.Line, false
}

// textLine is one line of the file, seen from its first character that is not
// indentation.
type textLine struct {
	n int
	// start is the offset of the body, which ends before trailing blanks.
	start  int
	indent int
	body   string
}

// maxLine bounds the lines that detectors look at: no person wrote a longer one.
const maxLine = 4 << 10

// read returns a line. A line that is too long to look at has an empty body.
func (c *complaint) read(n int) textLine {
	span := c.f.LineSpan(n)
	raw := c.f.Data[span.Start:span.End]
	trimmed := bytes.TrimLeft(raw, " \t")
	l := textLine{n: n, indent: len(raw) - len(trimmed)}
	l.start = span.Start + l.indent
	if len(raw) <= maxLine {
		l.body = string(bytes.TrimRight(trimmed, " \t"))
	}
	return l
}

func (l textLine) end() int { return l.start + len(l.body) }

// blank reports whether the line holds nothing but a comment.
func (l textLine) blank() bool { return l.body == "" || l.body[0] == '#' }

// maxLook bounds how many lines are looked at in one direction.
const maxLook = 500

// above returns the nearest line above n that says something.
func (c *complaint) above(n int) (textLine, bool) { return c.next(n, -1, 1) }

// below returns the nearest line below n that says something.
func (c *complaint) below(n int) (textLine, bool) { return c.next(n, 1, c.f.Lines()) }

func (c *complaint) next(n, step, last int) (textLine, bool) {
	for range maxLook {
		if n == last {
			break
		}
		n += step
		if l := c.read(n); !l.blank() {
			return l, true
		}
	}
	return textLine{}, false
}

// byteAt returns the byte at an offset, 0 outside the file.
func (c *complaint) byteAt(offset int) byte {
	if offset < 0 || offset >= len(c.f.Data) {
		return 0
	}
	return c.f.Data[offset]
}

// says reports whether the parser's sentence is one of these.
func (c *complaint) says(texts ...string) bool {
	for _, t := range texts {
		if strings.HasPrefix(c.text, t) {
			return true
		}
	}
	return false
}

// candidateLines returns the lines on which the mistake may stand, the most likely
// first: where the thing started that the parser was reading, where it gave up,
// and the two lines above.
func (c *complaint) candidateLines() []textLine {
	var lines []textLine
	add := func(l textLine) {
		for _, seen := range lines {
			if seen.n == l.n {
				return
			}
		}
		if !l.blank() {
			lines = append(lines, l)
		}
	}
	if c.says(needsColon) && c.context >= 0 {
		add(c.read(c.f.Position(c.context).Line))
	}
	add(c.read(c.line))
	n := c.line
	for range 2 {
		l, ok := c.above(n)
		if !ok {
			break
		}
		add(l)
		n = l.n
	}
	return lines
}

// at returns the span of n bytes at an offset.
func at(offset, n int) source.Span { return source.Span{Start: offset, End: offset + n} }

// insert, remove and replace are repairs.
func insert(offset int, text string) diag.Edit {
	return diag.Edit{Span: at(offset, 0), Text: text}
}

func remove(s source.Span) diag.Edit { return diag.Edit{Span: s} }

func replace(s source.Span, text string) diag.Edit { return diag.Edit{Span: s, Text: text} }

// findAlias returns the offset of *name where it is a value, or the start.
func findAlias(f *source.File, name string) int {
	alias := []byte("*" + name)
	for n := range f.Lines() {
		span := f.LineSpan(n + 1)
		line := f.Data[span.Start:min(span.End, span.Start+maxLine)]
		comment := commentStart(line)
		for from := 0; ; {
			i := bytes.Index(line[from:], alias)
			if i < 0 || comment >= 0 && from+i > comment {
				break
			}
			i, from = from+i, from+i+len(alias)
			startsValue := i == 0 || bytes.IndexByte([]byte(" \t[{,"), line[i-1]) >= 0
			endsName := from == len(line) || bytes.IndexByte([]byte(" \t]},:"), line[from]) >= 0
			if startsValue && endsName {
				return span.Start + i
			}
		}
	}
	return max(bytes.Index(f.Data, alias), f.LineSpan(1).Start)
}

// commentStart returns the index at which a comment starts on a line, or -1. A
// # inside quotes starts none.
func commentStart(line []byte) int {
	var quote byte
	for i, b := range line {
		switch {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case (b == '"' || b == '\'') && (i == 0 || bytes.IndexByte([]byte(" \t[{,"), line[i-1]) >= 0):
			quote = b
		case b == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t'):
			return i
		}
	}
	return -1
}
