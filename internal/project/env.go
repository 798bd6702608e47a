package project

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/procore-manifest/manifest/internal/git"
)

// Env is all of the world that a command sees.
type Env struct {
	// Dir is the folder that relative paths start from.
	Dir            string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// StdinIsTerminal and StdoutIsTerminal say whether a person is there.
	StdinIsTerminal, StdoutIsTerminal bool
	// Width is the number of columns of the terminal, 0 without one.
	Width int
	// Now is the clock.
	Now func() time.Time
	// StderrIsTerminal says whether progress can be shown there.
	StderrIsTerminal bool
	// ReadHidden reads a line from the terminal that is not shown; nil where
	// no one can be asked.
	ReadHidden func(interrupted <-chan struct{}) (string, error)
	// Transport, in tests, takes the place of the network.
	Transport http.RoundTripper
	// FailDisk, in tests, decides before each writing call to the file system
	// whether it fails; nil lets all of them happen.
	FailDisk func(op, name string) error
	// Git, in tests, takes the place of the git binary.
	Git git.Program
}

// System returns the world of this process.
func System() Env {
	env := Env{
		Dir: ".", Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now,
		StdinIsTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		StdoutIsTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		StderrIsTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		ReadHidden:       readHidden,
	}
	if env.StdoutIsTerminal {
		env.Width, _, _ = term.GetSize(int(os.Stdout.Fd())) // 0 if unknown
	}
	return env
}

// readHidden reads a line from the terminal without showing it. The read itself
// cannot be stopped, so an interrupt leaves it behind and puts the terminal in
// order.
func readHidden(interrupted <-chan struct{}) (string, error) {
	fd := int(os.Stdin.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type outcome struct {
		line []byte
		err  error
	}
	came := make(chan outcome, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		came <- outcome{line, err}
	}()
	select {
	case o := <-came:
		return string(o.line), o.err
	case <-interrupted:
		return "", errors.Join(errors.New("interrupted"), term.Restore(fd, state))
	}
}
