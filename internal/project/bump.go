package project

import (
	"context"
	"fmt"
	"path"
	"strings"
	"unicode"

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
	need     ledger.Need
	decides  *change.Change
	smaller  bool // less than the changes need
	// allowed is the permission for the present number to be less; nil for none.
	allowed *ledger.Approval
}

// Bump raises the version of a working manifest.
func Bump(ctx context.Context, p *Project, opts BumpOptions) (*report.Bumped, error) {
	state, release, err := p.hold(ctx, "bump", opts.App)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := state.notRetired("bumped"); err != nil {
		return nil, err
	}
	doc, err := state.working()
	if err != nil {
		return nil, err
	}
	now, ok := side("working manifest", doc).App().Number()
	if !ok {
		return nil, Usagef("bump %s: the version in the working manifest cannot be read; see: manifest lint "+
			"%s", state.id, state.name)
	}
	if err := mustRead(p, "bump "+state.id, Failure, state.asWorking(doc)); err != nil {
		return nil, err
	}
	h, err := against(ctx, p, state, opts.Base)
	if err != nil {
		return nil, err
	}
	plan, err := planBump(state, h, doc, now, opts)
	if err != nil {
		return nil, err
	}
	outcome := &report.Bumped{App: state.id, File: state.shows(manifestName), From: plan.from, To: plan.to,
		Need: plan.need, Decides: plan.decides,
		DryRun: opts.DryRun}
	if plan.to == now {
		outcome.Why, outcome.Next = plan.enough(state, doc), state.upNext(ctx)
		return outcome, nil
	}
	outcome.Why = plan.reason()
	if outcome.Asks, err = state.asks(h, side("working manifest", doc)); err != nil {
		return nil, err
	}
	if plan.need.IsJump(plan.to) {
		p.warn("%s is more than one step above %s, and you can never go back to a lower "+
			"number", plan.to, plan.need.Above)
	}
	noteElsewhere(p, h, plan.need)
	if !opts.DryRun {
		if outcome.Permission, err = writeBump(ctx, p, state, doc, plan, opts); err != nil {
			return nil, err
		}
		outcome.Next = state.upNext(ctx)
	}
	return outcome, nil
}

// noteElsewhere says that the number follows one that is saved on another
// branch: nothing in this working copy shows why.
func noteElsewhere(p *Project, h *validate.History, need ledger.Need) {
	if _, elsewhere := h.Elsewhere[need.Above]; elsewhere && h.Ledger.Uses(need.Above) == nil {
		p.warn("%s was saved on %s (as last fetched), so the next number is %s", need.Above, h.TipName, need.Number)
	}
}

// enough says why a version may stay.
func (b *bumpPlan) enough(state *appState, doc *manifest.Document) string {
	v := state.ledger.Version(b.from)
	switch {
	case v != nil && !state.differs(v, doc):
		return fmt.Sprintf("%s is already saved with this content", b.from)
	case b.need.Since == (version.Version{}):
		return fmt.Sprintf("%s is not used yet, and no customer runs a version of the app", b.from)
	case b.allowed != nil:
		return fmt.Sprintf("%s is allowed: %s", b.from, b.allowed.Reason)
	case b.decides == nil:
		return fmt.Sprintf("no change since %s needs a new version", b.need.Since)
	}
	return fmt.Sprintf("%s is enough for the changes since %s (%s)", b.from, b.need.Since, b.need.Level)
}

// reason is the change that decided, or what was asked for.
func (b *bumpPlan) reason() string {
	switch {
	case b.smaller:
		return fmt.Sprintf("a smaller bump than the changes need; %s: %s", b.need.Level, b.decides.Summary)
	case b.decides != nil:
		return fmt.Sprintf("%s: %s", b.need.Level, b.decides.Summary)
	case b.need.Above != (version.Version{}) && b.to == b.need.Number:
		return fmt.Sprintf("%s is already used", b.need.Above)
	}
	return "as requested"
}

// against is what an app is compared with: its ledger and, where a revision is
// named, what stands at the merge base with it. Without one, the numbers on
// origin's default branch are known, if it was ever fetched.
func against(ctx context.Context, p *Project, state *appState, revision string) (*validate.History, error) {
	if err := state.reliable(); err != nil {
		return nil, err
	}
	h, err := state.history()
	if err != nil {
		return nil, err
	}
	return h, addBase(ctx, p, h, state, revision)
}

