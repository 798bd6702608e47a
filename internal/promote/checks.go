package promote

import (
	"fmt"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/manifest"
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

// placeOf is the place of a key of the manifest or, where there is none, of the
// manifest itself.
func (f *facts) placeOf(key *manifest.Node) *change.Place { return placeIn(f.Manifest, key) }

func placeIn(s change.Side, key *manifest.Node) *change.Place {
	switch {
	case s.File == nil:
		return nil
	case key == nil:
		return &change.Place{File: s.File, Span: s.App().Root.Head(), Nearest: true}
	}
	return &change.Place{File: s.File, Span: key.Span}
}

// brief is a digest as people compare it.
func brief(digest string) string {
	const enough = len("sha256:") + 12
	if len(digest) <= enough {
		return digest
	}
	return digest[:enough]
}
