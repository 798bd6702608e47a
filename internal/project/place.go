package project

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
)

// place is where the manifest of an app is written: into the folder of the app,
// which no one else writes to during this run, or into one that is made with it.
type place struct {
	app
	disk  *disk
	there bool // the folder of the app already exists
	// folder is that of the app, relative to the root, if it is not there.
	folder string
}

// holdPlace finds the place of an app's manifest, and keeps other writers out of
// its folder until release is called.
func (p *Project) holdPlace(ctx context.Context, a app) (at place, release func(), err error) {
	if _, err := os.Stat(a.path); err == nil {
		d, release, err := p.holdFolder(ctx, a.path)
		return place{app: a, disk: d, there: true}, release, err
	}
	if a.isBrokenLink() {
		return place{}, nil, Usagef("%s: %w", a.name, errBrokenLink)
	}
	l, err := p.layout()
	if err != nil {
		return place{}, nil, err
	}
	folder, ok := l.below(p.absolute(a.name))
	if !ok {
		return place{}, nil, Usagef("%s is not in the project folder %s", a.name, l.shown)
	}
	d, err := p.openDisk(l.root)
	if err != nil {
		return place{}, nil, err
	}
	return place{app: a, disk: d, folder: folder}, d.close, nil
}

// write puts a manifest in the place of one, nil if there was none. What is
// the same already stays.
func (at place) write(was, now []byte) error {
	switch {
	case bytes.Equal(was, now):
		return nil
	case at.there:
		return at.disk.replaceManifest(was, now)
	}
	err := at.disk.createDir(at.folder, map[string][]byte{manifestName: now})
	if errors.Is(err, fs.ErrExist) {
		return Usagef("another process created %s during this run; run the command again", at.name)
	}
	return err
}
