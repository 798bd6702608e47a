package project

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// OpenFiles are the files that an editor has open. Each is checked as lint checks
// it, and its text counts in place of what is on disk. Nothing is written.
//
// What is read of the repository is kept until [OpenFiles.Refresh], or until
// something on disk has changed. Only one goroutine may use it.
type OpenFiles struct {
	env     Env
	config  string   // --config, as an absolute path
	folders []string // that the editor has open, without links
	unsaved Unsaved
	real    map[string]string // of open files, by the path that the editor gives

	places  map[string]*workspace // by the folder of a file
	spaces  map[string]*workspace // by root and configuration
	checked time.Time             // when the disk was last compared
}

// workspace is what files have in common that one configuration is about.
type workspace struct {
	*Project
	linter *validate.Linter
	err    error // why nothing can be checked
	stamps map[string]string
}

// FileKind says what an open file is to the tool.
type FileKind uint8

// The kinds of open files.
const (
	ForeignFile FileKind = iota // not for this tool
	ManifestFile
	FrozenFile // the copy of a saved version
	InUseFile
	EventFile // of a ledger, or an approval
	ConfigFile
)

// CheckedFile is what lint says about an open file.
type CheckedFile struct {
	Kind FileKind
	// App is the id of the app, "" if the file belongs to none.
	App  string
	File *source.File
	// Findings are those whose place is in the file, sorted.
	Findings []diag.Diagnostic
	// Unchecked says why the file could not be checked, "" if it was.
	Unchecked string

	root string
}

// Place is the absolute path of a file that a finding names.
func (c *CheckedFile) Place(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.ToSlash(filepath.Join(c.root, filepath.FromSlash(name)))
}

// NewOpenFiles returns an empty set.
func NewOpenFiles(p *Project) *OpenFiles {
	o := &OpenFiles{env: p.Env, unsaved: Unsaved{texts: make(map[string][]byte)}, real: make(map[string]string)}
	if p.Config != "" {
		o.config = p.absolute(p.Config)
	}
	o.Refresh()
	return o
}

// SetFolders says which folders the editor has open.
func (o *OpenFiles) SetFolders(folders []string) {
	o.folders = nil
	for _, f := range folders {
		o.folders = append(o.folders, git.RealPath(filepath.Clean(filepath.FromSlash(f))))
	}
	o.Refresh()
}

// Refresh forgets what was read from disk.
func (o *OpenFiles) Refresh() {
	o.places, o.spaces = make(map[string]*workspace), make(map[string]*workspace)
}

// Set gives an open file another text. The path is absolute, with forward slashes.
func (o *OpenFiles) Set(name string, text []byte) {
	real, known := o.real[name]
	if !known {
		clean := filepath.Clean(filepath.FromSlash(name))
		real = git.RealPath(clean)
		o.real[name] = real
		o.unsaved.texts[clean] = text
	}
	for at := range o.unsaved.texts {
		if at == real || at == filepath.FromSlash(name) {
			o.unsaved.texts[at] = text
		}
	}
	o.unsaved.texts[real] = text
	if !known || path.Base(name) != manifestName || o.kindOf(name) == FrozenFile {
		o.Refresh()
	}
}

// Close lets the disk count again.
func (o *OpenFiles) Close(name string) {
	delete(o.unsaved.texts, o.real[name])
	delete(o.unsaved.texts, filepath.Clean(filepath.FromSlash(name)))
	delete(o.real, name)
	o.Refresh()
}

// Affects reports whether the text of one open file can change what is found in
// another: they belong to one app, or one is the configuration.
func (o *OpenFiles) Affects(name, other string) bool {
	if path.Base(name) == configName {
		return true
	}
	a, b := o.appFolder(name), o.appFolder(other)
	return a != "" && a == b
}

func (o *OpenFiles) appFolder(name string) string {
	w, real := o.workspace(name)
	if w.err != nil {
		return ""
	}
	folder, _ := w.configuration.layout.appAround(real)
	return folder
}

