package git

import (
	"errors"
	"strings"

	"github.com/procore-manifest/manifest/internal/lazy"
)

// What can be in the way. Errors of this package wrap one of these, the error
// of the context, or what git itself said.
var (
	ErrNoGit         = errors.New("git was not found on PATH")
	ErrNoRepository  = errors.New("this folder is not in a git repository")
	ErrNoWorkTree    = errors.New("this folder is not in a work tree of the repository")
	ErrUntrusted     = errors.New("the repository belongs to another user, so git refuses to read it")
	ErrOutside       = errors.New("the path is outside the repository")
	ErrBadRevision   = errors.New("not the name of a single commit")
	ErrUnknown       = errors.New("no such commit in this repository")
	ErrAmbiguous     = errors.New("the name is ambiguous in this repository")
	ErrNoCommonPast  = errors.New("the two revisions have no commit in common")
	ErrShallow       = errors.New("the history of this shallow clone is too short")
	ErrGrafts        = errors.New("the file info/grafts of this clone replaces the parents of commits")
	ErrMissingObject = errors.New("objects of this commit are missing from the repository")
	ErrNotFound      = errors.New("no such file in this commit")
	ErrTooLarge      = errors.New("the content is too large to read")
	ErrTimeout       = errors.New("git did not answer in time")
)

// Error is work that could not be done, with the one thing that makes it
// possible where that is known.
type Error struct {
	Op  string // what was being done: `resolve revision "main"`
	Err error  // what was in the way
	// Run is a command line that removes the obstacle, quoted for a shell.
	Run string
	// CI is the setting that removes it in a workflow.
	CI string
	// Hint says in words what to do, where no command line can.
	Hint string
}

func (e *Error) Error() string { return e.Op + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Remedy returns one line for the person at the terminal, or "".
func (e *Error) Remedy() string {
	var parts []string
	if e.Run != "" {
		parts = append(parts, "run: "+e.Run)
	}
	if e.CI != "" {
		parts = append(parts, "in CI: "+e.CI)
	}
	if e.Hint != "" {
		parts = append(parts, e.Hint)
	}
	return strings.Join(parts, "; ")
}

// failure is a call of git that did not work.
type failure struct {
	command string // the command, for a person to repeat
	err     error
	stderr  string
}

func (f *failure) Error() string {
	said := strings.TrimSpace(f.stderr)
	if said == "" {
		said = f.err.Error()
	}
	return f.command + ": " + said
}

func (f *failure) Unwrap() error { return f.err }

// fail puts what git said into words. LC_ALL=C keeps its words the same
// everywhere.
func fail(op string, err error) *Error {
	e := &Error{Op: op, Err: err}
	var f *failure
	if !errors.As(err, &f) {
		return e
	}
	if errors.Is(err, ErrTimeout) {
		e.Hint = "find out what git is waiting for: " + f.command
		return e
	}
	said := f.stderr
	switch {
	case strings.Contains(said, "detected dubious ownership"), strings.Contains(said, "unsafe repository ("):
		e.Err = ErrUntrusted
		e.Run = trustCommand(said)
	case strings.Contains(said, "not a git repository: "):
		// A .git file whose repository is elsewhere: moved, or not mounted.
		e.Err = wrapf(ErrNoRepository, f)
		e.Hint = "in the main checkout, run: git worktree repair; in a submodule: git submodule update --init"
	case strings.Contains(said, "not a git repository"):
		e.Err = ErrNoRepository
		if strings.Contains(said, "Stopping at filesystem boundary") {
			e.Run = "export GIT_DISCOVERY_ACROSS_FILESYSTEM=1"
		} else {
			e.Run = "git init"
		}
	case strings.Contains(said, "git repo version"), strings.Contains(said, "unknown repository extension"),
		strings.Contains(said, "unknown option"), strings.Contains(said, "usage: git"):
		e.Hint = "install a newer git"
	case lacksObjects(said):
		e.Err = ErrMissingObject
	}
	return e
}

// lacksObjects reports whether git looked for an object that is not there. In
// a partial clone it would have fetched it, had it been allowed to.
func lacksObjects(said string) bool {
	for _, sign := range []string{
		"promisor remote", "lazy fetching disabled", "transport '", "not a tree object",
		"bad object", "Not a valid ", "unable to read tree", "missing object", "unable to read sha",
	} {
		if strings.Contains(said, sign) {
			return true
		}
	}
	return false
}

// untrusted finds the folder in git's refusal, before and since git 2.36.
var untrusted = lazy.Regexp(`(?s)(?:repository at '|unsafe repository \(')(.*?)(?:'\n|' is owned)`)

// trustCommand returns the command that trusts the repository git refused.
func trustCommand(said string) string {
	if m := untrusted().FindStringSubmatch(said); m != nil {
		return "git config --global --add safe.directory " + quote(m[1])
	}
	return `git config --global --add safe.directory "$PWD"`
}

// wrapf says what git said after an error of this package.
func wrapf(kind error, f *failure) error {
	return &failure{command: kind.Error(), err: kind, stderr: f.Error()}
}

// quote makes a word safe to paste into a shell.
func quote(word string) string {
	special := func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("_./+:@=-", c))
	}
	if word != "" && strings.IndexFunc(word, special) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
