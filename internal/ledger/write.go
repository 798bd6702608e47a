package ledger

import "github.com/procore-manifest/manifest/internal/manifest"

// writer writes YAML of one shape: block maps and lists.
type writer struct {
	out    []byte
	indent string
	// dash says that the next line starts an item of a list.
	dash bool
}

// lead starts a line.
func (w *writer) lead() {
	if w.dash {
		w.out = append(append(w.out, w.indent[2:]...), "- "...)
		w.dash = false
		return
	}
	w.out = append(w.out, w.indent...)
}

// raw writes a value whose form makes quotes needless.
func (w *writer) raw(key, value string) {
	if value == "" {
		return
	}
	w.lead()
	w.out = append(append(append(append(w.out, key...), ": "...), value...), '\n')
}

// text writes a text; nothing where it is empty.
func (w *writer) text(key, value string) {
	if value != "" {
		w.raw(key, manifest.Scalar(value, len(w.indent)+2))
	}
}

// open starts a nested map or the items of a list; the returned function ends
// it.
func (w *writer) open(key string) (done func()) {
	w.lead()
	w.out = append(append(w.out, key...), ":\n"...)
	outer := w.indent
	w.indent += "  "
	return func() { w.indent = outer }
}

// item writes one item of a list with what is written by fill.
func (w *writer) item(fill func()) {
	outer := w.indent
	w.indent, w.dash = w.indent+"  ", true
	fill()
	w.indent, w.dash = outer, false
}