// appAround returns the folder of the app that a file belongs to, and its id; both
// are "" if it belongs to none.
func (l *layout) appAround(real string) (folder, id string) {
	for dir := filepath.Dir(real); ; dir = filepath.Dir(dir) {
		if id := l.idOf(dir); id != "" {
			return dir, id
		}
		if dir == filepath.Dir(dir) || dir == l.root {
			break
		}
	}
	if folder, _ = l.folderOf(real); folder != "" {
		return folder, filepath.Base(folder)
	}
	return "", ""
}

func (o *OpenFiles) kindOf(name string) FileKind {
	w, real := o.workspace(name)
	return w.kindOf(real)
}

func (w *workspace) kindOf(real string) FileKind {
	base := filepath.Base(real)
	switch {
	case base == configName:
		return ConfigFile
	case w.err != nil:
		if base == manifestName {
			return ManifestFile
		}
		return ForeignFile
	}
	l := w.configuration.layout
	folder, _ := l.appAround(real)
	if folder == "" {
		return ForeignFile
	}
	below := relative(folder, real)
	switch {
	case below == manifestName:
		return ManifestFile
	case below == inUseName:
		return InUseFile
	case !ledger.IsKept(below) || strings.Contains(below, "/"+ledger.EvidenceDir+"/"):
		return ForeignFile
	case base == manifestName:
		return FrozenFile
	}
	return EventFile
}

// workspace returns what a file is checked with, and where the file really is.
func (o *OpenFiles) workspace(name string) (*workspace, string) {
	real, known := o.real[name]
	if !known {
		real = git.RealPath(filepath.Clean(filepath.FromSlash(name)))
	}
	dir := filepath.Dir(real)
	if w := o.places[dir]; w != nil {
		return w, real
	}
	env := o.env
	env.Dir = o.root(dir)
	w := &workspace{Project: &Project{Env: env, Options: Options{StdinName: real, Config: o.config}, Unsaved: &o.unsaved,
		kept: make(map[string]loaded)}, stamps: make(map[string]string)}
	config, _, err := w.loadConfig()
	if err == nil {
		w.linter, err = validate.New(validate.Options{For: config.For, Config: config})
	}
	if w.err = err; err == nil {
		l := w.configuration.layout
		key := strings.Join([]string{env.Dir, l.config, l.root}, "\x00")
		if other := o.spaces[key]; other != nil {
			w = other
		}
		o.spaces[key] = w
	}
	o.places[dir] = w
	return w, real
}

// root is the folder that names in findings start from: the root of the
// repository, or else the innermost open folder, or the folder of the file.
func (o *OpenFiles) root(dir string) string {
	if top, found := repositoryOf(dir); found {
		return top
	}
	best := dir
	found := false
	for _, f := range o.folders {
		if within(dir, f) && (!found || len(f) > len(best)) {
			best, found = f, true
		}
	}
	return best
}

