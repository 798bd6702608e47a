package project

import (
	"cmp"
	"path/filepath"
	"strings"

	"github.com/procore-manifest/manifest/internal/git"
)

// stdinName is what is shown as the name of standard input.
const stdinName = "<stdin>"

// fromRoot returns a function that turns the name of a file, as shown, into its
// path from the root of the repository. A file that only the base has is such a path
// behind its revision already. What lies elsewhere and what is no file keep their name.
func (l *linting) fromRoot() func(string) string {
	root := l.rootOf()
	rename := l.rename(func(file string) string {
		if dir := root(file); dir != "" {
			return relative(dir, file)
		}
		return ""
	})
	return func(name string) string {
		if _, ok := l.inBase(name); ok {
			return name
		}
		return rename(name)
	}
}

// fromStart is fromRoot for paths from the folder that the process was started in,
// also for files that only the base has.
func (l *linting) fromStart() func(string) string {
	root, start := l.rootOf(), git.RealPath(absolute(cmp.Or(l.start, l.Dir)))
	return l.rename(func(file string) string {
		if root(file) == "" {
			return ""
		}
		return relative(start, file)
	})
}

// rename returns a function that takes the name of a file, as shown, and asks
// path for another: path is given where the file really lies, as git and code
// hosts know it, and returns "" for a file that keeps its name.
func (l *linting) rename(path func(file string) string) func(string) string {
	return func(name string) string {
		if name == stdinName {
			return name
		}
		file := l.Path(filepath.FromSlash(name))
		if at, ok := l.inBase(name); ok {
			file = filepath.Join(git.WorkTree(l.here()), filepath.FromSlash(at))
		}
		if real, err := filepath.EvalSymlinks(file); err == nil {
			file = real
		}
		return cmp.Or(path(git.RealPath(absolute(file))), name)
	}
}

// enter is the command that leads from the root of the repository to the folder that
// the process was started in, "" at the root.
func (l *linting) enter() string {
	start := git.RealPath(absolute(cmp.Or(l.start, l.Dir)))
	root := git.WorkTree(start)
	if folder := relative(root, start); root != "" && folder != "." {
		return ShellLine([]string{"cd", folder})
	}
	return ""
}

// inBase is the path of a file that is shown with the revision of the base.
func (l *linting) inBase(name string) (string, bool) {
	if l.Base == "" {
		return "", false
	}
	return strings.CutPrefix(name, l.Base+":")
}

// rootOf returns a function that returns the root of the repository for a file in
// it: of the repository that we are in or, outside of one, of that which the file
// is in. Where there is none, as in a container that got no history, it is the
// folder that the service says it has checked out. For a file elsewhere it is "".
func (l *linting) rootOf() func(file string) string {
	here := git.WorkTree(l.here())
	var checkouts []string
	for _, name := range []string{"GITHUB_WORKSPACE", "CI_PROJECT_DIR"} {
		if dir := l.Getenv(name); filepath.IsAbs(dir) {
			checkouts = append(checkouts, git.RealPath(dir))
		}
	}
	return func(file string) string {
		if here != "" {
			if within(file, here) {
				return here
			}
			return ""
		}
		if root := git.WorkTree(filepath.Dir(file)); root != "" {
			return root
		}
		for _, dir := range checkouts {
			if within(file, dir) {
				return dir
			}
		}
		return ""
	}
}

// relative returns the path that leads from a folder to a file, with slashes, or
// "" if none does, as from one drive to another.
func relative(dir, file string) string {
	rel, err := filepath.Rel(dir, file)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(rel)
}
