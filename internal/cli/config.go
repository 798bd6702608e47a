package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// configName is the project's configuration, found upwards.
const configName = ".manifest.yaml"

// loadConfig reads the project's configuration and returns it with what it
// ignores. A faulty configuration is shown and ends the run: without it, the
// findings would not be those the project asked for.
func (p *process) loadConfig() (*validate.Config, ignorer, error) {
	name, err := p.findConfig()
	if err != nil {
		return nil, nil, err
	}
	if name == "" {
		return &validate.Config{}, func(string) bool { return false }, nil
	}
	data, err := os.ReadFile(p.path(name))
	if err != nil {
		return nil, nil, &exitError{exitFailure, fmt.Errorf("read configuration: %w", err)}
	}
	p.note("configuration: %s", name)
	config, found := validate.ParseConfig(source.New(filepath.ToSlash(name), data), doublestar.ValidatePattern)
	if len(found) > 0 {
		err := report.WriteLint(p.Stderr, report.Text, report.Lint{Findings: found, Rules: ruleCatalogue(), Tool: tool()}, report.Options{Quiet: true})
		return nil, nil, &exitError{exitUsage, errors.Join(err, fmt.Errorf("configuration %s: %s", name, plural(len(found), "fault")))}
	}
	return config, p.ignorer(filepath.Dir(p.path(name)), config.Ignore), nil
}

// findConfig returns the configuration to use as a path to show, or "".
func (p *process) findConfig() (string, error) {
	if p.global.config != "" {
		if _, err := os.Stat(p.path(p.global.config)); err != nil {
			return "", usageError("--config %s: %w", p.global.config, err)
		}
		return p.global.config, nil
	}
	for i, dir := range append([]string{p.Dir}, p.parents()...) {
		path := filepath.Join(dir, configName)
		switch _, err := os.Stat(path); {
		case err == nil && i == 0:
			return configName, nil
		case err == nil:
			return path, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", &exitError{exitFailure, fmt.Errorf("look for configuration: %w", err)}
		}
	}
	return "", nil
}

// parents returns the folders above Dir up to the root of its repository.
// Outside of a repository there are none: a stray file in a home folder must
// not decide what is linted.
func (p *process) parents() []string {
	dir, err := filepath.Abs(p.Dir)
	if err != nil {
		return nil
	}
	var list []string
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return list
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil
		}
		list = append(list, parent)
		dir = parent
	}
}

// ignorer matches paths against patterns that are relative to base.
func (p *process) ignorer(base string, patterns []string) ignorer {
	base, err := filepath.Abs(base)
	return func(name string) bool {
		if err != nil || len(patterns) == 0 {
			return false
		}
		abs, err := filepath.Abs(p.path(name))
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
