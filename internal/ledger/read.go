package ledger

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// reader turns the nodes of a ledger file into values. What it cannot accept
// is a finding, and the value stays zero.
type reader struct {
	file *source.File
	// doc is nil where the file was read before; most of those who prove a record
	// need no place in it.
	doc *manifest.Document
	// what names the file in messages, and rule is that of its findings.
	what, rule string
	diags      []diag.Diagnostic
}

// newReader reads the YAML of a file.
func newReader(f *source.File, what, rule string) *reader {
	doc, diags := manifest.Parse(f)
	for i := range diags {
		switch d := &diags[i]; d.Rule { // their words are about manifests
		case manifest.RuleEmpty:
			d.Rule, d.Message, d.Help = rule, what+" is empty", "restore the file from git"
		case manifest.RuleLimit:
			d.Help = "restore the file from git"
		}
	}
	return &reader{file: f, doc: doc, what: what, rule: rule, diags: diags}
}

// root returns the nodes of the file.
func (r *reader) root() *manifest.Node {
	if r.doc == nil {
		r.doc, _ = manifest.Parse(r.file)
	}
	return r.doc.Root
}

const theRecord = "the record"

func (r *reader) report(rule string, at source.Span, label, help, format string, args ...any) *diag.Diagnostic {
	r.diags = append(r.diags, finding(r.file, rule, at, label, help, format, args...))
	return &r.diags[len(r.diags)-1]
}

// finding is an error at a place of a file.
func finding(f *source.File, rule string, at source.Span, label, help, format string, args ...any) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: rule, Severity: diag.Error, File: f, Span: at,
		Message: fmt.Sprintf(format, args...), Label: label, Help: help,
	}
}

// findings returns what was reported, in the order of the file.
func (r *reader) findings() []diag.Diagnostic {
	diag.Sort(r.diags)
	return r.diags
}

// format reads the format number and reports whether the rest of the file can
// be understood; a file of a newer format is not looked at any further.
func (r *reader) format(into *int) bool {
	n := r.root().Get("format")
	if n == nil || n.Kind == manifest.Invalid {
		return true
	}
	number, err := strconv.Atoi(n.Text)
	if n.Kind != manifest.Number || err != nil || number < 1 {
		r.report(r.rule, n.Head(), fmt.Sprintf("want %d", Format), "", "format is %s; want %d", shown(n), Format)
		return true
	}
	*into = number
	if number > Format {
		r.report(r.rule, n.Span, "", "", "ledger format %d is newer than this tool understands (%d): update manifest", number, Format)
		return false
	}
	return true
}

// A field is a key of a map and what reads its value.
type field struct {
	key      string
	required bool
	read     func(*manifest.Node)
}

// object reads a map with these keys and no others.
func (r *reader) object(n *manifest.Node, name string, fields []field) {
	if n.Kind == manifest.Invalid {
		return
	}
	if n.Kind != manifest.Map {
		r.report(r.rule, n.Head(), "want keys and values", "", "%s is %s; want keys and values", name, n.Kind)
		return
	}
	for _, f := range fields {
		switch v := n.Get(f.key); {
		case v != nil && v.Kind != manifest.Invalid:
			f.read(v)
		case v == nil && f.required && !(n == r.root() && r.doc.Partial):
			r.report(r.rule, n.Opening(), "in this map", "", "%s has no %q", name, f.key)
		}
	}
	for _, e := range n.Entries {
		if e.Key.Kind != manifest.Invalid && !slices.ContainsFunc(fields, func(f field) bool { return f.key == e.Key.Text }) {
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
	r.report(r.rule, key.Span, "not one of "+strings.Join(known, ", "), meant(key.Text, free), "unknown key %q in %s", key.Text, name)
}

// list reads a list.
func (r *reader) list(name string, read func(i int, item *manifest.Node)) func(*manifest.Node) {
	return func(n *manifest.Node) {
		if n.Kind != manifest.List {
			r.report(r.rule, n.Head(), "want a list", "", "%s is %s; want a list", name, n.Kind)
			return
		}
		for i, item := range n.Items {
			read(i, item)
		}
	}
}

// text reads a text of a form into a variable.
func text[T ~string](r *reader, name string, into *T, f form) func(*manifest.Node) {
	return func(n *manifest.Node) {
		s, ok := n.Str()
		if !ok {
			help := ""
			if n.Kind == manifest.Number || n.Kind == manifest.Bool {
				help = "put it in quotes"
			}
			r.report(r.rule, n.Head(), "want text", help, "%s is %s; want text", name, n.Kind)
			return
		}
		if !f.ok(s) {
			r.report(r.rule, n.Span, "want "+f.want, "", "%s is %q; want %s", name, s, f.want)
			return
		}
		*into = T(s)
	}
}

// shown is a value as it is quoted in a message, or the kind of a list or map.
func shown(n *manifest.Node) string {
	switch n.Kind {
	case manifest.String:
		return strconv.Quote(n.Text)
	case manifest.Number, manifest.Bool:
		return n.Text
	}
	return n.Kind.String()
}
