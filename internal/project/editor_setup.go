package project

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/procore-manifest/manifest/internal/report"
)

// SetUpEditors keeps schemas for editors in the project. It returns the files that
// it wrote, or in a dry run would write, also beside an error.
func SetUpEditors(p *Project, dryRun bool) ([]string, error) {
	if err := wantManifests(p); err != nil {
		return nil, err
	}
	changed, err := associateEditor(p, dryRun)
	return append([]string{}, changed...), errors.Join(err, sayUnnamed(p))
}

// wantManifests refuses a folder that holds no apps and is not meant to: what is
// set up there would have no effect.
func wantManifests(p *Project) error {
	l, err := p.layout()
	if err != nil || l.stated {
		return err
	}
	in, _, _, _ := l.places[0].Parts()
	if _, err := os.Stat(filepath.Join(l.root, in)); errors.Is(err, fs.ErrNotExist) {
		return l.noApps("start one")
	}
	return nil
}

// sayUnnamed names the manifests that only VS Code will find the schema of.
func sayUnnamed(p *Project) error {
	apps, err := p.apps()
	if err != nil || p.Quiet {
		return nil // there is nothing to say before the first app
	}
	unnamed := make(map[string][]string) // manifests, by the first line that they lack
	for _, a := range apps {
		f, err := a.optional(manifestName)
		if err != nil {
			return err
		}
		if f == nil {
			continue
		}
		if _, named := namedSchema(f.Data); !named {
			line := p.configuration.layout.modeline(a)
			unnamed[line] = append(unnamed[line], report.Visible(f.Name))
		}
	}
	for _, line := range slices.Sorted(maps.Keys(unnamed)) {
		names := unnamed[line]
		if n := len(names); n == 1 {
			p.warn("%s names no schema; for editors other than VS Code, let its first line be:\n%s", names[0], line)
		} else {
			p.warn("%d manifests name no schema, such as %s; for editors other than VS Code, let their first line be:\n%s", n,
				names[0], line)
		}
	}
	return nil
}
