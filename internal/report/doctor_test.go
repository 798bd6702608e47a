package report

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/schema"
)

func TestDoctor(t *testing.T) {
	d := Doctor{All: true, Tool: "manifest v1.2.3 (go1.26, linux/amd64)", Checks: []Check{
		{"git", Fine, "2.39.5", ""},
		{"repository", Notable, "/home/project, a shallow clone, in which --base may find no merge base", "git fetch --unshallow"},
		{"configuration", Faulty, "configuration \x1b[31m.manifest.yaml: 1 fault", "for details: manifest lint"},
	}}
	for name, o := range map[string]Options{"doctor/plain.txt": {}, "doctor/narrow.txt": {Width: 50},
		"doctor/narrower.txt": {Width: 40}, "doctor/color.txt": {Color: true, Quiet: true}} {
		goldenFile(t, name, written(t, DoctorFormats, Text, d, o))
	}
	out := written(t, DoctorFormats, JSON, d, Options{})
	goldenFile(t, "doctor/doctor.json", out)
	var back struct{ Checks []Check }
	if err := json.Unmarshal([]byte(out), &back); err != nil || !slices.Equal(back.Checks, d.Checks) {
		t.Errorf("read back: %+v, %v", back, err)
	}
}

// What is least certain comes first, and of that the oldest.
func TestSources(t *testing.T) {
	facts := []schema.Fact{
		{Name: "a", Origin: schema.Origin{Source: "page", Date: "2026-01", Confidence: schema.Documented}},
		{Name: "b", Origin: schema.Origin{Source: "guess", Date: "2025", Confidence: schema.Inferred}},
		{Name: "c", Origin: schema.Origin{Source: "picture", Date: "undated", Confidence: schema.Seen}},
		{Name: "d", Origin: schema.Origin{Source: "guess", Date: "2024-05-01", Confidence: schema.Inferred}},
	}
	lists := []schema.Catalogue{{File: "list.json", Facts: facts}}
	out := written(t, SourcesFormats, Text, Sources(lists), Options{})
	var order []string
	for line := range strings.Lines(out) {
		order = append(order, strings.Fields(line)[3])
	}
	if got := strings.Join(order, " "); got != "ROW d b c a" {
		t.Errorf("order %q in\n%s", got, out)
	}
	var stale []string // what has no date is the oldest; the day itself is not older
	for _, s := range Stale(lists, time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)) {
		stale = append(stale, s.Row)
	}
	if got := strings.Join(stale, " "); got != "c d b" {
		t.Errorf("stale: %q", got)
	}
}
