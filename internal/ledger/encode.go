package ledger

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

const recordHeader = `# Written by manifest and proved by manifest lint: use its commands, do not edit.
`

// Encode returns the record as the content of its record.yaml, always the same
// bytes for the same record. What would not read back as this very record is
// refused: a text with control characters, a version that was never saved.
func Encode(r Record) ([]byte, error) {
	w := &writer{out: []byte(recordHeader)}
	w.raw("format", strconv.Itoa(r.Format))
	w.text("app", r.App)
	w.text("version", r.Version)
	w.text("state", string(r.State))
	w.text("digest", r.Digest)
	w.text("release_notes", r.ReleaseNotes)
	if r.Keys != (Keys{}) {
		done := w.open("keys")
		w.text("sandbox", r.Keys.Sandbox)
		w.text("production", r.Keys.Production)
		done()
	}
	w.text("portal_version", r.PortalVersion)
	done := w.open("history")
	for _, e := range r.History {
		w.item(func() { writeEntry(w, e) })
	}
	done()

	f := source.New("record.yaml", w.out)
	back, diags := Parse(f)
	if err := unreadable(f, diags); err != nil {
		return nil, fmt.Errorf("write the record of %s %s: %w", r.App, r.Version, err)
	}
	for i := range r.History {
		if !wholeUTC(r.History[i].At).Equal(r.History[i].At) {
			return nil, fmt.Errorf("write the record of %s %s: history entry %d: its time has fractions of a second", r.App, r.Version, i+1)
		}
	}
	if !back.Equal(r) {
		return nil, fmt.Errorf("write the record of %s %s: it would not read back as it is", r.App, r.Version)
	}
	return w.out, nil
}

func writeEntry(w *writer, e Entry) {
	w.raw("at", e.At.UTC().Format(timeLayout))
	w.text("by", e.By)
	w.text("event", string(e.Event))
	w.text("from", string(e.From))
	w.text("to", string(e.To))
	w.text("note", e.Note)
	w.text("commit", e.Commit)
	w.text("evidence", e.Evidence)
	w.text("result", string(e.Result))
	w.text("checklist", e.Checklist)
	if len(e.Overrides) == 0 {
		return
	}
	done := w.open("overrides")
	for _, o := range e.Overrides {
		w.item(func() {
			w.text("gate", o.Gate)
			w.text("reason", o.Reason)
		})
	}
	done()
}

// unreadable turns the first finding about bytes that are to be written into
// an error that names the key.
func unreadable(f *source.File, diags []diag.Diagnostic) error {
	if len(diags) == 0 {
		return nil
	}
	doc, _ := manifest.Parse(f)
	if key := doc.KeyOf(diags[0].Span.Start); key != nil && diags[0].Rule == manifest.RuleCharacter {
		return fmt.Errorf("%s: %s", key.Text, diags[0].Message)
	}
	return errors.New(diags[0].Message)
}
