package project

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/git"
)

// Class says what kind of no an error is. Each has an exit code.
type Class int

const (
	Findings Class = 1 + iota // something was found, or the rules do not allow the step
	Usage                     // the command line or the configuration cannot be followed
	Failure                   // something could not be checked
)

// Error is an error with its class. Without Err there is nothing left to say.
type Error struct {
	Class Class
	Err   error
	// Findings are about the user's file, and shown before the error.
	Findings []diag.Diagnostic
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit code %d", e.Class)
	}
	return e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// Usagef is for a command line or configuration that cannot be followed.
func Usagef(format string, args ...any) error {
	return &Error{Class: Usage, Err: fmt.Errorf(format, args...)}
}

// Refusef is for work that is asked for correctly and that the rules do not
// allow: a number that is taken, a step that is not legal.
func Refusef(format string, args ...any) error {
	return &Error{Class: Findings, Err: fmt.Errorf(format, args...)}
}

// Failed is for what could not be checked.
func Failed(err error) error { return &Error{Class: Failure, Err: err} }

// gitError adds the remedy that git's package knows. What git cannot tell was
// not checked.
func gitError(err error) error {
	var known *git.Error
	if errors.As(err, &known) && known.Remedy() != "" {
		err = fmt.Errorf("%w\n%s", err, known.Remedy())
	}
	return Failed(err)
}

// Reason is why something failed without what was attempted and with which
// file, for messages that have said so already.
func Reason(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errMissing
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// reasonAt is Reason for a path, which may be a link that leads nowhere.
func reasonAt(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) && isLink(path) {
		return errBrokenLink
	}
	return Reason(err)
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

var errBrokenLink = errors.New("the path is a broken link")

// errMissing says in every message that something is not there.
var errMissing = missingError{}

type missingError struct{}

func (missingError) Error() string { return "no such file or folder" }

func (missingError) Is(target error) bool { return target == fs.ErrNotExist }