// Check says what lint says about an open file.
func (o *OpenFiles) Check(ctx context.Context, name string) *CheckedFile {
	o.compareDisk()
	w, real := o.workspace(name)
	text, _ := o.unsaved.text(real)
	shown := relative(w.here(), real)
	c := &CheckedFile{Kind: w.kindOf(real), File: source.New(shown, text), root: w.here()}
	if c.Kind == ForeignFile {
		return c
	}
	if c.Kind == ConfigFile {
		_, c.Findings = validate.ParseConfig(c.File, doublestar.ValidatePattern)
		diag.Sort(c.Findings)
		return c
	}
	if w.err != nil {
		if c.Kind == ManifestFile && isForeign(c.File) {
			c.Kind = ForeignFile // not checked, and not ours
			return c
		}
		c.Unchecked = firstLine(w.err)
		return c
	}
	l := w.configuration.layout
	folder, id := l.appAround(real)
	c.App = id
	t := target{name: shown, path: real}
	if c.Kind != ManifestFile && c.Kind != FrozenFile {
		t.name, t.path = relative(w.here(), filepath.Join(folder, manifestName)), filepath.Join(folder, manifestName)
	}
	t.app, t.frozen, t.stray = l.about(t.path, t.path)
	if w.configuration.ignored.ignored(t.path, false) {
		return c
	}
	about := t // the working manifest, whose ledger may say something about the file
	if t.frozen {
		about = target{name: relative(w.here(), filepath.Join(folder, manifestName)),
			path: filepath.Join(folder, manifestName), app: t.app,
			stray: t.stray}
	}
	a, _ := w.appOf(about)
	if err := w.keep(ctx, a); err != nil {
		c.Unchecked = firstLine(err)
		return c
	}
	history, err := readHistories(ctx, w.Project, w.linter, []target{about}, nil, nil)
	if err != nil {
		c.Unchecked = firstLine(err)
		return c
	}
	if c.Kind == ManifestFile || c.Kind == FrozenFile {
		run := linting{Project: w.Project, linter: w.linter, history: history}
		result := run.one(t)
		if result.err != nil {
			c.Unchecked = firstLine(result.err)
		}
		c.Findings = result.findings
		if t.stray && len(c.Findings) == 1 && c.Findings[0].Rule == validate.RuleForeign &&
			c.Findings[0].Severity == diag.Info {
			c.Kind, c.Findings = ForeignFile, nil
			return c
		}
	}
	for _, d := range history.findings {
		if d.File.Name == shown {
			c.Findings = append(c.Findings, d)
		}
	}
	for _, u := range history.unread {
		if c.Unchecked == "" {
			c.Unchecked = u.File + ": " + u.Reason
		}
	}
	diag.Sort(c.Findings)
	c.Findings = slices.CompactFunc(c.Findings, func(a, b diag.Diagnostic) bool { // the ledger reads frozen copies too
		return a.Rule == b.Rule && a.Span == b.Span && a.Message == b.Message
	})
	return c
}

// CheckText says what lint says about a text that is no file: nothing on disk is
// about it.
func (o *OpenFiles) CheckText(name string, text []byte) *CheckedFile {
	c := &CheckedFile{File: source.New(name, text)}
	if isForeign(c.File) {
		return c
	}
	linter, err := validate.New(validate.Options{})
	if c.Kind = ManifestFile; err != nil {
		c.Unchecked = err.Error()
		return c
	}
	c.Findings = linter.Lint(c.File, "")
	return c
}

func isForeign(f *source.File) bool {
	doc, _ := manifest.Parse(f)
	return validate.Foreign(doc) != nil
}

func firstLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

// keep reads the ledger of an app, if it has one, for all checks to come.
func (w *workspace) keep(ctx context.Context, a app) error {
	if _, done := w.stamps[a.name]; done {
		return nil
	}
	if !a.stray {
		if err := w.configuration.layout.unambiguous([]app{a}); err != nil {
			return err
		}
	}
	if a.hasLedger() {
		s, err := w.stateOf(ctx, a)
		w.kept[a.name] = loaded{s, err}
	}
	w.stamps[a.name] = w.stamp(a)
	return nil
}

// compareDisk forgets what was read from files that have changed since. It looks
// once a second at most.
func (o *OpenFiles) compareDisk() {
	now := time.Now()
	if now.Sub(o.checked) < time.Second {
		return
	}
	o.checked = now
	for _, w := range o.spaces {
		for name, stamp := range w.stamps {
			a := w.appIn(filepath.FromSlash(name))
			if w.stamp(a) != stamp {
				o.Refresh()
				return
			}
		}
	}
}

