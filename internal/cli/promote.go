package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
)

type promoteOptions struct {
	transition
	Check         bool
	ProductionKey string
	Override      []string
	Reason        string
	Format        choice
}

func newPromoteCmd(p *process) *cobra.Command {
	opts := promoteOptions{
		transition: transition{Step: ledger.Step{Event: ledger.Promote}},
		Format:     formatOf(report.GatesFormats),
	}
	cmd := &cobra.Command{
		Use:   "promote <app>@<version>",
		Short: "Check every gate, and record that a version was promoted to production",
		Long: "Check every gate between a version and production, and record the promotion that\n" +
			"was made in the portal. While a gate is closed, nothing is recorded; every gate\n" +
			"that is closed is shown with its remedy, not the first alone.\n\n" +
			"--check only looks, for pull requests. --override passes a gate with a reason,\n" +
			"which stays in the record for ever.\n\nGates: " + strings.Join(promote.GateIDs(false), ", ") + ".",
		Example: "  manifest promote acme-field-sync@0.4.0 --check\n  manifest promote acme-field-sync@0.4.0 --production-key 6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a51\n" +
			"  manifest promote acme-field-sync@0.4.0 --override sandbox-test --reason \"tested by the pilot customer\"",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			return runPromote(ctx, p, opts)
		}),
		ValidArgsFunction: p.completeVersions(ledger.Promote),
	}
	flags := cmd.Flags()
	flags.BoolVar(&opts.Check, "check", false, "look at the gates and record nothing")
	flags.StringVar(&opts.ProductionKey, "production-key", "", "the Production App Version Key that the portal issued")
	flags.StringVar(&opts.Step.PortalVersion, "portal-version", "", "the number that the portal assigned, where it is another one")
	flags.StringSliceVar(&opts.Override, "override", nil, "pass this closed gate, with --reason (repeatable)")
	flags.StringVar(&opts.Reason, "reason", "", "why a gate may be passed")
	flags.StringVar(&opts.Step.Note, "note", "", "a remark for the record")
	wordFlag(cmd, &opts.Format, "format", "output format of the gates")
	addStepFlags(cmd, &opts.transition)
	completeList(cmd, "override", func() []string { return promote.GateIDs(true) })
	return cmd
}

func runPromote(ctx context.Context, p *process, opts promoteOptions) error {
	if (len(opts.Override) > 0) != (strings.TrimSpace(opts.Reason) != "") {
		return Usagef("promote %s: --override and --reason go together", opts.Version)
	}
	for _, gate := range opts.Override {
		opts.Step.Overrides = append(opts.Step.Overrides, ledger.Override{Gate: gate, Reason: strings.TrimSpace(opts.Reason)})
	}
	opts.Step.Keys.Production = opts.ProductionKey
	if opts.Check {
		return p.checkGates(ctx, opts)
	}
	m, err := p.transit(ctx, opts.transition)
	var refused *promote.Refused
	if errors.As(err, &refused) {
		if err := p.showGates(opts, refused.App, refused.Version, refused.Closed); err != nil {
			return err
		}
		return &Error{Class: Findings}
	}
	if err != nil {
		return err
	}
	next := "give the Production App Version Key to your customers; see: manifest checklist APP@VERSION"
	if m[len(m)-1].distribution == "marketplace" {
		next = "press Submit for Review in the portal, then: manifest submit APP@VERSION"
	}
	return p.announce(m, opts.transition, next)
}

// checkGates shows the gates and refuses where one is closed.
func (p *process) checkGates(ctx context.Context, opts promoteOptions) error {
	state, record, subject, err := p.subjectAt(ctx, opts.Version)
	if err != nil {
		return err
	}
	gates := promote.Gates(*subject)
	if len(opts.Step.Overrides) > 0 { // what a promotion would refuse is no override here either
		step := opts.Step
		step.At, step.By = p.now(state), "check"
		var refused *promote.Refused
		if _, err := promote.Promote(*subject, step); err != nil && !errors.As(err, &refused) {
			return Refusef("promote %s: %w", opts.Version, err)
		}
	}
	if err := p.showGates(opts, state.id, record.Version, gates); err != nil {
		return err
	}
	if len(promote.Closed(gates, opts.Step.Overrides)) > 0 {
		return &Error{Class: Findings}
	}
	return nil
}

func (p *process) showGates(opts promoteOptions, app, version string, gates []promote.Gate) error {
	return show(p, report.GatesFormats, opts.Format, report.Gates{App: app, Version: version, Gates: gates, Overrides: opts.Step.Overrides})
}

// advance returns what a step makes of the records of an app. A promotion
// passes its gates first.
func (p *process) advance(ctx context.Context, s *appState, record *ledger.Record, step ledger.Step) (promote.Moved, error) {
	if step.Event != ledger.Promote {
		return promote.Advance(*record, s.records, step, s.distribution(record.Version))
	}
	subject, err := p.subject(ctx, s, record)
	if err != nil {
		return promote.Moved{}, err
	}
	kept, err := s.optional(s.checklistPath(record.Version))
	if err != nil {
		return promote.Moved{}, err
	}
	if kept != nil {
		sum := sha256.Sum256(kept.Data)
		step.Checklist = "sha256:" + hex.EncodeToString(sum[:])
	}
	return promote.Promote(*subject, step)
}
