package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// SaveOptions say what to freeze, and what the portal assigned.
type SaveOptions struct {
	App           string
	SandboxKey    string
	PortalVersion string
	By, Note, On  string
	DryRun        bool
}

// Save freezes the working manifest as a version.
func Save(ctx context.Context, p *Project, opts SaveOptions) (*report.Recorded, error) {
	state, release, err := p.hold(ctx, "save", opts.App)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := state.notRetired("saved"); err != nil {
		return nil, err
	}
	by, err := p.author(ctx, opts.By)
	if err != nil {
		return nil, err
	}
	doing := "save " + state.id
	if err := state.reliable(); err != nil {
		return nil, err
	}
	doc, number, err := savable(ctx, p, state)
	if err != nil {
		return nil, err
	}
	e := ledger.Event{
		Kind: ledger.Save, At: p.now(state), By: by, Note: opts.Note, Keys: ledger.Keys{Sandbox: opts.SandboxKey},
		Digest: ledger.FrozenDigest(doc.File.Data), Distribution: side("working manifest", doc).App().Distribution.String(),
	}
	if e.Day, err = dayGone("--on", opts.On, e.At); err != nil {
		return nil, err
	}
	if e.Portal, err = portalVersion(opts.PortalVersion, number); err != nil {
		return nil, err
	}
	if err := state.mayAssign(&ledger.Version{Number: number}, e); err != nil {
		return nil, err
	}
	recorded, err := state.ledger.Add(e, number)
	if err != nil {
		return nil, recordError(doing, err)
	}
	outcome := report.NewRecorded(state.ledger, recorded, state.name)
	outcome.DryRun = opts.DryRun
	saved := *state
	saved.ledger, saved.frozen = recorded.App, maps.Clone(state.frozen)
	if saved.frozen == nil {
		saved.frozen = make(map[version.Version]*manifest.Document)
	}
	saved.frozen[number] = doc
	outcome.Next = saved.nextAfter(recorded.Entry)
	subject, err := gatherSubject(ctx, p, &saved, outcome.After, p.now(&saved))
	if err != nil { // what was saved in the portal is recorded anyway
		p.warn("could not check what blocks the promotion: %v", err)
	} else {
		subject.By = by
		outcome.Closed = promote.Closed(promote.Gates(*subject), nil)
	}
	if opts.DryRun {
		return outcome, nil
	}
	if err := writeVersion(ctx, state, recorded, doc.File.Data, doing); err != nil {
		return nil, err
	}
	return outcome, nil
}

// writeVersion adds the folder of a version, its frozen copy and its first
// event, all at once.
func writeVersion(ctx context.Context, s *appState, recorded *ledger.Recorded, frozen []byte, doing string) error {
	number := recorded.Entry.Number
	folder := path.Join(ledger.VersionsDir, number.String())
	files := map[string][]byte{manifestName: frozen, path.Join(ledger.HistoryDir, recorded.Entry.Base()): recorded.Data}
	if err := s.disk.createDir(folder, files); err != nil {
		switch {
		case errors.Is(err, fs.ErrExist) && recorded.Entry.Kind == ledger.Adopt:
			return Refusef("%s: another process recorded %s during this run; nothing was written. See: manifest log %s", doing,
				number, s.id)
		case errors.Is(err, fs.ErrExist):
			return Refusef("%s: another process saved %s during this run; run: manifest bump %s", doing, number, s.id)
		}
		return fmt.Errorf("%s %s: %w", doing, number, err)
	}
	warnIgnored(ctx, s.project, s.app, path.Join(folder, manifestName), recorded.Entry.Path)
	return nil
}

// portalVersion reads the number that the portal assigned; zero where it is not
// given, or is that of the version.
func portalVersion(text string, number version.Version) (version.Version, error) {
	if text == "" {
		return version.Version{}, nil
	}
	v, err := version.Parse(text)
	switch {
	case err != nil:
		return v, Usagef("--portal-version: %w", err)
	case v == number:
		return version.Version{}, nil
	}
	return v, nil
}

