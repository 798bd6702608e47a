package portal

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Whatever the bytes: no panic, every place lies in the file, what is read as
// JSON is JSON, and what is imported can be read, exported and imported again.
func FuzzImport(f *testing.F) {
	for _, name := range published(f) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range []string{``, `{`, `{"a":`, `[[[[`, `{"permissions":{},"permissions":{}}`, "\xef\xbb\xbf{}", `{"fullscreen":{"source_url":"\ud83d\ude00"}}`, "{\"permissions\":null} x", `{"schema_version":4.1e0}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		checkImport(t, data)
		if spent := time.Since(start); spent > 10*time.Second {
			t.Fatalf("took %s", spent)
		}
	})
}

func checkImport(t *testing.T, data []byte) {
	file := source.New("portal.json", data)
	root, found := scan(file)
	if root != nil && !json.Valid(trimBOM(data)) {
		t.Fatalf("read what is not JSON: %q", data)
	}
	if root == nil && len(found) == 0 {
		t.Fatalf("refused without a reason: %q", data)
	}
	if root == nil && json.Valid(data) && json.Unmarshal(data, new(any)) == nil && !isRefusedThoughValid(found) {
		t.Fatalf("refused JSON: %s %q", found[len(found)-1].Message, data)
	}
	r, found := Read(file)
	errs := diag.Count(found).Errors
	if errs == 0 {
		found = append(found, r.Importable()...)
	}
	for _, d := range found {
		if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(data) && len(data) <= MaxBytes {
			t.Fatalf("%q is placed at %v of %d bytes", d.Message, d.Span, len(data))
		}
	}
	r.inside(t, r.Root)
	if diag.Count(found).Errors > 0 {
		return
	}
	r.Complete(Given{})
	if r.Root.Get("data_connector") == nil && r.Root.Get("embedded") == nil {
		t.Fatalf("nothing is left of %q", data)
	}
	yaml, err := r.Write()
	if err != nil {
		t.Fatalf("%v: %q", err, data)
	}
	doc, _ := manifest.Parse(source.New("manifest.yaml", yaml))
	out, _, refused := Export(doc.File, doc.Root)
	if len(refused) > 0 {
		t.Fatalf("export of\n%s: %s", yaml, refused[0].Message)
	}
	if !json.Valid(out) {
		t.Fatalf("export gives %q", out)
	}
	again, found := Read(source.New("again.json", out))
	if len(found) > 0 {
		t.Fatalf("import of\n%s: %s", out, found[0].Message)
	}
	again.Fill(doc.Root)
	if list := Compare(Side{doc.File, doc.Root}, Side{again.File, again.Root}, Side{}, "components"); len(list) > 0 {
		for _, d := range list {
			if !r.assumed(doc, d.Path) {
				t.Fatalf("drift of %s: %q, %q in\n%s\n%s", d.Path, d.Git, d.Portal, yaml, out)
			}
		}
	}
}

// assumed reports whether a value is marked, and so was not exported.
func (r *Reading) assumed(doc *manifest.Document, path string) bool {
	x := exporter{file: doc.File}
	for i := range rows() {
		for _, v := range find(doc.Root, rows()[i].Manifest) {
			if v.path == path {
				return x.isMarked(v.node)
			}
		}
	}
	return false
}

func trimBOM(data []byte) []byte {
	if len(data) >= 3 && string(data[:3]) == "\xef\xbb\xbf" {
		return data[3:]
	}
	return data
}

// isRefusedThoughValid reports whether what is refused goes beyond the grammar:
// limits, bytes that are no UTF-8, and halves of characters.
func isRefusedThoughValid(found []diag.Diagnostic) bool {
	switch last := found[len(found)-1].Message; {
	case contains(last, "larger than"), contains(last, "more than"), contains(last, "is not UTF-8"), contains(last, "half of a character"), contains(last, "too large"):
		return true
	}
	return false
}

func contains(s, part string) bool {
	for i := range len(s) - len(part) + 1 {
		if s[i:i+len(part)] == part {
			return true
		}
	}
	return false
}

func (r *Reading) inside(t *testing.T, n *manifest.Node) {
	if n.Span.Start < 0 || n.Span.End < n.Span.Start || n.Span.End > len(r.File.Data) {
		t.Fatalf("%q is placed at %v of %d bytes", n.Text, n.Span, len(r.File.Data))
	}
	for _, item := range n.Items {
		r.inside(t, item)
	}
	for _, e := range n.Entries {
		r.inside(t, e.Key)
		r.inside(t, e.Value)
	}
}
