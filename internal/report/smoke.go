package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
)

// Smoke is the outcome of a live test, ready to be shown or kept as evidence.
// It holds no secret and nobody's name or address.
type Smoke struct {
	App string
	// Version is the saved version that was tested, with its digest; "" for the
	// working manifest.
	Version, Digest string
	// Environment is its word at the command line, and Label the portal's.
	Environment, Label string
	// TestServer took the place of Procore; "" for the real thing.
	TestServer string
	At         time.Time
	Company    Named
	Project    Named
	// Outcome is passed, failed or not_checked.
	Outcome string
	Steps   []SmokeStep
	// Evidence is the file that keeps this, "" for none.
	Evidence string
	Tool     Tool
}

// Named is a company or a project; without an id there is none.
type Named struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// SmokeStep is one call of a live test.
type SmokeStep struct {
	ID      string `json:"id"`
	Method  string `json:"method"`
	Request string `json:"request"`
	Proves  string `json:"proves"`
	Outcome string `json:"outcome"`
	Detail  string `json:"detail"`
	Cause   string `json:"cause"`
	Remedy  string `json:"remedy"`
	// Aside says that the step counts only where it fails.
	Aside bool `json:"aside"`
}

// Where is the environment in words, with what stood in for it.
func (s *Smoke) Where() string {
	if s.TestServer != "" {
		return "a test server at " + s.TestServer + ", not " + s.Label
	}
	return s.Label
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
	counts := make(map[string]int)
	for i := range s.Steps {
		counts[s.Steps[i].Outcome]++
	}
	var parts []string
	for _, outcome := range []string{"passed", "failed", "not_checked"} {
		if n := counts[outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, outcomeWords(outcome)))
		}
	}
	text := "of " + diag.Plural(len(s.Steps), "step") + " " + strings.Join(parts, ", ")
	if counts["passed"] == len(s.Steps) {
		text = diag.Plural(len(s.Steps), "step") + " passed"
	}
	if s.Company.ID != 0 {
		text += fmt.Sprintf("; company %s (%d)", s.Company.Name, s.Company.ID)
	}
	return text
}

func outcomeWords(outcome string) string { return strings.ReplaceAll(outcome, "_", " ") }

var outcomeColor = map[string]string{"passed": "32", "failed": "1;31", "not_checked": "1;33"}

// SmokeText writes a live test for people at a terminal.
func SmokeText(w io.Writer, s Smoke, o Options) error {
	paint := style(o.Color).paint
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n", paint(bold, Visible(s.title())))
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
			fmt.Fprintf(&b, "\n%s\n", strings.ReplaceAll(Visible(method), "_", " "))
		}
		outcome := outcomeWords(x.Outcome)
		indent := 2 + words + 2 + ids + 2
		fmt.Fprintf(&b, "  %s%s  %s%s  %s\n", paint(outcomeColor[x.Outcome], outcome), strings.Repeat(" ", words-len(outcome)),
			x.ID, strings.Repeat(" ", ids-len(x.ID)), hanging(Visible(x.Proves), indent, o.Width))
		for _, line := range x.lines() {
			fmt.Fprintf(&b, "%s%s\n", strings.Repeat(" ", indent), hanging(Visible(line), indent, o.Width))
		}
	}
	fmt.Fprintf(&b, "\n%s: %s\n", paint(outcomeColor[s.Outcome], outcomeWords(s.Outcome)), Visible(s.Summary()))
	if s.Evidence != "" {
		fmt.Fprintf(&b, "evidence: %s\n", Visible(s.Evidence))
	}
	_, err := w.Write(b.Bytes())
	return err
}

// lines are what is shown below a step.
func (s *SmokeStep) lines() []string {
	var lines []string
	if s.Detail != "" {
		lines = append(lines, s.Detail)
	}
	if s.Outcome == "passed" {
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

// SmokeJSON writes a live test for programs, and as evidence. Its schema is
// schema/smoke.schema.json.
func SmokeJSON(w io.Writer, s Smoke) error {
	named := func(n Named) *Named {
		if n.ID == 0 {
			return nil
		}
		return &n
	}
	return encodeJSON(w, struct {
		Format      int         `json:"format"`
		App         string      `json:"app"`
		Version     string      `json:"version"`
		Digest      string      `json:"digest"`
		Environment string      `json:"environment"`
		TestServer  string      `json:"test_server"`
		At          time.Time   `json:"at"`
		Company     *Named      `json:"company"`
		Project     *Named      `json:"project"`
		Outcome     string      `json:"outcome"`
		Steps       []SmokeStep `json:"steps"`
		Evidence    string      `json:"evidence"`
		Tool        string      `json:"tool"`
	}{1, s.App, s.Version, s.Digest, s.Environment, s.TestServer, s.At.UTC(), named(s.Company), named(s.Project),
		s.Outcome, append([]SmokeStep{}, s.Steps...), s.Evidence, s.Tool.Name + " " + s.Tool.Version})
}
