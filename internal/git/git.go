// Package git answers what a command asks of a repository's history: what a
// revision means, where two histories part, and which bytes stood at a path.
//
// It calls the plumbing of the git binary (2.30 or later) and treats the
// repository as hostile: nothing in its configuration, its references or its
// paths makes a program run, and no call ever reaches the network: run.go.
// Paths are relative to the root of the work tree, with slashes, and are the
// bytes that git stores: they need not be UTF-8.
package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unicode"
)

// Options say how git is found and how long it may take. The zero value is
// what a program wants.
type Options struct {
	// Getenv reads the environment; nil means that of the process.
	Getenv func(string) string
	// Timeout bounds each call of git; 0 means 30 seconds.
	Timeout time.Duration
	// Program, in tests, takes the place of the git binary.
	Program Program
}

// Program answers a call of git in a folder as git would: what it writes, what it
// says beside that, and its exit code.
type Program func(dir, stdin string, args []string) (out []byte, said string, code int)

// Repository is a repository with a work tree. Its methods may be used by
// several goroutines.
type Repository struct {
	root string
	run  runner
}

// Open finds the repository whose work tree holds dir. The error is an *Error
// over ErrNoGit, ErrNoRepository, ErrNoWorkTree, ErrUntrusted or what git said.
//
// Only the folder counts: GIT_DIR and its kin, which git sets for hooks and
// which could point anywhere, are not looked at.
func (o Options) Open(ctx context.Context, dir string) (*Repository, error) {
	op := fmt.Sprintf("find the git repository of %s", dir)
	dir, err := realDir(dir)
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	run, err := o.runner()
	if err != nil {
		return nil, &Error{Op: op, Err: err, Hint: "install git, and add its folder to PATH"}
	}
	run.dir = dir
	out, err := run.text(ctx, "rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--absolute-git-dir")
	if err != nil {
		return nil, fail(op, err)
	}
	// The folder's name comes last because it may hold line breaks.
	facts := strings.SplitN(out, "\n", 3)
	if len(facts) != 3 {
		return nil, &Error{Op: op, Err: fmt.Errorf("git rev-parse: unexpected output %q", out)}
	}
	gitDir := RealPath(facts[2])
	// A folder with the shape of a bare repository can be committed like any
	// other. Standing in it, git would take its history for ours.
	if facts[0] == "true" || within(dir, gitDir) {
		return nil, &Error{Op: op, Err: fmt.Errorf("%w: %s is a bare repository", ErrNoWorkTree, gitDir),
			Hint: "run the command in a checkout, or create one: git worktree add"}
	}
	// The configuration of a repository may declare any folder its work tree.
	elsewhere := &Error{
		Op: op, Err: fmt.Errorf("%w: the setting core.worktree names another folder", ErrNoWorkTree),
		Run: "git -C " + quote(dir) + " config --unset core.worktree",
	}
	if facts[1] != "true" {
		return nil, elsewhere
	}
	top, err := run.text(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fail(op, err)
	}
	root := RealPath(top)
	if !within(dir, root) {
		return nil, elsewhere
	}
	run.dir = root
	again, err := run.text(ctx, "rev-parse", "--absolute-git-dir")
	if err != nil {
		return nil, fail(op, err)
	}
	if RealPath(again) != gitDir {
		return nil, elsewhere
	}
	return &Repository{root: root, run: run}, nil
}

// Root returns the top folder of the work tree: absolute, without symbolic
// links, in the form of the operating system.
func (r *Repository) Root() string { return r.root }

// Path returns the repository-relative, slash-separated form of a file name in
// the form of the operating system, which need not exist. Symbolic links to
// folders are followed, as git does; a link to a file stays a link. The root
// itself is ".". A file elsewhere is an *Error over ErrOutside.
func (r *Repository) Path(name string) (string, error) { return r.PathOf()(name) }

// realFolders are folders as [RealPath] returns them, each looked up once.
type realFolders map[string]string

func (r realFolders) of(dir string) string {
	if r[dir] == "" {
		info, err := os.Lstat(dir)
		if parent := filepath.Dir(dir); err == nil && info.IsDir() && parent != dir && runtime.GOOS != "windows" {
			r[dir] = filepath.Join(r.of(parent), filepath.Base(dir))
		} else {
			r[dir] = RealPath(dir)
		}
	}
	return r[dir]
}

// Paths is Path for many names.
func (r *Repository) Paths(names []string) ([]string, error) {
	path := r.PathOf()
	paths := make([]string, len(names))
	for i, name := range names {
		var err error
		if paths[i], err = path(name); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// PathOf returns Path for many names: the folders that they lie in are looked up
// once.
func (r *Repository) PathOf() func(name string) (string, error) {
	folders := make(realFolders)
	return func(name string) (string, error) {
		failed := func(err error) error {
			return &Error{Op: fmt.Sprintf("find %s in the repository", name), Err: err}
		}
		abs, err := filepath.Abs(name)
		if err != nil {
			return "", failed(err)
		}
		// On Windows, to resolve a folder is also to spell it as it is stored.
		if info, err := os.Lstat(abs); err == nil && (info.Mode()&fs.ModeSymlink != 0 || runtime.GOOS == "windows") &&
			isDir(abs) {
			abs = RealPath(abs)
		} else {
			abs = filepath.Join(folders.of(filepath.Dir(abs)), filepath.Base(abs))
		}
		if !within(abs, r.root) {
			return "", failed(fmt.Errorf("%w %s", ErrOutside, r.root))
		}
		rel, err := filepath.Rel(r.root, abs)
		if err != nil {
			return "", failed(err)
		}
		return filepath.ToSlash(rel), nil
	}
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// UserName returns "Name <email>" of whoever works here, as git would write it
// into a commit, or "" if no one told git.
func (r *Repository) UserName(ctx context.Context) string {
	// Without useConfigOnly git would make a name up from the machine's.
	out, err := r.run.text(ctx, "-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT")
	if err != nil {
		return ""
	}
	end := strings.LastIndexByte(out, '>') // the time follows
	visible := strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return -1
		}
		return c
	}, out[:end+1])
	return strings.ToValidUTF8(visible, "\uFFFD")
}

// UserName is that of a Repository, for a folder that is in none.
func (o Options) UserName(ctx context.Context, dir string) string {
	run, err := o.runner()
	if err != nil {
		return ""
	}
	run.dir = dir
	return (&Repository{run: run}).UserName(ctx)
}

// WorkTree returns the nearest folder that holds a repository, from dir upwards
// to the root of the file system, or "". It looks for .git and runs no git.
func WorkTree(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// realDir returns the folder as git will see it.
func realDir(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(abs)
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		return "", errors.New("the path is not a folder")
	}
	return RealPath(abs), nil
}

// RealPath resolves the symbolic links in as much of a path as exists.
func RealPath(path string) string {
	path = filepath.Clean(filepath.FromSlash(path))
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path
	}
	return filepath.Join(RealPath(parent), filepath.Base(path))
}

// within reports whether path is dir or lies below it.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}
