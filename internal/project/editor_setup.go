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

// SetUpEditors keeps schemas for editors in the project, or recommends the language
// server to VS Code. It returns the files that it wrote, or in a dry run would write,
// also beside an error.
func SetUpEditors(p *Project, opts EditorOptions) ([]string, error) {
	if err := wantManifests(p); err != nil {
		return nil, err
	}
	changed, err := associateEditor(p, opts)
	return append([]string{}, changed...), errors.Join(err, sayNames(p, opts))
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
		return l.noApps("create one")
	}
	return nil
}

// sayNames says which manifests only VS Code will find the schema of, or where
// editors would report mistakes twice.
func sayNames(p *Project, opts EditorOptions) error {
	apps, err := p.apps()
	if err != nil || p.Quiet {
		return nil // there is nothing to say before the first app
	}
	l := p.configuration.layout
	var named []string
	unnamed := make(map[string][]string) // manifests, by the first line that they lack
	for _, a := range apps {
		f, err := a.optional(manifestName)
		if err != nil {
			return err
		}
		if f == nil {
			continue
		}
		if _, ok := namedSchema(f.Data); ok {
			named = append(named, report.Visible(f.Name))
		} else {
			line := l.modeline(a)
			unnamed[line] = append(unnamed[line], report.Visible(f.Name))
		}
	}
	if !opts.DryRun {
		for _, c := range l.twice(named) {
			p.warn("%s\n→ %s", c.Found, c.Remedy)
		}
	}
	if opts.Server || l.recommendsServer() {
		return nil
	}
	for _, line := range slices.Sorted(maps.Keys(unnamed)) {
		names := unnamed[line]
		if n := len(names); n == 1 {
			p.warn("%s names no schema; for editors other than VS Code, add this first line:\n%s", names[0],
				line)
		} else {
			p.warn("%d manifests name no schema, such as %s; for editors other than VS Code, add this first line to "+
				"each:\n%s", n,
				names[0], line)
		}
	}
	return nil
}
