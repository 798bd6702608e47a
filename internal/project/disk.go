package project

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// disk writes below one folder, and never outside of it, wherever symbolic
// links lead. Each change is whole or not there at all: it is made beside its
// place under a temporary name, flushed, and moved in one step. A crash leaves
// at most a temporary name, which the next writer to that folder sweeps away.
type disk struct {
	project *Project
	root    *os.Root
	now     func() time.Time
	// locked says that whoever takes a lock for what lies below the folder waits.
	locked bool
	// fail, in tests, decides before each file system call whether it fails.
	fail func(op, name string) error
	// wrote is set once something was changed.
	wrote *bool
}

const (
	// temporary marks the names of unfinished work.
	temporary = ".manifest-tmp-"
	// unlocked follows it in the names of those who take no lock: no lock says
	// that they are gone.
	unlocked = "unlocked-"
)

// temporaryIn returns a name for unfinished work in a folder.
func (d *disk) temporaryIn(dir string) string {
	if d.locked {
		return path.Join(dir, temporary+rand.Text())
	}
	return path.Join(dir, temporary+unlocked+rand.Text())
}

// openDisk opens a folder that exists.
func (p *Project) openDisk(dir string) (*disk, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &disk{project: p, root: root, now: p.Now, fail: p.FailDisk, wrote: &p.Wrote}, nil
}

func (d *disk) close() { d.root.Close() }

// apart runs what moves the folder. Windows moves no folder that is open: there
// it is closed first, and opened again if it is still where it was. Its lock is
// kept.
func (d *disk) apart(move func() error) error {
	if runtime.GOOS != "windows" {
		return move()
	}
	d.close()
	err := move()
	if root, failed := os.OpenRoot(d.root.Name()); failed == nil {
		d.root = root
	}
	return err
}

// try runs one file system call, unless a test wants it to fail.
func (d *disk) try(op, name string, call func() error) error {
	if d.fail != nil {
		if err := d.fail(op, name); err != nil {
			return d.named(op, name, &fs.PathError{Op: op, Path: name, Err: err})
		}
	}
	return d.named(op, name, call())
}

// operations are the file system calls as people call them.
var operations = map[string]string{"create": "write", "rename": "write", "flush": "write", "mkdir": "create the folder",
	"sweep": "remove unfinished work in"}

// named says what was attempted, and with which file, in place of the system
// call and a name that only the disk knows.
func (d *disk) named(op, name string, err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	default:
		return err
	}
	return &fs.PathError{Op: cmp.Or(operations[op], op), Path: filepath.Join(d.root.Name(), name), Err: err}
}

// read returns the content of a file.
func (d *disk) read(name string) (data []byte, err error) {
	err = d.try("read", name, func() error {
		data, err = d.root.ReadFile(name)
		return err
	})
	return data, err
}

// write makes a new file with this content and mode and flushes it.
func (d *disk) write(name string, data []byte, mode fs.FileMode) error {
	var f *os.File
	err := d.try("create", name, func() (err error) {
		f, err = d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		return err
	})
	if err != nil {
		return err
	}
	err = d.try("write", name, func() error {
		_, err := f.Write(data)
		return err
	})
	return errors.Join(err, d.try("flush", name, f.Sync), f.Close())
}

// flushDir makes the names in a folder last through a loss of power.
func (d *disk) flushDir(name string) error {
	return d.try("flush", name, func() error {
		f, err := d.root.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		if runtime.GOOS == "windows" {
			return nil // folders cannot be flushed there
		}
		return f.Sync()
	})
}

// replace puts new content in the place of a file. The file must still hold
// what was read, nil meaning that it was not there, so that a change made
// meanwhile is not lost.
func (d *disk) replace(name string, was, now []byte) (err error) {
	mode := fs.FileMode(0o644)
	current, err := d.read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		current = nil
	case err != nil:
		return err
	default:
		info, err := d.root.Stat(name)
		if err != nil {
			return err
		}
		mode = info.Mode().Perm()
		if err := d.writable(name); err != nil {
			return err
		}
	}
	if !bytes.Equal(current, was) || (current == nil) != (was == nil) {
		return fmt.Errorf("%s changed during this run; nothing was written. Run the command again",
			filepath.Join(d.root.Name(), name))
	}
	if err := d.sweep(path.Dir(name)); err != nil {
		return err
	}
	temp := d.temporaryIn(path.Dir(name))
	defer func() {
		if err != nil {
			err = errors.Join(err, missingIsFine(d.unlink(temp)))
		}
	}()
	if err := d.write(temp, now, mode); err != nil {
		return d.named("write", name, err)
	}
	if err := d.try("rename", name, func() error { return d.root.Rename(temp, name) }); err != nil {
		return err
	}
	*d.wrote = true
	return d.flushDir(path.Dir(name))
}

