package report

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	ColumnKind  string            `json:"columnKind"`
	Results     []sarifResult     `json:"results"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifMessage    `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version,omitempty"`
	InformationURI string      `json:"informationUri,omitempty"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID                   string       `json:"id"`
	ShortDescription     sarifMessage `json:"shortDescription"`
	FullDescription      sarifMessage `json:"fullDescription"`
	HelpURI              string       `json:"helpUri,omitempty"`
	Help                 sarifMessage `json:"help"`
	DefaultConfiguration sarifConfig  `json:"defaultConfiguration"`
}

type sarifConfig struct {
	Enabled bool   `json:"enabled"`
	Level   string `json:"level"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID              string            `json:"ruleId"`
	RuleIndex           *int              `json:"ruleIndex,omitempty"`
	Level               string            `json:"level"`
	Message             sarifMessage      `json:"message"`
	Locations           []sarifLocation   `json:"locations"`
	RelatedLocations    []sarifLocation   `json:"relatedLocations,omitempty"`
	PartialFingerprints map[string]string `json:"partialFingerprints"`
	Fixes               []sarifFix        `json:"fixes,omitempty"`
}

type sarifLocation struct {
	ID               int           `json:"id,omitempty"`
	PhysicalLocation sarifPhysical `json:"physicalLocation"`
	Message          *sarifMessage `json:"message,omitempty"`
}

