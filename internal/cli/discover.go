package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// manifestName is the name of every manifest; defaultDir is where they are.
const (
	manifestName = "manifest.yaml"
	defaultDir   = "manifests"
	// versionsDir holds the frozen copies of an app's saved versions.
	versionsDir = "versions"
)

// target is a manifest to look at.
type target struct {
	name string // as shown: the path as typed, with forward slashes
	path string // to open it; "-" for standard input
	app  string // the folder's name, where the file is an app's manifest
}

func (t target) isStdin() bool { return t.path == "-" }

// ignorer reports whether the configuration passes a path over.
type ignorer func(path string) bool

// discover turns the paths of the command line into manifests. A path that
// leads nowhere is an error: a linter that checked nothing must not look as if
// all were well.
func (p *process) discover(paths []string, ignored ignorer) ([]target, error) {
	if len(paths) == 0 {
		return p.discoverDefault(ignored)
	}
	if slices.Contains(paths, "-") {
		if len(paths) > 1 {
			return nil, usageError("- (standard input) cannot be mixed with other paths")
		}
		if p.StdinIsTerminal && p.global.noInput {
			return nil, usageError("- reads standard input, which is a terminal, and --no-input forbids waiting for it")
		}
		return []target{{name: "<stdin>", path: "-"}}, nil
	}
	s := search{process: p, ignored: ignored, seen: make(map[string]bool)}
	var missing []error
	for _, name := range paths {
		if err := s.add(name); err != nil {
			missing = append(missing, err)
		}
	}
	if len(missing) > 0 {
		return nil, errors.Join(missing...)
	}
	return s.found, nil
}

func (p *process) discoverDefault(ignored ignorer) ([]target, error) {
	if _, err := os.Stat(p.path(defaultDir)); errors.Is(err, fs.ErrNotExist) {
		hint := "name the files or folders to lint, or start an app in " + defaultDir + "/APP/" + manifestName
		if up := p.upwards(defaultDir); up != "" {
			hint = fmt.Sprintf("there is one further up: manifest -C %s lint", up)
		}
		return nil, usageError("there is no folder %s here; %s", defaultDir, hint)
	}
	return p.discover([]string{defaultDir}, ignored)
}

// upwards returns the nearest parent folder that holds name, or "".
func (p *process) upwards(name string) string {
	for _, dir := range p.parents() {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			if here, err := filepath.Abs(p.Dir); err == nil {
				if rel, err := filepath.Rel(here, dir); err == nil {
					return filepath.ToSlash(rel)
				}
			}
			return dir
		}
	}
	return ""
}

type search struct {
	*process
	ignored ignorer
	seen    map[string]bool // real paths, so that nothing is linted twice
	found   []target
}

// add resolves one path of the command line.
func (s *search) add(name string) error {
	info, err := os.Stat(s.path(name))
	switch {
	case err == nil && info.IsDir():
		before := len(s.found)
		if err := s.walk(name, make(map[string]bool)); err != nil {
			return err
		}
		if len(s.found) == before && !s.anySeenBelow(name) {
			return usageError("no %s below %s; name a file, or the folder that holds the apps", manifestName, name)
		}
		return nil
	case err == nil:
		s.addFile(name)
		return nil
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(name, "*?[{"):
		return s.glob(name)
	case errors.Is(err, fs.ErrNotExist):
		hint := ""
		if _, err := os.Stat(s.path(filepath.Join(defaultDir, name))); err == nil {
			hint = fmt.Sprintf("; did you mean %s/%s?", defaultDir, name)
		}
		return fmt.Errorf("lint %s: there is no such file or folder%s", name, hint)
	}
	return fmt.Errorf("lint %s: %w", name, err)
}

// anySeenBelow reports whether an earlier path has brought what is below dir.
func (s *search) anySeenBelow(dir string) bool {
	root, err := filepath.EvalSymlinks(s.path(dir))
	if err != nil {
		return false
	}
	for path := range s.seen {
		if strings.HasPrefix(path, root+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

func (s *search) glob(pattern string) error {
	matches, err := doublestar.FilepathGlob(s.path(pattern))
	if err != nil {
		return usageError("glob pattern %s: %w", pattern, err)
	}
	taken := 0
	slices.Sort(matches)
	for _, m := range matches {
		name := m
		if s.Dir != "." && !filepath.IsAbs(pattern) {
			if rel, err := filepath.Rel(s.Dir, m); err == nil {
				name = rel
			}
		}
		if s.ignored(name) {
			continue
		}
		if err := s.add(name); err != nil {
			return err
		}
		taken++
	}
	if taken == 0 {
		return usageError("no file matches %s", pattern)
	}
	return nil
}

func (s *search) addFile(name string) {
	path := s.path(name)
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = path // it will fail to open, and say so
	}
	if real, err = filepath.Abs(real); err == nil {
		if s.seen[real] {
			return
		}
		s.seen[real] = true
	}
	s.found = append(s.found, target{name: filepath.ToSlash(filepath.Clean(name)), path: path, app: s.appID(path)})
}

// appID returns the name of the folder that makes a file an app's manifest, be
// it the working one or a frozen copy below versions.
func (s *search) appID(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil || filepath.Base(abs) != manifestName {
		return ""
	}
	dir := filepath.Dir(abs)
	if versions := filepath.Dir(dir); filepath.Base(versions) == versionsDir {
		dir = filepath.Dir(versions)
	}
	return filepath.Base(dir)
}

// walk finds the manifests below a folder. It follows symbolic links, since an
// app that is skipped in silence would count as clean, and leaves out frozen
// copies, hidden folders and what the project ignores.
func (s *search) walk(dir string, above map[string]bool) error {
	real, err := filepath.EvalSymlinks(s.path(dir))
	if err != nil {
		return fmt.Errorf("search %s: %w", dir, err)
	}
	if above[real] {
		return nil // a link to a folder above
	}
	above[real] = true
	defer delete(above, real)
	entries, err := os.ReadDir(s.path(dir))
	if err != nil {
		return fmt.Errorf("search folder: %w", err)
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if s.ignored(name) {
			continue
		}
		isDir := e.IsDir()
		if e.Type()&fs.ModeSymlink != 0 {
			info, err := os.Stat(s.path(name))
			// A link that leads nowhere is a file that will not open.
			isDir = err == nil && info.IsDir()
		}
		switch {
		case isDir && e.Name() != versionsDir && e.Name() != "node_modules" && !strings.HasPrefix(e.Name(), "."):
			if err := s.walk(name, above); err != nil {
				return err
			}
		case !isDir && e.Name() == manifestName:
			s.addFile(name)
		case !isDir && (e.Name() == "manifest.yml" || strings.EqualFold(e.Name(), manifestName)):
			return usageError("%s would be passed over: rename it to %s", filepath.ToSlash(name), manifestName)
		}
	}
	return nil
}
