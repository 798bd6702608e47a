package manifest

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// WithSections returns the file with some top-level keys as another document has
// them, byte for byte, and the keys that differed. A key that the other document
// lacks is removed; one that this document lacks is added at the end. It reads
// the result again, and returns an error if it says anything else.
func (d *Document) WithSections(other *Document, keys ...string) ([]byte, []string, error) {
	var edits []diag.Edit
	var differ []string
	added := ""
	want := make(map[string]any)
	for _, e := range d.Root.Map() {
		want[e.Key.Text] = e.Value.JSON()
	}
	for _, key := range keys {
		mine, theirs := d.Root.Entry(key), other.Root.Entry(key)
		switch {
		case mine == nil && theirs == nil:
			continue
		case mine != nil && theirs != nil && reflect.DeepEqual(mine.Value.JSON(), theirs.Value.JSON()):
			continue
		}
		differ = append(differ, key)
		text := ""
		if theirs != nil {
			text = other.File.Text(other.section(theirs))
			want[key] = theirs.Value.JSON()
		} else {
			delete(want, key)
		}
		if mine == nil {
			added += "\n" + text
			continue
		}
		edits = append(edits, diag.Edit{Span: d.section(mine), Text: text})
	}
	if len(differ) == 0 {
		return d.File.Data, nil, nil
	}
	data, err := diag.Apply(d.File.Data, edits)
	if err != nil {
		return nil, nil, err
	}
	if added != "" {
		data = append(bytes.TrimRight(data, "\n"), added...)
		data = append(bytes.TrimRight(data, "\n"), '\n')
	}
	after, found := Parse(source.New(d.File.Name, data))
	if len(found) > 0 || !reflect.DeepEqual(after.Root.JSON(), any(want)) {
		return nil, nil, fmt.Errorf("%s cannot be copied without changing other values; edit the file by hand", differ[0])
	}
	return data, differ, nil
}

// section is a top-level entry with whole lines, up to the next entry or the
// comments and empty lines before it.
func (d *Document) section(e *Entry) source.Span {
	span := source.Span{Start: d.File.LineSpan(d.File.Position(e.Key.Span.Start).Line).Start, End: len(d.File.Data)}
	for i := range d.Root.Entries {
		if next := &d.Root.Entries[i]; next.Key.Span.Start > e.Key.Span.Start {
			span.End = d.File.LineSpan(d.File.Position(next.Key.Span.Start).Line).Start
			break
		}
	}
	// Comments and empty lines at the end belong to what follows.
	line := d.File.Position(span.End).Line - 1
	if span.End == len(d.File.Data) && span.End > 0 && d.File.Data[span.End-1] != '\n' {
		line++
	}
	last := max(e.Key.Span.End, e.Value.Span.End-1)
	for ; line > 0; line-- {
		at := d.File.LineSpan(line)
		text := bytes.TrimSpace(d.File.Data[at.Start:at.End])
		if at.Start <= last || len(text) > 0 && text[0] != '#' {
			break
		}
		span.End = at.Start
	}
	return span
}
