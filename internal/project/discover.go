package project

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/validate"
)

// manifestName is the name of every manifest.
const manifestName = "manifest.yaml"

// target is a manifest to look at.
type target struct {
	name string // as shown: the path as typed, with forward slashes
	path string // to open it; "-" for standard input
	app  string // the id, where the file is an app's manifest
	// stray says that no place of apps matches the folder of the manifest. It is
	// called by the name of its folder then.
	stray bool
	// frozen says that it is the copy of a saved version, which no one changes.
	frozen bool
	// named says that the command line names the file; a search found the others.
	named bool
	// ignored says that a search would pass over the file that standard input
	// stands for.
	ignored bool
	err     error // why a search could not take what it found
	// missing says that nothing is where the command line says it is.
	missing bool
	// alone says that a search saw nothing else in the folder of the manifest: no ledger
	// either.
	alone bool
}

func (t target) isStdin() bool { return t.path == "-" }

// stdinTarget is standard input, in the place of the file that it stands for.
func (p *Project) stdinTarget(l *layout, ignored *ignorer) target {
	t := target{name: "<stdin>", path: "-", named: true}
	if p.StdinName != "" {
		at := p.absolute(p.StdinName)
		t.name, t.ignored = shown(p.StdinName), ignored.ignored(p.StdinName, false)
		t.app, t.frozen, t.stray = l.about(at, at)
		above := strings.Split(path.Dir(filepath.ToSlash(t.name)), "/")
		if t.stray && !t.frozen && slices.ContainsFunc(above, passedOver) { // no search goes there
			t.ignored = true
		}
	}
	return t
}

// unsavedTarget reads standard input as the text that an editor holds of the file that
// it stands for, so that the ledger beside the file counts as well.
func (p *Project) unsavedTarget(t target) (target, error) {
	data, err := p.read(t)
	if err != nil {
		return t, Failed(fmt.Errorf("read standard input: %w", err))
	}
	t.path = p.Path(filepath.FromSlash(t.name))
	p.Unsaved = &Unsaved{texts: map[string][]byte{t.path: data}}
	return t, nil
}

// isAdopted reports whether the file is the copy of a version that was adopted: it
// must be readable, and the rules are about versions that were made here.
func (p *Project) isAdopted(t target) bool {
	if !t.frozen {
		return false
	}
	_, err := os.Stat(filepath.Join(filepath.Dir(t.path), ledger.HistoryDir, string(ledger.Adopt)+".json"))
	return err == nil
}

// saved reports whether saved versions lie beside the file.
func (t target) saved() bool {
	_, err := os.Lstat(filepath.Join(filepath.Dir(t.path), ledger.VersionsDir))
	return !t.isStdin() && err == nil
}

// discover turns the paths of the command line into manifests. A path that
// leads nowhere is an error.
func (p *Project) discover(ctx context.Context, command string, paths []string, ignored *ignorer) ([]target, error) {
	targets, err := p.discoverSome(ctx, command, paths, ignored)
	if err != nil {
		return nil, err
	}
	return targets, errors.Join(missing(command, targets)...)
}

// missing returns an error for each path of the command line that leads nowhere.
func missing(command string, targets []target) (list []error) {
	for _, t := range targets {
		if t.missing {
			list = append(list, fmt.Errorf("%s %s: %w", command, t.name, t.err))
		}
	}
	return list
}

