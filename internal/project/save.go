package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// SaveOptions say what to freeze, and what the portal assigned.
type SaveOptions struct {
	App           string
	SandboxKey    string
	PortalVersion string
	By, Note      string
	DryRun        bool
}

// Save freezes the working manifest as a version, and says what it did.
func Save(ctx context.Context, p *Project, opts SaveOptions) (string, error) {
	state, release, err := p.hold(ctx, "save", opts.App)
	if err != nil {
		return "", err
	}
	defer release()
	if err := state.reliable(); err != nil {
		return "", err
	}
	doc, v, err := savable(ctx, p, state)
	if err != nil {
		return "", err
	}
	record, err := newRecord(ctx, p, state, doc, v, opts)
	if err != nil {
		return "", err
	}
	encoded, err := ledger.Encode(record)
	if err != nil {
		return "", Usagef("save %s %s: %w", state.id, v, err)
	}
	folder := path.Join(versionsDir, v.String())
	if !opts.DryRun {
		files := map[string][]byte{manifestName: doc.File.Data, recordName: encoded}
		if err := state.disk.createDir(folder, files); err != nil {
			return "", fmt.Errorf("save %s %s: %w", state.id, v, err)
		}
	}
	verb := "saved"
	if opts.DryRun {
		verb = "would save"
	}
	warnUnapproved(p, state, doc)
	return fmt.Sprintf("%s %s · %s · %s/%s", verb, v, record.State.Label(), state.name, folder), nil
}

// warnUnapproved says which changes of a version that was saved nobody has
// approved yet, and who will ask. lint --base counts from the version saved
// before, the promotion from what customers run: before the first promotion it
// asks for nothing.
func warnUnapproved(p *Project, state *appState, doc *manifest.Document) {
	from, err := state.baseline()
	if err != nil || from.doc == nil {
		return
	}
	saved := side("working manifest", doc)
	promotion := wantedByPromotion(state, saved)
	list := change.Diff(from.Side, saved)
	unapproved := state.unapproved(list, ledger.DayOf(p.Now()))
	for _, c := range list {
		if !slices.Contains(unapproved, c.Fingerprint) {
			continue
		}
		when := "lint --base asks for it, its promotion does not"
		if promotion[c.Path] {
			when = "before its promotion"
		}
		p.warn("not approved yet: #%s; %s: manifest approve %s %s --reason TEXT", c.Fingerprint, when, state.id,
			c.Fingerprint)
	}
}

// wantedByPromotion returns the paths of the changes since what customers run
// that want an approval, if this were promoted next.
func wantedByPromotion(s *appState, saved change.Side) map[string]bool {
	distribution := saved.App().Distribution.String()
	previous := promote.Before(s.records, "", distribution)
	if previous == nil {
		return nil
	}
	run, err := s.frozenCopy(previous.Version)
	if err != nil {
		return nil
	}
	wanted := make(map[string]bool)
	for _, c := range change.Diff(side(previous.Version, run), saved) {
		wanted[c.Path] = wanted[c.Path] || c.NeedsApproval()
	}
	return wanted
}

// savable returns the working manifest if it may become a version.
func savable(ctx context.Context, p *Project, state *appState) (*manifest.Document, version.Version, error) {
	none := version.Version{}
	f, err := state.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, none, Usagef("save %s: there is no %s/%s", state.id, state.name, manifestName)
	}
	if err != nil {
		return nil, none, fmt.Errorf("save %s: %w", state.id, err)
	}
	doc, _ := manifest.Parse(f)
	if v, ok := change.VersionOf(doc.Root); ok {
		// What is saved already has its own words, whatever else is wrong.
		if ledger.Find(state.records, v.String()) != nil || hasFolder(state, v.String()) {
			return nil, none, savedAlready(state, doc, v)
		}
	}
	if err := lintForSave(p, state, f); err != nil {
		return nil, none, err
	}
	v, ok := change.VersionOf(doc.Root)
	if !ok { // lint has said so
		return nil, none, Usagef("save %s: its version cannot be read", state.id)
	}
	if latest, ok := state.latestSaved(); ok && v.Compare(latest) < 0 {
		return nil, none, Refusef("save %s: version %s is lower than %s, which is saved; numbers only rise: manifest bump %s",
			state.id, v, latest, state.id)
	}
	o, counted, err := required(ctx, p, state, doc, "")
	if err != nil {
		return nil, none, err
	}
	if counted && v.Compare(o.Required) < 0 && !state.approvals.Allows(v.String(), o.Decides.Fingerprint) {
		return nil, none, Refusef("save %s: version %s owes a bump: at least %s (%s: %s)\nnext: manifest bump %s", state.id,
			v, o.Required, o.Level, o.Decides.Summary, state.id)
	}
	return doc, v, nil
}

