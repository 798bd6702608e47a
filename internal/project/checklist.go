package project

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
)

// Checklist is what stands between a version and production. notes names its
// release notes, see [readNotes].
func Checklist(ctx context.Context, p *Project, word, notes string) (*promote.Checklist, error) {
	given, err := readNotes(p, notes)
	if err != nil {
		return nil, err
	}
	_, _, subject, err := subjectAt(ctx, p, word, given)
	if err != nil {
		return nil, err
	}
	list := promote.NewChecklist(*subject)
	return &list, nil
}

// WriteChecklist keeps the checklist of a version in its folder. Ledger and
// ticks are read and written under the lock, so that none is lost.
func WriteChecklist(ctx context.Context, p *Project, word, notes string) (string, error) {
	given, err := readNotes(p, notes)
	if err != nil {
		return "", err
	}
	id, _, _ := strings.Cut(word, "@")
	a, err := p.app(ctx, id)
	if err != nil {
		return "", err
	}
	d, release, err := p.holdFolder(ctx, a.path)
	if err != nil {
		return "", fmt.Errorf("write checklist of %s: %w", word, err)
	}
	defer release()
	state, v, subject, err := subjectAt(ctx, p, word, given)
	if err != nil {
		return "", err
	}
	list := promote.NewChecklist(*subject)
	var now bytes.Buffer
	if err := report.ChecklistFormats.Write(&now, report.Markdown, list, report.Options{}); err != nil {
		return "", err
	}
	name := state.checklistPath(v)
	kept, err := state.optional(name)
	if err != nil {
		return "", err
	}
	var was []byte
	if kept != nil {
		was = kept.Data
	}
	if kept == nil || !bytes.Equal(was, now.Bytes()) {
		if err := d.replace(name, was, now.Bytes()); err != nil {
			return "", fmt.Errorf("write checklist of %s: %w", word, err)
		}
		warnIgnored(ctx, p, a, name)
	}
	return fmt.Sprintf("%s · %s", state.shows(name), list.Count()), nil
}
