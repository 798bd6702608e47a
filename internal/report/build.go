package report

import (
	"bytes"
	"fmt"
	"strings"
)

// Build says which build of the tool this is. What a build does not know is
// empty.
type Build struct {
	Version string `json:"version"`
	// Commit is the whole id, or the start of it where only that is known.
	Commit string `json:"commit"`
	// Date is that of the commit.
	Date string `json:"date"`
	// Modified says that the checkout had changes that no commit has.
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	System   string `json:"system"`
}

// BuildFormats are the formats of the version of the tool.
var BuildFormats = Formats[Build]{{Text, buildText}, {JSON, asJSON[Build]}}

func buildText(buf *bytes.Buffer, b Build, _ Options) error {
	fmt.Fprintln(buf, b)
	return nil
}

// String is the build on one line.
func (b Build) String() string {
	var facts []string
	if b.Commit != "" {
		facts = append(facts, "commit "+b.Commit[:min(12, len(b.Commit))])
	}
	if b.Date != "" {
		facts = append(facts, b.Date)
	}
	if b.Modified {
		facts = append(facts, "with uncommitted changes")
	}
	return fmt.Sprintf("manifest %s (%s)", b.Version, strings.Join(append(facts, b.Go, b.System), ", "))
}
