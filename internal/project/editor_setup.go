package project

import (
	"errors"
	"io/fs"
	"os"

	"github.com/procore-manifest/manifest/internal/report"
)

// SetUpEditors keeps schemas for editors in the project. It returns the files that
// it wrote, or in a dry run would write, also beside an error.
func SetUpEditors(p *Project, dryRun bool) ([]string, error) {
	if err := p.wantManifests(); err != nil {
		return nil, err
	}
	changed, err := p.associateEditor(p.Dir, dryRun)
	return append([]string{}, changed...), errors.Join(err, p.sayUnnamed())
}

// wantManifests refuses a folder that holds no apps and is not meant to: what is
// set up there would have no effect.
func (p *Project) wantManifests() error {
	if _, err := os.Stat(p.Path(DefaultDir)); errors.Is(err, fs.ErrNotExist) {
		return p.noManifests("start one")
	}
	return nil
}

// sayUnnamed names the manifests that only VS Code will find the schema of.
func (p *Project) sayUnnamed() error {
	apps, err := p.apps()
	if err != nil || p.Quiet {
		return nil // there is nothing to say before the first app
	}
	for _, a := range apps {
		f, err := a.optional(manifestName)
		if err != nil {
			return err
		}
		if f == nil {
			continue
		}
		if _, named := namedSchema(f.Data); !named {
			p.warn("%s names no schema; for editors other than VS Code, let its first line be:\n%s", report.Visible(f.Name), manifestModeline)
		}
	}
	return nil
}
