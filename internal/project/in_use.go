package project

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

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

// inUse reads which versions customers are known to run, nil where no file says
// so, with what is wrong with the file.
func (s *appState) inUse() (*validate.InUse, []diag.Diagnostic, error) {
	f, err := s.optional(inUseName)
	if f == nil || err != nil {
		return nil, nil, err
	}
	u, found := validate.ParseInUse(f, s.ledger, s.project.Now())
	return u, found, nil
}

// shownInUse is inUse for whoever is shown it. A file with faults is an error.
func (s *appState) shownInUse() (*report.InUse, error) {
	u, found, err := s.inUse()
	switch {
	case err != nil:
		return nil, err
	case len(found) > 0:
		return nil, Failed(fmt.Errorf("read %s:%s: %s\nsee: manifest lint %s", found[0].File.Name, found[0].Start(),
			found[0].Message, shellWord(s.name)))
	case u == nil:
		return nil, nil
	}
	return s.showInUse(u), nil
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
func writeInUse(ctx context.Context, p *Project, word string, versions []version.Version, by, reason string) (*report.InUse, error) {
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
