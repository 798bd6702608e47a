package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/sandbox"
)

type smokeOptions struct {
	liveOptions
	App     string // APP, or APP@VERSION
	Project int64
	Save    bool
	By      string
	Format  choice
}

func newSmokeCmd(p *process) *cobra.Command {
	opts := smokeOptions{}
	cmd := &cobra.Command{
		Use:   "smoke <app>[@<version>]",
		Short: "Sign in and make the first calls of the Quick Start, live",
		Long: "Sign in and make the first calls of Procore's Quick Start against an environment,\n" +
			"and say of each what it proves or, where it fails, what is likely behind it. For a\n" +
			"service account the granted permissions are compared with the manifest's.\n\n" +
			"Everything only reads; the token is revoked at the end, also after a failure or an\n" +
			"interrupt. Credentials come from " + clientIDVariable + " and\n" + clientSecretVariable + ", from --credentials FILE, or from a question.\n\n" +
			"--save-evidence keeps the result with the version that is Ready for Testing, as\n" +
			"its test: the gate sandbox-test of a promotion asks for one that passed.\n\n" +
			"Exit code 1 means that a step failed, 3 that something could not be checked.",
		Example: "  manifest smoke acme-field-sync\n  manifest smoke acme-field-sync@0.4.0 --save-evidence\n  manifest smoke acme-field-sync --as service_account --company 4242 --format json",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App = args[0]
			return runSmoke(ctx, p, opts)
		}),
		ValidArgsFunction: p.completeAppOrVersion,
	}
	liveFlags(cmd, &opts.liveOptions, "try only one way to sign in: user_level or service_account")
	flags := cmd.Flags()
	flags.Int64Var(&opts.Company, "company", 0, "number of the company (default: the only one)")
	flags.Int64Var(&opts.Project, "project", 0, "number of a project that the app must see (default: any)")
	flags.BoolVar(&opts.Save, "save-evidence", false, "record the result as the test of the version that is Ready for Testing")
	flags.StringVar(&opts.By, "by", "", "who did it, for the record (default: from git)")
	formatFlag(cmd, &opts.Format, report.SmokeFormats)
	return cmd
}

func runSmoke(ctx context.Context, p *process, opts smokeOptions) error {
	subject, record, err := p.smokeSubject(ctx, opts)
	if err != nil {
		return err
	}
	if opts.Save { // said now, and not after the sign-in
		if opts.By, err = p.author(ctx, opts.By); err != nil {
			return err
		}
	}
	l, err := p.live(ctx, opts.liveOptions, sandbox.DefaultPatience)
	if err != nil {
		return err
	}
	test, done, err := p.smokeTest(l, subject, record, opts)
	if err != nil {
		return err
	}
	defer done()
	at := p.Now()
	result := l.Smoke(ctx, test)
	shown := toSmoke(l, subject, record, result, at)
	var failed error
	if opts.Save {
		failed = p.saveSmoke(ctx, l, record, &shown, opts.By)
	}
	if err := show(p, report.SmokeFormats, opts.Format, shown); err != nil {
		return errors.Join(err, failed)
	}
	switch outcome := result.Outcome(); {
	case failed != nil:
		return failed
	case outcome == sandbox.Failed:
		return &Error{Class: Findings}
	case outcome == sandbox.NotChecked:
		return &Error{Class: Failure}
	}
	return nil
}

// smokeSubject finds what is tested. Evidence needs a version that may be
// tested, which is said before anybody signs in.
func (p *process) smokeSubject(ctx context.Context, opts smokeOptions) (compared, *ledger.Record, error) {
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
	if opts.Environment.value != developerSandbox {
		return side, nil, Usagef("--save-evidence: a version that is %s can be installed in the Developer Sandbox only, not in %s", ledger.ReadyForTesting.Label(), opts.Environment.environment().Label)
	}
	if opts.As.value != "" && len(side.doc.Root.Get("data_connector", "authentication").List()) > 1 {
		return side, nil, Usagef("--save-evidence: evidence covers every way to sign in that the version has; leave out --as %s", opts.As.value)
	}
	legal := ledger.Legal(record.State, side.app.distribution(record.Version))
	if !slices.ContainsFunc(legal, func(m ledger.Move) bool { return m.Event == ledger.Test }) {
		return side, nil, Refusef("smoke %s@%s: it is %s; a test is recorded only while a version is %s", side.app.id, record.Version, record.State.Label(), ledger.ReadyForTesting.Label())
	}
	return side, record, nil
}

// smokeTest is what to try. done gives back what it holds.
func (p *process) smokeTest(l *live, subject compared, record *ledger.Record, opts smokeOptions) (t sandbox.Test, done func(), err error) {
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
	if t.Methods, err = signInMethods(subject.doc, opts.As.value); err != nil {
		return t, done, err
	}
	if slices.Contains(t.Methods, sandbox.UserLevel) {
		in, err := p.signIn(l, oauthDocument(subject))
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
		App: subject.app.id, Environment: environmentWord(l.environment), Label: l.environment.Label, TestServer: l.testServer,
		At: at.UTC().Truncate(time.Second), Company: named(r.Company), Project: named(r.Project), Outcome: r.Outcome(), Steps: r.Steps,
		Tool: program.Name + " " + program.Version,
	}
	if record != nil {
		s.Version, s.Digest = record.Version, record.Digest
	}
	return s
}

// saveSmoke records a smoke test as the test of its version, with the result
// beside the record. What could not be checked is no test.
func (p *process) saveSmoke(ctx context.Context, l *live, record *ledger.Record, s *report.Smoke, by string) error {
	step := ledger.Step{Event: ledger.Test, By: by}
	switch s.Outcome {
	case sandbox.Passed:
		step.Result = ledger.Passed
	case sandbox.Failed:
		step.Result = ledger.Failed
	}
	if step.Result == "" || ctx.Err() != nil {
		fmt.Fprintf(p.Stderr, "nothing was recorded for %s %s: not everything could be checked\n", s.App, s.Version)
		return nil
	}
	step.Note = report.Visible("smoke test against " + s.Where() + ": " + s.Summary()) // with a name from Procore
	t := transition{Version: s.App + "@" + record.Version, Step: step}
	kept := *s
	// Times of entries differ, so the name is new.
	t.Proof = func(at time.Time) (string, []byte, error) {
		name := path.Join(versionsDir, record.Version, "smoke-"+at.UTC().Format("20060102T150405Z")+".json")
		kept.Evidence = path.Join(defaultDir, s.App, name)
		var data bytes.Buffer
		err := report.SmokeFormats.Write(&data, report.JSON, kept, report.Options{})
		return name, []byte(l.Secrets.Redact(data.String())), err
	}
	if _, err := p.transit(ctx, t); err != nil {
		return err
	}
	s.Evidence = kept.Evidence
	return nil
}
