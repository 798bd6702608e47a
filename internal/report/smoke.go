package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/sandbox"
)

// Smoke is the outcome of a live test, to be shown or kept as evidence. It holds
// no secret and no name or address of a person. Its schema is
// schema/smoke.schema.json.
type Smoke struct {
	App string `json:"app"`
	// Version is the saved version that was tested, with its digest; "" for the
	// working manifest.
	Version string `json:"version"`
	Digest  string `json:"digest"`
	// Environment is its word at the command line, and Label the portal's.
	Environment string `json:"environment"`
	Label       string `json:"-"`
	// TestServer took the place of Procore; "" for the real thing.
	TestServer string          `json:"test_server"`
	At         time.Time       `json:"at"`      // in UTC
	Company    *sandbox.Named  `json:"company"` // nil for none, as the project
	Project    *sandbox.Named  `json:"project"`
	Outcome    sandbox.Outcome `json:"outcome"`
	Steps      []sandbox.Step  `json:"steps"`
	// Evidence is the file that keeps this, "" for none.
	Evidence string `json:"evidence"`
	// Tool is the program that tested, with its version.
	Tool string `json:"tool"`
}

// SmokeFormats are the formats of a live test.
var SmokeFormats = Formats[Smoke]{{Text, smokeText}, {JSON, asJSON[Smoke]}}

// Where is the environment in words, with what stood in for it.
func (s *Smoke) Where() string {
	if s.TestServer != "" {
		return "a test server at " + s.TestServer + ", not " + s.Label
	}
	return s.Label
}

// provingSteps are the steps that prove a way to sign in.
var provingSteps = []string{"token", "companies", "projects"}

// ProvedBySmoke returns the ways to sign in that evidence proves for a version: a
// test against Procore that passed their steps. Evidence of another kind proves
// none.
func ProvedBySmoke(evidence []byte, version, digest string) []string {
	var s Smoke
	if json.Unmarshal(evidence, &s) != nil || s.Version != version || s.Digest != digest || s.TestServer != "" {
		return nil
	}
	passed := make(map[string]int)
	for i := range s.Steps {
		if step := &s.Steps[i]; step.Outcome == sandbox.Passed && slices.Contains(provingSteps, step.ID) {
			passed[step.Method]++
		}
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(passed)), func(way string) bool {
		return passed[way] != len(provingSteps)
	})
}

func (s *Smoke) title() string {
	title := s.App
	if s.Version != "" {
		title += " " + s.Version
	}
	return title + " against " + s.Where()
}

// Summary is the outcome in a sentence without a full stop.
func (s *Smoke) Summary() string {
	counts := make(map[sandbox.Outcome]int)
	for i := range s.Steps {
		counts[s.Steps[i].Outcome]++
	}
	var parts []string
	for _, outcome := range []sandbox.Outcome{sandbox.Passed, sandbox.Failed, sandbox.NotChecked} {
		if n := counts[outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, outcomeWords(outcome)))
		}
	}
	text := "of " + diag.Plural(len(s.Steps), "step") + " " + strings.Join(parts, ", ")
	if counts[sandbox.Passed] == len(s.Steps) {
		text = diag.Plural(len(s.Steps), "step") + " passed"
	}
	if s.Company != nil {
		text += fmt.Sprintf("; company %s (%d)", s.Company.Name, s.Company.ID)
	}
	return text
}

func outcomeWords[T ~string](outcome T) string { return strings.ReplaceAll(string(outcome), "_", " ") }

var outcomeColor = map[sandbox.Outcome]string{sandbox.Passed: "32", sandbox.Failed: "1;31", sandbox.NotChecked: "1;33"}

// smokeText writes a live test for people at a terminal.
func smokeText(b *bytes.Buffer, s Smoke, o Options) error {
	paint := style(o.Color).paint
	fmt.Fprintf(b, "%s\n", paint(bold, Visible(s.title())))
	words, ids := 0, 0
	for i := range s.Steps {
		words = max(words, len(outcomeWords(s.Steps[i].Outcome)))
		ids = max(ids, len(s.Steps[i].ID))
	}
	method := ""
	for i := range s.Steps {
		x := &s.Steps[i]
		if x.Method != method {
			method = x.Method
			fmt.Fprintf(b, "\n%s\n", strings.ReplaceAll(Visible(method), "_", " "))
		}
		outcome := outcomeWords(x.Outcome)
		indent := 2 + words + 2 + ids + 2
		fmt.Fprintf(b, "  %s%s  %s%s  %s\n", paint(outcomeColor[x.Outcome], outcome), strings.Repeat(" ", words-len(outcome)),
			x.ID, strings.Repeat(" ", ids-len(x.ID)), hanging(Visible(x.Proves), indent, o.Width))
		for _, line := range stepLines(x) {
			fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", indent), hanging(Visible(line), indent, o.Width))
		}
	}
	fmt.Fprintf(b, "\n%s: %s\n", paint(outcomeColor[s.Outcome], outcomeWords(s.Outcome)), Visible(s.Summary()))
	if s.Evidence != "" {
		fmt.Fprintf(b, "evidence: %s\n", Visible(s.Evidence))
	}
	return nil
}

// stepLines are what is shown below a step.
func stepLines(s *sandbox.Step) []string {
	var lines []string
	if s.Detail != "" {
		lines = append(lines, s.Detail)
	}
	if s.Outcome == sandbox.Passed {
		return lines
	}
	if s.Cause != "" {
		lines = append(lines, "likely: "+s.Cause)
	}
	if s.Remedy != "" {
		lines = append(lines, "to do:  "+s.Remedy)
	}
	return lines
}