// discoverSome is discover for a command with a result that says what could not
// be read: a path that leads nowhere is a target with an error. A search that
// finds nothing is refused anyway: a linter that checked nothing must not
// look as if all were well.
func (p *Project) discoverSome(ctx context.Context, command string, paths []string, ignored *ignorer) ([]target,
	error) {
	l, err := p.layout()
	if err != nil {
		return nil, err
	}
	if slices.Contains(paths, "-") {
		if len(paths) > 1 {
			return nil, Usagef("- (standard input) cannot be mixed with other paths")
		}
		if p.StdinIsTerminal && p.NoInput {
			return nil, Usagef("- reads standard input, which is a terminal, and --no-input prevents waiting for " +
				"input")
		}
		t := p.stdinTarget(l, ignored)
		if p.StdinName != "" && !t.ignored {
			s := search{Project: p, found: []target{{name: t.name, path: p.StdinName}}}
			s.withoutGitIgnored(ctx)
			t.ignored = s.left > 0
		}
		return []target{t}, nil
	}
	if p.StdinName != "" {
		return nil, Usagef("--stdin-filename reads standard input; leave out the other paths")
	}
	s := search{Project: p, layout: l, command: command, ignored: ignored, seen: make(map[string]bool)}
	var refused []error
	if len(paths) == 0 {
		refused = append(refused, s.addAll())
	}
	for _, name := range paths {
		if err := s.add(name); err != nil {
			refused = append(refused, err)
		}
	}
	refused = append(s.misnamed, refused...)
	if err := errors.Join(append(refused, missing(command, s.found)...)...); errors.Join(refused...) != nil {
		return nil, err
	}
	if p.stopped() {
		return nil, fmt.Errorf("%s: %w; nothing was written", command, errInterrupted)
	}
	if s.walked {
		ignored.reportUnmatched()
		if s.withoutGitIgnored(ctx); len(s.found) == 0 && s.left > 0 {
			return nil, Usagef("%s: git ignores all manifests here (%s); use --no-ignore to include them", command,
				diag.Plural(s.left, "manifest"))
		}
	}
	var apps []app
	for _, t := range s.found {
		p.note("read %s", t.name)
		if a, ok := p.appOf(t); ok && !t.stray {
			apps = append(apps, a)
		}
	}
	return s.found, l.unambiguous(apps)
}

type search struct {
	*Project
	layout  *layout
	command string // that searches, for messages
	ignored *ignorer
	seen    map[string]bool // real paths, so that nothing is taken twice
	found   []target
	met     int // manifests found, also those that were found before
	// fromHere says that the search began at a place that no one typed: what it
	// finds is named as from the working folder.
	fromHere bool
	walked   bool // a folder or pattern was searched
	left     int  // manifests that git ignores
	// misnamed are files that were meant to be manifests.
	misnamed []error
}

// add resolves one path of the command line: what exists by that name, or else
// what matches it as a pattern.
func (s *search) add(name string) error {
	met := s.met
	info, err := os.Stat(s.Path(name))
	s.walked = s.walked || err != nil || info.IsDir()
	switch {
	case err == nil && info.IsDir():
		if s.walk(name); s.met == met && len(s.misnamed) == 0 {
			return s.nothing(name, func(all *search) { all.walk(name) },
				Usagef("no %s below %s; name a file, or the folder that contains the apps", manifestName, name))
		}
		s.sayBoth(name)
		return nil
	case err == nil && isLedgerFile(filepath.Base(name)):
		dir := path.Dir(path.Dir(shown(name))) // above history or approvals
		if parent := path.Dir(dir); path.Base(parent) == ledger.VersionsDir {
			dir = path.Dir(parent)
		}
		return Usagef("%s %s: not a manifest; this file belongs to the ledger of an app and is checked together "+
			"with the app: manifest lint %s",
			s.command, name, shellWord(dir))
	case err == nil:
		if t := s.addFile(name, nil); t != nil {
			t.named = true
		}
		return nil
	// Windows knows no names with these characters, and says so in another way; and
	// a pattern may be longer than a name.
	case (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENAMETOOLONG) || runtime.GOOS == "windows") &&
		strings.ContainsAny(name, "*?[{") && doublestar.ValidatePathPattern(name):
		if message, help := validate.GlobFault(filepath.ToSlash(name), doublestar.ValidatePattern); message != "" {
			return Usagef("%s %s: %s; %s", s.command, diag.Clip(name, 60), message, help)
		}
		if err := s.glob(name); err != nil {
			return err
		}
		if s.met == met {
			return s.nothing(name, func(all *search) { _ = all.glob(name) }, Usagef("no manifest matches %s", name))
		}
		return nil
	case errors.Is(err, fs.ErrNotExist) && !isLink(s.Path(name)):
		return s.addApp(name)
	}
	s.addMissing(name, reasonAt(s.Path(name), err))
	return nil
}

// addMissing takes a path of the command line that leads nowhere.
func (s *search) addMissing(name string, err error) {
	if t := s.addFile(name, err); t != nil {
		t.missing = true
	}
}

// isLedgerFile reports whether a file of this name is an event.
func isLedgerFile(base string) bool {
	_, ok := ledger.ParseName(base)
	return ok
}