// savable returns the working manifest if it may become a version.
func savable(ctx context.Context, p *Project, state *appState) (*manifest.Document, version.Version, error) {
	none := version.Version{}
	f, err := state.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, none, Usagef("save %s: there is no %s", state.id, state.shows(manifestName))
	}
	if err != nil {
		return nil, none, fmt.Errorf("save %s: %w", state.id, err)
	}
	doc, _ := manifest.Parse(f)
	number, ok := side("working manifest", doc).App().Number()
	if ok {
		// What is saved already has its own words, whatever else is wrong.
		if v := state.ledger.Uses(number); v != nil {
			return nil, none, state.savedAlready(doc, v)
		}
	}
	if err := lintForSave(p, state, f); err != nil {
		return nil, none, err
	}
	if !ok { // lint has said so
		return nil, none, Usagef("save %s: the version in the working manifest cannot be read; see: manifest "+
			"lint %s", state.id, state.name)
	}
	h, err := against(ctx, p, state, "")
	if err != nil {
		return nil, none, err
	}
	need, decides, err := h.Need(side("working manifest", doc))
	if err != nil {
		return nil, none, fmt.Errorf("save %s: %w", state.id, err)
	}
	switch {
	case need.Above != (version.Version{}) && number.Compare(need.Above) <= 0:
		return nil, none, Refusef("not saved: %s is lower than %s, which is already used; run: manifest bump "+
			"%s", number,
			usedWords(p, h, need.Above), state.id)
	case decides != nil && number.Compare(need.ByLevel) < 0 &&
		state.ledger.AllowsSmaller(number, decides.Fingerprint) == nil:
		return nil, none, Refusef("not saved: version %s is too low; these changes need at least %s (%s: %s)\nnext: "+
			"manifest bump %s",
			number, need.Number, need.Level, decides.Summary, state.id)
	case need.IsJump(number):
		p.warn("version %s is more than one step above %s, and you can never go back to a lower "+
			"number", number, need.Above)
	}
	return doc, number, nil
}

// usedWords names a number with where it is used, if that is elsewhere.
func usedWords(p *Project, h *validate.History, number version.Version) string {
	if _, elsewhere := h.Elsewhere[number]; elsewhere && h.Ledger.Uses(number) == nil {
		return fmt.Sprintf("%s (saved on %s, as last fetched)", number, h.TipName)
	}
	return number.String()
}

// savedAlready refuses a number that is taken, with what comes next.
func (s *appState) savedAlready(doc *manifest.Document, v *ledger.Version) error {
	number, _ := side("working manifest", doc).App().Number()
	switch {
	case v.Number != number:
		return Refusef("not saved: the portal already assigned the number %s to version %s; run: manifest bump "+
			"%s", number, v.Number, s.id)
	case v.State == ledger.Retracted:
		return Refusef("not saved: %s can't be used again, although its save was retracted; run: manifest bump %s", number, s.id)
	case !s.differs(v, doc):
		return Refusef("not saved: %s already exists with this content", number)
	}
	return Refusef("not saved: %s already exists with different content; run: manifest bump %s", number, s.id)
}

// lintForSave shows what keeps a manifest from being tested, and refuses it.
func lintForSave(p *Project, state *appState, f *source.File) error {
	found, err := errorsForTesting(p, f, state.id)
	if err != nil || len(found) == 0 {
		return err
	}
	return &Error{Class: Findings, Findings: found, Err: fmt.Errorf("not saved: the checks for testing found %s; see: "+
		"manifest lint --for testing %s",
		diag.Plural(len(found), "error"), state.name)}
}

// errorsForTesting returns what keeps a manifest from being saved.
func errorsForTesting(p *Project, f *source.File, app string) ([]diag.Diagnostic, error) {
	return errorsFor(p, validate.Testing, f, app)
}

// errorsFor returns the errors of a manifest in a state.
func errorsFor(p *Project, state validate.State, f *source.File, app string) ([]diag.Diagnostic, error) {
	config, _, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	linter, err := validate.New(validate.Options{For: state, Config: config})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(linter.Lint(f, app), func(d diag.Diagnostic) bool { return d.Severity < diag.Error }), nil
}
