package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// hostileApp is an app whose every text tries to run a script, load something or
// leave its place in a page.
const hostileApp = `schema: 1
app: {name: "<script>document.title='forged'</script>", distribution: custom}
version: 1.0.0
data_connector: {authentication: [user_level]}
embedded:
  full_screen:
    description: "\"><img src=/leak onerror=document.title='forged'>"
    url: "https://app.acmefield.com/?a='-alert(1)-'&company={{procore.company.id}}&project={{procore.project.id}}"
setup_instructions: {url: "https://help.acmefield.com/javascript:alert(1)", page_name: "</pre><iframe src=/leak></iframe>"}
post_installation_notes: "Create one app configuration. ]]></style><link rel=stylesheet href=/leak><svg onload=document.title='forged'>"
release_notes: "--><base href=/leak><meta http-equiv=refresh content='0;url=/leak'> New things for all."
`

// chromium returns the browser; without it, nothing in one is tested.
func chromium(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	return program
}

// A real browser shows the pages without a script run, a request made or an
// error logged, whatever the manifest holds; and it can print them.
func TestPagesInABrowser(t *testing.T) {
	browser := chromium(t)
	p := newProject(t)
	path := filepath.Join(p.dir, "manifests", "app", "manifest.yaml")
	if err := os.WriteFile(path, []byte(hostileApp), 0o644); err != nil {
		t.Fatal(err)
	}
	p.must("save", "app", "--by", "<script>document.title='forged'</script>")
	for name, args := range map[string][]string{
		"checklist": {"checklist", "app@1.0.0", "--format", "html"},
		"report":    {"report"},
		"steps":     {"steps", "app", "--from", "nothing", "--format", "html"},
		"customer":  {"steps", "app@1.0.0", "--customer", "--format", "html"},
	} {
		t.Run(name, func(t *testing.T) { openInBrowser(t, browser, p.must(args...)) })
	}
}

func openInBrowser(t *testing.T, browser, page string) {
	var lock sync.Mutex
	var requests []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		requests = append(requests, r.URL.Path)
		lock.Unlock()
		if r.URL.Path != "/page" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(page))
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	pdf := filepath.Join(t.TempDir(), "page.pdf")
	for _, mode := range [][]string{{"--dump-dom", "--window-size=390,844"}, {"--dump-dom", "--window-size=1280,900"}, {"--print-to-pdf=" + pdf}} {
		args := append([]string{
			"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--user-data-dir=" + t.TempDir(),
		}, append(mode, server.URL+"/page")...)
		cmd := exec.CommandContext(ctx, browser, args...)
		var dom, log bytes.Buffer
		cmd.Stdout, cmd.Stderr = &dom, &log
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s: %v\n%s", mode[0], err, log.String())
		}
		for line := range strings.Lines(log.String()) {
			if strings.Contains(line, "CONSOLE") {
				t.Errorf("the browser logged: %s", line)
			}
		}
		for _, element := range []string{"<script", "<iframe", "<img", "<svg", "stylesheet href=\"/leak", "<base", "http-equiv=\"refresh\"", "<title>forged"} {
			if strings.Count(dom.String(), element) > strings.Count(page, element) { // some pages have scripts and pictures of their own
				t.Errorf("the page holds %s that it did not have", element)
			}
		}
	}
	for _, path := range requests {
		if path != "/page" && path != "/favicon.ico" { // which browsers ask for by themselves
			t.Errorf("the page made the browser ask for %s", path)
		}
	}
	if info, err := os.Stat(pdf); err != nil || info.Size() < 1000 {
		t.Errorf("the page cannot be printed: %v", err)
	}
}
