// Package ledgertest makes ledgers for tests of the packages above ledger.
package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// Story is the ledger of an app to which a test adds one event after the other,
// a minute apart. Each event must be allowed.
type Story struct {
	t testing.TB
	// App is the ledger as it is now.
	App *ledger.App
	// Frozen are the frozen copies of its versions.
	Frozen map[version.Version]*manifest.Document
	// Now is the time of the next event.
	Now time.Time
}

// New returns an empty ledger; the first event is on 2026-09-01.
func New(t testing.TB, id string) *Story {
	return &Story{
		t: t, App: ledger.Read(id, nil), Frozen: make(map[version.Version]*manifest.Document),
		Now: time.Date(2026, 9, 1, 8, 30, 0, 0, time.UTC),
	}
}

// Continue returns a ledger that a test has, to add more events. Of versions that
// are in it already there are no frozen copies.
func Continue(t testing.TB, app *ledger.App) *Story {
	s := New(t, app.ID)
	s.App = app
	for _, e := range app.Events {
		if !e.At.Before(s.Now) {
			s.Now = e.At.Add(time.Minute)
		}
	}
	return s
}

// Without returns a ledger without the events that a test leaves out, as if they
// had never been recorded.
func Without(app *ledger.App, leave func(*ledger.Entry) bool) *ledger.App {
	var files []ledger.File
	for _, e := range app.Events {
		if !leave(e) {
			files = append(files, ledger.File{Path: e.Path, File: e.File})
		}
	}
	return ledger.Read(app.ID, files)
}

// Number reads a version number.
func Number(text string) version.Version {
	v, err := version.Parse(text)
	if err != nil {
		panic(err)
	}
	return v
}

// Do records an event of a version, or of the app where at is "". Fill sets what
// the kind asks for beyond its defaults.
func (s *Story) Do(kind ledger.Kind, at string, fill ...func(*ledger.Event)) *ledger.Entry {
	s.t.Helper()
	var number version.Version
	if at != "" {
		number = Number(at)
	}
	e := ledger.Event{Kind: kind, At: s.App.Clock(s.Now), By: "Jane Doe <jane@acmefield.com>"}
	switch kind {
	case ledger.Test:
		e.Result = ledger.Passed
	case ledger.Reject, ledger.Abandon, ledger.Bad, ledger.Retire, ledger.Retract, ledger.Approve:
		e.Reason = "because"
	}
	for _, f := range fill {
		f(&e)
	}
	r, err := s.App.Add(e, number)
	if err != nil {
		s.t.Fatalf("%s %s: %v", kind, at, err)
	}
	s.App, s.Now = r.App, s.Now.Add(time.Minute)
	return r.Entry
}

// On sets the time of the next event: a moment of a day.
func (s *Story) On(day time.Time) *Story {
	s.Now = day
	return s
}

// Version returns a version that the ledger has.
func (s *Story) Version(at string) *ledger.Version {
	s.t.Helper()
	v := s.App.Version(Number(at))
	if v == nil {
		s.t.Fatalf("the ledger has no version %s", at)
	}
	return v
}

// Save records that a manifest was saved, under its own number.
func (s *Story) Save(text string, fill ...func(*ledger.Event)) version.Version {
	s.t.Helper()
	doc, found := manifest.Parse(source.New("manifest.yaml", []byte(text)))
	if len(found) > 0 {
		s.t.Fatalf("save: %s", found[0].Message)
	}
	model := app.Read(doc.Root)
	number, ok := model.Number()
	if !ok {
		s.t.Fatalf("save: the manifest has no version")
	}
	doc.File = source.New(fmt.Sprintf("manifests/%s/versions/%s/manifest.yaml", s.App.ID, number), []byte(text))
	s.Frozen[number] = doc
	frozen := func(e *ledger.Event) {
		e.Digest, e.Distribution = ledger.FrozenDigest([]byte(text)), model.Distribution.String()
	}
	s.Do(ledger.Save, number.String(), append([]func(*ledger.Event){frozen}, fill...)...)
	return number
}

// Ship saves, tests and promotes a manifest.
func (s *Story) Ship(text string) version.Version {
	s.t.Helper()
	number := s.Save(text)
	s.Do(ledger.Test, number.String())
	s.Do(ledger.Promote, number.String())
	return number
}

// Side returns the frozen copy of a version as a side of a comparison, nil for
// no version.
func (s *Story) Side(v *ledger.Version) *change.Side {
	if v == nil {
		return nil
	}
	doc := s.Frozen[v.Number]
	side := change.NewSide(v.Number.String(), doc)
	return &side
}

// Approve records the approval of a change.
func (s *Story) Approve(c change.Change, fill ...func(*ledger.Event)) *ledger.Entry {
	s.t.Helper()
	describe := func(e *ledger.Event) {
		e.Path, e.Op, e.From, e.To, e.Fingerprint = c.Path, c.Op.String(), c.From, c.To, c.Fingerprint
	}
	return s.Do(ledger.Approve, "", append([]func(*ledger.Event){describe}, fill...)...)
}
