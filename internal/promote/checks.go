package promote

import (
	"fmt"

	"github.com/procore-manifest/manifest/internal/change"
)

// outcome is what a check found. The zero value leaves the item to people.
type outcome struct {
	state State
	// evidence says what was verified, in a few words.
	evidence string
	// problems are what fails or, where the item is left to people, what they
	// should look at.
	problems []Problem
}

func verified(format string, args ...any) outcome {
	return outcome{state: Verified, evidence: fmt.Sprintf(format, args...)}
}

func failing(problems ...Problem) outcome { return outcome{state: Failing, problems: problems} }

// people leaves the item to people, with what the tool knows of it.
func people(format string, args ...any) outcome {
	return outcome{state: Open, evidence: fmt.Sprintf(format, args...)}
}

// placeOf is where a key of the manifest stands, or the manifest itself.
func (f *facts) placeOf(key string) *change.Place {
	if f.Manifest.App().Root == nil || f.Manifest.File == nil {
		return nil
	}
	if e := f.Manifest.App().Root.Entry(key); e != nil {
		return &change.Place{File: f.Manifest.File, Span: e.Key.Span}
	}
	return &change.Place{File: f.Manifest.File, Span: f.Manifest.App().Root.Head(), Nearest: true}
}

// brief is a digest as people compare it.
func brief(digest string) string {
	const enough = len("sha256:") + 12
	if len(digest) <= enough {
		return digest
	}
	return digest[:enough]
}
