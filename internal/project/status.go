package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/parallel"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// StatusOptions say what to show.
type StatusOptions struct {
	// Apps are the apps to show, none for all.
	Apps []string
	// States are the states of the versions to show, none for all.
	States []string
	// All shows retired apps, retracted versions and overrides too.
	All bool
	// Permissions shows the permissions of the apps in place of their versions.
	Permissions bool
}

// Status says what state apps are in. What is wrong with some is an error beside
// the result. Apps that were retired are left out unless they are named, or asked
// for.
func Status(ctx context.Context, p *Project, opts StatusOptions) (*report.Status, error) {
	args := opts.Apps
	shown := report.Status{One: len(args) == 1 && len(opts.States) == 0, All: opts.All, Permissions: opts.Permissions,
		Now: p.Now()}
	for _, word := range opts.States {
		if !slices.Contains(StateWords(), word) {
			return nil, Usagef("--state: unknown state %q; expected %s%s", word, diag.AnyOf(StateWords()),
				diag.DidYouMean(word, StateWords()))
		}
		shown.States = append(shown.States, ledger.State(word))
	}
	all, err := chosen(ctx, p, args)
	if err != nil {
		return nil, err
	}
	var faulty []error
	type result struct {
		status report.AppStatus
		fault  error
	}
	load := p.overview
	if len(args) > 0 {
		load = p.stateOf
	}
	results := parallel.Map(ctx, all, func(a app) result {
		state, err := load(ctx, a)
		if err != nil { // the other apps are shown anyway
			return result{unreadStatus(a), err}
		}
		status, err := state.status(ctx)
		err = errors.Join(err, state.reliable())
		if err == nil && len(args) > 0 {
			err = state.addClosed(ctx, &status)
		}
		if err == nil && len(args) == 1 {
			err = state.addAsks(&status)
		}
		if err == nil && opts.Permissions {
			status.Permissions, err = state.permissions(ctx, status)
		}
		return result{status, err}
	})
	if ctx.Err() != nil {
		return nil, errors.New("status: interrupted")
	}
	if p.configuration.err != nil { // what is next was not judged for any app
		return nil, p.configuration.err
	}
	for _, r := range results {
		if r.fault != nil {
			r.status.Fault, _, _ = strings.Cut(r.fault.Error(), "\n")
			faulty = append(faulty, r.fault)
		}
		if r.status.Retired && len(args) == 0 && !opts.All {
			shown.Hidden++
			continue
		}
		if !shown.Picks(&r.status) {
			continue
		}
		shown.Apps = append(shown.Apps, r.status)
	}
	// A ledger that cannot be relied on is shown as far as it can be read.
	return &shown, errors.Join(faulty...)
}

// StateWords are the states that a version can have, and draft, as words.
func StateWords() []string {
	var words []string
	for _, s := range ledger.States() {
		words = append(words, string(s))
	}
	return words
}

// chosen returns the apps that are named, each once, or all.
func chosen(ctx context.Context, p *Project, args []string) ([]app, error) {
	if len(args) == 0 {
		return p.apps()
	}
	var list []app
	for _, word := range args {
		a, err := p.app(ctx, word)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(list, func(other app) bool { return other.id == a.id }) {
			list = append(list, a)
		}
	}
	return list, nil
}

// unreadStatus is the status of an app of which nothing can be said.
func unreadStatus(a app) report.AppStatus {
	status := report.AppStatus{App: a.id, Ledger: ledger.Read(a.id, nil), Draft: report.Broken, Waits: readableFiles,
		Next: "manifest lint " + shellWord(a.name)}
	status.Waiting = []report.Waiting{{State: ledger.Draft, Waits: status.Waits, Next: status.Next}}
	return status
}

// status says what state the app is in, and which of its versions wait for
// someone.
func (s *appState) status(ctx context.Context) (report.AppStatus, error) {
	status, err := s.standing(ctx)
	if status.Retired {
		return status, err
	}
	// What cannot be read waits for its repair, and hides nothing of the rest.
	if fault := s.addWaiting(&status); err == nil {
		err = fault
	}
	status.Next = s.project.Paste(status.Next)
	for i := range status.Waiting {
		status.Waiting[i].Next = s.project.Paste(status.Waiting[i].Next)
	}
	return status, err
}

