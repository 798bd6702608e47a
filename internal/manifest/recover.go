package manifest

import (
	"bytes"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
)

// Reading on after a text that is not YAML: the top-level keys that hold the
// mistakes are blanked out, and the rest of the file is read as if they were
// refused.

// syntax reports a text that is not YAML, and takes the top-level key that holds
// the fault out of what is read. It reports whether there is anything left to
// read. Where forbidden characters were found, they are the more likely cause
// and have been reported.
func (p *parser) syntax(err error) bool {
	if len(p.forbidden) > 0 {
		return false
	}
	fault := explainSyntax(p.doc.clean, err)
	block, ok := p.block(fault.Span.Start)
	rest := p.doc.clean
	if ok {
		rest = source.New(p.doc.File.Name, without(rest.Data, block))
	}
	// A conflict goes through the file: what is left would be half of each side.
	ok = ok && fault.Message != conflictMessage && (len(p.broken) < maxBroken-1 || refused(rest.Data) == nil)
	switch {
	case slices.ContainsFunc(p.diags, func(d diag.Diagnostic) bool { return d.Span == fault.Span && d.Message == fault.Message }):
		// A flow map that was read as the first document has been reported.
	case ok || len(p.broken) == 0:
		p.report(RuleSyntax, fault.Span, fault.Label, fault.Help, "%s", fault.Message)
	default:
		p.diags = p.diags[:p.directed+1] // what came after may be a mistake of ours
	}
	if !ok {
		p.doc.clean, p.doc.Partial = p.whole, false
		return false
	}
	p.broken = append(p.broken, block)
	p.doc.clean, p.doc.Partial = rest, true
	return true
}

// reinstate puts back one key that can be read once the other faulty keys are
// taken out: an open quote garbles what comes after it. It reports whether
// there is one.
func (p *parser) reinstate() bool {
	if len(p.broken) < 2 {
		return false
	}
	for i := range p.broken {
		rest := p.whole.Data
		for j, block := range p.broken {
			if j != i {
				rest = without(rest, block)
			}
		}
		if refused(rest) == nil {
			at := p.directed + i
			p.broken, p.diags = slices.Delete(p.broken, i, i+1), slices.Delete(p.diags, at, at+1)
			p.doc.clean = source.New(p.doc.File.Name, rest)
			return true
		}
	}
	return false
}

// maxBroken is how many top-level keys may be broken before the rest of a file
// is no longer read.
const maxBroken = 4

// block returns the lines of the top-level key that holds an offset, up to the
// next one. It returns false if there is no other key in the file, for then
// nothing is left to read.
func (p *parser) block(offset int) (source.Span, bool) {
	f := p.doc.File
	startsKey := func(line int) bool { return topKey().MatchString(f.Line(line)) }
	first := f.Position(offset).Line
	for first > 1 && !startsKey(first) {
		first--
	}
	last := first + 1
	for last <= f.Lines() && !startsKey(last) {
		last++
	}
	block := source.Span{Start: f.LineSpan(first).Start, End: f.LineSpan(last).Start}
	if last > f.Lines() {
		block.End = len(f.Data)
	}
	for line := 1; line <= f.Lines(); line++ {
		if (line < first || line >= last) && topKey().MatchString(p.doc.clean.Line(line)) {
			return block, len(f.Data) <= maxRecover
		}
	}
	return block, false
}

// maxRecover is the size up to which a file is read again without its faults.
const maxRecover = 64 << 10

var topKey = lazy.Regexp(`^["']?[A-Za-z_][A-Za-z0-9_.-]*["']?[ \t]*(:|$)`)

// without returns a text with some lines turned into comments, byte for byte:
// a comment ends every value before it and belongs to none.
func without(data []byte, block source.Span) []byte {
	out := bytes.Clone(data)
	startsLine := true
	for i := block.Start; i < block.End; i++ {
		switch {
		case out[i] == '\n':
			startsLine = true
		case out[i] == '\r':
		case startsLine:
			out[i], startsLine = '#', false
		default:
			out[i] = ' '
		}
	}
	return out
}

// restore puts the keys that were taken out back into the document, without
// their values.
func (p *parser) restore() {
	root := p.doc.Root
	if root.Kind != Map || root.Flow {
		return
	}
	for _, block := range p.broken {
		line := p.doc.File.LineSpan(p.doc.File.Position(block.Start).Line)
		text := strings.TrimRight(strings.TrimRight(strings.SplitN(p.doc.File.Text(line), ":", 2)[0], " \t"), "\"'")
		name := strings.TrimLeft(text, "\"'")
		if name == "" || root.Entry(name) != nil {
			continue
		}
		key := &Node{Kind: String, Text: name, Span: source.Span{Start: line.Start, End: line.Start + len(text)}}
		value := &Node{Span: source.Span{Start: key.Span.End, End: block.End}}
		at := 0
		for at < len(root.Entries) && root.Entries[at].Key.Span.Start < key.Span.Start {
			at++
		}
		root.Entries = slices.Insert(root.Entries, at, Entry{key, value})
		root.reindex()
		root.Span.Start, root.Span.End = min(root.Span.Start, key.Span.Start), max(root.Span.End, block.End)
	}
}

// Unread returns the parts of the file that could not be read: all of it, or
// the top-level keys with a fault of syntax.
func (d *Document) Unread() []source.Span {
	if d.Root.Kind == Invalid {
		return []source.Span{{Start: 0, End: len(d.File.Data)}}
	}
	var parts []source.Span
	for _, e := range d.Root.Map() {
		if d.Partial && e.Value.Kind == Invalid {
			parts = append(parts, source.Span{Start: e.Key.Span.Start, End: e.Value.Span.End})
		}
	}
	return parts
}
