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
	subject, record, err := smokeSubject(ctx, p, opts)
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
	test, done, err := smokeTest(p, l, subject, record, opts)
	if err != nil {
		return nil, err
	}
	defer done()
	at := p.Now()
	result := l.Smoke(ctx, test)
	shown := toSmoke(l, subject, record, result, at)
	if opts.Save {
		if err := saveSmoke(ctx, p, l, record, &shown, opts.By); err != nil {
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
func smokeSubject(ctx context.Context, p *Project, opts SmokeOptions) (compared, *ledger.Record, error) {
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
	record := ledger.Find(side.app.records, side.Name)
	if !opts.Save {
		return side, record, nil
	}
	if EnvironmentWord(opts.Environment) != DeveloperSandbox {
		return side, nil, Usagef("--save-evidence: a version that is %s can be installed in the Developer Sandbox only, "+
			"not in %s", ledger.ReadyForTesting.Label(), opts.Environment.Label)
	}
	if opts.As != "" && len(model.Read(side.doc.Root).WaysToSignIn()) > 1 {
		return side, nil, Usagef("--save-evidence: evidence covers every way to sign in that the version has; leave out "+
			"--as %s", opts.As)
	}
	legal := ledger.Legal(record.State, side.app.distribution(record.Version))
	if !slices.ContainsFunc(legal, func(m ledger.Move) bool { return m.Event == ledger.Test }) {
		return side, nil, Refusef("smoke %s@%s: it is %s; a test is recorded only while a version is %s", side.app.id,
			record.Version, record.State.Label(), ledger.ReadyForTesting.Label())
	}
	return side, record, nil
}

// smokeTest is what to try. done gives back what it holds.
func smokeTest(p *Project, l *live, subject compared, record *ledger.Record, opts SmokeOptions) (t sandbox.Test,
	done func(), err error) {
	done = func() {}
	if opts.Project < 0 {
		return t, done, Usagef("--project: a project's number is positive")
	}
	t = sandbox.Test{
		Company: sandbox.ID(opts.Company), Project: sandbox.ID(opts.Project), Permissions: permissionsOf(subject.doc),
		App:  identity(subject.doc, l.ID),
		Done: func(s sandbox.Step) { p.note("%s: %s", s.ID, strings.ReplaceAll(string(s.Outcome), "_", " ")) },
	}
	if record != nil {
		t.Version = record.PortalNumber()
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

func toSmoke(l *live, subject compared, record *ledger.Record, r sandbox.Result, at time.Time) report.Smoke {
	program := tool()
	s := report.Smoke{
		App: subject.app.id, Environment: EnvironmentWord(l.environment), Label: l.environment.Label,
		TestServer: l.testServer,
		At:         at.UTC().Truncate(time.Second), Company: named(r.Company), Project: named(r.Project),
		Outcome: r.Outcome(), Steps: r.Steps,
		Tool: program.Name + " " + program.Version,
	}
	if record != nil {
		s.Version, s.Digest = record.Version, record.Digest
	}
	return s
}

// saveSmoke records a smoke test as the test of its version, with the result
// beside the record. What could not be checked is no test.
func saveSmoke(ctx context.Context, p *Project, l *live, record *ledger.Record, s *report.Smoke, by string) error {
	step := ledger.Step{Event: ledger.Test, By: by}
	switch s.Outcome {
	case sandbox.Passed:
		step.Result = ledger.Passed
	case sandbox.Failed:
		step.Result = ledger.Failed
	}
	if step.Result == "" || ctx.Err() != nil {
		p.warn("nothing was recorded for %s %s: not everything could be checked", s.App, s.Version)
		return nil
	}
	step.Note = report.Visible("smoke test against " + s.Where() + ": " + s.Summary()) // with a name from Procore
	t := Transition{Version: s.App + "@" + record.Version, Step: step}
	kept := *s
	// Times of entries differ, so the name is new.
	t.Proof = func(at time.Time) (string, []byte, error) {
		name := path.Join(versionsDir, record.Version, "smoke-"+at.UTC().Format("20060102T150405Z")+".json")
		kept.Evidence = path.Join(p.appAt(s.App).name, name)
		var data bytes.Buffer
		if err := report.SmokeFormats.Write(&data, report.JSON, kept, report.Options{}); err != nil {
			return "", nil, err
		}
		text := l.Secrets.Redact(data.String())
		return name, []byte(text), secret.Refuse("the evidence", text)
	}
	if _, err := Transit(ctx, p, t); err != nil {
		return err
	}
	s.Evidence = kept.Evidence
	return nil
}