type sarifPhysical struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifFix struct {
	Description sarifMessage  `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	ArtifactLocation sarifArtifact      `json:"artifactLocation"`
	Replacements     []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	DeletedRegion   sarifRegion  `json:"deletedRegion"`
	InsertedContent sarifMessage `json:"insertedContent"`
}

var sarifLevel = map[diag.Severity]string{
	diag.Off: "none", diag.Info: "note", diag.Warning: "warning", diag.Error: "error",
}

// Code scanning refuses a run of more than 25,000 results, and shows the 5,000
// most severe: https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
// It refuses a file of more than 10 MB after gzip:
// https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/file-too-large
// Others that take SARIF draw the line at 20 MB as it is written.
const (
	sarifMaxResults = 25_000
	sarifMaxPacked  = 9_900_000 // what is not counted here takes little once packed
	sarifMaxBytes   = 20_000_000
	// sarifMaxText is the length of a message in bytes from which on it is cut: a
	// few long ones must not take the place of many others.
	sarifMaxText = 4000
	// sarifMaxUnread is the number of unread files that are listed.
	sarifMaxUnread = 1000
)

// lintSARIF writes the most severe findings first, and as many as code scanning
// takes.
func lintSARIF(buf *bytes.Buffer, l Lint, o Options) error {
	l = l.onHost()
	l.Findings = slices.Clone(l.Findings)
	slices.SortStableFunc(l.Findings, func(a, b diag.Diagnostic) int { return cmp.Compare(b.Severity, a.Severity) })
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: l.Tool.Name, Version: l.Tool.Version, InformationURI: l.Tool.URL,
			Rules: []sarifRule{},
		}},
		Invocations: []sarifInvocation{sarifInvocationOf(l)},
		ColumnKind:  "unicodeCodePoints",
		Results:     []sarifResult{},
	}
	for _, r := range l.Rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(r))
	}
	log := sarifLog{sarifSchema, "2.1.0", []sarifRun{run}}
	if err := encodeJSON(buf, log); err != nil {
		return err
	}
	var err error
	if log.Runs[0].Results, err = sarifResults(l, sarifMaxBytes-buf.Len()); err != nil {
		return err
	}
	if all, kept := len(l.Findings), len(log.Runs[0].Results); kept < all {
		text := fmt.Sprintf("%d of %d findings, the least severe, are left out of SARIF: code scanning accepts at most "+
			"%d results and %d MB",
			all-kept, all, sarifMaxResults, sarifMaxBytes/1_000_000)
		log.Runs[0].Invocations[0].notify(sarifNotification{Level: "warning", Message: sarifText(text)})
		if o.Warn != nil {
			o.Warn(text)
		}
	}
	buf.Reset()
	if err := encodeJSON(buf, log); err != nil || buf.Len() <= sarifMaxBytes {
		return err
	}
	indented := bytes.Clone(buf.Bytes())
	buf.Reset()
	return json.Compact(buf, indented)
}

// counter counts the bytes that are written to it.
type counter int

func (c *counter) Write(data []byte) (int, error) {
	*c += counter(len(data))
	return len(data), nil
}

// sarifResults returns the first findings as results, as many as have room in a
// number of bytes.
func sarifResults(l Lint, room int) ([]sarifResult, error) {
	room -= 1000 // for the notification that says what was left out
	results := []sarifResult{}
	rules := l.catalogue()
	names := fingerprints(l.Findings)
	var packed counter
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	var size counter
	each := json.NewEncoder(io.MultiWriter(&size, zip))
	each.SetEscapeHTML(false)
	for i := range min(len(l.Findings), sarifMaxResults) {
		d := &l.Findings[i]
		r := sarifResult{
			RuleID:              d.Rule,
			Level:               sarifLevel[d.Severity],
			Message:             sarifText(sentence(d)),
			Locations:           []sarifLocation{{PhysicalLocation: sarifPlace(d.File, d.Span)}},
			PartialFingerprints: map[string]string{"finding/v1": names[i]},
			Fixes:               sarifFixes(d),
		}
		if n, ok := rules[d.Rule]; ok {
			r.RuleIndex = &n
		}
		for j := range d.Related {
			other := &d.Related[j]
			text := sarifText(other.Message)
			r.RelatedLocations = append(r.RelatedLocations,
				sarifLocation{ID: j + 1, PhysicalLocation: sarifPlace(other.File, other.Span), Message: &text})
		}
		if err := each.Encode(r); err != nil {
			return nil, err
		}
		if int(size) > room || packed > sarifMaxPacked {
			break
		}
		results = append(results, r)
	}
	return results, nil
}

// sarifInvocationOf says whether the run checked all that it should.
func sarifInvocationOf(l Lint) sarifInvocation {
	run := sarifInvocation{Successful: len(l.Unread) == 0}
	failures := l.failures()
	for _, d := range failures[:min(len(failures), sarifMaxUnread)] {
		run.notify(sarifNotification{
			Level: "error", Message: sarifText(d.Message),
			Locations: []sarifLocation{{PhysicalLocation: sarifPhysical{ArtifactLocation: sarifArtifact{uri(d.File.Name)}}}},
		})
	}
	if more := len(failures) - sarifMaxUnread; more > 0 {
		run.notify(sarifNotification{Level: "error", Message: sarifText(fmt.Sprintf("%s could not be read",
			diag.Plural(more, "manifest")))})
	}
	return run
}

func (i *sarifInvocation) notify(n sarifNotification) { i.Notifications = append(i.Notifications, n) }

func sarifRuleOf(r Rule) sarifRule {
	why := r.Why
	if why == "" {
		why = r.Summary
	}
	level := r.Severity
	if level == diag.Off {
		level = diag.Warning // the level it has once someone enables it
	}
	return sarifRule{
		ID:                   r.ID,
		ShortDescription:     sarifText(r.Summary),
		FullDescription:      sarifText(why),
		HelpURI:              r.URL,
		Help:                 sarifText(why + "\n\nmanifest explain " + r.ID),
		DefaultConfiguration: sarifConfig{r.Severity != diag.Off, sarifLevel[level]},
	}
}

var sarifLink = lazy.Regexp(`\[[^\]]*\]\(`)

// sarifText is a message without links: a quoted value must not become one. A
// long one is cut.
//
// Braces stay as they are. The standard doubles them, because they may stand for
// arguments; but viewers, code scanning among them, look for arguments only
// where there are some, and {{region}} would be shown as {{{{region}}}}.
func sarifText(s string) sarifMessage {
	if end := sarifMaxText; len(s) > end {
		for !utf8.RuneStart(s[end]) && end > sarifMaxText-utf8.UTFMax {
			end--
		}
		s = s[:end] + "…"
	}
	return sarifMessage{sarifLink().ReplaceAllString(s, `\$0`)}
}

func sarifPlace(f *source.File, s source.Span) sarifPhysical {
	region := sarifSpan(f, s)
	return sarifPhysical{sarifArtifact{uri(f.Name)}, &region}
}

func sarifSpan(f *source.File, s source.Span) sarifRegion {
	start, end := f.Position(s.Start), f.Position(s.End)
	return sarifRegion{start.Line, start.Column, end.Line, end.Column}
}

func sarifFixes(d *diag.Diagnostic) []sarifFix {
	if d.Fix == nil || len(d.Fix.Edits) == 0 {
		return nil
	}
	change := sarifChange{ArtifactLocation: sarifArtifact{uri(d.File.Name)}}
	for _, e := range d.Fix.Edits {
		change.Replacements = append(change.Replacements,
			sarifReplacement{sarifSpan(d.File, e.Span), sarifMessage{e.Text}})
	}
	return []sarifFix{{sarifText(d.Fix.Title), []sarifChange{change}}}
}
