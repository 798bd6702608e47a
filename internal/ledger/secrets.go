package ledger

import "github.com/procore-manifest/manifest/internal/secret"

// keptText is a text that a person wrote and the ledger keeps.
type keptText struct{ what, text string }

// refuseSecrets returns an error that names the first text that holds a secret.
// Nothing is ever taken out of the ledger again.
func refuseSecrets(texts ...keptText) error {
	for _, t := range texts {
		if err := secret.Refuse(t.what, t.text); err != nil {
			return err
		}
	}
	return nil
}

func (s *Step) refuseSecrets() error {
	texts := []keptText{
		{"the name of who did it", s.By}, {"the note", s.Note}, {"the evidence", s.Evidence},
		{"the text of the release notes", s.ReleaseNotes},
	}
	for _, o := range s.Overrides {
		texts = append(texts, keptText{"the reason", o.Reason})
	}
	return refuseSecrets(texts...)
}
