package portal

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tailscale/hujson"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Limits on one file. The portal's JSON of a large app is 20 KB long and nine
// levels deep; the limits only stop files made to hurt.
const (
	MaxBytes = manifest.MaxBytes
	maxDepth = 64
	maxNodes = 50_000
	// maxFindings is how many faults of one file are listed.
	maxFindings = 50
)

// scanner makes of JSON (RFC 8259) the nodes that the reader of YAML makes: each
// knows its place in the file. The decoder of the standard library knows no
// places; the library used here accepts comments and trailing commas, which are
// refused.
type scanner struct {
	file  *source.File
	data  []byte
	nodes int
	diags []diag.Diagnostic
	// failed says that the text is not JSON, and why has been reported.
	failed bool
}

// scan returns the one value of the file, nil if the text is not JSON. Keys
// duplicate key are findings too; the first counts.
func scan(f *source.File) (*manifest.Node, []diag.Diagnostic) {
	s := &scanner{file: f, data: f.Data}
	root := s.document()
	if s.failed {
		root = nil
	}
	return root, s.diags
}

func (s *scanner) document() *manifest.Node {
	switch data := s.data; {
	case len(data) > MaxBytes:
		return s.fail(source.Span{Start: MaxBytes, End: MaxBytes + 1}, "the limit is exceeded here",
			"check that the file contains the JSON of only one manifest",
			"the file is larger than %d KiB", MaxBytes>>10)
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}),
		len(data) > 1 && (data[0] == 0) != (data[1] == 0) && 3*bytes.Count(data, []byte{0}) > len(data):
		return s.fail(source.Span{Start: 0, End: 2}, "", "save the file as UTF-8", "the file is encoded as UTF-16")
	}
	mark := len(s.data) - len(bytes.TrimPrefix(s.data, []byte("\uFEFF")))
	if len(bytes.TrimSpace(s.data[mark:])) == 0 {
		return s.fail(s.span(len(s.data), 0), "", "copy the text that View Manifest shows in the portal",
			"the file is empty")
	}
	if mark > 0 {
		s.data = append([]byte("   "), s.data[mark:]...)
	}
	for at := 0; at < len(s.data); {
		r, size := utf8.DecodeRune(s.data[at:])
		if r == utf8.RuneError && size == 1 {
			return s.fail(s.span(at, 1), "", "save the file as UTF-8", "byte 0x%02x is not UTF-8", s.data[at])
		}
		at += size
	}
	if open, _ := s.open(len(s.data), maxDepth); len(open) > maxDepth {
		return s.fail(s.span(open[maxDepth], 1), "too deep", "the portal's JSON has only nine levels",
			"values are nested more than %d levels deep", maxDepth)
	}
	value, err := hujson.Parse(s.data)
	if err != nil {
		return s.explain(err)
	}
	return s.node(&value)
}

// open returns the offsets of the brackets that are open at an offset, with one
// more than limit at most, and that of an open quote, or -1.
func (s *scanner) open(to, limit int) (brackets []int, quote int) {
	quote = -1
	for at := 0; at < to && len(brackets) <= limit; at++ {
		switch c := s.data[at]; {
		case quote >= 0 && c == '\\':
			at++
		case c == '"' && quote >= 0:
			quote = -1
		case c == '"':
			quote = at
		case quote >= 0:
		case c == '{' || c == '[':
			brackets = append(brackets, at)
		case (c == '}' || c == ']') && len(brackets) > 0:
			brackets = brackets[:len(brackets)-1]
		}
	}
	return brackets, quote
}

// fail reports what keeps the file from being read.
func (s *scanner) fail(at source.Span, label, help, format string, args ...any) *manifest.Node {
	if !s.failed {
		s.diags = append(s.diags, finding(s.file, diag.Error, at, label, help, format, args...))
	}
	s.failed = true
	return nil
}

func finding(
	f *source.File, severity diag.Severity, at source.Span, label, help, format string, args ...any,
) diag.Diagnostic {
	message := fmt.Sprintf(format, args...)
	return diag.Diagnostic{File: f, Severity: severity, Span: at, Message: message, Label: label, Help: help}
}

// span is the place of n bytes, or of as many as there are.
func (s *scanner) span(at, n int) source.Span {
	return source.Span{Start: at, End: min(at+n, len(s.file.Data))}
}

