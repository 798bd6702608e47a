package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors are the project's packages from top to bottom: a package imports only
// what stands further down.
var floors = []string{
	"cmd/manifest", "scripts/gencommands", "internal/cli", "internal/lsp", "internal/project", "internal/sandbox/portaltest", "scripts/gendocs", "internal/report", "internal/promote",
	"scripts/bench", "scripts/genmanifests", "scripts/keystrokes", "scripts/mutate", "scripts/parseonly", "scripts/sbom", "internal/validate/validatetest", "internal/validate",
	"internal/ledger/ledgertest", "internal/change", "internal/ledger", "internal/portal", "internal/app", "internal/sandbox", "internal/git",
	"internal/manifest", "internal/version", "manifests", "schema", "internal/diag", "internal/secret", "internal/source", "internal/lazy", "internal/parallel",
	"internal/cputime",
}

// doors say which packages may use a library, so that it can be replaced in
// one place.
var doors = map[string][]string{
	"github.com/spf13/cobra":                   {"internal/cli", "scripts/parseonly"},
	"github.com/spf13/pflag":                   {"internal/cli"},
	"github.com/gofrs/flock":                   {"internal/project"},
	"github.com/yuin/goldmark":                 {"internal/report"},
	"github.com/gowebpki/jcs":                  {"internal/ledger"},
	"github.com/tailscale/hujson":              {"internal/portal", "internal/project", "schema"},
	"golang.org/x/mod/module":                  {"internal/project"},
	"golang.org/x/term":                        {"internal/project"},
	"github.com/bmatcuk/doublestar/v4":         {"internal/project"},
	"github.com/santhosh-tekuri/jsonschema/v5": {"internal/validate"},
	"gopkg.in/yaml.v3":                         {"internal/manifest", "scripts/parseonly"},
	"go.yaml.in/yaml/v4":                       {"internal/manifest"},
	"github.com/Masterminds/semver/v3":         {"internal/version"},
	"github.com/rivo/uniseg":                   {"internal/report"},
	"golang.org/x/net/html":                    {"internal/validate"},
	"golang.org/x/net/idna":                    {"internal/app"},
	"github.com/rogpeppe/go-internal/diff":     {"internal/report"},
	"golang.org/x/text/unicode/norm":           {"internal/git", "internal/secret"},
}

// private are packages of our own that only the named ones import: what speaks
// to Procore has one caller, besides the package that shows its results, and its
// fake none but tests. Ledgers for tests are made in tests alone.
var private = map[string][]string{
	"internal/sandbox":            {"internal/project", "internal/report"},
	"internal/sandbox/portaltest": {},
	"internal/ledger/ledgertest":  {},
}

// network are packages that open connections.
var network = []string{"net", "net/http"}

// outside are packages of the standard library that only those who touch the
// world may use: everywhere else, values come in and values go out.
var outside = []string{"os", "os/exec", "os/signal", "net", "net/http", "io/ioutil", "path/filepath"}

func TestImportsPointDown(t *testing.T) {
	packages := []string{"../../..."}
	programs, err := filepath.Glob("../../scripts/*/main.go") // which ./... leaves out
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range programs {
		packages = append(packages, path.Dir(filepath.ToSlash(name)))
	}
	out, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Module"}, packages...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
			Module     struct{ Path string }
		}
		if err := dec.Decode(&p); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		checkImports(t, strings.TrimPrefix(p.ImportPath, p.Module.Path+"/"), p.Module.Path+"/", p.Imports)
	}
}

func checkImports(t *testing.T, name, module string, imports []string) {
	floor := slices.Index(floors, name)
	if floor < 0 {
		t.Errorf("%s is not in the list of packages; say where it belongs", name)
		return
	}
	for _, i := range imports {
		if own, ok := strings.CutPrefix(i, module); ok && slices.Index(floors, own) <= floor {
			t.Errorf("%s imports %s, which does not stand below it", name, own)
		} else if callers, ok := private[own]; ok && !slices.Contains(callers, name) {
			t.Errorf("%s imports %s; of the code that is no test, only these may: %q", name, own, callers)
		}
		if allowed, ok := doors[i]; ok && !slices.Contains(allowed, name) && !strings.HasPrefix(name, "scripts/") {
			t.Errorf("%s imports %s; only %s may", name, i, strings.Join(allowed, ", "))
		}
		speaks := strings.HasPrefix(name, "internal/sandbox") && slices.Contains(network, i)
		if slices.Contains(outside, i) && !touchesTheWorld(name) && !speaks {
			t.Errorf("%s imports %s; files and the environment are for internal/project, git for internal/git, the network for internal/sandbox", name, i)
		}
	}
}

func touchesTheWorld(name string) bool {
	return name == "cmd/manifest" || name == "internal/project" || name == "internal/git" || strings.HasPrefix(name, "scripts/")
}
