package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/version"
)

type bumpOptions struct {
	App, To      string // To is auto, major, minor, patch, or a number
	Base         string
	AllowSmaller string
	By           string
	DryRun       bool
}

func newBumpCmd(p *process) *cobra.Command {
	opts := bumpOptions{To: "auto"}
	cmd := &cobra.Command{
		Use:   "bump <app> [auto|major|minor|patch|X.Y.Z]",
		Short: "Raise the version of the working manifest as its changes need",
		Long: "Raise the version of the working manifest. Only the version's own bytes change.\n\n" +
			"auto, the default, takes the step that the changes since the latest saved version\n" +
			"need; with --base, changes since the merge base with that revision count too, and\n" +
			"the larger need wins. A version that is high enough already stays: one bump\n" +
			"covers all pull requests until the version is saved. Below 1.0.0 a breaking\n" +
			"change raises the minor; the step to 1.0.0 is always asked for: bump APP major.",
		Example: "  manifest bump acme-field-sync\n  manifest bump acme-field-sync --base origin/main\n  manifest bump acme-field-sync 1.0.0",
		Args:    cobra.RangeArgs(1, 2),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App = args[0]
			if len(args) == 2 {
				opts.To = args[1]
			}
			return runBump(ctx, p, opts)
		}),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			switch len(args) {
			case 0:
				return p.appIDs(), cobra.ShellCompDirectiveNoFileComp
			case 1:
				return []string{"auto", "major", "minor", "patch"}, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().StringVar(&opts.Base, "base", "", "count changes since the merge base with this revision too")
	cmd.Flags().StringVar(&opts.AllowSmaller, "allow-smaller", "", "take a smaller step than the changes need, for this reason")
	cmd.Flags().StringVar(&opts.By, "by", "", "who decides, with --allow-smaller (default: from git)")
	cmd.Flags().BoolVar(&opts.DryRun, "dry-run", false, "say what would be done and write nothing")
	return cmd
}

// need is what the changes of a working manifest ask of its version.
type need struct {
	baseline version.Version // counted from here
	has      bool            // there is a baseline
	level    version.Level
	decides  *change.Change
}

// bumpPlan is a bump that can be shown and then made.
type bumpPlan struct {
	from, to version.Version
	need     need
	smaller  bool // less than the changes need
}

