package report

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// written is a result in a format.
func written[T any](t testing.TB, formats Formats[T], f Format, result T, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := formats.Write(&b, f, result, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func formatsOf[T any](formats Formats[T]) []Format {
	var list []Format
	for _, r := range formats {
		list = append(list, r.Format)
	}
	return list
}

// goldenFile compares with a file in testdata, which -update rewrites.
func goldenFile(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Fatalf("%s is missing: run go test ./internal/report -update, and read what it wrote", file)
	case err != nil:
		t.Fatal(err)
	case got != string(want):
		t.Errorf("%s differs (go test ./internal/report -update rewrites it); got:\n%s\nwant:\n%s", name, got, want)
	}
}

func TestUnknownFormat(t *testing.T) {
	var b strings.Builder
	err := DriftFormats.Write(&b, "xml", Drift{}, Options{})
	if err == nil || err.Error() != `unknown format "xml"; want text, json or markdown` || b.Len() > 0 {
		t.Errorf("got %v and %q", err, b.String())
	}
}
