package project

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// Checklist is what stands between a version and production. notes names its
// release notes, see [readNotes]; the places are those of words or, where that is "",
// of the portal that the project works with.
func Checklist(ctx context.Context, p *Project, word, notes string, words schema.Portal) (*promote.Checklist, error) {
	given, err := readNotes(p, notes)
	if err != nil {
		return nil, err
	}
	state, v, subject, err := subjectAt(ctx, p, word, given)
	if err != nil {
		return nil, err
	}
	if subject.Portal, err = p.portal(words); err != nil {
		return nil, err
	}
	list := promote.NewChecklist(*subject)
	list.Next = state.afterChecklist(v)
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
	said := fmt.Sprintf("%s · %s", state.shows(name), list.Count())
	if next := state.afterChecklist(v); next != "" && !p.Quiet {
		said += "\nnext: " + next
	}
	return said, nil
}

// WriteNotesDraft puts the draft of the release notes of a version into the working
// manifest, where people improve it; no other byte changes. Notes that pass the gate
// stay, and so does a manifest that is another version by now.
func WriteNotesDraft(ctx context.Context, p *Project, word string) (string, error) {
	id, _, _ := strings.Cut(word, "@")
	state, release, err := p.hold(ctx, "checklist --notes-draft", id)
	if err != nil {
		return "", err
	}
	defer release()
	_, v, subject, err := subjectAt(ctx, p, word, promote.Notes{})
	if err != nil {
		return "", err
	}
	switch {
	case v.Promoted != nil:
		return "", Refusef("not written: the release notes of %s were entered at its promotion and cannot be changed",
			v.Number)
	case !promote.NotesAreOpen(*subject):
		return "", Refusef("not written: the working manifest is no longer version %s\nwrite the notes of that version to a "+
			"file, then: manifest promote %s@%s --notes FILE",
			v.Number, state.id, v.Number)
	case len(promote.NotesProblems(*subject)) == 0:
		return "", Refusef("not written: the release notes in %s already pass the gate; to improve the notes, edit "+
			"the file",
			state.shows(manifestName))
	}
	draft := promote.NewChecklist(*subject).Customers.ReleaseNotes
	text := "release_notes: |\n"
	for line := range strings.Lines(draft) {
		if strings.TrimSpace(line) != "" {
			line = "  " + line
		}
		text += line
	}
	from, err := readable(source.New(manifestName, []byte(text)))
	if err != nil {
		return "", err
	}
	doc, err := state.working()
	if err != nil {
		return "", err
	}
	after, _, err := doc.WithSections(from, "release_notes")
	if err != nil {
		return "", fmt.Errorf("write the draft to %s: %w", state.shows(manifestName), err)
	}
	if err := state.disk.replaceManifest(doc.File.Data, after); err != nil {
		return "", fmt.Errorf("write the draft to %s: %w", state.shows(manifestName), err)
	}
	return fmt.Sprintf("wrote a draft of the release notes to %s; rewrite it in your own words\nnext: %s",
		state.shows(manifestName), p.Paste(state.lookAtGates(v))), nil
}