// stamp tells whether the files that the findings of an app rest on have changed.
func (w *workspace) stamp(a app) string {
	var b strings.Builder
	add := func(at string) {
		if info, err := os.Stat(at); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", at, info.Size(), info.ModTime().UnixNano())
		}
	}
	add(w.Path(filepath.FromSlash(w.configuration.layout.config)))
	for _, name := range []string{manifestName, inUseName} {
		add(filepath.Join(a.path, name))
	}
	names, err := a.ledgerFiles()
	if err != nil {
		b.WriteString(err.Error())
	}
	for _, name := range names {
		add(filepath.Join(a.path, filepath.FromSlash(name)))
	}
	return b.String()
}

// Cost is what the changes of a working manifest ask of its number and of
// customers.
type Cost struct {
	App string
	// Run is the version that customers run, "" before the first.
	Run     string
	Need    ledger.Need
	Decides *change.Change
	// Changes are those since what customers run, and Unapproved those that need
	// an approval and have none that can be used.
	Changes, Unapproved []change.Change
	// Asks are what the update asks of customers, by the versions that they have.
	Asks []report.Asks
	// Approvals are those that count now,.
	Approvals []*ledger.Approval
	// Since is the version that brought each permission to customers at a level, by
	// its path, = and the level.
	Since map[string]string
	// Bump is the edit that raises the number as needed; nil if it is enough.
	Bump *diag.Edit
}

// Cost works out what an open working manifest costs. It is nil if there is
// nothing to count from, or where the file or the ledger cannot be read whole.
func (o *OpenFiles) Cost(ctx context.Context, name string) (*Cost, error) {
	w, real := o.workspace(name)
	if w.err != nil || w.kindOf(real) != ManifestFile {
		return nil, nil
	}
	a, ok := w.appOf(w.targetOf(real))
	if !ok || w.keep(ctx, a) != nil {
		return nil, nil
	}
	kept, ok := w.kept[a.name]
	if !ok || kept.err != nil || len(kept.faults) > 0 || kept.ledger.Retired != nil || kept.ledger.Latest() == nil {
		return nil, nil
	}
	text, _ := o.unsaved.text(real)
	doc, found := manifest.Parse(source.New(relative(w.here(), real), text))
	if len(found) > 0 || len(w.linter.Misread(doc.File, a.id)) > 0 {
		return nil, nil
	}
	s := kept.appState
	h, err := s.history()
	if err != nil {
		return nil, err
	}
	working := side("working manifest", doc)
	c := &Cost{App: a.id}
	if c.Need, c.Decides, err = h.Need(working); err != nil {
		return nil, err
	}
	if h.Run != nil {
		c.Run, c.Changes = h.Run.Name, change.Diff(*h.Run, working)
	}
	c.Unapproved = h.Unapproved(working)
	if c.Asks, err = s.asks(h, working); err != nil {
		return nil, err
	}
	for _, change := range h.Costly(func(from *change.Side) []change.Change { return change.Diff(*from, working) }) {
		if usable, _ := s.ledger.Approval(change.Fingerprint, h.Moment()); usable != nil {
			c.Approvals = append(c.Approvals, usable)
		}
	}
	if c.Since, err = s.permissionsSince(h); err != nil {
		return nil, err
	}
	number, ok := working.App().Number()
	saved := s.ledger.Version(number)
	if ok && (saved == nil || s.differs(saved, doc)) && number.Compare(c.Need.Number) < 0 {
		node := working.App().Version.Node
		c.Bump = &diag.Edit{Span: node.Span, Text: manifest.Rewrite(node, c.Need.Number.String())}
	}
	return c, nil
}

