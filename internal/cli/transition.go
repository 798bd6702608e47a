package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
)

// transition is one step in the life of a saved version, as a command line asks
// for it.
type transition struct {
	// Version is APP@VERSION, or APP@STATE for the latest in a state.
	Version string
	Step    ledger.Step
	DryRun  bool
	// Proof makes the file that proves the step: its name below the app's folder,
	// and its content, from the time of the entry. nil for none.
	Proof func(at time.Time) (name string, data []byte, err error)
}

// moved is a record before and after a step.
type moved struct {
	was, now     *ledger.Record
	distribution string
}

// stepCmd describes a command that moves a version by one event and asks
// nothing more than who did it and why.
type stepCmd struct {
	event   ledger.Event
	short   string
	long    string
	example string
	// note is the flag that says why, and wanted whether it must be given.
	note   string
	wanted bool
	next   string // what comes next, where APP and VERSION stand for those of the record
}

// What follows where a version goes no further: after a test that failed, and
// where it may have been right but not at this time.
const (
	correct = "correct the working manifest, then: manifest bump APP"
	anew    = correct + "; for the same content under a new number: manifest bump APP patch"
)

// forVersion puts a version in the place of APP and VERSION.
func forVersion(text string, r *ledger.Record) string {
	return strings.NewReplacer("APP", shellWord(r.App), "VERSION", r.Version).Replace(text)
}

var stepCmds = []stepCmd{
	{event: ledger.Submit, short: "Record that a version was submitted for review",
		long:    "Record that Submit for Review was pressed in the portal. Marketplace apps only.",
		example: "manifest submit acme-field-sync@0.4.0", note: "note",
		next: "wait for Procore's review, then: manifest publish APP@VERSION or manifest reject APP@VERSION --reason TEXT"},
	{event: ledger.Withdraw, short: "Record that a version was withdrawn from review",
		long:    "Record that Withdraw from Review was pressed in the portal: the version is in\nproduction again. Marketplace apps only.",
		example: "manifest withdraw acme-field-sync@0.4.0", note: "note",
		next: "manifest submit APP@VERSION when it may be reviewed again"},
	{event: ledger.Publish, short: "Record that the reviewers accepted a version",
		long:    "Record that Procore's reviewers accepted a version: customers of the Marketplace\nget it from now on, and the version published before is superseded.",
		example: "manifest publish acme-field-sync@0.4.0", note: "note",
		next: "customers are told; see who updates in App Management"},
	{event: ledger.Reject, short: "Record that the reviewers rejected a version, and why",
		long:    "Record that Procore's reviewers rejected a version. A rejected version is never\nedited: it is answered by a new one.",
		example: "manifest reject acme-field-sync@0.4.0 --reason \"notes name a test system\"", note: "reason", wanted: true,
		next: anew},
	{event: ledger.Abandon, short: "Record that a version will never be promoted, and why",
		long:    "Record that a saved version will never be promoted. Its number stays used.",
		example: "manifest abandon acme-field-sync@0.4.0 --reason \"superseded before it was tested\"", note: "reason", wanted: true,
		next: anew},
}

func newStepCmds(p *process) []*cobra.Command {
	var list []*cobra.Command
	for _, c := range stepCmds {
		list = append(list, newStepCmd(p, c))
	}
	return list
}

func newStepCmd(p *process, c stepCmd) *cobra.Command {
	t := transition{Step: ledger.Step{Event: c.event}}
	cmd := &cobra.Command{
		Use:     string(c.event) + " <app>@<version>",
		Short:   c.short,
		Long:    c.long,
		Example: "  " + c.example,
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			t.Version = args[0]
			if c.wanted && strings.TrimSpace(t.Step.Note) == "" {
				return Usagef("%s %s: give a --%s that a reader of the record can judge", c.event, t.Version, c.note)
			}
			m, err := p.transit(ctx, t)
			if err != nil {
				return err
			}
			return p.announce(m, t, p.nextAfter(c, m[len(m)-1].now))
		}),
		ValidArgsFunction: p.completeVersions(c.event),
	}
	cmd.Flags().StringVar(&t.Step.Note, c.note, "", map[bool]string{true: "why (required)", false: "a remark for the record"}[c.wanted])
	addStepFlags(cmd, &t)
	return cmd
}

// nextAfter is what comes after a step: where the working manifest is another
// version by now, what status says.
func (p *process) nextAfter(c stepCmd, r *ledger.Record) string {
	if doc, err := p.appAt(r.App).working(); c.next == anew && err == nil && numberOf(doc) != r.Version {
		return "manifest status APP"
	}
	return c.next
}

func addStepFlags(cmd *cobra.Command, t *transition) {
	cmd.Flags().StringVar(&t.Step.By, "by", "", "who did it (default: from git)")
	cmd.Flags().BoolVar(&t.DryRun, "dry-run", false, "check everything and write nothing")
}

