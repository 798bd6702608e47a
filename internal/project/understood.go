package project

import (
	"fmt"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// mustRead refuses, with a class, what would be built on a manifest that
// the schema refuses: a part that is misspelled would be left out, or shown as
// removed, without a word. Commands that hand its content on, those of the class
// Findings, also refuse a manifest that contains a secret. What is past can no longer be corrected, so that it
// only warns.
func mustRead(p *Project, work string, class Class, sides ...compared) error {
	for _, s := range sides {
		if s.doc == nil || s.portal != nil {
			continue
		}
		id := ""
		if s.app != nil {
			id = s.app.id
		}
		found, err := unfit(p, s.File, id, class == Findings && !s.past)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			continue
		}
		which := "at"
		if len(found) > 1 {
			which = "the first at"
		}
		what := fmt.Sprintf("%s, %s %s:%s: %s", diag.Plural(len(found), "error"), which, s.File.Name, found[0].Start(),
			found[0].Message)
		if !s.past {
			return &Error{Class: class, Err: fmt.Errorf("%s: the manifest has %s\nsee: manifest lint %s", work, what,
				shellWord(s.File.Name))}
		}
		p.warn("warning: %s has %s; the comparison may be incomplete", s.Name, what)
	}
	return nil
}

// mustUnderstand is mustRead for what a command line names: a folder with a file
// of another format is no app either.
func mustUnderstand(p *Project, work string, class Class, sides ...compared) error {
	for _, s := range sides {
		if s.doc == nil || s.portal != nil || s.app == nil || s.saved || s.past {
			continue
		}
		if err := s.app.refuseForeign(work+":", s.doc); err != nil {
			return &Error{Class: class, Err: err}
		}
	}
	return mustRead(p, work, class, sides...)
}

// unfit returns what keeps a manifest from being understood, as lint sees it with the
// project's configuration, and its secrets if its content is handed on.
func unfit(p *Project, f *source.File, app string, handedOn bool) ([]diag.Diagnostic, error) {
	config, _, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	linter, err := validate.New(validate.Options{Config: config})
	if err != nil {
		return nil, err
	}
	found := linter.Misread(f, app)
	if len(found) == 0 && handedOn {
		return secretsIn(p, f, app)
	}
	return found, nil
}
