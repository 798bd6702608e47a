package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// The bill of this test's own binary, and one of the odd cases, satisfy the
// schema of CycloneDX 1.5. It and those it needs are from
// github.com/CycloneDX/specification, folder schema, commit e02a34ae42a4.
func TestBillSatisfiesTheSchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.LoadURL = func(url string) (io.ReadCloser, error) {
		return os.Open(filepath.Join("testdata", filepath.Base(url)))
	}
	schema, err := compiler.Compile("http://cyclonedx.org/schema/bom-1.5.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	info, err := buildinfo.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	odd := &debug.BuildInfo{
		GoVersion: "go1.26.8", Main: debug.Module{Path: "example.org/tool", Version: "v1.2.3+dirty"},
		Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "0123"}, {Key: "-ldflags", Value: "secret"}},
		Deps:     []*debug.Module{{Path: "example.org/z", Version: "v1.0.0", Sum: "h1:x="}, {Path: "example.org/a", Version: "v2.0.0", Replace: &debug.Module{Path: "example.org/fork", Version: "v2.0.1"}}},
	}
	for name, info := range map[string]*debug.BuildInfo{"this test": info, "odd": odd} {
		text, err := describe(info)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, _ := describe(info)
		if !bytes.Equal(text, again) {
			t.Errorf("%s: two runs differ", name)
		}
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %#v\n%s", name, err, text)
		}
		if name == "odd" {
			for _, want := range []string{"pkg:golang/example.org/tool@v1.2.3%2Bdirty", "pkg:golang/example.org/fork@v2.0.1", "pkg:golang/stdlib@1.26.8", "h1:x=", "0123"} {
				if !strings.Contains(string(text), want) {
					t.Errorf("no %q in %s", want, text)
				}
			}
			if strings.Contains(string(text), "secret") || strings.Contains(string(text), "example.org/a") {
				t.Errorf("too much in %s", text)
			}
		}
	}
	if _, err := describe(&debug.BuildInfo{}); err == nil {
		t.Error("a binary without modules is described")
	}
}
