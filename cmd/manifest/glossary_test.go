package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/validate"
)

// Each thing has one word: no page, help or rule uses what the glossary says not to
// write.
func TestGlossary(t *testing.T) {
	texts := make(map[string]string)
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "../../README.md") {
		if filepath.Base(page) != "glossary.md" {
			texts[page] = readFile(t, page)
		}
	}
	for _, c := range cli.Reference() {
		text := c.Short + "\n" + c.Long
		for _, f := range c.Flags {
			text += "\n" + f.Usage
		}
		texts[c.Path] = text
	}
	for _, r := range validate.Rules() {
		texts[r.ID] = r.Summary + "\n" + r.Why
	}
	rows := regexp.MustCompile(`(?m)^\| ([a-z ]+) \| ([^|]+) \| ([^|]*)\|$`).FindAllStringSubmatch(readFile(t, "../../docs/glossary.md"), -1)
	if len(rows) < 10 {
		t.Fatalf("the glossary has %d rows", len(rows))
	}
	for _, row := range rows {
		for _, word := range strings.Split(row[3], ",") {
			if word = strings.TrimSpace(word); word == "" || word == "not" {
				continue
			}
			not := regexp.MustCompile(`(?i)\b` + strings.ReplaceAll(regexp.QuoteMeta(word), " ", `\s+`) + `s?\b`)
			for name, text := range texts {
				if found := not.FindString(text); found != "" {
					t.Errorf("%s says %q; the word is %q", name, found, row[1])
				}
			}
		}
	}
}

// The index of the documentation names every page, and every link of a page leads
// somewhere.
func TestDocumentationIsLinked(t *testing.T) {
	index := readFile(t, "../../docs/README.md")
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for _, page := range append(pages, "../../README.md") {
		if name := filepath.Base(page); filepath.Dir(page) == filepath.Clean("../../docs") && name != "README.md" && !strings.Contains(index, "]("+name+")") {
			t.Errorf("docs/README.md does not name %s", name)
		}
		for _, m := range link.FindAllStringSubmatch(readFile(t, page), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
			}
		}
	}
	if n := strings.Count(readFile(t, "../../README.md"), "\n"); n >= 120 {
		t.Errorf("the README has %d lines", n)
	}
}
