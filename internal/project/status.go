package project

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/parallel"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/version"
)

// Status says where an app stands, or without args all of them. What is wrong
// with some is an error beside the result.
func Status(ctx context.Context, p *Project, args []string) (*report.Status, error) {
	all, err := chosen(p, args)
	if err != nil {
		return nil, err
	}
	var list []report.AppStatus
	var faulty []error
	type result struct {
		status report.AppStatus
		fault  error
	}
	load := app.overview
	if len(args) == 1 {
		load = app.load
	}
	results := parallel.Map(ctx, all, func(a app) result {
		state, err := load(a)
		if err != nil { // the other apps are shown all the same
			return result{unreadStatus(a), err}
		}
		status, err := state.status(p)
		return result{status, errors.Join(err, state.reliable())}
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
		list = append(list, r.status)
	}
	// A record that cannot be relied on is shown as far as it can be read.
	return &report.Status{Apps: list, One: len(args) == 1, Now: p.Now()}, errors.Join(faulty...)
}

// chosen returns the app that is named, or all.
func chosen(p *Project, args []string) ([]app, error) {
	if len(args) == 0 {
		return p.apps()
	}
	a, err := p.app(args[0])
	if err != nil {
		return nil, err
	}
	return []app{a}, nil
}

// unreadStatus is the status of an app of which nothing can be said.
func unreadStatus(a app) report.AppStatus {
	return report.AppStatus{App: a.id, Draft: report.Broken, Waits: readableFiles,
		Next: "manifest lint " + shellWord(a.name)}
}

// status says where the app stands.
func (s *appState) status(p *Project) (report.AppStatus, error) {
	status := report.AppStatus{App: s.id, Records: s.records, Draft: report.Broken}
	f, err := s.file(manifestName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		status.Waits = "a working manifest: " + s.name + "/" + manifestName
		return status, nil
	case err != nil:
		status.Waits, status.Next = readableFiles, "manifest lint "+shellWord(s.name)
		return status, err
	}
	doc, found := manifest.Parse(f)
	working, ok := change.VersionOf(doc.Root)
	if len(found) > 0 || !ok {
		status.Waits, status.Next = repairs, "manifest lint "+shellWord(s.name)
		return status, nil
	}
	status.Working = working.String()
	return status, advise(s, p, &status, doc, working)
}

// advise decides what comes next for an app with a readable working manifest.
func advise(s *appState, p *Project, status *report.AppStatus, doc *manifest.Document, working version.Version) error {
	record := ledger.Find(s.records, working.String())
	status.Draft = report.Unsaved
	if record != nil {
		status.Draft = report.Saved
		if s.differs(record, doc) {
			status.Draft = report.Edited
		}
	}
	if status.Draft != report.Saved {
		// Before all else: a part that is misspelled would count as removed.
		found, err := errorsForTesting(p, doc.File, s.id)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			status.Waits, status.Next = repairs, "manifest lint --for testing "+shellWord(s.name)
			return nil
		}
	}
	latest := ledger.Latest(s.records)
	switch {
	case status.Draft == report.Edited:
		status.Waits, status.Next = "a new version number", "manifest bump "+shellWord(s.id)
	case status.Draft == report.Unsaved:
		status.Waits, status.Next = "saving in the portal", nextForDraft(s, p, doc, working)
	case latest.Version != working.String(): // what is saved has a record, so there is a latest
		status.Waits, status.Next = "a number higher than "+latest.Version, "manifest bump "+shellWord(s.id)
	default:
		status.Waits, status.Next = waiting[latest.State], nextForSaved(s, latest)
		switch {
		case latest.State == ledger.ReadyForTesting && tested(latest) == ledger.Passed:
			status.Waits = "your promotion"
		case latest.State == ledger.ReadyForTesting && tested(latest) == ledger.Failed:
			status.Waits = "a corrected version"
		case latest.State == ledger.Production && s.distribution(latest.Version) == "marketplace":
			status.Waits = "your submission for review"
		}
	}
	return nil
}

// nextForSaved is what the latest saved version needs, as the command that
// brought it there has said; "" where others have to act.
func nextForSaved(s *appState, r *ledger.Record) string {
	at := shellWord(s.id + "@" + r.Version)
	switch {
	case r.State == ledger.ReadyForTesting && tested(r) == ledger.Failed:
		return ForVersion(Correct, r)
	case r.State == ledger.ReadyForTesting && tested(r) == ledger.Passed:
		return "manifest promote " + at + " --check"
	case r.State == ledger.ReadyForTesting && s.has(s.checklistPath(r.Version)):
		return "manifest test " + at + " --passed"
	case r.State == ledger.ReadyForTesting:
		return "manifest checklist " + at
	case r.State == ledger.Production && s.distribution(r.Version) == "marketplace":
		return "manifest submit " + at
	case slices.Contains([]ledger.State{ledger.Rejected, ledger.Abandoned, ledger.Superseded}, r.State):
		return ForVersion(Anew, r)
	}
	return ""
}

// tested returns the result of the latest test of a version, "" without one.
func tested(r *ledger.Record) ledger.Result {
	for _, e := range slices.Backward(r.History) {
		if e.Result != "" {
			return e.Result
		}
	}
	return ""
}

// differs reports whether a working manifest is another than the saved version
// of its number, in something that asks for a number of its own.
func (s *appState) differs(record *ledger.Record, doc *manifest.Document) bool {
	if record.Digest == ledger.Digest(doc.Root) {
		return false
	}
	frozen, err := s.frozenCopy(record.Version)
	if err != nil {
		return true
	}
	from, to := side(record.Version, frozen), side("working manifest", doc)
	return change.Judge(change.Diff(from, to), from, to).Level > version.None
}

const (
	repairs       = "repairs of the working manifest"
	readableFiles = "files that can be read"
)

// waiting says who has to act on the latest version in each state.
var waiting = map[ledger.State]string{
	ledger.ReadyForTesting: "your test in the sandbox",
	ledger.Production:      "customers, to update",
	ledger.InReview:        "Procore's review",
	ledger.Published:       "customers, to update",
	ledger.Rejected:        "a corrected version",
	ledger.Abandoned:       "a new version",
	ledger.Superseded:      "a new version",
}

// nextForDraft is the command that an unsaved working manifest needs.
func nextForDraft(s *appState, p *Project, doc *manifest.Document, working version.Version) string {
	o, counted, err := required(context.Background(), p, s, doc, "")
	switch {
	case err != nil:
		return "manifest lint " + shellWord(s.name)
	case counted && working.Compare(o.Required) < 0:
		return "manifest bump " + shellWord(s.id)
	}
	return "manifest save " + shellWord(s.id)
}

// Log returns what happened to the versions of an app, or to one.
// A record that cannot be relied on is an error beside the result.
func Log(p *Project, word string) (*[]ledger.Happening, error) {
	id, at, one := strings.Cut(word, "@")
	state, err := p.load(id)
	if err != nil {
		return nil, err
	}
	if one {
		r, err := state.find(at)
		if err != nil {
			return nil, err
		}
		timeline := ledger.Timeline([]*ledger.Record{r})
		return &timeline, nil
	}
	timeline := ledger.Timeline(state.records)
	return &timeline, state.reliable()
}