// Approve returns the file that approves a change of an open working manifest, as
// the command approve would write it: its path and its bytes.
func (o *OpenFiles) Approve(ctx context.Context, name, fingerprint, reason string) (string, []byte, error) {
	w, real := o.workspace(name)
	if w.err != nil {
		return "", nil, w.err
	}
	a, ok := w.appOf(w.targetOf(real))
	if !ok || w.kindOf(real) != ManifestFile {
		return "", nil, Refusef("not approved: %s is not the working manifest of an app", filepath.Base(real))
	}
	if err := w.keep(ctx, a); err != nil {
		return "", nil, err
	}
	kept, ok := w.kept[a.name]
	if !ok {
		return "", nil, Refusef("not approved: %s has no saved version", a.id)
	}
	if kept.err != nil {
		return "", nil, kept.err
	}
	opts := ApproveOptions{Fingerprints: []string{fingerprint}, Reason: reason}
	if err := opts.check(); err != nil {
		return "", nil, err
	}
	s := *kept.appState // whose ledger stays without the approval until there is the file
	events, err := s.approvals(ctx, w.Project, opts, "", new(report.Approved))
	if err != nil {
		return "", nil, err
	}
	return filepath.ToSlash(filepath.Join(a.path, filepath.FromSlash(events[0].Entry.Path))), events[0].Data, nil
}

// permissionsSince returns for each permission that customers have the version
// since which they have had it at that level without a break.
func (s *appState) permissionsSince(h *validate.History) (map[string]string, error) {
	since := make(map[string]string)
	for _, v := range s.ledger.Cohorts() {
		if err := s.take(h, v); err != nil {
			return nil, err
		}
		copied := h.Taken[v.Number]
		if copied == nil {
			continue
		}
		now := make(map[string]string)
		for _, p := range copied.App().Granted() {
			key := fmt.Sprintf("data_connector.permissions.%s.%s=%s", p.Scope, p.Tool.Text, p.Level)
			if now[key] = since[key]; now[key] == "" {
				now[key] = v.Number.String()
			}
		}
		since = now
	}
	return since, nil
}

func (w *workspace) targetOf(real string) target {
	t := target{name: relative(w.here(), real), path: real}
	t.app, t.frozen, t.stray = w.configuration.layout.about(real, real)
	return t
}

// Format returns an open manifest as fmt lays it out.
func (o *OpenFiles) Format(name string) ([]byte, error) {
	w, real := o.workspace(name)
	if w.err != nil {
		return nil, w.err
	}
	if w.kindOf(real) != ManifestFile {
		return nil, fmt.Errorf("not formatted: %s is not a working manifest", filepath.Base(real))
	}
	l := formatting{Project: w.Project, order: schema.Of(schema.Manifest).KeyOrder(), linter: w.linter}
	t := w.targetOf(real)
	if w.configuration.ignored.ignored(t.path, false) {
		return nil, fmt.Errorf("not formatted: the configuration ignores %s", t.name)
	}
	f, err := l.format(t)
	if err != nil {
		return nil, err
	}
	return f.Now, nil
}

// Fixed returns the edits of all safe repairs of an open manifest, as lint --fix
// makes them, as a new text.
func (o *OpenFiles) Fixed(ctx context.Context, name string) ([]byte, error) {
	w, real := o.workspace(name)
	if w.err != nil || w.kindOf(real) != ManifestFile {
		return nil, w.err
	}
	t := w.targetOf(real)
	a, _ := w.appOf(t)
	if err := w.keep(ctx, a); err != nil {
		return nil, err
	}
	history, err := readHistories(ctx, w.Project, w.linter, []target{t}, nil, nil)
	if err != nil {
		return nil, err
	}
	text, _ := o.unsaved.text(real)
	_, fixed := w.linter.FixAgainst(source.New(t.name, text), t.app, history.against[t.name], history.released[t.name])
	return fixed.File.Data, nil
}

// Known is what the portal offers an open file, with the project's additions: views
// and tools.
func (o *OpenFiles) Known(name string) (portal schema.Portal, views []string, tools map[schema.Scope][]string) {
	portal = schema.Components
	w, _ := o.workspace(name)
	config := &validate.Config{}
	if w.err == nil {
		config = w.configuration.config
		portal = config.Portal
	}
	return portal, slices.Clone(config.ExtraViews), config.ExtraTools
}
