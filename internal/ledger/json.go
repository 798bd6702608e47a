package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// maxEvent is the size of an event in bytes. Release notes are the longest text
// an event has.
const maxEvent = 64 << 10

// maxNesting is the depth to which the values of an event can be nested.
const maxNesting = 4

// scan reads the JSON of an event.
func scan(f *source.File) (*manifest.Node, error) {
	n, _, err := ScanJSON(f, maxEvent, maxNesting)
	return n, err
}

// ScanJSON reads strict JSON into nodes that know their places. It accepts nothing
// more, because programs in other languages read these files with their standard
// libraries. An error has its offset.
func ScanJSON(f *source.File, size, nesting int) (n *manifest.Node, at int, err error) {
	if len(f.Data) > size {
		return nil, 0, fmt.Errorf("the file is larger than %d KiB", size>>10)
	}
	s := scanner{dec: json.NewDecoder(bytes.NewReader(f.Data)), data: f.Data}
	s.dec.UseNumber()
	if n, err = s.value(nesting); err != nil {
		return nil, int(s.dec.InputOffset()), err
	}
	if _, err := s.dec.Token(); err != io.EOF {
		return nil, int(s.dec.InputOffset()), fmt.Errorf("there is text after the end of the JSON")
	}
	return n, 0, nil
}

type scanner struct {
	dec  *json.Decoder
	data []byte
}

// next returns the next token and its place.
func (s *scanner) next() (json.Token, source.Span, error) {
	from := int(s.dec.InputOffset())
	token, err := s.dec.Token()
	if err != nil {
		return nil, source.Span{}, err
	}
	to := int(s.dec.InputOffset())
	for from < to && strings.IndexByte(" \t\r\n,:", s.data[from]) >= 0 {
		from++
	}
	return token, source.Span{Start: from, End: to}, nil
}

func (s *scanner) value(depth int) (*manifest.Node, error) {
	token, at, err := s.next()
	if err != nil {
		return nil, err
	}
	n := &manifest.Node{Span: at}
	switch t := token.(type) {
	case nil:
		n.Kind = manifest.Null
	case bool:
		n.Kind, n.Text = manifest.Bool, strconv.FormatBool(t)
	case json.Number:
		n.Kind, n.Text = manifest.Number, t.String()
	case string:
		n.Kind, n.Style, n.Text = manifest.String, manifest.Double, t
	case json.Delim:
		if depth == 0 {
			return nil, fmt.Errorf("the JSON is nested too deeply")
		}
		n.Flow = true
		return n, s.inside(n, t, depth-1)
	}
	return n, nil
}

// inside reads what is between two brackets.
func (s *scanner) inside(n *manifest.Node, open json.Delim, depth int) error {
	n.Kind = manifest.List
	if open == '{' {
		n.Kind = manifest.Map
	}
	for s.dec.More() {
		var key *manifest.Node
		if n.Kind == manifest.Map {
			var err error
			if key, err = s.value(0); err != nil {
				return err
			}
			if n.Entry(key.Text) != nil {
				return fmt.Errorf("the key %q is given twice", key.Text)
			}
		}
		item, err := s.value(depth)
		if err != nil {
			return err
		}
		if key != nil {
			n.Entries = append(n.Entries, manifest.Entry{Key: key, Value: item})
		} else {
			n.Items = append(n.Items, item)
		}
	}
	_, end, err := s.next()
	n.Span.End = end.End
	return err
}

// reader turns the nodes of an event into values. A value that it cannot accept is a
// finding, and stays zero.
type reader struct {
	file  *source.File
	quick bool // the file was read by quick
	diags []diag.Diagnostic
}

func (r *reader) report(rule string, at source.Span, label, help, format string, args ...any) {
	r.diags = append(r.diags, finding(r.file, rule, at, label, help, format, args...))
}

// finding is an error at a place of a file.
func finding(f *source.File, rule string, at source.Span, label, help, format string, args ...any) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: rule, Severity: diag.Error, File: f, Span: at,
		Message: fmt.Sprintf(format, args...), Label: label, Help: help,
	}
}

// A field is a key of a map and the function that reads its value.
type field struct {
	key      string
	required bool
	read     func(*manifest.Node)
}

// object reads a map with these keys and no others.
func (r *reader) object(n *manifest.Node, name string, fields []field) {
	if n.Kind != manifest.Map {
		r.report(RuleEvent, n.Head(), "expected keys and values", "", "%s is %s, not a map", name, n.Kind)
		return
	}
	for _, f := range fields {
		switch v := n.Get(f.key); {
		case v != nil:
			f.read(v)
		case f.required:
			r.report(RuleEvent, n.Opening(), "in this map", "", "%s has no %q", name, f.key)
		}
	}
	for _, e := range n.Entries {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.key == e.Key.Text }) {
			r.unknownKey(n, e.Key, name, fields)
		}
	}
}

func (r *reader) unknownKey(n, key *manifest.Node, name string, fields []field) {
	var known, free []string
	for _, f := range fields {
		known = append(known, f.key)
		if n.Entry(f.key) == nil {
			free = append(free, f.key)
		}
	}
	r.report(RuleEvent, key.Span, "expected one of "+strings.Join(known, ", "), meant(key.Text, free), "unknown "+
		"key %q in %s",
		key.Text, name)
}

// list reads a list.
func (r *reader) list(name string, read func(i int, item *manifest.Node)) func(*manifest.Node) {
	return func(n *manifest.Node) {
		if n.Kind != manifest.List {
			r.report(RuleEvent, n.Head(), "expected a list", "", "%s is %s, not a list", name, n.Kind)
			return
		}
		for i, item := range n.Items {
			read(i, item)
		}
	}
}

// text reads a text with a given form into a variable.
func text[T ~string](r *reader, name string, into *T, f form) func(*manifest.Node) {
	return func(n *manifest.Node) {
		s, ok := n.Str()
		switch {
		case !ok:
			r.report(RuleEvent, n.Head(), "expected a string", "", "%s is %s, not a string", name, n.Kind)
		case hasControl(s):
			r.report(RuleEvent, n.Span, "", "remove the control characters", "%s contains control characters", name)
		case !f.ok(s):
			r.report(RuleEvent, n.Span, "expected "+f.want, meant(s, f.words), "%s is %q, not %s", name, s, f.want)
		default:
			*into = T(s)
		}
	}
}

// meant suggests a word that is close to the given one, if there is one.
func meant(word string, words []string) string {
	if near := diag.Nearest(word, words); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}
