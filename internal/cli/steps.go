package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

type stepsOptions struct {
	App                        string // APP, or APP@VERSION for a version that is saved
	From                       string
	Install, Promote, Customer bool
	Portal, Format             choice
}

func newStepsCmd(p *process) *cobra.Command {
	opts := stepsOptions{
		Portal: portalChoice(),
	}
	cmd := &cobra.Command{
		Use:   "steps <app>[@<version>]",
		Short: "Print the click plan that brings the portal to the working manifest",
		Long: "Print the click plan that brings the portal from the latest saved version to the\n" +
			"working manifest: screen by screen, with the portal's own labels and the exact\n" +
			"values to paste. What cannot be undone comes first.\n\n" +
			"--install, --promote and --customer print the plans for a saved version instead:\n" +
			"its installation in the sandbox, its promotion, and what customers do to update.",
		Example: "  manifest steps acme-field-sync\n  manifest steps acme-field-sync --portal components\n  manifest steps acme-field-sync@0.4.0 --install",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App = args[0]
			plan, err := p.plan(ctx, opts)
			if err != nil {
				return err
			}
			return show(p, report.StepsFormats, opts.Format, plan)
		}),
		ValidArgsFunction: p.completeAppOrVersion,
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.From, "from", "", "what the portal holds, in place of the latest saved version: APP@VERSION, REF:PATH, a file, which may be the portal's JSON, or nothing")
	flags.BoolVar(&opts.Install, "install", false, "the plan that installs a saved version in the Developer Sandbox")
	flags.BoolVar(&opts.Promote, "promote", false, "the plan that promotes a saved version")
	flags.BoolVar(&opts.Customer, "customer", false, "the plan for customers who update to a saved version")
	wordFlag(cmd, &opts.Portal, "portal", "generation of the portal")
	formatFlag(cmd, &opts.Format, report.StepsFormats)
	completeWith(cmd, "from", p.mannerly(func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return append(p.sideWords(typed), "nothing\ta portal without the app"), orFiles | cobra.ShellCompDirectiveKeepOrder
	}))
	cmd.MarkFlagsMutuallyExclusive("install", "promote", "customer")
	cmd.MarkFlagsMutuallyExclusive("from", "install")
	cmd.MarkFlagsMutuallyExclusive("from", "promote")
	cmd.MarkFlagsMutuallyExclusive("from", "customer")
	return cmd
}

func (p *process) plan(ctx context.Context, opts stepsOptions) (promote.Plan, error) {
	portal := schema.Portal(opts.Portal.value)
	if opts.Install || opts.Promote || opts.Customer {
		return p.versionPlan(ctx, opts, portal)
	}
	to, err := p.resolveSide(ctx, opts.App)
	if err != nil {
		return promote.Plan{}, err
	}
	if to.app == nil {
		return promote.Plan{}, Usagef("steps: name an app, not %s", opts.App)
	}
	if record := ledger.Find(to.app.records, numberOf(to.doc)); !to.saved && record != nil && to.app.differs(record, to.doc) {
		return promote.Plan{}, Refusef("steps %s: the working manifest was changed after %s was saved, and a number is never used twice; first: manifest bump %s",
			to.app.id, record.Version, to.app.id)
	}
	from, err := p.held(ctx, to, opts.From)
	if err != nil {
		return promote.Plan{}, err
	}
	if err := p.understood("steps "+opts.App, Findings, to, from); err != nil {
		return promote.Plan{}, err
	}
	return promote.EnterPlan(promote.EnterInput{App: to.app.id, From: from.Side, To: to.Side, Portal: portal}), nil
}

// held is what the portal holds before the plan: what was named, or the latest
// version saved before the one to enter.
func (p *process) held(ctx context.Context, to compared, named string) (compared, error) {
	if named == "nothing" {
		return compared{Side: nothing()}, nil
	}
	if named != "" {
		from, err := p.resolveSide(ctx, named)
		if err == nil {
			fill(&from, &to)
		}
		return from, err
	}
	if !to.saved {
		return to.app.baseline()
	}
	for _, r := range to.app.records { // the newest first
		if olderThan(r.Version, to.Name) {
			return p.savedSide(to.app.id, r.Version)
		}
	}
	return compared{Side: nothing()}, nil
}

// versionPlan is a plan for a saved version, the latest where none is named.
func (p *process) versionPlan(ctx context.Context, opts stepsOptions, portal schema.Portal) (promote.Plan, error) {
	word := opts.App
	if !strings.Contains(word, "@") {
		word += "@latest" // which nobody typed, so that no message says it
	}
	state, record, subject, err := p.subjectAt(ctx, word)
	if err != nil {
		return promote.Plan{}, err
	}
	switch {
	case opts.Install:
		return promote.InstallPlan(*subject, portal), nil
	case opts.Promote && record.State != ledger.ReadyForTesting:
		return promote.Plan{}, Refusef("steps %s: version %s is %s, and only a version that is %s can be promoted", opts.App, record.Version, record.State.Label(), ledger.ReadyForTesting.Label())
	case opts.Promote:
		plan := promote.PromotePlan(*subject, portal)
		if closed := promote.Closed(promote.Gates(*subject), nil); len(closed) > 0 {
			ids := make([]string, len(closed))
			for i, g := range closed {
				ids[i] = g.ID
			}
			plan.Blocked = append(plan.Blocked, fmt.Sprintf("do not press anything yet: closed gates: %s; see: manifest promote %s@%s --check", strings.Join(ids, ", "), state.id, record.Version))
		}
		return plan, nil
	}
	return promote.CustomerPlan(*subject), nil
}

// numberOf is the version that a manifest says, or "".
func numberOf(doc *manifest.Document) string {
	v, ok := change.VersionOf(doc.Root)
	if !ok {
		return ""
	}
	return v.String()
}

// olderThan reports whether one saved version has a lower number than another.
func olderThan(a, b string) bool {
	va, errA := version.Parse(a)
	vb, errB := version.Parse(b)
	return errA == nil && errB == nil && va.Compare(vb) < 0
}