// addWaiting lists the versions that wait for someone: the working manifest, and
// the highest of the others first.
func (s *appState) addWaiting(status *report.AppStatus) error {
	for _, v := range slices.Backward(s.ledger.Versions) {
		if status.Draft == report.Saved && v.Number.String() == status.Working {
			continue
		}
		w := report.Waiting{Version: v.Number.String(), State: v.State}
		switch {
		case v.State == ledger.ReadyForTesting && s.ledger.IsPassed(v):
			w.Waits = fmt.Sprintf("nothing: %s is in production", s.ledger.InProduction.Number)
			w.Next = "manifest record abandon " + s.at(v.Number) + " --reason TEXT"
		case v.State == ledger.ReadyForTesting, v.State == ledger.InReview,
			v.State == ledger.Production && v.Distribution == marketplace && v == s.ledger.InProduction:
			w.Waits, w.Next = s.waits(v), s.Next(v)
			if status.Undoes[v.Number] != "" {
				w.Waits, w.Next = withUndone, s.lookAtGates(v)
			}
		default:
			continue
		}
		status.Waiting = append(status.Waiting, w)
	}
	if status.Next != "" || status.Waits == waiting[ledger.InReview] {
		w := report.Waiting{Version: status.Working, State: ledger.Draft, Waits: status.Waits, Next: status.Next,
			Closed: status.Closed}
		if number, err := version.Parse(status.Working); err == nil && status.Draft == report.Saved {
			w.State = s.ledger.Version(number).State
		}
		status.Waiting = slices.Insert(status.Waiting, 0, w)
	}
	for i := range status.Waiting {
		w := &status.Waiting[i]
		number, err := version.Parse(w.Version)
		if err != nil || w.State != ledger.ReadyForTesting || s.ledger.IsPassed(s.ledger.Version(number)) {
			continue
		}
		if w.Closed, err = s.closed(s.ledger.Version(number)); err != nil {
			return err
		}
		if w.Version == status.Working && status.Draft == report.Saved {
			status.Closed = w.Closed
		}
	}
	return nil
}

// addClosed names all closed gates of the versions that wait for a promotion, also those
// that take longer to look at.
func (s *appState) addClosed(ctx context.Context, status *report.AppStatus) error {
	for i := range status.Waiting {
		w := &status.Waiting[i]
		number, err := version.Parse(w.Version)
		if err != nil || w.State != ledger.ReadyForTesting || s.ledger.IsPassed(s.ledger.Version(number)) {
			continue
		}
		subject, err := gatherSubject(ctx, s.project, s, s.ledger.Version(number), s.project.now(s))
		if err != nil {
			return err
		}
		subject.By = s.project.promoter(ctx, "")
		w.Closed = promote.IDs(promote.Closed(promote.Gates(*subject), nil))
		if w.Version == status.Working && status.Draft == report.Saved {
			status.Closed = w.Closed
		}
	}
	return nil
}

// closed are the gates of a version that are closed, of those that are quick to
// look at: from its events, and from its changes since what customers run.
func (s *appState) closed(v *ledger.Version) ([]string, error) {
	frozen, err := s.frozenSide(v)
	if err != nil {
		return nil, err
	}
	config, _, err := s.project.loadConfig()
	if err != nil {
		return nil, err
	}
	subject := promote.Subject{App: s.id, Folder: s.name, Ledger: s.ledger, Version: v, Manifest: frozen,
		At: s.project.now(s), Policy: config.Policy}
	if subject.Run, err = s.runBefore(v); err != nil {
		return nil, err
	}
	if run := s.ledger.RunBefore(v); run != nil {
		subject.Cohorts = []promote.Cohort{{Version: run, Manifest: *subject.Run}}
	}
	if subject.Held, err = s.heldBefore(v); err != nil {
		return nil, err
	}
	if doc, err := s.working(); err == nil {
		working := side("working manifest", doc)
		subject.Working = &working
	}
	return promote.ClosedQuickly(subject), nil
}