// planBump decides the new version; it is the present one where that may stay.
func planBump(state *appState, h *validate.History, doc *manifest.Document, now version.Version,
	opts BumpOptions) (*bumpPlan, error) {
	need, decides, err := h.Need(side("working manifest", doc))
	if err != nil {
		return nil, fmt.Errorf("bump %s: %w", state.id, err)
	}
	plan := &bumpPlan{from: now, to: now, need: need, decides: decides}
	if opts.To == "auto" {
		if v := state.ledger.Version(now); v != nil && v.State != ledger.Retracted && !state.differs(v, doc) {
			return plan, nil // it is already saved with this content
		}
		_, elsewhere := h.Elsewhere[now]
		used := elsewhere || state.ledger.Uses(now) != nil
		if decides != nil && now.Compare(need.ByLevel) < 0 {
			plan.allowed = state.ledger.AllowsSmaller(now, decides.Fingerprint)
		}
		if used || now.Compare(need.Number) < 0 && (plan.allowed == nil || now.Compare(need.Above) <= 0) {
			plan.to = need.Number
		}
		return plan, nil
	}
	if plan.to, err = step(now, need, opts.To); err != nil {
		return nil, err
	}
	if plan.to == now && state.ledger.Uses(now) == nil && !plan.tooSmall(state) {
		return plan, nil
	}
	if plan.to.Compare(need.Above) <= 0 && need.Above != (version.Version{}) {
		return nil, Refusef("not bumped: %s is not higher than %s, which is already used; choose %s or "+
			"higher", plan.to, need.Above,
			need.Number)
	}
	if plan.tooSmall(state) {
		if strings.TrimSpace(opts.AllowSmaller) == "" {
			return nil, Refusef("not bumped: %s is too low; these changes need at least %s (%s: %s)\nto bump anyway: "+
				"manifest bump %s %s --allow-smaller REASON",
				plan.to, need.Number, need.Level, decides.Summary, state.id, plan.to)
		}
		plan.smaller = true
	}
	return plan, nil
}

// tooSmall reports whether the planned version is less than the changes need and
// no one has allowed it.
func (b *bumpPlan) tooSmall(state *appState) bool {
	return b.decides != nil && b.to.Compare(b.need.ByLevel) < 0 &&
		state.ledger.AllowsSmaller(b.to, b.decides.Fingerprint) == nil
}

// step is the version that a word of the command line asks for. Steps are
// counted from the highest number that is used, so that a second one does not
// add up.
func step(now version.Version, need ledger.Need, word string) (version.Version, error) {
	from := need.Above
	if from == (version.Version{}) {
		from = now
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
		if word != "" && unicode.IsDigit(rune(word[0])) {
			return v, Usagef("bump: %w; or give auto, major, minor or patch", err)
		}
		return v, Usagef("bump: expected a version, or auto, major, minor or patch; got %q", word)
	}
	return v, nil
}

// writeBump writes the new version, after the reason why it is smaller than
// needed: a bump without its reason would not be found again. It returns the file
// of that reason, "" if there is none.
func writeBump(ctx context.Context, p *Project, state *appState, doc *manifest.Document, plan *bumpPlan,
	opts BumpOptions) (string, error) {
	after, err := doc.Set(side("working manifest", doc).App().Version.Node, plan.to.String())
	if err != nil {
		return "", err
	}
	permission := ""
	if plan.smaller {
		by, err := p.author(ctx, opts.By)
		if err != nil {
			return "", err
		}
		e := approvalOf(plan.decides)
		e.At, e.By, e.Smaller, e.Reason = p.now(state), by, plan.to, strings.TrimSpace(opts.AllowSmaller)
		recorded, err := state.ledger.Add(e, version.Version{})
		if err != nil {
			return "", recordError("bump "+state.id, err)
		}
		if err := writeEvent(ctx, state, recorded, "bump "+state.id); err != nil {
			return "", err
		}
		permission = path.Join(state.name, recorded.Entry.Path)
	}
	if err := state.disk.replaceManifest(doc.File.Data, after); err != nil {
		return "", fmt.Errorf("bump %s: %w", state.id, err)
	}
	return permission, nil
}