// nothing returns the error of a search that found no manifest, or says that it was
// told to ignore them all, which searching once more tells. name is what was
// searched, "" for all apps.
func (s *search) nothing(name string, again func(*search), err error) error {
	all := &search{Project: s.Project, layout: s.layout, command: s.command, seen: make(map[string]bool)}
	if again(all); all.met > 0 {
		config, err := findConfig(s.Project)
		if err != nil {
			return err
		}
		return Usagef("%s: %s ignores all manifests here", strings.TrimSpace(s.command+" "+name),
			filepath.ToSlash(config))
	}
	return &nothingFound{err}
}

// nothingFound is the error of a search that found no manifest.
type nothingFound struct{ error }

func (n *nothingFound) Unwrap() error { return n.error }

// orDeleted takes it that a search found nothing if the base has apps: the branch
// has deleted them, and that is judged.
func (b *base) orDeleted(ctx context.Context, targets []target, err error) ([]target, error) {
	var nothing *nothingFound
	if b == nil || !errors.As(err, &nothing) {
		return targets, err
	}
	if then, failed := b.appsAt(ctx, b.commit, nil, true, hasManifestOrLedger); failed != nil || len(then) == 0 {
		return nil, err
	}
	return nil, nil
}

// glob takes what matches a pattern: folders are searched, files are taken. A
// pattern that ends in ** means the folders before it, as a search of them
// meets everything below.
func (s *search) glob(pattern string) error {
	pattern = filepath.ToSlash(pattern)
	for strings.HasSuffix(pattern, "/**") {
		pattern = strings.TrimSuffix(pattern, "/**")
	}
	if pattern == "**" {
		s.walk(".")
		return nil
	}
	base, rest := doublestar.SplitPattern(filepath.ToSlash(s.Path(pattern)))
	matches, err := doublestar.Glob(stoppable{os.DirFS(base), s.stopped}, rest, doublestar.WithNoFollow())
	if err != nil {
		return Usagef("glob pattern %s: %w", pattern, err)
	}
	slices.Sort(matches)
	for _, m := range matches {
		name := filepath.Join(base, filepath.FromSlash(m))
		if s.Dir != "." && !filepath.IsAbs(pattern) {
			if rel, err := filepath.Rel(s.Dir, name); err == nil {
				name = rel
			}
		}
		info, err := os.Lstat(s.Path(name))
		last := filepath.Base(name)
		hidden := func(part string) bool {
			return strings.HasPrefix(part, ".") && part != "." &&
				!slices.ContainsFunc(strings.Split(rest, "/"), func(asked string) bool {
					return strings.HasPrefix(asked, ".") && doublestar.MatchUnvalidated(asked, part)
				})
		}
		switch {
		case slices.ContainsFunc(strings.Split(m, "/"), hidden): // no shell matches it either
		case s.ignored.ignored(name, err == nil && info.IsDir()):
		case err != nil:
			s.addFile(name, Reason(err))
		case info.Mode()&fs.ModeSymlink != 0:
			s.meetLink(name)
		case !info.IsDir():
			s.addFile(name, cmp.Or(irregular(info), s.leadsOut(name)))
		case last == filepath.Base(pattern) || !passedOver(last):
			s.walk(name)
		}
	}
	return nil
}

// stoppable is a file system that fails once a search of it is to end.
type stoppable struct {
	fs.FS
	stopped func() bool
}

func (f stoppable) Open(name string) (fs.File, error) {
	if f.stopped() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errInterrupted}
	}
	return f.FS.Open(name)
}

// addFile takes a file, or with an error what stands in its place, and returns
// its target; nil if the file is taken already.
func (s *search) addFile(name string, err error) *target {
	real, realErr := filepath.EvalSymlinks(s.Path(name))
	if realErr != nil {
		real = s.Path(name) // it will fail to open, and say so
	}
	return s.addReal(name, real, err)
}

// addReal is addFile for a file of which it is known where it really lies.
func (s *search) addReal(name, real string, err error) *target {
	s.met++
	if s.fromHere {
		name = cmp.Or(filepath.FromSlash(relative(s.Project.here(), s.absolute(name))), name)
	}
	if real = s.absolute(real); s.seen[real] {
		return nil
	}
	s.seen[real] = true
	abs := s.absolute(name)
	if abs == real {
		abs = real // one text in memory for both, of which the name and the id are parts
	}
	if strings.HasSuffix(abs, name) {
		name = abs[len(abs)-len(name):]
	}
	t := target{name: shown(name), path: s.Path(name), err: err}
	t.app, t.frozen, t.stray = s.layout.about(abs, real)
	s.found = append(s.found, t)
	return &s.found[len(s.found)-1]
}

