// Package manifest reads YAML into nodes that know their place and edits files
// in place. It is the only package that sees the YAML library, which reports
// where a node starts but not where it ends, and accepts much that has no
// business in a file that people review: anchors, tags, invisible characters.
package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// Limits on one file. A manifest of 150 lines has about 300 nodes, is four
// levels deep and 3 KB long; the limits only stop files made to hurt.
const (
	MaxBytes = 512 << 10
	MaxDepth = 64
	MaxNodes = 50_000
	// maxFindings is how many faults of reading are listed; no one works
	// through more, and a hostile file could have one for every byte.
	maxFindings = 500
)

// Ids of the rules that this package reports under.
const (
	RuleSyntax     = "yaml-syntax"
	RuleCharacter  = "forbidden-character"
	RuleLimit      = "file-limit"
	RuleEmpty      = "empty-file"
	RuleDuplicate  = "duplicate-key"
	RuleDocuments  = "second-document"
	RuleAnchor     = "yaml-anchor"
	RuleAlias      = "yaml-alias"
	RuleMerge      = "yaml-merge-key"
	RuleTag        = "yaml-tag"
	RuleComplexKey = "yaml-complex-key"
)

// Document is one YAML file.
type Document struct {
	File *source.File
	// Root is never nil; it is Invalid where nothing could be read.
	Root *Node

	// Partial says that some of the file could not be read. Keys in it are there,
	// with an Invalid value, but keys may be missing because of it.
	Partial bool

	// NotYAML says that the file is text of which nothing could be read.
	NotYAML bool

	// clean is File, or File with what is refused blanked out byte for byte, so
	// that lines and offsets are the same in both.
	clean *source.File
	// forbidden says that characters were refused.
	forbidden bool
	// last are the places that [Document.Within] was last asked for.
	last *places
}

// WithRoot returns the document with another tree, whose places are those of the
// same file.
func (d *Document) WithRoot(root *Node) *Document {
	with := *d
	with.Root = root
	return &with
}

// Parse reads the file. Everything that is refused is a finding; the rest of
// the document is returned anyway, with Invalid nodes in the refused
// places, so that one fault does not hide the next. It never returns nil.
func Parse(f *source.File) (*Document, []diag.Diagnostic) {
	p := &parser{doc: &Document{File: f, Root: &Node{}, clean: f}}
	p.parse()
	return p.doc, p.diags
}

type parser struct {
	doc   *Document
	diags []diag.Diagnostic
	// forbidden are the places of refused characters, in order.
	forbidden []source.Span
	// whole is the file without forbidden characters and directives, before any
	// key was taken out of it.
	whole *source.File
	// broken are the top-level keys, with their lines, that are not YAML. The findings
	// about them come after those about directives, of which there are so many.
	broken   []source.Span
	directed int

	nodes   int
	limited bool
	slab    []Node
	// lastPlace was looked up last, and is at lastOffset.
	lastPlace  source.Position
	lastOffset int
}

func (p *parser) report(rule string, at source.Span, label, help, format string, args ...any) *diag.Diagnostic {
	if len(p.diags) == maxFindings {
		p.diags = append(p.diags, diag.Diagnostic{
			Rule: RuleLimit, Severity: diag.Error, File: p.doc.File, Span: at,
			Message: fmt.Sprintf("the file has more than %d errors", maxFindings), Label: "later errors are not listed",
			Help: "fix the errors above first",
		})
	}
	if len(p.diags) > maxFindings {
		return &diag.Diagnostic{}
	}
	p.diags = append(p.diags, diag.Diagnostic{
		Rule: rule, Severity: diag.Error, File: p.doc.File, Span: at,
		Message: fmt.Sprintf(format, args...), Label: label, Help: help,
	})
	return &p.diags[len(p.diags)-1]
}

func (p *parser) parse() {
	f := p.doc.File
	if len(f.Data) > MaxBytes {
		p.report(RuleLimit, source.Span{Start: MaxBytes, End: MaxBytes + 1}, "the limit is exceeded here",
			"check that the file is a manifest", "the file is larger than %d KiB", MaxBytes>>10)
		return
	}
	if !p.screen() {
		return
	}
	if !p.doc.forbidden {
		if root := quick(f); root != nil {
			p.doc.Root = root
			return
		}
	}
	p.library()
}

