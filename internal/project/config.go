package project

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// configName is the project's configuration, found upwards.
const configName = ".manifest.yaml"

// configuration is what the configuration says, or why it cannot be read.
type configuration struct {
	config  *validate.Config
	ignored ignorer
	err     error
}

// loadConfig reads the project's configuration, once for all who work side by
// side, and returns it with what it ignores.
// A faulty configuration ends the run: without it, the findings would not be
// those the project asked for.
func (p *Project) loadConfig() (*validate.Config, ignorer, error) {
	p.configured.Do(func() { p.configuration = readConfig(p) })
	return p.configuration.config, p.configuration.ignored, p.configuration.err
}

func readConfig(p *Project) configuration {
	name, err := findConfig(p)
	if err != nil {
		return configuration{err: err}
	}
	if name == "" {
		p.note("no configuration: there is no %s here or above, up to the repository's root", configName)
		return configuration{config: &validate.Config{}, ignored: func(string) bool { return false }}
	}
	p.note("read configuration %s", name)
	data, err := p.readPath(p.Path(name))
	if err != nil {
		return configuration{err: &Error{Class: Failure, Err: fmt.Errorf("read configuration %s: %w", name, Reason(err))}}
	}
	config, found := validate.ParseConfig(source.New(filepath.ToSlash(name), data), doublestar.ValidatePattern)
	if len(found) > 0 {
		return configuration{err: &Error{Class: Usage, Err: fmt.Errorf("configuration %s: %s", name,
			diag.Plural(len(found), "fault")), Findings: found}}
	}
	return configuration{config: config, ignored: newIgnorer(p, filepath.Dir(p.Path(name)), config.Ignore)}
}

// findConfig returns the configuration to use as a path to show, or "".
func findConfig(p *Project) (string, error) {
	if p.Config != "" {
		info, err := os.Stat(p.Path(p.Config))
		if err != nil {
			return "", Usagef("--config %s: %w", p.Config, Reason(err))
		}
		if info.IsDir() {
			return "", Usagef("--config %s: it is a folder", p.Config)
		}
		return p.Config, nil
	}
	for i, dir := range append([]string{p.Dir}, parents(p)...) {
		found, err := configIn(dir)
		switch {
		case err != nil:
			return "", err
		case found && i == 0:
			return configName, nil
		case found:
			return filepath.Join(dir, configName), nil
		}
	}
	return "", nil
}

// configIn reports whether a folder holds the configuration. One that is
// misnamed, or that leads nowhere, is not passed over: it was meant to count.
func configIn(dir string) (bool, error) {
	for _, wrong := range []string{".manifest.yml", ".manifest.json"} {
		path := filepath.Join(dir, wrong)
		if _, err := os.Lstat(path); err == nil {
			return false, Usagef("%s would be passed over: rename it to %s", path, configName)
		}
	}
	path := filepath.Join(dir, configName)
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

// parents returns the folders above Dir up to the root of its repository.
// Outside of a repository there are none: a stray file in a home folder must
// not decide what is linted.
func parents(p *Project) []string {
	dir, err := filepath.Abs(p.Dir)
	if err != nil {
		return nil
	}
	top, found := repositoryOf(dir)
	if !found {
		return nil
	}
	var list []string
	for ; dir != top; dir = filepath.Dir(dir) {
		list = append(list, filepath.Dir(dir))
	}
	return list
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

// newIgnorer matches paths against patterns that are relative to base.
func newIgnorer(p *Project, base string, patterns []string) ignorer {
	base, err := filepath.Abs(base)
	return func(name string) bool {
		if err != nil || len(patterns) == 0 {
			return false
		}
		abs, err := filepath.Abs(p.Path(name))
		if err != nil {
			return false
		}
		rel, err := filepath.Rel(base, abs)
		if err != nil {
			return false
		}
		rel = filepath.ToSlash(rel)
		for _, pattern := range patterns {
			if ok, _ := doublestar.Match(pattern, rel); ok {
				return true
			}
		}
		return false
	}
}
