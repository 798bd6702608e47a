package project

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func openTestDisk(t *testing.T, dir string, fail func(op, name string) error) *disk {
	t.Helper()
	p := &Project{Env: Env{Now: time.Now, FailDisk: fail}}
	d, err := p.openDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	return d
}

// Of many that make one file, without a lock, one makes it and the others are
// told that it exists. Nothing else is left in the folder.
func TestCreateIsExclusive(t *testing.T) {
	create := map[string]func(d *disk, text string) error{
		"file": func(d *disk, text string) error { return d.create("history/a.json", []byte(text)) },
		"folder": func(d *disk, text string) error {
			return d.createDir("history", map[string][]byte{"a.json": []byte(text), "deep/b.json": nil})
		},
	}
	for name, make := range create {
		t.Run(name, func(t *testing.T) {
			for range 20 {
				dir := t.TempDir()
				const racers = 16
				var all sync.WaitGroup
				var lock sync.Mutex
				var won []string
				for i := range racers {
					d := openTestDisk(t, dir, nil)
					all.Go(func() {
						text := fmt.Sprintf("racer %d", i)
						err := make(d, text)
						lock.Lock()
						defer lock.Unlock()
						if err == nil {
							won = append(won, text)
						} else if !errors.Is(err, fs.ErrExist) {
							t.Errorf("%s: %v", text, err)
						}
					})
				}
				all.Wait()
				data, err := os.ReadFile(filepath.Join(dir, "history", "a.json"))
				if err != nil || len(won) != 1 || string(data) != won[0] {
					t.Fatalf("%q won, and the file holds %q (%v)", won, data, err)
				}
				for _, folder := range []string{".", "history"} {
					entries, err := os.ReadDir(filepath.Join(dir, folder))
					if err != nil {
						t.Fatal(err)
					}
					for _, e := range entries {
						if isTemporary(e.Name()) {
							t.Errorf("%s was left behind", e.Name())
						}
					}
				}
			}
		})
	}
}

// A file is never overwritten, whatever has its name.
func TestCreateOverwritesNothing(t *testing.T) {
	for name, make := range map[string]func(name string) error{
		"file":   func(name string) error { return os.WriteFile(name, []byte("theirs"), 0o644) },
		"folder": func(name string) error { return os.Mkdir(name, 0o755) },
		"link":   func(name string) error { return os.Symlink("nowhere", name) },
	} {
		dir := t.TempDir()
		at := filepath.Join(dir, "a.json")
		if err := make(at); err != nil {
			t.Skip(err)
		}
		before, err := os.Lstat(at)
		if err != nil {
			t.Fatal(err)
		}
		d := openTestDisk(t, dir, nil)
		if err := d.create("a.json", []byte("ours")); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), at) {
			t.Errorf("%s: got %v, want that %s exists", name, err, at)
		}
		if after, err := os.Lstat(at); err != nil || !os.SameFile(before, after) {
			t.Errorf("%s: it is another one (%v)", name, err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("%s: left %v (%v)", name, entries, err)
		}
	}
}

// Whichever call fails, the file is whole or not there, the error names it, and
// the next one of its name is made.
func TestCreateOnAFailingDisk(t *testing.T) {
	broken := errors.New("the disk is full")
	for n := 1; ; n++ {
		dir, calls := t.TempDir(), 0
		d := openTestDisk(t, dir, func(string, string) error {
			if calls++; calls == n {
				return broken
			}
			return nil
		})
		err := d.create("history/a.json", []byte("text"))
		if calls < n {
			if err != nil || n < 6 {
				t.Errorf("%d calls, and %v", calls, err)
			}
			return
		}
		data, missing := os.ReadFile(filepath.Join(dir, "history", "a.json"))
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "history") || missing == nil && string(data) != "text" {
			t.Errorf("call %d: %v, and the file holds %q", n, err, data)
		}
		if err := d.create("history/a.json", []byte("text")); (err == nil) != (missing != nil) {
			t.Errorf("call %d: again: %v", n, err)
		}
		if entries, err := os.ReadDir(filepath.Join(dir, "history")); err != nil || len(entries) != 1 {
			t.Errorf("call %d: left %v (%v)", n, entries, err)
		}
	}
}
