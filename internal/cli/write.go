package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// replaceFile puts new content in the place of a file at once: a reader sees
// the old bytes or the new ones, and a crash leaves one of the two. The file
// must still hold what was read, so that an edit made meanwhile is not lost.
// Mode and symbolic links stay as they are.
func replaceFile(path string, was, now []byte) (err error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(real)
	if err != nil {
		return err
	}
	current, err := os.ReadFile(real)
	if err != nil {
		return err
	}
	if !bytes.Equal(current, was) {
		return fmt.Errorf("%s was changed by someone else meanwhile; nothing was written, run again", path)
	}
	if f, err := os.OpenFile(real, os.O_WRONLY, 0); err != nil {
		return err // a rename would get around a file that may not be written
	} else if err := f.Close(); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(real), ".manifest-*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(temp.Name())))
		}
	}()
	_, err = temp.Write(now)
	err = errors.Join(err, temp.Chmod(info.Mode().Perm()), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), real); err != nil {
		return err
	}
	return syncDir(filepath.Dir(real))
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// syncDir makes a rename last through a loss of power.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
