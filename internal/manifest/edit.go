package manifest

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// Removal returns the edit that takes an item out of a list, or an entry out
// of a map, with its line or its comma. It returns false if the edit would
// take anything else with it, such as a comment, or leave nothing behind.
func (d *Document) Removal(parent *Node, index int) (diag.Edit, bool) {
	count := len(parent.List()) + len(parent.Map())
	if count < 2 || index < 0 || index >= count {
		return diag.Edit{}, false
	}
	span := func(i int) source.Span { return d.Part(parent, i) }
	var cut source.Span
	ok := true
	if parent.Flow {
		if cut = (source.Span{Start: span(index).Start, End: span(min(index+1, count-1)).Start}); index > 0 {
			cut = source.Span{Start: span(index - 1).End, End: span(index).End}
		}
		ok = !bytes.ContainsAny(d.File.Data[cut.Start:cut.End], "#\n")
	} else {
		cut, ok = d.wholeLines(span(index), parent.Kind == List)
	}
	return diag.Edit{Span: cut}, ok
}

// wholeLines widens the span of a block item to the lines it stands on, if it
// stands on them alone.
func (d *Document) wholeLines(span source.Span, dashed bool) (source.Span, bool) {
	data := d.File.Data
	first := d.File.LineSpan(d.File.Position(span.Start).Line)
	last := d.File.LineSpan(d.File.Position(span.End).Line)
	before := strings.TrimSpace(d.File.Text(source.Span{Start: first.Start, End: span.Start}))
	after := strings.TrimSpace(d.File.Text(source.Span{Start: span.End, End: last.End}))
	if dashed && before != "-" || !dashed && before != "" || after != "" {
		return source.Span{}, false
	}
	cut := source.Span{Start: first.Start, End: last.End}
	if i := bytes.IndexByte(data[cut.End:], '\n'); i >= 0 {
		cut.End += i + 1
	} else if cut.Start > 0 { // the last line has no line break: take the one before
		cut.Start--
		if cut.Start > 0 && data[cut.Start-1] == '\r' {
			cut.Start--
		}
	}
	return cut, true
}

// IsText reports whether the byte at an offset belongs to a key or a value,
// and not to a comment or to the space between.
func (d *Document) IsText(offset int) bool {
	return d.isText(d.Root, offset)
}

func (d *Document) isText(n *Node, offset int) bool {
	if offset < n.Span.Start || offset >= n.Span.End {
		return false
	}
	switch n.Kind {
	case List:
		i := lastFrom(n.Items, offset, func(item *Node) int { return item.Span.Start })
		return i >= 0 && d.isText(n.Items[i], offset)
	case Map:
		i := lastFrom(n.Entries, offset, func(e Entry) int { return e.Key.Span.Start })
		return i >= 0 && (d.isText(n.Entries[i].Key, offset) || d.isText(n.Entries[i].Value, offset))
	}
	// The line of a block's | or > may end in a comment.
	return n.Style != Literal && n.Style != Folded || offset >= bodyStart(d.clean.Data, n.Span.Start)
}

// lastFrom returns the index of the last part of a collection that starts at or
// before the offset, or -1. Parts are in the order of the file; to look at each
// would be quadratic in a file with many comments or findings.
func lastFrom[T any](parts []T, offset int, start func(T) int) int {
	i, _ := slices.BinarySearchFunc(parts, offset+1, func(part T, to int) int { return cmp.Compare(start(part), to) })
	return i - 1
}

// KeyOf returns the key whose scalar value holds the offset, or nil. A person
// who wants to say something about a line of a block text can do so only
// beside its key.
func (d *Document) KeyOf(offset int) *Node {
	n := d.Root
	for {
		var next *Node
		if i := lastFrom(n.List(), offset, func(item *Node) int { return item.Span.Start }); i >= 0 &&
			offset < n.Items[i].Span.End {
			next = n.Items[i]
		}
		if i := lastFrom(n.Map(), offset, func(e Entry) int { return e.Value.Span.Start }); i >= 0 &&
			offset < n.Entries[i].Value.Span.End {
			e := n.Entries[i]
			if e.Value.Kind != Map && e.Value.Kind != List {
				return e.Key
			}
			next = e.Value
		}
		if next == nil {
			return nil
		}
		n = next
	}
}

// PartOf returns what a comment between brackets is about: the item or entry that
// starts last before its offset or, for a comment on a separate line, first after
// it. The first one has the bracket before it too. Of one with brackets on several
// lines it is what comes first. The span is empty if there is none.
func (d *Document) PartOf(offset int, alone bool) (covered source.Span, inBrackets bool) {
	for n := d.Root; n != nil && (n == d.Root || n.Span.Start <= offset && offset < n.Span.End); {
		part := func(i int) (start, value *Node) { return n.Items[i], n.Items[i] }
		at := lastFrom(n.Items, offset, func(item *Node) int { return item.Span.Start })
		if n.Kind == Map {
			part = func(i int) (start, value *Node) { return n.Entries[i].Key, n.Entries[i].Value }
			at = lastFrom(n.Entries, offset, func(e Entry) int { return e.Key.Span.Start })
		}
		about := at
		if alone {
			about++
		}
		if n.Flow {
			covered, inBrackets = source.Span{}, true
		}
		if n.Flow && about >= 0 && about < len(n.Items)+len(n.Entries) {
			covered = d.firstLine(part(about))
			if about == 0 {
				covered.Start = n.Span.Start
			}
		}
		if at < 0 {
			break
		}
		_, n = part(at)
	}
	return covered, inBrackets
}

// firstLine is what of an item, or of a key with its value, stays on one line when
// brackets on several lines become a block.
func (d *Document) firstLine(start, value *Node) source.Span {
	broken := value.Flow && d.File.LineAt(value.Span.Start) != d.File.LineAt(value.Span.End)
	switch {
	case !broken || len(value.Items)+len(value.Entries) == 0:
		return source.Span{Start: start.Span.Start, End: max(start.Span.End, value.Span.End)}
	case start != value:
		return start.Span
	case value.Kind == List:
		return d.firstLine(value.Items[0], value.Items[0])
	}
	return d.firstLine(value.Entries[0].Key, value.Entries[0].Value)
}

// Set returns the file with another value in the scalar n of the document, all
// other bytes untouched. It reads the result again and returns an error if
// anything but that value would have changed.
func (d *Document) Set(n *Node, value string) ([]byte, error) {
	if n == nil {
		return nil, fmt.Errorf("edit %s: the value to replace does not exist", d.File.Name)
	}
	data, err := diag.Apply(d.File.Data, []diag.Edit{{Span: n.Span, Text: Rewrite(n, value)}})
	if err != nil {
		return nil, fmt.Errorf("edit %s at %s: %w", d.File.Name, d.File.Position(n.Span.Start), err)
	}
	after, found := Parse(source.New(d.File.Name, data))
	was := *n
	n.Kind, n.Text = String, value
	want := d.Root.JSON()
	*n = was
	if len(found) > 0 || !reflect.DeepEqual(want, after.Root.JSON()) {
		return nil, fmt.Errorf("edit %s at %s: writing %q would change other values too; edit the file by "+
			"hand", d.File.Name, d.File.Position(n.Span.Start), value)
	}
	return data, nil
}
