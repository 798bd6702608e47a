package report

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// branch is a branch that changes many apps, with so many errors and infos.
func branch(apps, errors, infos int, files string) BaseChanges {
	v := func(s string) version.Version {
		v, _ := version.Parse(s)
		return v
	}
	r := BaseChanges{Base: "origin/main", Lint: Lint{FailOn: diag.Error, Tool: tool, Fix: fixCommand, Files: apps, Rules: rules,
		Host: Host{Files: files, Head: "winter-release", Run: "https://github.com/acme/apps/actions/runs/4711"}}}
	finding := func(i int, severity diag.Severity, rule, message, help string) {
		f := source.New(fmt.Sprintf("manifests/acme-field-app-%c%c/manifest.yaml", 'a'+i%apps/26, 'a'+i%apps%26), []byte(strings.Repeat("a: b\n", 90)))
		r.Lint.Findings = append(r.Lint.Findings, diag.Diagnostic{Rule: rule, Severity: severity, File: f,
			Span: source.Span{Start: 5 * (i % 80), End: 5*(i%80) + 1}, Message: message, Help: help})
	}
	for i := range apps {
		id := fmt.Sprintf("acme-field-app-%c%c", 'a'+i/26, 'a'+i%26)
		asks := []string{"approve 2 permissions", "create app configurations again", "select permitted projects again"}
		r.Apps = append(r.Apps, Changes{App: id, Folder: "manifests/" + id, From: "1.4.0", To: "working manifest",
			Bump: &Bump{Baseline: v("1.4.0"), Version: v("1.4.1"), Required: v("1.5.0"), Level: version.Feature, Part: "minor"},
			Asks: []Asks{{Versions: []string{"1.4.0"}, Asks: asks}}, Pending: []Asks{{Versions: []string{"1.4.0"}, Asks: asks[2:]}}})
	}
	for i := range errors {
		finding(i, diag.Error, "bump-too-small", "version 1.4.1 is too low: these changes since 1.4.0 need at least 1.5.0",
			fmt.Sprintf("manifest bump acme-field-app-%c%c --base origin/main", 'a'+i%apps/26, 'a'+i%apps%26))
	}
	for i := range infos {
		finding(i, diag.Info, fmt.Sprintf("note-%c", 'a'+i%4), "the field says little about itself", "")
	}
	return r
}

// What decides is in the first 15 lines and 1,200 characters, one of which are the
// action's: the verdict, errors with their places and commands, and what is asked of
// customers.
func TestCommentDecidesFirst(t *testing.T) {
	const host = "https://github.com/acme-field-software/procore-apps/blob/0123456789ab"
	for _, tt := range []struct {
		apps, errors int
		want         []string
	}{
		{1, 0, []string{"### ✅ No errors, 1 app changed", "| acme-field-app-aa | 1.4.0 →", "**approve 2 permissions**"}},
		{1, 1, []string{"### ❌ 1 error, 1 app changed", "manifest.yaml:1](https://", "bump-too-small", "manifest bump acme-field-app-aa --base origin/main", "**approve 2 permissions**"}},
		{3, 3, []string{"### ❌ 3 errors, 3 apps changed", "| acme-field-app-aa ❌ |", "| acme-field-app-ac ❌ |", "manifest.yaml:1]", "\nmanifest bump acme-field-app-aa "}},
		{60, 2, []string{"### ❌ 2 errors, 60 apps changed", "manifest.yaml:1]", "manifest.yaml:2]", "fixes 2", "approve permissions (60 apps)"}},
		{60, 60, []string{"### ❌ 60 errors, 60 apps changed", "manifest.yaml:1]", "fixes 1", "approve permissions (60 apps)"}},
	} {
		out := written(t, BaseChangesFormats, Markdown, branch(tt.apps, tt.errors, 0, host), Options{})
		lines := strings.SplitN(out, "\n", 15)
		first := strings.Join(lines[:min(14, len(lines))], "\n")
		if utf8.RuneCountInString(first) > 1130 {
			first = string([]rune(first)[:1130])
		}
		for _, want := range tt.want {
			if !strings.Contains(first, want) {
				t.Errorf("%d apps, %d errors: %q is not among what is seen first:\n%s", tt.apps, tt.errors, want, first)
			}
		}
	}
}

// A comment that is too long is cut from its end, says how many entries are left, and
// holds all errors before anything else.
func TestCommentIsCut(t *testing.T) {
	r := branch(600, 120, 5000, "https://github.com/acme/apps/blob/0123456789ab")
	out := written(t, BaseChangesFormats, Markdown, r, Options{})
	if n := utf8.RuneCountInString(out); n > commentBytes || n < commentBytes*8/10 {
		t.Errorf("%d characters", n)
	}
	if n := strings.Count(out, "bump-too-small"); n != 120 {
		t.Errorf("%d errors, want all 120", n)
	}
	if !strings.Contains(out, " entries left out, because the length of a comment is "+
		"limited.** The artifact of the job has the complete report.") {
		t.Errorf("it does not say what is left out: %s", out[len(out)-500:])
	}
	for _, tag := range []string{"details", "summary", "sub"} {
		if strings.Count(out, "<"+tag+">") != strings.Count(out, "</"+tag+">") {
			t.Errorf("%s is open", tag)
		}
	}
	l := r.Lint
	l.Changes = &r
	full := written(t, LintFormats, MarkdownFull, l, Options{})
	if strings.Contains(full, "left out") || strings.Count(full, "| acme-field-app-") != 600 {
		t.Error("the whole text has not everything")
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		list []int
		want string
	}{{[]int{1}, "1"}, {[]int{1, 2}, "1 and 2"}, {[]int{1, 2, 3, 7}, "1 to 3 and 7"}, {[]int{1, 3, 5}, "1, 3 and 5"}} {
		if got := numbersOf(tt.list); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.list, got, tt.want)
		}
	}
}
