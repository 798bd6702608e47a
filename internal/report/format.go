package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
)

// Format is the name of an output format. Its pointer is a flag value.
type Format string

// The formats, in the order in which help text lists them.
const (
	// Text is for people at a terminal.
	Text Format = "text"
	// JSON is the tool's own stable format, described by
	// schema/findings.schema.json.
	JSON Format = "json"
	// SARIF is version 2.1.0 of the OASIS format that code scanning reads.
	SARIF Format = "sarif"
	// GitHub is the workflow commands that become annotations in GitHub Actions.
	GitHub Format = "github"
	// GitLab is GitLab's Code Quality report.
	GitLab Format = "gitlab"
	// JUnit is the XML that most build servers show as test results.
	JUnit Format = "junit"
	// RDJSON is the Reviewdog Diagnostic Format.
	RDJSON Format = "rdjson"
	// Markdown is for pull request comments and job summaries.
	Markdown Format = "markdown"
)

// Formats returns every format, in the order for help text and completion.
func Formats() []Format {
	return []Format{Text, JSON, SARIF, GitHub, GitLab, JUnit, RDJSON, Markdown}
}

// Set accepts the name of a format.
func (f *Format) Set(s string) error {
	if !slices.Contains(Formats(), Format(s)) {
		return unknownFormat(s)
	}
	*f = Format(s)
	return nil
}

// String returns the name of the format.
func (f *Format) String() string { return string(*f) }

// Type returns the word that help text shows for the flag's value.
func (f *Format) Type() string { return "format" }

func unknownFormat(s string) error {
	var names []string
	for _, f := range Formats() {
		names = append(names, string(f))
	}
	hint := ""
	if near := diag.Nearest(strings.ToLower(s), names); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("unknown format %q; want %s%s", s, strings.Join(names, ", "), hint)
}