// create writes a new file, in folders that it makes where they are missing. It
// fails with fs.ErrExist if there is something of that name, whoever made it.
func (d *disk) create(name string, data []byte) (err error) {
	dir := path.Dir(name)
	if err := d.try("mkdir", dir, func() error { return d.root.MkdirAll(dir, 0o755) }); err != nil {
		return err
	}
	if err := d.sweep(dir); err != nil {
		return err
	}
	temp := d.temporaryIn(dir)
	defer func() { err = errors.Join(err, missingIsFine(d.unlink(temp))) }()
	if err := d.write(temp, data, 0o644); err != nil {
		return d.named("write", name, err)
	}
	if err := d.try("rename", name, func() error { return d.place(temp, name) }); err != nil {
		return err
	}
	*d.wrote = true
	return d.flushDir(dir)
}

// place gives a finished file its name, unless the name is taken. A file system
// without hard links gets a rename, which the lock keeps others out of.
func (d *disk) place(temp, name string) error {
	err := d.root.Link(temp, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := d.root.Lstat(name); err == nil {
		return &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
	}
	return d.root.Rename(temp, name)
}

// replaceManifest is replace for the manifest of an app, which may be a link: what
// it leads to is changed, if that lies in the repository.
func (d *disk) replaceManifest(was, now []byte) error {
	at := filepath.Join(d.root.Name(), manifestName)
	if info, err := os.Lstat(at); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return d.replace(manifestName, was, now)
	}
	if err := leadsOut(d.project, at); err != nil {
		return fmt.Errorf("write %s: %w", at, err)
	}
	real, err := filepath.EvalSymlinks(at)
	if err != nil {
		return fmt.Errorf("write %s: %w", at, Reason(err))
	}
	l, err := d.project.layout()
	if err != nil {
		return err
	}
	if _, frozen := l.folderOf(real); frozen {
		return Refusef("write %s: the path is a link to a saved version, and saved versions are never modified; replace "+
			"the link with a manifest", at)
	}
	there, err := d.project.openDisk(filepath.Dir(real))
	if err != nil {
		return err
	}
	defer there.close()
	return there.replace(filepath.Base(real), was, now)
}

// remove takes a file away.
func (d *disk) remove(name string) error {
	return d.try("remove", name, func() error { return missingIsFine(d.unlink(name)) })
}

// unlink removes a file or an empty folder. Wine, on which the tool for Windows is
// tested, does not know the call by which this is done below an open folder.
func (d *disk) unlink(name string) error {
	const invalidFunction = syscall.Errno(1) // on Windows
	err := d.root.Remove(name)
	if runtime.GOOS == "windows" && errors.Is(err, invalidFunction) {
		return os.Remove(filepath.Join(d.root.Name(), filepath.FromSlash(name)))
	}
	return err
}

// unlinkAll is unlink for a folder with all that is in it, too.
func (d *disk) unlinkAll(name string) error {
	if d.unlink(name) == nil {
		return nil
	}
	return d.root.RemoveAll(name)
}

// writable refuses a file that may not be written, which a rename would get
// around.
func (d *disk) writable(name string) error {
	f, err := d.root.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return d.named("write", name, err)
	}
	return f.Close()
}

// createDir makes a folder with these files, all at once. It fails with
// fs.ErrExist if there is something of that name, whoever made it first.
func (d *disk) createDir(name string, files map[string][]byte) (err error) {
	parent := path.Dir(name)
	temp := d.temporaryIn(parent)
	defer func() {
		if err != nil {
			err = errors.Join(err, d.unlinkAll(temp))
		}
	}()
	if err := d.try("mkdir", parent, func() error { return d.root.MkdirAll(parent, 0o755) }); err != nil {
		return err
	}
	if err := d.sweep(parent); err != nil {
		return err
	}
	if err := d.try("mkdir", name, func() error { return d.root.Mkdir(temp, 0o755) }); err != nil {
		return err
	}
	for file, data := range files {
		dir := path.Join(temp, path.Dir(file))
		if err := d.try("mkdir", path.Join(name, path.Dir(file)),
			func() error { return d.root.MkdirAll(dir, 0o755) }); err != nil {
			return err
		}
		if err := d.write(path.Join(temp, file), data, 0o644); err != nil {
			return d.named("write", path.Join(name, file), err)
		}
		if err := d.flushDir(dir); err != nil {
			return d.named("write", path.Join(name, file), err)
		}
	}
	if err := d.flushDir(temp); err != nil {
		return d.named("write", name, err)
	}
	// A rename replaces an empty folder on some systems, so look first. One with
	// files, made meanwhile, it does not.
	if _, err := d.root.Lstat(name); err == nil {
		return &fs.PathError{Op: "create", Path: filepath.Join(d.root.Name(), name), Err: fs.ErrExist}
	}
	if err := d.try("rename", name, func() error { return d.root.Rename(temp, name) }); err != nil {
		return err
	}
	*d.wrote = true
	return d.flushDir(parent)
}

