package project

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"syscall"

	"github.com/procore-manifest/manifest/internal/manifest"
)

// read returns the content of a target.
func (p *Project) read(t target) ([]byte, error) {
	if t.err != nil {
		return nil, t.err
	}
	if t.isStdin() {
		return readStdin(p)
	}
	if _, isOpen := p.Unsaved.text(t.path); !isOpen && !t.named { // a search finds ordinary files only
		if data := quickRead(t.path, manifest.MaxBytes); data != nil {
			return data, nil
		}
	}
	data, err := p.readPath(t.path)
	if err != nil {
		return nil, Reason(err)
	}
	return data, nil
}

// filesOf are the paths of a command, with the file that standard input stands for in
// its place, if it exists.
func (p *Project) filesOf(paths []string) []string {
	if p.StdinName != "" && slices.Contains(paths, "-") {
		if _, err := os.Stat(p.Path(p.StdinName)); err == nil {
			return []string{p.StdinName}
		}
	}
	return paths
}

// readPath reads a file that a person named, and one byte more than any manifest
// may have. A named pipe or a device may be silent for ever: then waiting for it
// can be interrupted.
func (p *Project) readPath(name string) ([]byte, error) {
	if text, ok := p.Unsaved.text(name); ok {
		return text, nil
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New(kind(info))
	case info.Mode().IsRegular():
		return slurp(name)
	}
	return p.interruptible(func() ([]byte, error) { return slurp(name) })
}

// slurp reads a file, and one byte more than any manifest may have: that is
// enough to know that it is too large.
func slurp(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var size int64
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return slurpOpen(f, size)
}

// slurpRegular is slurp for what must be an ordinary file. A pipe in its place
// would be waited for without end.
func slurpRegular(name string) ([]byte, error) {
	if data := quickRead(name, manifest.MaxBytes); data != nil {
		return data, nil
	}
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		if info, statErr := os.Stat(name); statErr == nil && !info.Mode().IsRegular() {
			return nil, errors.New(kind(info))
		}
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New(kind(info))
	}
	return slurpOpen(f, info.Size())
}

// slurpOpen reads an open file, which seems to be of a size.
func slurpOpen(f *os.File, size int64) ([]byte, error) {
	first := make([]byte, min(size, manifest.MaxBytes)+1)
	n, err := f.Read(first)
	if int64(n) == size && err == nil { // with room for more, so this is all
		return first[:n], nil
	}
	if err != nil && err != io.EOF {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(io.MultiReader(bytes.NewReader(first[:n]), f), manifest.MaxBytes+1))
}

// interruptible waits for a reader until the user interrupts. The reading itself
// cannot be stopped, so it is left behind.
func (p *Project) interruptible(read func() ([]byte, error)) ([]byte, error) {
	var data []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		data, err = read()
	}()
	select {
	case <-p.Interrupted:
		return nil, errInterrupted
	case <-done:
		return data, err
	}
}

// readStdin returns what comes on standard input.
func readStdin(p *Project) ([]byte, error) {
	data, err := p.interruptible(func() ([]byte, error) {
		return io.ReadAll(io.LimitReader(p.Stdin, manifest.MaxBytes+1))
	})
	if err != nil {
		return nil, Reason(err)
	}
	if len(data) == 0 && isNull(p.Stdin) {
		return nil, errors.New("standard input is closed, or is " + os.DevNull)
	}
	return data, nil
}

// isNull reports whether a stream is the null device, which also stands in for
// a standard stream that is closed.
func isNull(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(info, null)
}

var errInterrupted = errors.New("interrupted")

// stopped reports whether the user wants the process to end.
func (p *Project) stopped() bool {
	select {
	case <-p.Interrupted:
		return true
	default:
		return false
	}
}
