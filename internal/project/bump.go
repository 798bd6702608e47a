package project

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// BumpWords are what a version can be bumped to without a number.
var BumpWords = []string{"auto", "major", "minor", "patch"}

// BumpOptions say what to raise, and how far.
type BumpOptions struct {
	App, To      string // To is auto, major, minor, patch, or a number
	Base         string
	AllowSmaller string
	By           string
	DryRun       bool
}

// bumpPlan is a bump that can be shown and then made.
type bumpPlan struct {
	from, to version.Version
	required validate.Requirement
	smaller  bool // less than the changes need
}

// Bump raises the version of a working manifest, and says what it did.
func Bump(ctx context.Context, p *Project, opts BumpOptions) (string, error) {
	state, release, err := p.hold(ctx, "bump", opts.App)
	if err != nil {
		return "", err
	}
	defer release()
	doc, err := state.working()
	if err != nil {
		return "", err
	}
	now, ok := change.VersionOf(doc.Root)
	if !ok {
		return "", Usagef("bump %s: its version cannot be read; see: manifest lint %s", state.id, state.name)
	}
	if err := mustRead(p, "bump "+state.id, Failure, state.asWorking(doc)); err != nil {
		return "", err
	}
	o, counted, err := required(ctx, p, state, doc, opts.Base)
	if err != nil {
		return "", err
	}
	plan, err := planBump(state, now, o, counted, opts)
	if err != nil {
		return "", err
	}
	if plan == nil {
		return fmt.Sprintf("%s: nothing to bump; %s", state.id, enough(now, o, counted)), nil
	}
	if !opts.DryRun {
		if err := writeBump(ctx, p, state, doc, plan, opts); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s → %s  (%s)", plan.from, plan.to, report.Visible(plan.reason())), nil
}

// enough says why a version may stay.
func enough(now version.Version, o validate.Requirement, counted bool) string {
	switch {
	case !counted:
		return fmt.Sprintf("%s is the first version", now)
	case o.Level == version.None:
		return fmt.Sprintf("there are no changes since %s that the portal would notice", o.Since)
	}
	return fmt.Sprintf("%s is enough for the changes since %s (%s)", now, o.Since, o.Level)
}

// reason is the change that decided, or what was asked for.
func (b *bumpPlan) reason() string {
	switch {
	case b.to == b.required.Baseline:
		return "the content is that of " + b.required.Since
	case b.required.Decides == nil:
		return "as asked"
	case b.smaller:
		return fmt.Sprintf("smaller than needed; %s: %s", b.required.Level, b.required.Decides.Summary)
	}
	return fmt.Sprintf("%s: %s", b.required.Level, b.required.Decides.Summary)
}

// required returns what the changes of a working manifest ask of its version: those
// since the latest saved version and, where a base is named, those of the
// branch. It is false where there is nothing to count from.
func required(ctx context.Context, p *Project, state *appState, doc *manifest.Document,
	revision string) (validate.Requirement, bool, error) {
	h, err := against(ctx, p, state, revision)
	if err != nil {
		return validate.Requirement{}, false, err
	}
	o, counted := h.Requirement(side("working manifest", doc))
	return o, counted, nil
}

// against is what an app is compared with: what was saved and, where a revision
// is named, what stands at the merge base with it.
func against(ctx context.Context, p *Project, state *appState, revision string) (*validate.History, error) {
	if err := state.reliable(); err != nil {
		return nil, err
	}
	if revision == "" {
		h, _ := state.history(p, nil, "")
		return h, nil
	}
	base, err := p.openBase(ctx, revision)
	if err != nil {
		return nil, err
	}
	files, err := base.files(ctx, []app{state.app})
	if err != nil {
		return nil, err
	}
	h, _ := state.history(p, files, revision)
	return h, nil
}

// planBump decides the new version, or nil where the present one may stay.
func planBump(state *appState, now version.Version, o validate.Requirement, counted bool, opts BumpOptions) (*bumpPlan,
	error) {
	plan := &bumpPlan{from: now, to: now, required: o}
	switch {
	case opts.To != "auto":
		to, err := step(now, o, counted, opts.To)
		if err != nil {
			return nil, err
		}
		plan.to = to
	case !counted:
		return nil, nil
	case o.Level == version.None && now.Compare(o.Baseline) < 0:
		plan.to = o.Baseline // the content of a saved version has its number
		return plan, nil
	case o.Level != version.None && now.Compare(o.Required) < 0:
		to, err := free(state, o.Required)
		if err != nil {
			return nil, fmt.Errorf("bump %s: %w", state.id, err)
		}
		plan.to = to
	}
	if plan.to == now {
		return nil, nil
	}
	if plan.to.Compare(now) < 0 {
		return nil, Refusef("bump %s: %s is lower than %s; numbers only rise", state.id, plan.to, now)
	}
	if latest, ok := state.latestSaved(); ok && plan.to.Compare(latest) <= 0 {
		return nil, Refusef("bump %s: %s is not higher than the saved version %s; numbers only rise and are never used twice",
			state.id, plan.to, latest)
	}
	if counted && o.Level != version.None && plan.to.Compare(o.Required) < 0 {
		if strings.TrimSpace(opts.AllowSmaller) == "" {
			return nil, Refusef("bump %s: %s is less than the changes need: at least %s (%s: %s)\n"+
				"to do it all the same: --allow-smaller REASON",
				state.id, plan.to, o.Required, o.Level, o.Decides.Summary)
		}
		plan.smaller = true
	}
	return plan, nil
}

// free returns the version, or the next patch of it that the portal has not
// given to another version of the app.
func free(s *appState, v version.Version) (version.Version, error) {
	for slices.ContainsFunc(s.records, func(r *ledger.Record) bool { return r.PortalNumber() == v.String() }) {
		next, err := v.Patch()
		if err != nil {
			return v, err
		}
		v = next
	}
	return v, nil
}

// step is the version that a word of the command line asks for. Steps are
// counted from the baseline, so that a second one does not add up.
func step(now version.Version, o validate.Requirement, counted bool, word string) (version.Version, error) {
	from := now
	if counted {
		from = o.Baseline
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
		if near := diag.Meant(word, BumpWords); near != "" {
			return v, Usagef("bump: unknown step %q; did you mean %q?", word, near)
		}
		return v, Usagef("bump: %w, nor one of the steps auto, major, minor and patch", err)
	}
	return v, nil
}

// writeBump writes the new version, after the reason why it is smaller than
// needed: a bump without its reason would not be found again.
func writeBump(ctx context.Context, p *Project, state *appState, doc *manifest.Document, plan *bumpPlan,
	opts BumpOptions) error {
	after, err := doc.Set(doc.Root.Get("version"), plan.to.String())
	if err != nil {
		return err
	}
	if plan.smaller {
		by, err := p.author(ctx, opts.By)
		if err != nil {
			return err
		}
		approvals, err := state.approvals.AddSmallerBump(ledger.SmallerBump{
			Version: plan.to.String(), Change: plan.required.Decides.Fingerprint,
			Reason: strings.TrimSpace(opts.AllowSmaller), By: by, Date: ledger.DayOf(p.Now()),
		})
		if err != nil {
			return Usagef("bump %s: %w", state.id, err)
		}
		if err := writeApprovals(p, state, approvals); err != nil {
			return err
		}
	}
	if err := state.disk.replace(manifestName, doc.File.Data, after); err != nil {
		return fmt.Errorf("bump %s: %w", state.id, err)
	}
	return nil
}