// node returns a value with its place in the file.
func (s *scanner) node(v *hujson.Value) *manifest.Node {
	s.noComment(v.BeforeExtra, v.StartOffset-len(v.BeforeExtra))
	n := &manifest.Node{Span: source.Span{Start: v.StartOffset, End: v.EndOffset}}
	if s.nodes++; s.nodes > maxNodes {
		return s.fail(s.span(v.StartOffset, 1), "the limit is exceeded here",
			"check that the file contains the JSON of only one manifest", "the file contains more than %d values", maxNodes)
	}
	switch value := v.Value.(type) {
	case *hujson.Object:
		n.Kind, n.Flow = manifest.Map, true
		first := make(map[string]source.Span, len(value.Members))
		comma := false
		for i := range value.Members {
			m := &value.Members[i]
			key, child := s.node(&m.Name), s.node(&m.Value)
			if s.failed {
				return nil
			}
			if before, twice := first[key.Text]; twice {
				s.twice(key, before)
				continue
			}
			first[key.Text] = key.Span
			n.Entries = append(n.Entries, manifest.Entry{Key: key, Value: child})
			comma = i == len(value.Members)-1 && m.Value.AfterExtra != nil
		}
		s.closing(v.EndOffset-1, value.AfterExtra, comma)
	case *hujson.Array:
		n.Kind, n.Flow = manifest.List, true
		comma := false
		for i := range value.Elements {
			n.Items = append(n.Items, s.node(&value.Elements[i]))
			comma = i == len(value.Elements)-1 && value.Elements[i].AfterExtra != nil
		}
		s.closing(v.EndOffset-1, value.AfterExtra, comma)
	case hujson.Literal:
		s.literal(n, value)
	}
	s.noComment(v.AfterExtra, v.EndOffset)
	return n
}

func (s *scanner) literal(n *manifest.Node, literal hujson.Literal) {
	n.Text = literal.String()
	switch literal.Kind() {
	case 'n':
		n.Kind = manifest.Null
	case 't', 'f':
		n.Kind = manifest.Bool
	case '0':
		n.Kind = manifest.Number
		if v, err := strconv.ParseFloat(n.Text, 64); err != nil || math.IsInf(v, 0) {
			s.fail(n.Span, "", "", "the number %s is too large", clip(n.Text))
		}
	default:
		n.Kind, n.Style = manifest.String, manifest.Double
		if strings.ContainsRune(n.Text, utf8.RuneError) {
			s.halves(n.Span.Start, literal)
		}
	}
}

// halves reports an escape that is half of a surrogate pair, which the library
// reads as U+FFFD.
func (s *scanner) halves(start int, literal []byte) {
	hex := func(at int) rune {
		if at+6 > len(literal) || literal[at] != '\\' || literal[at+1] != 'u' {
			return 0
		}
		v, _ := strconv.ParseUint(string(literal[at+2:at+6]), 16, 16)
		return rune(v)
	}
	for at := 0; at < len(literal); at++ {
		switch r := hex(at); {
		case utf16.IsSurrogate(r) && utf16.DecodeRune(r, hex(at+6)) == utf8.RuneError:
			place := s.span(start+at, 6)
			s.fail(place, "", "write the character itself", "%q is only half of a character", s.file.Text(place))
			return
		case utf16.IsSurrogate(r):
			at += 11
		case literal[at] == '\\':
			at++
		}
	}
}

func (s *scanner) noComment(between []byte, at int) {
	if i := bytes.IndexByte(between, '/'); i >= 0 {
		s.comment(at + i)
	}
}

func (s *scanner) comment(at int) *manifest.Node {
	return s.fail(s.span(at, 1), "", "remove the comment", "JSON has no comments")
}

// closing checks what comes before a closing bracket.
func (s *scanner) closing(at int, between []byte, comma bool) {
	s.noComment(between, at-len(between))
	if comma {
		s.fail(s.span(at, 1), "", "remove the comma", "there is a comma before the closing %q", s.data[at:at+1])
	}
}

func (s *scanner) twice(key *manifest.Node, before source.Span) {
	switch {
	case len(s.diags) > maxFindings:
		return
	case len(s.diags) == maxFindings:
		s.diags = append(s.diags, finding(s.file, diag.Error, key.Span, "", "fix the errors above first",
			"the file has more than %d errors", maxFindings))
		return
	}
	d := finding(s.file, diag.Error, key.Span, "duplicate key", "remove one of the two keys",
		"key %q is already defined on line %d", clip(key.Text), s.file.Position(before.Start).Line)
	d.Related = []diag.Related{{File: s.file, Span: before, Message: "first defined here"}}
	s.diags = append(s.diags, d)
}

// clip is a text short enough for a sentence.
func clip(text string) string { return diag.Clip(text, 60) }