// savedAlready refuses a number that is taken, with what comes next.
func savedAlready(s *appState, doc *manifest.Document, v version.Version) error {
	if r := ledger.Find(s.records, v.String()); r != nil && !s.differs(r, doc) {
		return Refusef("save %s: version %s is saved already, with this content", s.id, v)
	}
	return Refusef("save %s: version %s is saved already, with other content; to save a change: manifest bump %s", s.id, v,
		s.id)
}

func hasFolder(s *appState, name string) bool {
	for _, v := range s.saved {
		if v.Folder == name {
			return true
		}
	}
	return false
}

// lintForSave shows what keeps a manifest from being tested, and refuses it.
func lintForSave(p *Project, state *appState, f *source.File) error {
	found, err := errorsForTesting(p, f, state.id)
	if err != nil || len(found) == 0 {
		return err
	}
	return &Error{Class: Findings, Findings: found, Err: fmt.Errorf("save %s: refused: %s for testing; see: manifest "+
		"lint --for testing %s",
		state.id, diag.Plural(len(found), "error"), state.name)}
}

// errorsForTesting returns what keeps a manifest from being saved.
func errorsForTesting(p *Project, f *source.File, app string) ([]diag.Diagnostic, error) {
	config, _, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	linter, err := validate.New(validate.Options{For: validate.Testing, Config: config})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(linter.Lint(f, app), func(d diag.Diagnostic) bool { return d.Severity < diag.Error }), nil
}

func newRecord(ctx context.Context, p *Project, state *appState, doc *manifest.Document, v version.Version,
	opts SaveOptions) (ledger.Record, error) {
	by, err := p.author(ctx, opts.By)
	if err != nil {
		return ledger.Record{}, err
	}
	distribution, _ := model.Read(doc.Root).Distribution.Str()
	record, err := ledger.New(state.id, v.String(), ledger.Digest(doc.Root)).Move(ledger.Step{
		Event: ledger.Save, At: p.Now(), By: by, Note: opts.Note, Commit: commitOf(ctx, p, state, doc),
		Keys: ledger.Keys{Sandbox: opts.SandboxKey}, PortalVersion: opts.PortalVersion,
	}, distribution)
	if err != nil {
		return record, Usagef("%w", err)
	}
	for _, r := range state.records {
		if opts.SandboxKey != "" && (r.Keys.Sandbox == opts.SandboxKey || r.Keys.Production == opts.SandboxKey) {
			return record, Refusef("save %s %s: key %s belongs to version %s already; every version has keys of its own",
				state.id, v, opts.SandboxKey, r.Version)
		}
		if record.PortalNumber() == r.PortalNumber() {
			return record, Refusef("save %s %s: version %s has the number %s in the portal already", state.id, v, r.Version,
				r.PortalNumber())
		}
	}
	return record, nil
}

// commitOf returns the commit that is checked out if it holds the version that
// is saved, or else "": a record that names another commit would prove the wrong
// content.
func commitOf(ctx context.Context, p *Project, state *appState, doc *manifest.Document) string {
	repository, err := p.repository(ctx)
	if err != nil {
		return ""
	}
	commit, err := repository.Head(ctx)
	if err != nil {
		return ""
	}
	name, err := repository.Path(absolute(filepath.Join(state.path, manifestName)))
	if err != nil {
		return ""
	}
	data, err := repository.File(ctx, commit, name)
	if err != nil {
		return ""
	}
	// Compared is what makes the version: git may write other line ends.
	held, faults := manifest.Parse(source.New(name, data))
	if len(faults) > 0 || ledger.Digest(held.Root) != ledger.Digest(doc.Root) {
		return ""
	}
	return commit
}
