package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// Lint is the outcome of one lint run.
type Lint struct {
	// Findings are shown in the order given; see [diag.Sort].
	Findings []diag.Diagnostic
	// Files is the number of manifests that were read.
	Files int
	// Old is the number of findings that are left out, because the branch does not
	// change the files that they are about.
	Old int
	// Unread are the manifests that could not be read, in the order shown.
	Unread []Unread
	// Rules holds every rule that a finding may name, for formats that carry
	// a catalogue or link to a rule's page.
	Rules []Rule
	// Tool is the program that made the findings.
	Tool Tool
	// Fix is the command that makes the repairs; "" if there is none.
	Fix string
	// Enter is the command that leads from the root of the repository to the folder
	// in which commands work; "" at the root, and outside of a repository.
	Enter string
	// Next is the command that the one app that was linted needs next; "" if there
	// is none.
	Next string
	// FromRoot and FromStart turn the name of a file into its path from the root of
	// the repository, as code hosts know it, and from the folder that the command
	// was started in, as reviewdog knows it. Nil leaves the names as they are.
	FromRoot, FromStart func(name string) string
	// Base is the revision that the run compares with, "" for none. FromRoot leaves
	// it in the names of files that only the base has: "main:PATH".
	Base string
	// FailOn is the severity from which on the run fails; Off for none.
	FailOn diag.Severity
	// Changes are what the branch changes, nil if nothing is compared with a base,
	// or no one asked.
	Changes *BaseChanges
	// Host is the code host for which the findings are made.
	Host Host
}

// LintFormats are the formats of lint.
var LintFormats = Formats[Lint]{
	{Text, lintText},
	{JSON, lintJSON},
	{SARIF, lintSARIF},
	{GitHub, lintGitHub},
	{GitLab, lintGitLab},
	{JUnit, lintJUnit},
	{RDJSON, lintRDJSON},
	{Markdown, lintMarkdown},
	{MarkdownFull, lintMarkdownFull},
}

// Rule is the catalogue entry of one rule.
type Rule struct {
	ID, Summary, Why, URL string
	// Severity is the one the rule has when nothing is configured.
	Severity diag.Severity
	Fixable  bool
}

// Tool names the program that made the findings.
type Tool struct {
	Name, Version, URL string
}

// Unread is a manifest that could not be read, and so was not checked.
type Unread struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// catalogue maps the id of each rule to its place in l.Rules.
func (l *Lint) catalogue() map[string]int {
	m := make(map[string]int, len(l.Rules))
	for i, r := range l.Rules {
		m[r.ID] = i
	}
	return m
}

// fixable counts the findings that lint --fix would repair.
func (l *Lint) fixable() int {
	n := 0
	for i := range l.Findings {
		if l.Findings[i].Fix != nil {
			n++
		}
	}
	return n
}

// renamed returns l with other names of files, and l itself without a function.
func (l Lint) renamed(name func(string) string) Lint {
	if name == nil {
		return l
	}
	files := make(map[*source.File]*source.File)
	file := func(f *source.File) *source.File {
		if files[f] == nil {
			files[f] = source.New(name(f.Name), f.Data)
		}
		return files[f]
	}
	l.Findings = slices.Clone(l.Findings)
	for i := range l.Findings {
		d := &l.Findings[i]
		d.File, d.Related = file(d.File), slices.Clone(d.Related)
		for j := range d.Related {
			d.Related[j].File = file(d.Related[j].File)
		}
	}
	l.Unread = slices.Clone(l.Unread)
	for i := range l.Unread {
		l.Unread[i].File = name(l.Unread[i].File)
	}
	return l
}

// onHost returns l as code hosts know its files. A finding about a file that only the
// base has is at the path that the file had; notes still name its revision.
func (l Lint) onHost() Lint {
	l = l.renamed(l.FromRoot)
	for i := range l.Findings {
		d := &l.Findings[i]
		if at, ok := strings.CutPrefix(d.File.Name, l.Base+":"); ok && l.Base != "" {
			d.File = source.New(at, d.File.Data)
		}
	}
	return l
}

// unreadable stands where a format needs the id of a rule.
const unreadable = "unreadable"

// failures are the unread files as findings at their first character, for
// formats that know nothing but findings.
func (l *Lint) failures() []diag.Diagnostic {
	ds := make([]diag.Diagnostic, len(l.Unread))
	for i, u := range l.Unread {
		ds[i] = diag.Diagnostic{
			Rule: unreadable, Severity: diag.Error, File: source.New(u.File, nil),
			Message: "the file could not be read: " + u.Reason,
		}
	}
	return ds
}

// summary is the sentence at the end of a run, without what can be fixed:
// "2 manifests, 1 error, 3 warnings." show makes an unread file fit for the
// format.
func (l *Lint) summary(show func(Unread) string) string {
	text := diag.Plural(l.Files, "manifest") + ", " + tally(l.Findings)
	if l.Old > 0 {
		text += fmt.Sprintf("; left out: %s in files that the branch does not change", diag.Plural(l.Old, "finding"))
	}
	if len(l.Unread) == 0 {
		return text + "."
	}
	names := make([]string, len(l.Unread))
	for i, u := range l.Unread {
		names[i] = show(u)
	}
	return fmt.Sprintf("%s; %d could not be read: %s.", text, len(l.Unread), strings.Join(names, ", "))
}

// tally lists the kinds of findings that occur: "1 error, 3 warnings".
func tally(ds []diag.Diagnostic) string {
	c := diag.Count(ds)
	var parts []string
	for _, kind := range []struct {
		n    int
		noun string
	}{{c.Errors, "error"}, {c.Warnings, "warning"}, {c.Infos, "info"}} {
		if kind.n > 0 {
			parts = append(parts, diag.Plural(kind.n, kind.noun))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

// sentence is the message with its help, for formats with a single text field.
func sentence(d *diag.Diagnostic) string {
	if d.Help == "" {
		return d.Message
	}
	return d.Message + "; " + d.Help
}