// standing says what state the app is in.
func (s *appState) standing(ctx context.Context) (report.AppStatus, error) {
	status := report.AppStatus{App: s.id, Ledger: s.ledger, Draft: report.Broken, Retired: s.ledger.Retired != nil}
	var err error
	if status.Undoes, err = s.undoes(); err != nil && len(s.faults) == 0 { // faults have their own words
		return status, err
	}
	f, err := s.file(manifestName)
	switch {
	case status.Retired: // no one has to act
		return status, nil
	case errors.Is(err, fs.ErrNotExist):
		status.Waits = "a working manifest: " + s.shows(manifestName)
		return status, nil
	case err != nil:
		status.Waits, status.Next = readableFiles, "manifest lint "+shellWord(s.name)
		return status, err
	}
	doc, found := manifest.Parse(f)
	working, ok := side("working manifest", doc).App().Number()
	if len(found) > 0 || !ok {
		status.Waits, status.Next = repairs, "manifest lint "+shellWord(s.name)
		return status, nil
	}
	status.Working = working.String()
	if len(s.ledger.Versions) == 0 {
		status.Adopt = adoptCommand(side("working manifest", doc).App(), s.id)
	}
	if status.InUse, err = s.shownInUse(); err != nil {
		return status, err
	}
	return status, s.advise(ctx, &status, doc, working)
}

// advise decides what comes next for an app with a readable working manifest.
func (s *appState) advise(ctx context.Context, status *report.AppStatus, doc *manifest.Document,
	working version.Version) error {
	v := s.ledger.Version(working)
	used := s.ledger.Uses(working)
	status.Draft = report.Unsaved
	if v != nil {
		status.Draft = report.Saved
		if v.State == ledger.Retracted || s.differs(v, doc) {
			status.Draft = report.Edited
		}
	}
	if status.Draft != report.Saved {
		// Before all else: a part that is misspelled would count as removed.
		found, err := errorsForTesting(s.project, doc.File, s.id)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			status.Waits, status.Next = repairs, "manifest lint --for testing "+shellWord(s.name)
			return nil
		}
	}
	latest := s.ledger.Latest()
	switch {
	case status.Draft == report.Edited, status.Draft == report.Unsaved && used != nil:
		status.Waits, status.Next = "a new version number", "manifest bump "+shellWord(s.id)
	case status.Draft == report.Unsaved:
		status.Waits, status.Next, status.Closed = s.nextForDraft(ctx, doc)
	case latest.Number != working: // what is saved is a version, so there is a latest
		status.Waits, status.Next = "a number higher than "+latest.Number.String(), "manifest bump "+shellWord(s.id)
	case status.Undoes[latest.Number] != "":
		status.Waits, status.Next = withUndone, s.lookAtGates(latest)
	default:
		status.Waits, status.Next = s.waits(latest), s.Next(latest)
	}
	return nil
}

// withUndone is what a version waits for that lacks what customers have.
const withUndone = "a version that contains what customers have"

// waits says who has to act on the latest version.
func (s *appState) waits(v *ledger.Version) string {
	switch {
	case v.State == ledger.ReadyForTesting && v.Test != nil && v.Test.Result == ledger.Passed:
		return "your promotion"
	case v.State == ledger.ReadyForTesting && v.Test != nil:
		return "a corrected version"
	case v.State == ledger.Production && v.Distribution == marketplace:
		return "your submission for review"
	}
	return waiting[v.State]
}

// marketplace is the distribution whose versions Procore reviews.
const marketplace = "marketplace"

// differs reports whether a working manifest is another than the saved version
// of its number, in something that asks for another number.
func (s *appState) differs(v *ledger.Version, doc *manifest.Document) bool {
	if v.First != nil && v.First.Digest == ledger.FrozenDigest(doc.File.Data) {
		return false
	}
	from, err := s.frozenSide(v)
	return err != nil || !validate.Same(&from, side("working manifest", doc))
}

const (
	repairs       = "fixes in the working manifest"
	readableFiles = "fixes for unreadable files"
)

// waiting says who has to act on the latest version in each state.
var waiting = map[ledger.State]string{
	ledger.ReadyForTesting: "your test in the sandbox",
	ledger.Production:      "customers to update",
	ledger.InReview:        "Procore's review",
	ledger.Published:       "customers to update",
	ledger.Rejected:        "a corrected version",
	ledger.Abandoned:       "a new version",
	ledger.Superseded:      "a new version",
}