// library has the YAML library read what [quick] leaves to it.
func (p *parser) library() {
	p.directives()
	p.whole, p.directed = p.doc.clean, len(p.diags)
	root, rest := p.decode()
	if rest != nil {
		p.doc.Root = rest
		p.restore()
		return
	}
	if root == nil {
		p.doc.NotYAML = !p.doc.forbidden
		return
	}
	if len(root.Content) == 0 || isNothing(root.Content[0]) {
		p.empty()
		return
	}
	p.reserve(root)
	p.doc.Root = p.convert(root.Content[0], 1)
	if p.limited {
		p.doc.Root = &Node{} // what was not read must not be reported as missing
		return
	}
	p.restore()
	if p.mayGoOn(root.Content[0]) {
		p.secondDocument()
	}
	if len(p.diags) == 0 {
		p.questionMarks()
	}
}

// directives reads the lines that start with % above the document. %YAML 1.2 says
// what holds anyway; the others are refused. All of them are comments in
// p.doc.clean, because the library takes YAML 1.2 for the future.
func (p *parser) directives() {
	f := p.doc.clean
	var clean []byte
	var accepted source.Span
	for line := 1; line <= f.Lines(); line++ {
		at := f.LineSpan(line)
		text := f.Text(at)
		switch words := strings.Fields(text); {
		case len(words) == 0 || words[0][0] == '#':
			continue
		case text[0] != '%':
			if accepted.Len() > 0 && words[0] != "---" {
				p.report(RuleSyntax, accepted, "", "write --- on the line below",
					"\"%%YAML\" is not followed by the start of a document")
			}
			if clean != nil {
				p.doc.clean = source.New(f.Name, clean)
			}
			return
		case words[0] == "%YAML" && len(words) > 2 && words[2][0] != '#' && accepted.Len() == 0:
			i := at.Start + strings.Index(text, words[1]) + len(words[1])
			i += strings.Index(f.Text(source.Span{Start: i, End: at.End}), words[2])
			p.report(RuleSyntax, source.Span{Start: i, End: i + len(words[2])}, "", "remove the text after %YAML 1.2",
				"unexpected text after the YAML version")
		case words[0] == "%YAML" && len(words) > 1 && words[1] == "1.2" && accepted.Len() == 0:
			accepted = source.Span{Start: at.Start, End: at.Start + len("%YAML")}
		case words[0] == "%YAML" && len(words) > 1 && accepted.Len() == 0:
			i := at.Start + strings.Index(text, words[1])
			p.report(RuleSyntax, source.Span{Start: i, End: i + len(words[1])}, "", "remove the line; manifests use YAML 1.2",
				"YAML version %s is not supported", words[1])
		case words[0] == "%YAML" || words[0] == "%TAG":
			p.report(RuleSyntax, source.Span{Start: at.Start, End: at.Start + len(words[0])}, "", "remove the line",
				"\"%s\" is not allowed here", words[0])
		default:
			continue // the library refuses it
		}
		if clean == nil {
			clean = bytes.Clone(f.Data)
		}
		clean[at.Start] = '#'
	}
}

// questionMarks reports keys written as "? key", which no layout of ours keeps.
func (p *parser) questionMarks() {
	if bytes.IndexByte(p.doc.clean.Data, '?') < 0 {
		return
	}
	_, questions := p.doc.comments()
	for _, at := range questions {
		p.report(RuleComplexKey, at, "", "write key: value, without the question mark",
			"a question mark before a key is not allowed")
	}
}

// mayGoOn reports whether there may be something behind the first document. A
// block map at the margin goes on to a separator, or to the end of the file.
func (p *parser) mayGoOn(root *yaml.Node) bool {
	data := p.doc.clean.Data
	block := root.Kind == yaml.MappingNode && root.Style&yaml.FlowStyle == 0 && root.Column == 1
	return !block || bytes.Contains(data, []byte("---")) || bytes.Contains(data, []byte("..."))
}

