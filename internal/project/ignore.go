package project

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// ignorer knows which paths the configuration passes over. Its patterns mean what
// they mean in a .gitignore beside the configuration, and braces for alternatives.
// A nil ignorer passes nothing over. Several goroutines may use it.
type ignorer struct {
	project  *Project
	config   string // the configuration, for messages
	base     string // the folder of the configuration, absolute
	patterns []*ignorePattern
}

type ignorePattern struct {
	text    string // as written
	glob    string // below the base
	folders bool   // it is about folders only
	negated bool   // what matches is not passed over
	matched atomic.Bool
}

func newIgnorer(p *Project, config string, patterns []string) *ignorer {
	i := &ignorer{project: p, config: config, base: git.RealPath(filepath.Dir(p.absolute(config)))}
	for _, text := range patterns {
		i.patterns = append(i.patterns, readIgnorePattern(text))
	}
	return i
}

// characterClasses are written out for the matcher, which knows none.
var characterClasses = strings.NewReplacer("[:alnum:]", "a-zA-Z0-9", "[:alpha:]", "a-zA-Z", "[:digit:]", "0-9",
	"[:lower:]", "a-z", "[:upper:]", "A-Z", "[:xdigit:]", "0-9a-fA-F")

// readIgnorePattern reads a pattern as git does: one without a slash within it
// matches at every depth, one with a slash behind it folders only, and blanks
// behind it do not count.
func readIgnorePattern(text string) *ignorePattern {
	p := &ignorePattern{text: text}
	if trimmed := strings.TrimRight(text, " "); !strings.HasSuffix(trimmed, `\`) {
		text = trimmed
	}
	glob, negated := strings.CutPrefix(characterClasses.Replace(text), "!")
	glob, folders := strings.CutSuffix(strings.TrimPrefix(glob, "./"), "/")
	p.negated, p.folders = negated, folders
	if !strings.Contains(glob, "/") {
		glob = "**/" + glob
	}
	p.glob = strings.TrimPrefix(glob, "/")
	if strings.HasSuffix(p.glob, "/**") {
		p.glob += "/*" // what is in the folder, not the folder
	}
	return p
}

// ignored reports whether a path is passed over, or a folder above it.
func (i *ignorer) ignored(name string, folder bool) bool {
	if i == nil || len(i.patterns) == 0 {
		return false
	}
	rel, err := filepath.Rel(i.base, i.project.absolute(name))
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	rel = filepath.ToSlash(rel)
	for at := 0; at < len(rel); at++ {
		if rel[at] == '/' && i.decide(rel[:at], true) {
			return true // what lies below it cannot be taken back, as in git
		}
	}
	return i.decide(rel, folder)
}

// decide finds the last pattern that matches a path itself.
func (i *ignorer) decide(rel string, folder bool) (ignored bool) {
	for _, p := range i.patterns {
		if p.folders && !folder {
			continue
		}
		if ok, _ := doublestar.Match(p.glob, rel); ok {
			p.matched.Store(true)
			ignored = !p.negated
		}
	}
	return ignored
}

// reportUnmatched warns of patterns that match nothing, after a search: they were
// meant to, and what they were meant for is judged. What the search did not come
// by is looked for.
func (i *ignorer) reportUnmatched() {
	unmatched := func() []*ignorePattern {
		return slices.DeleteFunc(slices.Clone(i.patterns), func(p *ignorePattern) bool { return p.matched.Load() })
	}
	if i == nil || len(unmatched()) == 0 {
		return
	}
	// What cannot be looked into holds nothing that a search would find.
	_ = filepath.WalkDir(i.base, func(at string, e fs.DirEntry, err error) error {
		switch rel, relErr := filepath.Rel(i.base, at); {
		case i.project.stopped() || len(unmatched()) == 0:
			return fs.SkipAll
		case err != nil || relErr != nil:
			return nil
		case e.IsDir() && e.Name() == ".git":
			return fs.SkipDir
		case rel != ".":
			i.decide(filepath.ToSlash(rel), e.IsDir())
		}
		return nil
	})
	if i.project.stopped() {
		return
	}
	for _, p := range unmatched() {
		i.project.warn("%s: ignore: %q matches nothing", filepath.ToSlash(i.config), p.text)
	}
}

// withoutGitIgnored leaves out what a search found and git ignores. Where git
// cannot say, nothing is left out.
func (s *search) withoutGitIgnored(ctx context.Context) {
	if s.NoIgnore || !slices.ContainsFunc(s.found, func(t target) bool { return !t.named && !t.missing }) {
		return
	}
	if _, found := repositoryOf(s.here()); !found {
		return
	}
	r, err := s.repository(ctx)
	if err != nil {
		s.note("cannot find out what git ignores: %v", err)
		return
	}
	inGit := make(map[string]string) // by the name of the target
	var paths []string
	path := r.PathOf()
	for _, t := range s.found {
		if t.named || t.missing {
			continue
		}
		asked := s.absolute(t.path)
		if errors.Is(t.err, errNoWorking) { // git may ignore what is not there, and track what lies beside it
			if asked = oneFrozen(filepath.Dir(asked)); asked == "" {
				continue
			}
		}
		if at, err := path(asked); err == nil {
			inGit[t.name] = at
			paths = append(paths, at)
		}
	}
	ignored, err := r.Ignored(ctx, paths)
	if err != nil {
		s.note("cannot find out what git ignores: %v", err)
		return
	}
	s.found = slices.DeleteFunc(s.found, func(t target) bool {
		at, ok := inGit[t.name]
		if ok && ignored[at] {
			s.note("skipped %s, which git ignores", t.name)
			s.left++
			return true
		}
		return false
	})
}

// oneFrozen returns the path of a frozen copy in the folder of an app, "" if there is none.
func oneFrozen(dir string) string {
	saved := filepath.Join(dir, ledger.VersionsDir)
	list, err := os.ReadDir(saved)
	if err != nil || len(list) == 0 {
		return ""
	}
	return filepath.Join(saved, list[0].Name(), manifestName)
}
