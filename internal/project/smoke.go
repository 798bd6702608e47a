package project

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"
	"time"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/internal/secret"
)

// SmokeOptions say what to try, and whether to record it.
type SmokeOptions struct {
	LiveOptions
	App     string // APP, or APP@VERSION
	Project int64
	Save    bool
	By      string
}

// Smoke signs in and makes the first calls. What failed is an error beside the
// result.
func Smoke(ctx context.Context, p *Project, opts SmokeOptions) (*report.Smoke, error) {
	subject, v, err := p.smokeSubject(ctx, opts)
	if err != nil {
		return nil, err
	}
	if opts.Save { // said now, and not after the sign-in
		if opts.By, err = p.author(ctx, opts.By); err != nil {
			return nil, err
		}
	}
	l, err := connect(ctx, p, opts.LiveOptions, sandbox.DefaultPatience)
	if err != nil {
		return nil, err
	}
	test, done, err := p.smokeTest(l, subject, v, opts)
	if err != nil {
		return nil, err
	}
	defer done()
	at := p.Now()
	result := l.Smoke(ctx, test)
	shown := toSmoke(l, subject, v, result, at)
	if opts.Save {
		if err := p.saveSmoke(ctx, l, v, &shown, opts.By); err != nil {
			return &shown, err
		}
	}
	switch result.Outcome() {
	case sandbox.Failed:
		err = &Error{Class: Findings}
	case sandbox.NotChecked:
		err = &Error{Class: Failure}
	}
	return &shown, err
}

// smokeSubject finds what is tested. Evidence needs a version that may be
// tested, which is said before anybody signs in.
func (p *Project) smokeSubject(ctx context.Context, opts SmokeOptions) (compared, *ledger.Version, error) {
	word := opts.App
	if opts.Save && !strings.Contains(word, "@") {
		word += "@" + string(ledger.ReadyForTesting)
	}
	side, err := p.resolveSide(ctx, word)
	if err != nil {
		return side, nil, err
	}
	if side.app == nil {
		return side, nil, Usagef("smoke: name an app, not %s", opts.App)
	}
	if !side.saved {
		return side, nil, nil
	}
	if !opts.Save {
		return side, side.version, nil
	}
	if EnvironmentWord(opts.Environment) != DeveloperSandbox {
		return side, nil, Usagef("--save-evidence: a version that is %s can be installed in the Developer Sandbox only, "+
			"not in %s", ledger.ReadyForTesting.Label(), opts.Environment.Label)
	}
	if opts.As != "" && len(model.Read(side.doc.Root).WaysToSignIn()) > 1 {
		return side, nil, Usagef("--save-evidence: evidence must cover every way to sign in to the version; "+
			"leave out "+
			"--as %s", opts.As)
	}
	if side.version.State != ledger.ReadyForTesting {
		return side, nil, Refusef("smoke %s@%s: the version is %s; evidence is saved only while a version is %s",
			side.app.id, side.Name, side.version.State.Label(), ledger.ReadyForTesting.Label())
	}
	return side, side.version, nil
}

// smokeTest is what to try. done gives back what it holds.
func (p *Project) smokeTest(l *live, subject compared, v *ledger.Version, opts SmokeOptions) (t sandbox.Test,
	done func(), err error) {
	done = func() {}
	if opts.Project < 0 {
		return t, done, Usagef("--project: expected a positive number")
	}
	t = sandbox.Test{
		Company: sandbox.ID(opts.Company), Project: sandbox.ID(opts.Project), Permissions: permissionsOf(subject.doc),
		App:  identity(subject.doc, l.ID),
		Done: func(s sandbox.Step) { p.note("%s: %s", s.ID, strings.ReplaceAll(string(s.Outcome), "_", " ")) },
	}
	if v != nil {
		t.Version = v.Portal.String()
	}
	if t.Methods, err = signInMethods(subject.doc, opts.As); err != nil {
		return t, done, err
	}
	if slices.Contains(t.Methods, model.UserLevel) {
		in, err := newSignIn(p, l, oauthDocument(subject))
		if err != nil {
			return t, done, err
		}
		t.Redirect, t.Code, done = in.redirect, in.code, in.close
	}
	return t, done, nil
}

func toSmoke(l *live, subject compared, v *ledger.Version, r sandbox.Result, at time.Time) report.Smoke {
	program := tool()
	s := report.Smoke{
		App: subject.app.id, Environment: EnvironmentWord(l.environment), Label: l.environment.Label,
		TestServer: l.testServer,
		At:         at.UTC().Truncate(time.Second), Company: named(r.Company), Project: named(r.Project),
		Outcome: r.Outcome(), Steps: r.Steps,
		Tool: program.Name + " " + program.Version,
	}
	if v != nil {
		s.Version, s.Digest = v.Number.String(), v.Digest
	}
	return s
}

// saveSmoke records a smoke test as the test of its version, with the result
// as its evidence. What could not be checked is no test.
func (p *Project) saveSmoke(ctx context.Context, l *live, v *ledger.Version, s *report.Smoke, by string) error {
	e := ledger.Event{Kind: ledger.Test, By: by}
	switch s.Outcome {
	case sandbox.Passed:
		e.Result = ledger.Passed
	case sandbox.Failed:
		e.Result = ledger.Failed
	}
	if e.Result == "" || ctx.Err() != nil {
		p.warn("nothing was recorded for %s %s: not everything could be checked", s.App, s.Version)
		return nil
	}
	e.Note = report.Visible("smoke test against " + s.Where() + ": " + s.Summary()) // with a name from Procore
	if l.testServer != "" {
		p.warn("nothing was recorded for %s %s: a test server proves nothing about Procore", s.App, s.Version)
		return nil
	}
	var data bytes.Buffer
	if err := report.SmokeFormats.Write(&data, report.JSON, *s, report.Options{}); err != nil {
		return err
	}
	proof := l.Secrets.Redact(data.String())
	if err := secret.Refuse("the evidence", proof); err != nil {
		return err
	}
	recorded, err := Record(ctx, p, RecordOptions{
		Version: s.App + "@" + s.Version, Event: e, Proof: []byte(proof), ProofName: "smoke.json",
	})
	if err != nil {
		return err
	}
	s.Evidence = path.Join(recorded.Folder, recorded.Entry.EvidencePath())
	return nil
}