// isNothing reports whether the document is a null that no one wrote for a value.
func isNothing(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Style&yaml.TaggedStyle == 0 && n.Anchor == ""
}

// decode reads the first document, or what is left of it without the parts
// that are not YAML. The rest comes as our own nodes if [quick] takes it. Both
// are nil if nothing could be read.
func (p *parser) decode() (root *yaml.Node, rest *Node) {
	for {
		var root yaml.Node
		err := yaml.Unmarshal(p.doc.clean.Data, &root)
		nothing := err == nil && root.Kind == 0
		switch {
		case err == nil && !nothing && p.reinstate():
			continue
		case err == nil && !(nothing && p.doc.Partial):
			return &root, nil
		case err == nil || !p.syntax(err):
			return nil, nil
		}
		if len(p.broken) == 1 {
			if rest := quick(p.doc.clean); rest != nil {
				return nil, rest
			}
		}
	}
}

// empty reports a file without content at its last comment, or at its start.
func (p *parser) empty() {
	const help = "write a manifest that starts with schema: 1, app and version"
	f := p.doc.File
	for line := f.Lines(); line >= 1; line-- {
		at := f.LineSpan(line)
		text := f.Text(at)
		trimmed := strings.TrimLeft(text, " \t")
		if strings.HasPrefix(trimmed, "#") {
			at.Start += len(text) - len(trimmed)
			p.report(RuleEmpty, at, "", help, "the file contains only comments")
			return
		}
		if trimmed != "" {
			p.report(RuleEmpty, at, "", help, "the file does not contain a manifest")
			return
		}
	}
	p.report(RuleEmpty, f.LineSpan(1), "", help, "the file is empty")
}

func (p *parser) secondDocument() {
	decoder := yaml.NewDecoder(bytes.NewReader(p.doc.clean.Data))
	var first, next yaml.Node
	if err := decoder.Decode(&first); err != nil {
		return // it was read before
	}
	err := decoder.Decode(&next)
	if errors.Is(err, io.EOF) {
		return
	}
	p.doc.Partial = true // keys may stand in the other document
	// The decoder has read the first document to its end; the next separator
	// after its last value is the one that starts the second.
	from := p.doc.Root.Span.End
	for line := p.doc.clean.Position(from).Line; line <= p.doc.clean.Lines(); line++ {
		span := p.doc.clean.LineSpan(line)
		if text := p.doc.clean.Text(span); span.Start >= from && isMarker(text) {
			p.report(RuleDocuments, source.Span{Start: span.Start, End: span.Start + 3}, "a second document starts here",
				"describe one app in each file: remove the separator, or move the second document to another folder",
				"the file contains more than one YAML document")
			return
		}
	}
	if err != nil {
		was := p.doc.clean // the document that was read stands in it
		p.syntax(err)
		p.doc.clean = was
		return
	}
	at := p.content(&next)
	p.report(RuleDocuments, at, "a second document starts here", "describe one app in each file; move the second "+
		"document to another folder",
		"the file contains more than one YAML document")
}

// content returns the first character of a document's content.
func (p *parser) content(n *yaml.Node) source.Span {
	if len(n.Content) > 0 {
		n = n.Content[0]
	}
	start := p.offset(n)
	return source.Span{Start: start, End: min(start+1, len(p.doc.File.Data))}
}

// offset returns where the library says a node starts, kept inside the file:
// it places implicit nulls after the end of a file that ends in a line break.
//
// Nodes come in the order of the file, so the search goes on from the last
// place: from the start of the line it would be quadratic in a file of one line.
func (p *parser) offset(n *yaml.Node) int {
	to := source.Position{Line: n.Line, Column: n.Column}
	if to.Line == p.lastPlace.Line && to.Column >= p.lastPlace.Column {
		p.lastOffset = p.doc.clean.Advance(p.lastOffset, to.Column-p.lastPlace.Column)
	} else {
		p.lastOffset = p.doc.clean.Offset(to)
	}
	p.lastPlace = to
	return p.lastOffset
}