// irregular refuses what a search must not open: reading from a named pipe or
// a device may never end. Who names one on the command line means it.
func irregular(info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return errors.New(kind(info))
}

// kind says what something that is not an ordinary file is.
func kind(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return "the path is a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "the path is a named pipe, not a file"
	case mode&fs.ModeSocket != 0:
		return "the path is a socket, not a file"
	}
	return "the path is a device, not a file"
}

// passedOver reports whether a search leaves out a folder of this name: frozen
// copies, what was installed, and hidden folders.
func passedOver(name string) bool {
	return name == ledger.VersionsDir || name == "node_modules" || strings.HasPrefix(name, ".") && name != "." &&
		name != ".."
}

// walk takes the manifests below a folder. What it cannot look into counts as
// unread: an app that is skipped in silence would count as clean. It follows no
// link to a folder, which may lead to the whole disk or in circles.
func (s *search) walk(dir string) {
	real, err := filepath.EvalSymlinks(s.Path(dir))
	if err != nil {
		s.addFile(dir, Reason(err))
		return
	}
	s.walkBelow(dir, real)
}

// walkBelow searches a folder, which really lies at real: to ask that of each
// would take longer than to read them.
func (s *search) walkBelow(dir, real string) {
	if s.stopped() {
		return
	}
	entries, err := os.ReadDir(s.Path(dir))
	if err != nil {
		s.addFile(dir, Reason(err))
		return
	}
	saved, working := false, false
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if s.ignored.ignored(name, e.IsDir()) {
			continue
		}
		isManifest := e.Name() == manifestName
		saved, working = saved || e.Name() == ledger.VersionsDir, working || isManifest
		switch below := filepath.Join(real, e.Name()); {
		case e.Type()&fs.ModeSymlink != 0:
			s.meetLink(name)
		case isManifest && e.Type().IsRegular():
			if t := s.addReal(name, below, nil); t != nil {
				t.alone = len(entries) == 1 && real == filepath.Clean(s.Path(dir))
			}
		case isManifest:
			if info, err := e.Info(); err != nil {
				s.addFile(name, Reason(err))
			} else {
				s.addFile(name, irregular(info))
			}
		case e.IsDir() && !passedOver(e.Name()):
			s.walkBelow(name, below)
		case !e.IsDir() && misnamed(e.Name()):
			s.addMisnamed(name)
		}
	}
	if saved && !working { // an app whose record no one would look at
		s.addFile(filepath.Join(dir, manifestName), errNoWorking)
	}
}

var errNoWorking = errors.New("the app has saved versions but no working manifest")

// misnamed reports whether a file was meant to be a manifest.
func misnamed(name string) bool {
	return name == "manifest.yml" || name != manifestName && strings.EqualFold(name, manifestName)
}

func (s *search) addMisnamed(name string) {
	s.misnamed = append(s.misnamed, Usagef("%s would be ignored: rename it to %s", shown(name), manifestName))
}

// meetLink takes a link that a search met: a manifest that stays in the
// repository is read; what stands in the place of an app counts as unread; any
// other is passed over.
func (s *search) meetLink(name string) {
	base := filepath.Base(name)
	info, err := os.Stat(s.Path(name))
	switch {
	case base == manifestName && err != nil:
		s.addFile(name, reasonAt(s.Path(name), err))
	case base == manifestName:
		s.addFile(name, cmp.Or(irregular(info), s.leadsOut(name)))
	case misnamed(base):
		s.addMisnamed(name)
	case passedOver(base):
	case s.layout.idOf(s.absolute(name)) != "" && (err != nil || info.IsDir()), s.isApp(name):
		if err != nil {
			s.addFile(name, errBrokenLink)
			return
		}
		s.addLinked(name)
	}
}

// isApp reports whether a folder is that of an app.
func (s *search) isApp(dir string) bool {
	return slices.ContainsFunc([]string{manifestName, ledger.VersionsDir}, func(name string) bool {
		_, err := os.Lstat(s.Path(filepath.Join(dir, name)))
		return err == nil
	})
}

// leadsOut refuses a file that a search met and that lies elsewhere.
func (s *search) leadsOut(name string) error { return leadsOut(s.Project, s.Path(name)) }
