// Package project is the repository as commands see it: the world around it, its
// configuration, apps, files and locks, and the work that commands do with them.
// With cmd, it alone touches files, the clock and the environment.
package project

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/procore-manifest/manifest/internal/git"
)

// Project is the repository as a command sees it from the folder that it was
// started in.
type Project struct {
	Env
	Options
	// Wrote says that a file was changed.
	Wrote bool
	// Unsaved are the files that are open in an editor; nil outside of one.
	Unsaved *Unsaved

	start string // the folder that the process was started in, where Dir is another

	real          atomic.Pointer[realFolder]
	configured    sync.Once // guards configuration
	configuration configuration
	tracked       tracked
	kept          map[string]loaded // states by the folder of the app, where they are kept; else nil
	opened        opened
	origin        sync.Once // guards originTip
	originTip     string    // the commit of defaultBranch, "" for none
	readHead      sync.Once // guards head
	head          string    // as headCommit returns it
}

// Options are what the command line says about every command.
type Options struct {
	Directory string // -C, as typed
	Config    string // --config, as typed
	NoInput   bool   // no one may be asked
	// StdinName is the file that standard input stands for, as typed, for lint and
	// fmt; "" for none. NoIgnore makes their search take what git ignores.
	StdinName string
	NoIgnore  bool
	Quiet     bool // results only, no summary
	// Args is the command line, for hints that repeat it.
	Args []string
	// Note is told what is read, Warn what a person should know, Complain what
	// went wrong without ending the work. All may be nil.
	Note, Warn func(string)
	Complain   func(error)
	// AskHidden asks for something that is not shown while it is typed; nil where
	// no one can be asked.
	AskHidden func(ctx context.Context, question string) (string, error)
	// Progress is told how far a long run is, "" at its end. It may be nil.
	Progress func(string)
	// Interrupted is closed when the user wants the process to end, for what
	// waits for input and cannot look at a context.
	Interrupted <-chan struct{}
}

// Enter goes to the folder that the command line names. A configuration that is
// named is read: wrong is wrong, also for commands that need none.
func (p *Project) Enter() error {
	if p.Directory != "" {
		dir := p.Path(p.Directory)
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return Usagef("-C %s: no such folder", p.Directory)
		}
		p.start, p.Dir = p.Dir, absolute(dir)
	}
	if p.Config == "" {
		return nil
	}
	_, _, err := p.loadConfig()
	return err
}

// note says what is read, for those who asked for more.
func (p *Project) note(format string, args ...any) {
	if p.Note != nil {
		p.Note(fmt.Sprintf(format, args...))
	}
}

// warn says what a person should know, without ending the work.
func (p *Project) warn(format string, args ...any) {
	if p.Warn != nil {
		p.Warn(fmt.Sprintf(format, args...))
	}
}

// complain says what went wrong, without ending the work.
func (p *Project) complain(err error) {
	if p.Complain != nil {
		p.Complain(err)
	}
}

// Path makes a path of the command line usable whatever the working directory.
func (p *Project) Path(name string) string {
	if filepath.IsAbs(name) || p.Dir == "." {
		return name
	}
	return filepath.Join(p.Dir, name)
}

// absolute makes a path of the working folder of the process absolute. What the
// shell calls that folder may be a link, above which .. leads elsewhere.
func absolute(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	return filepath.Join(git.RealPath(here), path)
}

// realFolder is what a working folder really is.
type realFolder struct{ dir, real string }

// here is the working folder: absolute, without links.
func (p *Project) here() string {
	if known := p.real.Load(); known != nil && known.dir == p.Dir {
		return known.real
	}
	known := &realFolder{p.Dir, git.RealPath(absolute(p.Dir))}
	p.real.Store(known)
	return known.real
}

// absolute makes a path of the command line absolute. Links in it stay.
func (p *Project) absolute(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(p.here(), name)
}
