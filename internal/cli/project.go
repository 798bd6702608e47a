package cli

import (
	"fmt"
	"path/filepath"
	"sync"
)

// Project is the repository as a command sees it from the folder that it was
// started in.
type Project struct {
	Env
	Options
	// Wrote says that a file was changed.
	Wrote bool

	configured    sync.Once // guards configuration
	configuration configuration
}

// Options are what the command line says about every command.
type Options struct {
	Directory string // -C, as typed
	Config    string // --config, as typed
	NoInput   bool   // nobody may be asked
	// Args is the command line, for hints that repeat it.
	Args []string
	// Note is told what is read; Warn what a person should know, a line each.
	// Both may be nil.
	Note, Warn func(string)
	// Interrupted is closed when the user wants the process to end, for what
	// waits for input and cannot look at a context.
	Interrupted <-chan struct{}
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

// Path makes a path of the command line usable whatever the working directory.
func (p *Project) Path(name string) string {
	if filepath.IsAbs(name) || p.Dir == "." {
		return name
	}
	return filepath.Join(p.Dir, name)
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
