package main

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// The lines for CODEOWNERS in the documentation are plain, and the right people own
// each kind of file.
func TestCodeOwners(t *testing.T) {
	block := regexp.MustCompile("(?s)```text\n(# Approvals.*?)```").FindStringSubmatch(readFile(t, "../../docs/review.md"))
	if block == nil {
		t.Fatal("docs/review.md shows no CODEOWNERS")
	}
	type line struct{ pattern, owner string }
	var lines []line
	for text := range strings.Lines(block[1]) {
		fields := strings.Fields(text)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		if len(fields) != 2 || !strings.HasPrefix(fields[1], "@") {
			t.Fatalf("a host would skip the line %q", text)
		}
		lines = append(lines, line{fields[0], fields[1]})
	}
	matches := func(pattern, name string) bool {
		if dir, ok := strings.CutSuffix(pattern, "/"); ok {
			return strings.HasPrefix("/"+name, dir+"/")
		}
		if !strings.Contains(pattern, "/") {
			return path.Base(name) == pattern
		}
		return doublestar.MatchUnvalidated(strings.TrimPrefix(pattern, "/"), name)
	}
	for name, want := range map[string]string{
		"manifests/acme/approvals/20261122T101500Z-9f2c41d0-approve.json":              "@acme/security",
		"services/acme/procore/approvals/20261122T101500Z-9f2c41d0-retract.json":       "@acme/security",
		"manifests/acme/versions/0.4.0/history/20261126T140102Z-77c0d1f3-promote.json": "@acme/release-managers",
		"manifests/acme/versions/0.4.0/history/20261126T140102Z-77c0d1f3-retract.json": "@acme/release-managers",
		"manifests/acme/versions/0.4.0/history/20261126T140102Z-77c0d1f3-bad.json":     "@acme/release-managers",
		"manifests/acme/versions/0.4.0/history/20261126T140102Z-77c0d1f3-test.json":    "",
		"manifests/acme/versions/0.4.0/history/save.json":                              "",
		"manifests/acme/versions/0.3.0/history/adopt.json":                             "@acme/release-managers",
		"manifests/acme/history/20270301T080000Z-5be10c2a-retire.json":                 "@acme/release-managers",
		"procore/history/20270301T080000Z-5be10c2a-rename.json":                        "@acme/release-managers",
		"manifests/acme/in-use.yaml":                                                   "@acme/release-managers",
		".manifest.yaml":                                                               "@acme/release-managers",
		".github/CODEOWNERS":                                                           "@acme/release-managers",
		".mailmap":                                                                     "@acme/release-managers",
		".gitattributes":                                                               "@acme/release-managers",
		"manifests/.gitattributes":                                                     "@acme/release-managers",
		".github/workflows/manifest.yml":                                               "@acme/release-managers",
		".gitlab-ci.yml":                                                               "@acme/release-managers",
		"manifests/acme/manifest.yaml":                                                 "",
	} {
		owner := ""
		for _, l := range lines { // the last counts
			if matches(l.pattern, name) {
				owner = l.owner
			}
		}
		if owner != want {
			t.Errorf("%s: owned by %q, want %q", name, owner, want)
		}
	}
}
