package project

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// inUseName is the file of the versions that customers are known to run.
const inUseName = "in-use.yaml"

// inUse reads which versions customers are known to run, nil if no file says
// so, with what is wrong with the file.
func (s *appState) inUse() (*validate.InUse, []diag.Diagnostic, error) {
	f, err := s.optional(inUseName)
	if f == nil || err != nil {
		return nil, nil, err
	}
	u, found := validate.ParseInUse(f, cmp.Or(s.whole, s.ledger), s.project.Now())
	return u, found, nil
}

// readableInUse is inUse where a file with faults is an error.
func (s *appState) readableInUse() (*validate.InUse, error) {
	u, found, err := s.inUse()
	if err == nil && len(found) > 0 {
		err = Failed(fmt.Errorf("read %s:%s: %s\nsee: manifest lint %s", found[0].File.Name, found[0].Start(),
			found[0].Message, shellWord(s.name)))
	}
	if err != nil {
		return nil, err
	}
	return u, nil
}

// shownInUse is readableInUse for whoever is shown it.
func (s *appState) shownInUse() (*report.InUse, error) {
	u, err := s.readableInUse()
	if u == nil || err != nil {
		return nil, err
	}
	return s.showInUse(u), nil
}

// cohorts returns the versions that customers can have at a moment, before they
// update to a version or, where that is nil, to the working manifest; the lowest
// first. A file that says which ones they run narrows or widens that while it
// counts. One with faults is an error.
func (s *appState) cohorts(to *ledger.Version, at time.Time) ([]*ledger.Version, error) {
	u, err := s.readableInUse()
	if err != nil {
		return nil, err
	}
	return u.Cohorts(s.ledger, to, at), nil
}

func (s *appState) showInUse(u *validate.InUse) *report.InUse {
	shown := &report.InUse{AsOf: string(u.AsOf), By: u.By, Reason: u.Reason, Counts: u.Counts(s.project.Now()),
		File: path.Join(s.name, inUseName)}
	for _, v := range u.Versions {
		shown.Versions = append(shown.Versions, v.String())
	}
	return shown
}

// writeInUse writes which versions customers run as of now.
func writeInUse(ctx context.Context, p *Project, word string, versions []version.Version, by,
	reason string) (*report.InUse, error) {
	state, release, err := p.hold(ctx, "adoption", word)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := state.reliable(); err != nil {
		return nil, err
	}
	if by, err = p.author(ctx, by); err != nil {
		return nil, err
	}
	slices.SortFunc(versions, version.Version.Compare)
	u := &validate.InUse{AsOf: ledger.DayOf(p.Now()), By: by, Reason: strings.TrimSpace(reason),
		Versions: slices.Compact(versions)}
	shown := state.showInUse(u)
	text := fmt.Sprintf("as_of: %s\nby: %s\nreason: %s\nversions: [%s]\n", u.AsOf, manifest.OneLine(u.By, false),
		manifest.OneLine(u.Reason, false), strings.Join(shown.Versions, ", "))
	if err := secret.Refuse("the reason", u.Reason+"\n"+u.By); err != nil {
		return nil, err
	}
	if _, found := validate.ParseInUse(source.New(shown.File, []byte(text)), state.ledger, p.Now()); len(found) > 0 {
		return nil, Refusef("not written: %s\n%s", found[0].Message, found[0].Help)
	}
	old, err := state.optional(inUseName)
	if err != nil {
		return nil, err
	}
	var was []byte
	if old != nil {
		was = old.Data
	}
	if err := state.disk.replace(inUseName, was, []byte(text)); err != nil {
		return nil, fmt.Errorf("write %s: %w", shown.File, err)
	}
	warnIgnored(ctx, p, state.app, inUseName)
	return shown, nil
}
