package project

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// configName is the project's configuration, found upwards.
const configName = ".manifest.yaml"

// configuration is what the configuration says, or why it cannot be read.
type configuration struct {
	config  *validate.Config
	ignored *ignorer
	layout  *layout
	err     error
}

// loadConfig reads the project's configuration, once for all who work side by
// side, and returns it with what it ignores.
// A faulty configuration ends the run: without it, the findings would not be
// those the project asked for.
func (p *Project) loadConfig() (*validate.Config, *ignorer, error) {
	p.configured.Do(func() { p.configuration = readConfig(p) })
	return p.configuration.config, p.configuration.ignored, p.configuration.err
}

// portal is the generation of the portal to speak of: the one given, or else that
// of the configuration.
func (p *Project) portal(given schema.Portal) (schema.Portal, error) {
	config, _, err := p.loadConfig()
	if err != nil || given != "" {
		return given, err
	}
	return config.Portal, nil
}

func readConfig(p *Project) configuration {
	name, err := findConfig(p)
	if err != nil {
		return configuration{err: err}
	}
	if name == "" {
		p.note("no configuration: found no %s in this folder or its parents, up to the root of the repository", configName)
		return configuration{config: &validate.Config{Portal: schema.Components}, layout: newLayout(p, "", nil)}
	}
	config, err := parseConfig(p, name)
	if err != nil {
		return configuration{err: err}
	}
	places, of := config.Apps, name
	if p.Config != "" && len(places) == 0 {
		// Where the apps are does not depend on how they are judged.
		if of, err = projectConfig(p); err != nil {
			return configuration{err: err}
		}
		if of != "" {
			own, err := parseConfig(p, of)
			if err != nil {
				return configuration{err: err}
			}
			places = own.Apps
		}
	}
	return configuration{config: config, ignored: newIgnorer(p, name, config.Ignore), layout: newLayout(p, of, places)}
}

// parseConfig reads a configuration.
func parseConfig(p *Project, name string) (*validate.Config, error) {
	p.note("read configuration %s", name)
	data, err := p.readPath(p.Path(name))
	if err != nil {
		return nil, &Error{Class: Failure, Err: fmt.Errorf("read configuration %s: %w", name, Reason(err))}
	}
	config, found := validate.ParseConfig(source.New(filepath.ToSlash(name), data), doublestar.ValidatePattern)
	if len(found) > 0 {
		return nil, &Error{Class: Usage, Err: fmt.Errorf("configuration %s: %s", name, diag.Plural(len(found), "fault")),
			Findings: found}
	}
	return config, nil
}

// findConfig returns the configuration to use as a path to show, or "".
func findConfig(p *Project) (string, error) {
	if p.Config != "" {
		info, err := os.Stat(p.Path(p.Config))
		if err != nil {
			return "", Usagef("--config %s: %w", p.Config, Reason(err))
		}
		if info.IsDir() {
			return "", Usagef("--config %s: the path is a folder", p.Config)
		}
		return p.Config, nil
	}
	return projectConfig(p)
}

// projectConfig returns the configuration that is found upwards, or "".
func projectConfig(p *Project) (string, error) {
	for _, dir := range p.upFrom(p.from()) {
		found, err := p.configIn(dir)
		if err != nil {
			return "", err
		}
		if found {
			name := filepath.Join(dir, configName)
			return cmp.Or(filepath.FromSlash(relative(p.here(), name)), name), nil
		}
	}
	return "", nil
}

// from is the folder from which the configuration is looked for upwards.
func (p *Project) from() string {
	if p.StdinName != "" {
		return git.RealPath(filepath.Dir(p.absolute(p.StdinName)))
	}
	return p.here()
}

// configIn reports whether a folder holds the configuration. One that is
// misnamed, or that leads nowhere, is not passed over: it was meant to count.
func (p *Project) configIn(dir string) (bool, error) {
	for _, wrong := range []string{".manifest.yml", ".manifest.json"} {
		path := filepath.Join(dir, wrong)
		if _, err := os.Lstat(path); err == nil {
			return false, Usagef("%s would be ignored: rename it to %s", path, configName)
		}
	}
	path := filepath.Join(dir, configName)
	if p.Unsaved.has(path) {
		return true, nil
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return false, &Error{Class: Failure, Err: fmt.Errorf("read configuration %s: %w", path, Reason(err))}
	case !info.Mode().IsRegular():
		return false, Usagef("configuration %s: %s", path, kind(info))
	}
	return true, nil
}

// upFrom returns a folder, absolute and without links, and those above it up to the root of its repository.
// Outside of a repository it goes no further than to the folder that we are in, or from
// within manifests/ to the folder that holds it: a stray file in a home folder must not
// decide what is linted.
func (p *Project) upFrom(dir string) []string {
	top, found := repositoryOf(dir)
	if !found {
		if top = p.here(); !within(dir, top) {
			top = dir
		}
		top = aboveApps(top)
	}
	list := []string{dir}
	for ; dir != top; dir = filepath.Dir(dir) {
		list = append(list, filepath.Dir(dir))
	}
	return list
}

// aboveApps returns the nearest folder that holds apps in the default place with dir among
// them, or dir.
func aboveApps(dir string) string {
	in, _, _, _ := validate.DefaultPlaces[0].Parts()
	for at := dir; filepath.Dir(at) != at; at = filepath.Dir(at) {
		if above := filepath.Dir(at); filepath.Base(at) == in && holdsApps(above) {
			return above
		}
	}
	return dir
}

// repositoryOf returns the nearest folder above an absolute path, or the path
// itself, that holds .git.
func repositoryOf(dir string) (top string, found bool) {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}
