package project

import (
	"errors"
	"io"
	"os"

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
	f, err := os.Open(t.path)
	if err != nil {
		return nil, Reason(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.New(kind(info))
	}
	data, err := content(f)
	if err != nil {
		return nil, Reason(err)
	}
	return data, nil
}

// readStdin returns what comes on standard input. Whoever types it, or waits
// for a pipe that stays silent, can interrupt it: the read itself cannot be
// stopped, so it is left behind.
func readStdin(p *Project) ([]byte, error) {
	var data []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		data, err = io.ReadAll(io.LimitReader(p.Stdin, manifest.MaxBytes+1))
	}()
	select {
	case <-p.Interrupted:
		return nil, errors.New("interrupted")
	case <-done:
	}
	if err != nil {
		return nil, Reason(err)
	}
	if len(data) == 0 && isNull(p.Stdin) {
		return nil, errors.New("it is closed, or " + os.DevNull)
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