// abandoned is how old unfinished work is that nobody is at any more, where no
// lock keeps others out.
const abandoned = time.Hour

// sweep removes what crashed writers left in a folder: under the lock, all that
// was made under it, and of the rest what is too old to be anybody's.
func (d *disk) sweep(dir string) error {
	return d.try("sweep", dir, func() error {
		entries, err := fs.ReadDir(d.root.FS(), dir)
		for _, e := range entries {
			if !isTemporary(e.Name()) {
				continue
			}
			info, gone := e.Info()
			ours := d.locked && !strings.HasPrefix(e.Name(), temporary+unlocked)
			if gone == nil && (ours || d.now().Sub(info.ModTime()) > abandoned) {
				err = errors.Join(err, d.unlinkAll(path.Join(dir, e.Name())))
			}
		}
		return err
	})
}

func isTemporary(name string) bool { return strings.HasPrefix(name, temporary) }

func missingIsFine(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// lockWait is how long a writer waits for another before it gives up.
const lockWait = 2 * time.Minute

// lock keeps other writers out of the folder until unlock is called. Readers
// need no lock, since every change is made in one step.
func (d *disk) lock(ctx context.Context) (unlock func(), err error) {
	target, flag := d.root.Name(), os.O_RDONLY
	if runtime.GOOS == "windows" { // folders cannot be locked there, and who wants a file beside theirs?
		sum := sha256.Sum256([]byte(strings.ToLower(realDir(target))))
		target, flag = filepath.Join(os.TempDir(), fmt.Sprintf("manifest-%x.lock", sum[:8])), os.O_CREATE|os.O_RDWR
	}
	l := flock.New(target, flock.SetFlag(flag))
	ctx, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	if err := d.try("lock", ".", func() error {
		_, err := l.TryLockContext(ctx, 2*time.Millisecond)
		return err
	}); err != nil {
		if errors.Is(err, context.Canceled) {
			return nil, fmt.Errorf("interrupted before anything was written to %s", d.root.Name())
		}
		return nil, fmt.Errorf("wait for another manifest command that is writing to %s: %w", d.root.Name(), err)
	}
	d.locked = true
	return func() {
		d.locked = false
		l.Unlock()
	}, nil
}

// holdFolder opens a folder and keeps other writers out of it until release is
// called.
func (p *Project) holdFolder(ctx context.Context, dir string) (d *disk, release func(), err error) {
	if d, err = p.openDisk(dir); err != nil {
		return nil, nil, err
	}
	unlock, err := d.lock(ctx)
	if err != nil {
		d.close()
		return nil, nil, err
	}
	return d, func() {
		unlock()
		d.close()
	}, nil
}

// replaceFile is disk.replace for a file anywhere, as fmt and lint --fix may be
// given. A symbolic link stays, and what it leads to is replaced; but not where
// it leads out of the folder that we are in: a checkout can bring such a link
// along, and nobody named what it leads to.
func (p *Project) replaceFile(ctx context.Context, name string, was, now []byte) error {
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	if err := leadsOut(p, name); err != nil {
		return err
	}
	d, err := p.openDisk(filepath.Dir(real))
	if err != nil {
		return err
	}
	defer d.close()
	unlock, err := d.lock(ctx)
	switch {
	case errors.Is(err, errors.ErrUnsupported): // not on every file system
	case err != nil:
		return err
	default:
		defer unlock()
	}
	// Beside a manifest, it is the lock of an app. Any other may be that of a
	// folder within one, which keeps nobody out who holds the app.
	d.locked = d.locked && filepath.Base(real) == manifestName
	return d.replace(filepath.Base(real), was, now)
}

// leadsOut refuses a name that leads by a symbolic link out of the repository
// in which it stands. Without one, it is the folder that we are in, or that of
// the file.
func leadsOut(p *Project, name string) error {
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return Reason(err)
	}
	typed := absolute(name)
	dir, found := repositoryOf(filepath.Dir(typed))
	if !found {
		if dir = p.here(); !within(typed, dir) {
			dir = filepath.Dir(typed)
		}
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return Reason(err)
	}
	if real = absolute(real); !within(real, dir) {
		return fmt.Errorf("the path is a link to %s, outside %s; use the path of that file", real, dir)
	}
	return nil
}