// announce says what was recorded and what comes next.
func (p *process) announce(m []moved, t transition, next string) error {
	for i, r := range m {
		verb := ""
		if t.DryRun {
			verb = "would be: "
		}
		line := fmt.Sprintf("%s%s %s · %s", verb, r.now.App, r.now.Version, r.now.State.Label())
		if r.was.State != r.now.State {
			line = fmt.Sprintf("%s%s %s · %s → %s", verb, r.now.App, r.now.Version, r.was.State.Label(), r.now.State.Label())
		}
		if _, err := fmt.Fprintln(p.Stdout, line); err != nil {
			return err
		}
		if i == len(m)-1 && next != "" && !t.DryRun && !p.quiet {
			if _, err := fmt.Fprintln(p.Stdout, "next: "+forVersion(next, r.now)); err != nil {
				return err
			}
		}
	}
	return nil
}

// transit moves a version, and those that it takes the place of, and writes
// their records. Those replaced are written first: if the machine stops in
// between, the version has not moved, and the same command completes the work.
func (p *process) transit(ctx context.Context, t transition) ([]moved, error) {
	id, at, ok := strings.Cut(t.Version, "@")
	if !ok {
		return nil, Usagef("%s: name a version: %s@VERSION", t.Step.Event, t.Version)
	}
	a, err := p.app(id)
	if err != nil {
		return nil, err
	}
	if t.Step.By, err = p.author(ctx, t.Step.By); err != nil {
		return nil, err
	}
	state, d, release, err := p.hold(ctx, a, fmt.Sprintf("%s %s", t.Step.Event, t.Version))
	if err != nil {
		return nil, err
	}
	defer release()
	record, err := state.find(at)
	if err != nil {
		return nil, err
	}
	if err := state.mayAssign(record, t.Step); err != nil {
		return nil, err
	}
	t.Step.At, t.Step.Commit = p.now(state), p.headCommit(ctx)
	var proof struct {
		name string
		data []byte
	}
	if t.Proof != nil {
		if proof.name, proof.data, err = t.Proof(t.Step.At); err != nil {
			return nil, err
		}
		t.Step.Evidence = path.Join(state.name, proof.name)
	}
	outcome, err := p.advance(ctx, state, record, t.Step)
	if err != nil {
		var known *Error
		var refused *promote.Refused
		if errors.As(err, &known) || errors.As(err, &refused) {
			return nil, err
		}
		return nil, Refusef("%w", err)
	}
	var list []moved
	for _, now := range append(outcome.Superseded, outcome.Record) {
		list = append(list, moved{ledger.Find(state.records, now.Version), &now, state.distribution(now.Version)})
	}
	if t.DryRun {
		return list, nil
	}
	if proof.name != "" {
		if err := d.keep(proof.name, proof.data); err != nil {
			return nil, fmt.Errorf("write the proof of %s %s: %w", state.id, record.Version, err)
		}
	}
	for _, m := range list {
		if err := state.writeRecord(d, m); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// mayAssign refuses keys and numbers of the portal that another version of the
// app has, and a production key before the promotion that issues it.
func (s *appState) mayAssign(record *ledger.Record, step ledger.Step) error {
	if step.Event == ledger.Register && step.Keys.Production != "" && record.State == ledger.ReadyForTesting {
		return Refusef("register %s %s: the portal issues a Production App Version Key when it promotes a version; record it with: manifest promote %s@%s --production-key KEY",
			s.id, record.Version, s.id, record.Version)
	}
	for _, r := range s.records {
		if r.Version == record.Version {
			continue
		}
		for _, key := range []string{step.Keys.Sandbox, step.Keys.Production} {
			if key != "" && (strings.EqualFold(r.Keys.Sandbox, key) || strings.EqualFold(r.Keys.Production, key)) {
				return Refusef("%s %s %s: key %s belongs to version %s already; every version has keys of its own", step.Event, s.id, record.Version, key, r.Version)
			}
		}
		if step.PortalVersion != "" && step.PortalVersion == r.PortalNumber() {
			return Refusef("%s %s %s: version %s has the number %s in the portal already", step.Event, s.id, record.Version, r.Version, step.PortalVersion)
		}
	}
	return nil
}

func (s *appState) distribution(version string) string {
	doc, err := s.frozenCopy(version)
	if err != nil {
		return ""
	}
	text, _ := doc.Root.Get("app", "distribution").Str()
	return text
}

func (s *appState) writeRecord(d *disk, m moved) error {
	encoded, err := ledger.Encode(*m.now)
	if err != nil {
		return Usagef("%w", err)
	}
	for _, v := range s.saved {
		if v.Folder == m.now.Version && v.Record != nil {
			name := path.Join(versionsDir, v.Folder, recordName)
			if err := d.replace(name, v.Record.Data, encoded); err != nil {
				return fmt.Errorf("write the record of %s %s: %w", s.id, m.now.Version, err)
			}
			return nil
		}
	}
	return fmt.Errorf("write the record of %s %s: it is gone", s.id, m.now.Version)
}
