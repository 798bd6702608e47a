package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// updatedApp is an app before two typical updates; %s is what they change.
const updatedApp = `schema: 1
app: {name: %s, distribution: custom, support: {email: help@acmefield.com}}
version: %s
data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      directory: {level: read_only, purpose: Match Acme users with Procore users by e-mail address.}
    project:
      daily_log: {level: %s}
embedded:
  full_screen:
    description: The visits of the day.
    url: "https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}"
    parameters:
      - {key: region, name: Region, required: true, description: Where your data is kept, support_link: {url: "https://help.acmefield.com/region", label: Find your region}}
setup_instructions: {url: "https://help.acmefield.com/procore", page_name: Set up Acme}
post_installation_notes: Create one app configuration for all your projects.
oauth: {sandbox: {redirect_uris: ["urn:ietf:wg:oauth:2.0:oob"]}}
release_notes: |
  - Visits are written to the daily log as soon as a visit ends (%s).
  - After updating, approve the permissions, select your permitted projects and create your app configurations again.
`

// The pages of an app with three versions pass all rules of axe, light and dark, at
// the width of a phone and of a desktop, and what a customer gets is printed on one
// sheet. AXE is the file axe.min.js of axe-core.
func TestPagesAreAccessible(t *testing.T) {
	axe, err := os.ReadFile(os.Getenv("AXE"))
	if err != nil {
		t.Log("without axe-core the rules are not checked: scripts/accessible gets it")
	}
	chromium(t)
	p := newProject(t)
	for _, v := range []struct{ name, number, level string }{
		{"Acme Field", "1.0.0", "read_only, purpose: Show the weather of the day beside each visit."},
		{"Acme Field", "1.1.0", "standard, purpose: Add an entry to the daily log for each visit."},
		{"Acme Field Sync", "1.2.0", "admin, purpose: Correct the entries of a visit that was moved."},
	} {
		writeAll(t, p.dir, map[string]string{"manifests/app/manifest.yaml": fmt.Sprintf(updatedApp, v.name, v.number, v.level, v.number)})
		if v.number != "1.0.0" {
			out := p.must("diff", "app", "--format", "json")
			for _, print := range fingerprints.FindAllStringSubmatch(out, -1) {
				p.run(nil, "approve", "app", print[1], "--reason", "agreed with support", "--by", "Jane")
			}
		}
		p.must("save", "app", "--sandbox-key", "c126705a-fc0b-47c9-944e-8c427e5b9b"+v.number[2:3]+"0", "--by", "Jane")
		p.must("test", "app@"+v.number, "--passed", "--note", "tried in two projects", "--by", "Jane")
		if v.number != "1.2.0" {
			p.must("promote", "app@"+v.number, "--production-key", "6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a"+v.number[2:3]+"0", "--by", "Jane")
		}
	}
	p.must("record", "bad", "app@1.0.0", "--reason", "crashes on days without a visit", "--by", "Jane")
	for name, args := range map[string][]string{
		"report":    {"report"},
		"checklist": {"checklist", "app@1.2.0", "--format", "html"},
		"steps":     {"steps", "app@1.2.0", "--format", "html"},
		"customer":  {"steps", "app@1.2.0", "--customer", "--from", "app@1.1.0", "--format", "html"},
		"skipped":   {"steps", "app@1.2.0", "--customer", "--from", "app@1.0.0", "--format", "html"},
		"first":     {"steps", "app@1.0.0", "--customer", "--format", "html"},
	} {
		page := filepath.Join(p.dir, name+".html")
		writeAll(t, p.dir, map[string]string{name + ".html": p.must(args...)})
		t.Run(name, func(t *testing.T) {
			sheets := lookAt(t, page, string(axe))
			if isTypical := name == "customer" || name == "first"; isTypical && sheets != 1 {
				t.Errorf("printed on %d sheets", sheets)
			}
		})
	}
}

// lookAt checks how a page looks on screens, and returns on how many sheets it is
// printed. KEEP is a folder for pictures of all that.
func lookAt(t *testing.T, page, axe string) (sheets int) {
	b := openTab(t, t.TempDir(), t.TempDir())
	keep := func(what string, data []byte) {
		if dir := os.Getenv("KEEP"); dir != "" {
			writeAll(t, dir, map[string]string{strings.TrimSuffix(filepath.Base(page), ".html") + what: string(data)})
		}
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{320, 1280} {
			b.call("Emulation.setEmulatedMedia", map[string]any{"features": []any{map[string]any{
				"name": "prefers-color-scheme", "value": scheme}}})
			b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 800,
				"deviceScaleFactor": 1, "mobile": width < 500})
			b.open(page)
			at := fmt.Sprintf("%s, %d pixels", scheme, width)
			if b.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
				t.Errorf("%s: the page is wider than the screen", at)
			}
			if os.Getenv("KEEP") != "" {
				var shot struct{ Data []byte }
				b.into(&shot, b.call("Page.captureScreenshot", map[string]any{"captureBeyondViewport": true}))
				keep(fmt.Sprintf("-%s-%d.png", scheme, width), shot.Data)
			}
			if axe == "" {
				continue
			}
			b.eval(axe + "\n;0")
			found := b.eval(`axe.run(document).then(r => r.violations.map(v =>
				v.id + ": " + v.help + "\n\t" + v.nodes.map(n => n.target + " " + n.html).join("\n\t")).join("\n"))`)
			if found != "" {
				t.Errorf("%s: %s", at, found)
			}
		}
	}
	var printed struct{ Data []byte }
	b.call("Emulation.clearDeviceMetricsOverride", nil)
	b.into(&printed, b.call("Page.printToPDF", map[string]any{"paperWidth": 8.27, "paperHeight": 11.69}))
	keep(".pdf", printed.Data)
	return len(onePage.FindAll(printed.Data, -1))
}

var fingerprints = regexp.MustCompile(`"fingerprint": "([0-9a-f]{64})"`)

var onePage = regexp.MustCompile(`/Type\s*/Page\b`)