func runBump(ctx context.Context, p *process, opts bumpOptions) error {
	a, err := p.app(opts.App)
	if err != nil {
		return err
	}
	state, err := a.load()
	if err != nil {
		return err
	}
	doc, err := a.working()
	if err != nil {
		return err
	}
	now, ok := versionOf(doc)
	if !ok {
		return usageError("bump %s: its version cannot be read; see: manifest lint %s", a.id, a.name)
	}
	n, err := p.needOf(ctx, state, doc, opts.Base)
	if err != nil {
		return err
	}
	plan, err := planBump(state, now, n, opts)
	if err != nil {
		return err
	}
	if plan == nil {
		_, err := fmt.Fprintf(p.Stdout, "%s: nothing to bump; %s\n", a.id, standing(now, n))
		return err
	}
	if !opts.DryRun {
		if err := p.writeBump(ctx, state, doc, plan, opts); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(p.Stdout, "%s → %s  (%s)\n", plan.from, plan.to, report.Visible(plan.reason()))
	return err
}

// standing says why a version may stay.
func standing(now version.Version, n need) string {
	switch {
	case !n.has:
		return fmt.Sprintf("%s is the first version", now)
	case n.level == version.None:
		return fmt.Sprintf("there are no changes since %s that the portal would notice", n.baseline)
	}
	return fmt.Sprintf("%s is enough for the changes since %s (%s)", now, n.baseline, n.level)
}

// reason is the change that decided, or what was asked for.
func (b *bumpPlan) reason() string {
	if b.need.decides == nil {
		return "as asked"
	}
	words := fmt.Sprintf("%s: %s", b.need.level, b.need.decides.Summary)
	if b.smaller {
		words = "smaller than needed; " + words
	}
	return words
}

// needOf compares a working manifest with the latest saved version and, where a
// base is named, with the merge base. The number is counted from the saved
// version where there is one; the larger need wins.
func (p *process) needOf(ctx context.Context, state *appState, doc *manifest.Document, base string) (need, error) {
	var n need
	saved, err := state.baseline()
	if err != nil {
		return n, err
	}
	if saved.doc != nil {
		n.baseline, n.has = versionOf(saved.doc)
		n.take(saved.Side, side("working manifest", doc))
	}
	if base == "" {
		return n, nil
	}
	before, err := p.baseOf(ctx, base, state.app)
	if err != nil || before == nil {
		return n, err
	}
	if !n.has {
		n.baseline, n.has = versionOf(before)
	}
	n.take(side(base, before), side("working manifest", doc))
	return n, nil
}

// take adds the changes between two manifests to the need.
func (n *need) take(from, to change.Side) {
	verdict := change.Judge(change.Diff(from, to), from, to)
	if verdict.Level > n.level {
		n.level, n.decides = verdict.Level, verdict.Decides
	}
}

// baseOf returns the app's manifest at the merge base with a revision, or nil
// where it was not there yet.
func (p *process) baseOf(ctx context.Context, revision string, a app) (*manifest.Document, error) {
	base, err := p.openBase(ctx, revision)
	if err != nil {
		return nil, err
	}
	files, err := base.files(ctx, []app{a})
	if err != nil {
		return nil, err
	}
	f := files[a.name+"/"+manifestName]
	if f == nil {
		return nil, nil
	}
	return readable(f)
}

// planBump decides the new version, or nil where the present one may stay.
func planBump(state *appState, now version.Version, n need, opts bumpOptions) (*bumpPlan, error) {
	plan := &bumpPlan{from: now, need: n}
	required := now
	if n.has {
		var err error
		if required, err = n.baseline.Next(n.level); err != nil {
			return nil, err
		}
	}
	switch opts.To {
	case "auto":
		if !n.has || n.level == version.None || now.Compare(required) >= 0 {
			return nil, nil
		}
		plan.to = required
	default:
		to, err := step(now, n, opts.To)
		if err != nil {
			return nil, err
		}
		plan.to = to
	}
	if plan.to == now {
		return nil, nil
	}
	if plan.to.Compare(now) < 0 {
		return nil, usageError("bump %s: %s is lower than %s; numbers only rise", state.id, plan.to, now)
	}
	if latest, ok := state.latestSaved(); ok && plan.to.Compare(latest) <= 0 {
		return nil, usageError("bump %s: %s is not higher than the saved version %s; numbers only rise and are never used twice", state.id, plan.to, latest)
	}
	if n.has && plan.to.Compare(required) < 0 {
		if opts.AllowSmaller == "" {
			return nil, usageError("bump %s: %s is less than the changes need: at least %s (%s: %s)\nto do it all the same: --allow-smaller REASON",
				state.id, plan.to, required, n.level, n.decides.Summary)
		}
		plan.smaller = true
	}
	return plan, nil
}

// step is the version that a word of the command line asks for. Steps are
// counted from the saved version, so that a second one does not add up.
func step(now version.Version, n need, word string) (version.Version, error) {
	from := now
	if n.has {
		from = n.baseline
	}
	switch word {
	case "major":
		return from.Major()
	case "minor":
		return from.Minor()
	case "patch":
		return from.Patch()
	}
	v, err := version.Parse(word)
	if err != nil {
		return v, usageError("bump to %q: want auto, major, minor, patch, or %w", word, err)
	}
	return v, nil
}

// writeBump writes the new version, after the reason why it is smaller than
// needed: a bump without its reason would not be found again.
func (p *process) writeBump(ctx context.Context, state *appState, doc *manifest.Document, plan *bumpPlan, opts bumpOptions) error {
	after, err := doc.Set(doc.Root.Get("version"), plan.to.String())
	if err != nil {
		return err
	}
	d, err := p.openDisk(state.path)
	if err != nil {
		return fmt.Errorf("bump %s: %w", state.id, err)
	}
	defer d.close()
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if plan.smaller {
		by, err := p.author(ctx, opts.By)
		if err != nil {
			return err
		}
		approvals, err := state.approvals.AddSmallerBump(ledger.SmallerBump{
			Version: plan.to.String(), Reason: strings.TrimSpace(opts.AllowSmaller), By: by, Date: ledger.DayOf(p.Now()),
		})
		if err != nil {
			return usageError("bump %s: %w", state.id, err)
		}
		if err := p.writeApprovals(d, state, approvals); err != nil {
			return err
		}
	}
	if err := d.replace(manifestName, doc.File.Data, after); err != nil {
		return fmt.Errorf("bump %s: %w", state.id, err)
	}
	return nil
}
