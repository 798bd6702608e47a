package ledger

import (
	"fmt"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/secret"
)

// hideSecrets masks those in the texts of an event that was written by hand: they are shown
// in logs and pages.
func (e *Event) hideSecrets() {
	texts := []*string{&e.By, &e.Note, &e.Reason, &e.ReleaseNotes}
	for i := range e.Overrides {
		texts = append(texts, &e.Overrides[i].Reason)
	}
	for _, text := range texts {
		*text = secret.MaskCertain(*text)
	}
}

// refuseTexts returns an error that names the first text of an event that contains a
// secret, or characters that readers cannot see, because nothing is ever removed from
// the ledger.
func (e *Event) refuseTexts() error {
	type kept struct{ what, text string }
	texts := []kept{
		{"the author's name", e.By}, {"the note", e.Note}, {"the reason", e.Reason}, {"the evidence",
			e.Evidence.File},
		{"the release notes", e.ReleaseNotes}, {"the value before", e.From}, {"the value after", e.To},
	}
	for _, o := range e.Overrides {
		texts = append(texts, kept{"the reason", o.Reason})
	}
	for _, t := range texts {
		if err := secret.Refuse(t.what, t.text); err != nil {
			return err
		}
		if hidden := manifest.Hidden(t.text); hidden != "" {
			return fmt.Errorf("%s contains %s; remove it", t.what, hidden)
		}
	}
	return nil
}
