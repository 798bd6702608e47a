package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// panelApp is an app with a side panel, so that testers have a table to fill in.
const panelApp = `schema: 1
app: {name: Acme Panel, distribution: custom}
version: 1.0.0
data_connector: {authentication: [user_level]}
embedded:
  side_panel:
    description: Acme beside the RFI.
    url: "https://panel.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}"
    views: [rfi.detail, observations.list]
setup_instructions: {url: "https://help.acmefield.com/procore", page_name: Set up Acme}
post_installation_notes: Create your configuration in Settings.
oauth: {sandbox: {redirect_uris: ["urn:ietf:wg:oauth:2.0:oob"]}}
release_notes: The panel is new. Create your configuration once you have installed the app.
`

// tab is a page in a real browser, driven through the pipe of its own protocol.
type tab struct {
	t       *testing.T
	to      io.Writer
	from    *bufio.Reader
	session string
	last    int
	logged  []string
}

// openTab starts a browser that keeps what it saves in a folder. profile holds what
// pages keep, from one tab to the next.
func openTab(t *testing.T, profile, downloads string) *tab {
	t.Helper()
	program := chromium(t)
	theirs, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--remote-debugging-pipe", "--user-data-dir="+profile, "about:blank")
	cmd.ExtraFiles = []*os.File{theirs, answers}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	answers.Close()
	b := &tab{t: t, to: to, from: bufio.NewReader(from)}
	stuck := time.AfterFunc(5*time.Minute, func() { cmd.Process.Kill() })
	t.Cleanup(func() {
		b.call("Browser.close", nil)
		to.Close()
		cmd.Wait()
		stuck.Stop()
		from.Close()
	})
	b.call("Browser.setDownloadBehavior", map[string]any{"behavior": "allow", "downloadPath": downloads})
	var target struct{ TargetID string }
	b.into(&target, b.call("Target.createTarget", map[string]any{"url": "about:blank"}))
	var attached struct{ SessionID string }
	b.into(&attached, b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}))
	b.session = attached.SessionID
	b.call("Runtime.enable", nil)
	b.call("Page.enable", nil)
	// The clock of the page is that of the commands.
	b.call("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": `Date.prototype.toISOString = () => "2026-11-22T08:00:00.000Z"`})
	return b
}

func (b *tab) into(v any, data json.RawMessage) {
	b.t.Helper()
	if err := json.Unmarshal(data, v); err != nil {
		b.t.Fatal(err)
	}
}

// call sends one command and waits for its answer. What the page logs until then is
// noted.
func (b *tab) call(method string, params map[string]any) json.RawMessage {
	b.t.Helper()
	b.last++
	message := map[string]any{"id": b.last, "method": method}
	if params != nil {
		message["params"] = params
	}
	if b.session != "" && !strings.HasPrefix(method, "Browser.") && !strings.HasPrefix(method, "Target.") {
		message["sessionId"] = b.session
	}
	data, err := json.Marshal(message)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.to.Write(append(data, 0)); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	for {
		line, err := b.from.ReadBytes(0)
		if err != nil {
			b.t.Fatalf("%s: the browser is gone: %v", method, err)
		}
		var answer struct {
			ID     int
			Method string
			Params json.RawMessage
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		b.into(&answer, bytes.TrimSuffix(line, []byte{0}))
		switch {
		case answer.Method == "Runtime.consoleAPICalled" || answer.Method == "Runtime.exceptionThrown" ||
			answer.Method == "Log.entryAdded":
			b.logged = append(b.logged, string(answer.Params))
		case answer.ID == b.last && answer.Error != nil:
			b.t.Fatalf("%s: %s", method, answer.Error.Message)
		case answer.ID == b.last:
			return answer.Result
		}
	}
}

// open shows a file, and waits until it is there.
func (b *tab) open(name string) {
	b.t.Helper()
	b.call("Page.navigate", map[string]any{"url": "file://" + name})
	for range 200 {
		if b.eval(`document.readyState + location.protocol`) == "completefile:" {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatalf("%s is not shown", name)
}

// eval runs a script in the page, as a person's clicks would, and returns its
// result as text.
func (b *tab) eval(script string) string {
	b.t.Helper()
	var result struct {
		Result           struct{ Value any }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	b.into(&result, b.call("Runtime.evaluate", map[string]any{"expression": script, "returnByValue": true,
		"awaitPromise": true}))
	if result.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", script, result.ExceptionDetails.Exception.Description)
	}
	return fmt.Sprint(result.Result.Value)
}

// click presses the mouse where an element is.
func (b *tab) click(query string) {
	b.t.Helper()
	var at struct{ X, Y float64 }
	b.into(&at, json.RawMessage(b.eval(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({block: "center"});
		const r = e.getBoundingClientRect(); return JSON.stringify({x: r.x + r.width / 2, y: r.y + r.height / 2}); })()`, query))))
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		b.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1})
	}
}

// write types into a field.
func (b *tab) write(query, text string) {
	b.t.Helper()
	b.eval(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.focus(); e.select(); })()`, query))
	b.call("Input.insertText", map[string]any{"text": text})
}

// choose takes an entry of a list.
func (b *tab) choose(query, value string) {
	b.t.Helper()
	b.eval(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true})); })()`, query, value))
}

// download waits for the file that the page saves, and takes it away.
func download(t *testing.T, downloads string) string {
	t.Helper()
	for range 200 {
		time.Sleep(20 * time.Millisecond)
		found, err := filepath.Glob(filepath.Join(downloads, "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			continue
		}
		data, err := os.ReadFile(found[0])
		if err != nil || !bytes.HasSuffix(data, []byte("\n")) {
			continue
		}
		if err := os.Remove(found[0]); err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	t.Fatal("the page saved no file")
	return ""
}

// openGates are the gates of a promotion that are open.
func (p *workspace) openGates(version string) []string {
	p.t.Helper()
	_, out := p.run(nil, "promote", "app@"+version, "--check", "--format", "json")
	var check struct {
		Gates []struct {
			ID string
			OK bool
		}
	}
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&check); err != nil || len(check.Gates) == 0 {
		p.t.Fatalf("%v: %s", err, out)
	}
	var open []string
	for _, g := range check.Gates {
		if g.OK {
			open = append(open, g.ID)
		}
	}
	return open
}

// A tester ticks the checklist in a real browser. What failed closes the gate, and
// what is ticked in the end arrives in the ledger as evidence and opens it.
func TestResultsOfABrowserOpenTheGate(t *testing.T) {
	profile, downloads := t.TempDir(), t.TempDir()
	b := openTab(t, profile, downloads)
	p := newProject(t)
	writeAll(t, p.dir, map[string]string{".manifest.yaml": "schema: 1\nrequire_checklist: true\n", "manifests/app/manifest.yaml": panelApp})
	p.must("save", "app", "--by", "Jane", "--sandbox-key", "c126705a-fc0b-47c9-944e-8c427e5b9bd2")
	if open := p.openGates("1.0.0"); slices.Contains(open, "checklist") || slices.Contains(open, "sandbox-test") {
		t.Fatalf("open before anything was tested: %v", open)
	}
	page := filepath.Join(p.dir, "checklist.html")
	writeAll(t, p.dir, map[string]string{"checklist.html": p.must("checklist", "app@1.0.0", "--format", "html")})
	b.open(page)
	if kept := b.eval(`document.getElementById("kept").textContent`); !strings.Contains(kept, "kept in this browser") {
		t.Errorf("the page says %q", kept)
	}

	// Nothing is saved without a name.
	b.click("#save")
	if said := b.eval(`document.getElementById("said").textContent`); said != "Enter your name first" {
		t.Errorf("the page says %q", said)
	}
	b.write("#by", "Marco Reyes")
	people := strings.Fields(b.eval(`Array.from(document.querySelectorAll("[data-item]"), e => e.id).join(" ")`))
	if len(people) < 10 {
		t.Fatalf("only %v", people)
	}
	tables := 0
	for _, id := range people {
		if b.eval(`document.querySelector("#`+id+` table") !== null`) == "true" {
			tables++
			b.click("#" + id + " .rest")
			continue
		}
		b.click("#" + id + " input[value=done]")
	}
	if tables != 2 {
		t.Errorf("got %d tables, want those of views and errors", tables)
	}
	b.choose(`#every-view select[data-row="rfi.detail"][data-column="Project 2"]`, "failed")

	// What failed needs a reason; and answers stay while the page is closed.
	b.click("#save")
	if said := b.eval(`document.getElementById("said").textContent`); !strings.HasPrefix(said, "Say what failed") {
		t.Errorf("the page says %q", said)
	}
	b.write("#every-view textarea", "stays empty in <b>Project 2</b>")
	b.open(page)
	if got := b.eval(`document.querySelector("#every-view textarea").value + document.querySelector("#by").value`); got != "stays empty in <b>Project 2</b>Marco Reyes" {
		t.Errorf("the browser kept %q", got)
	}
	b.click("#save")
	results := download(t, downloads)
	writeAll(t, p.dir, map[string]string{"failed.json": results})
	if out := p.must("test", "app@1.0.0", "--results", "failed.json", "--by", "Jane"); !strings.Contains(out, "failed") {
		t.Errorf("it says %s", out)
	}
	if open := p.openGates("1.0.0"); slices.Contains(open, "checklist") || slices.Contains(open, "sandbox-test") {
		t.Errorf("open although a view failed: %v", open)
	}

	// The next page says so; the view is tried again.
	writeAll(t, p.dir, map[string]string{"checklist.html": p.must("checklist", "app@1.0.0", "--format", "html")})
	b.open(page)
	if got := b.eval(`document.querySelector("#every-view").textContent`); !strings.Contains(got, "failed, by Marco Reyes") || !strings.Contains(got, "<b>Project 2</b>") {
		t.Errorf("the page says %s", got)
	}
	b.choose(`#every-view select[data-row="rfi.detail"][data-column="Project 2"]`, "done")
	b.write("#every-view textarea", "")
	b.click("#save")
	results = download(t, downloads)
	writeAll(t, p.dir, map[string]string{"passed.json": results})
	p.must("test", "app@1.0.0", "--results", "passed.json", "--by", "Jane")
	if open := p.openGates("1.0.0"); !slices.Contains(open, "checklist") || !slices.Contains(open, "sandbox-test") {
		t.Errorf("open: %v", open)
	}
	evidence, err := filepath.Glob(filepath.Join(p.dir, "manifests/app/versions/1.0.0/evidence/*-results.json"))
	if err != nil || len(evidence) != 2 {
		t.Fatalf("got the evidence %v, %v", evidence, err)
	}
	if data, err := os.ReadFile(evidence[1]); err != nil || !slices.Contains([]string{results}, string(data)) {
		if first, _ := os.ReadFile(evidence[0]); string(first) != results {
			t.Errorf("the evidence is not what the page saved: %v", err)
		}
	}
	for _, run := range [][]string{{"log", "app"}, {"checklist", "app@1.0.0"}, {"report"}} {
		if out := p.must(run...); !strings.Contains(out, "Marco Reyes") {
			t.Errorf("%s does not name who tested", run[0])
		}
	}
	if len(b.logged) > 0 {
		t.Errorf("the page logged %q", b.logged)
	}
}

// Ticks of a click plan stay in the browser, and belong to that very plan.
func TestTicksOfAClickPlan(t *testing.T) {
	b := openTab(t, t.TempDir(), t.TempDir())
	p := newProject(t)
	page := filepath.Join(p.dir, "steps.html")
	show := func() string {
		writeAll(t, p.dir, map[string]string{"steps.html": p.must("steps", "app", "--from", "nothing", "--format", "html")})
		b.open(page)
		return b.eval(`document.querySelectorAll("input:checked").length`)
	}
	if got := show(); got != "0" {
		t.Fatalf("%s boxes are ticked", got)
	}
	b.click("#screen-1 input")
	if got := show(); got != "1" {
		t.Errorf("%s boxes are ticked after a visit", got)
	}
	p.write("1.0.0", "commitments")
	if got := show(); got != "0" {
		t.Errorf("%s boxes of another plan are ticked", got)
	}
	if len(b.logged) > 0 {
		t.Errorf("the page logged %q", b.logged)
	}
}

// handedIn are results as the page of a checklist saves them.
type handedIn struct {
	Format  int        `json:"format"`
	App     string     `json:"app"`
	Version string     `json:"version"`
	Digest  string     `json:"checklist_digest"`
	By      string     `json:"by"`
	At      string     `json:"at"`
	Items   []answered `json:"items"`
}

type answered struct {
	ID     string `json:"id"`
	Digest string `json:"digest"`
	Result string `json:"result"`
	Note   string `json:"note,omitempty"`
	Cells  []cell `json:"cells,omitempty"`
}

type cell struct {
	Row    string `json:"row"`
	Column string `json:"column"`
	Result string `json:"result"`
}

// resultsFor are results in which every item for people is done, of a checklist in
// JSON; change may spoil them.
func resultsFor(t *testing.T, checklist string, change func(*handedIn)) string {
	t.Helper()
	var c struct {
		App, Version string
		Digest       string `json:"checklist_digest"`
		Items        []struct {
			ID, Digest, State string
			Table             *struct{ Columns, Rows []string }
		}
	}
	if err := json.Unmarshal([]byte(checklist), &c); err != nil {
		t.Fatalf("%v: %s", err, checklist)
	}
	r := handedIn{Format: 1, App: c.App, Version: c.Version, Digest: c.Digest, By: "Marco Reyes", At: "2026-11-22T08:00:00Z"}
	for _, i := range c.Items {
		if i.State != "person" {
			continue
		}
		a := answered{ID: i.ID, Digest: i.Digest, Result: "done"}
		if i.Table != nil {
			for _, row := range i.Table.Rows {
				for _, column := range i.Table.Columns {
					a.Cells = append(a.Cells, cell{row, column, "done"})
				}
			}
		}
		r.Items = append(r.Items, a)
	}
	if change != nil {
		change(&r)
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data) + "\n"
}

// item is the answer to an item.
func (r *handedIn) item(id string) *answered {
	return &r.Items[slices.IndexFunc(r.Items, func(a answered) bool { return a.ID == id })]
}

// Whatever is wrong with results is said at its place, with what to do; nothing is
// recorded then.
func TestResultsThatAreRefused(t *testing.T) {
	p := newProject(t)
	writeAll(t, p.dir, map[string]string{"manifests/app/manifest.yaml": panelApp})
	p.must("save", "app", "--by", "Jane")
	list := p.must("checklist", "app@1.0.0", "--format", "json")
	for _, tt := range []struct {
		name   string
		change func(*handedIn)
		flags  []string
		code   int
		says   string
	}{
		{"another app", func(r *handedIn) { r.App = "other" }, nil, 1, `results.json:3:10: error: the results are about the app "other", not app`},
		{"another version", func(r *handedIn) { r.Version = "1.1.0" }, nil, 1, "the results are about version 1.1.0, not 1.0.0"},
		{"where they belong", func(r *handedIn) { r.Version = "1.1.0" }, nil, 1, "help: record the results for the right version: manifest test app@1.1.0 --results FILE"},
		{"another checklist", func(r *handedIn) { r.Digest = "sha256:" + strings.Repeat("0", 64) }, nil, 1,
			"help: create the page again with manifest checklist app@1.0.0 --format html; the new page keeps the " +
				"answers that still apply"},
		{"another item", func(r *handedIn) { r.Items[0].Digest = "0123456789ab" }, nil, 1, "has changed since it was answered"},
		{"an unknown item", func(r *handedIn) { r.Items[0].ID = "nothing" }, nil, 1, `the checklist has no item "nothing"`},
		{"an item twice", func(r *handedIn) { r.Items = append(r.Items, r.Items[0]) }, nil, 1, "is answered twice"},
		{"an unknown result", func(r *handedIn) { r.Items[0].Result = "ok" }, nil, 1, `"ok"`},
		{"no name", func(r *handedIn) { r.By = " " }, nil, 1, `" " is not a name`},
		{"no time", func(r *handedIn) { r.At = "today" }, nil, 1, "a time in UTC, such as 2026-11-27T09:55:00Z"},
		{"no such day", func(r *handedIn) { r.At = "2026-02-31T08:00:00Z" }, nil, 1, `"2026-02-31T08:00:00Z" is not a time`},
		{"the future", func(r *handedIn) { r.At = "2027-11-22T08:00:00Z" }, nil, 1, "which is in the future"},
		{"no items", func(r *handedIn) { r.Items = []answered{} }, nil, 1, "items"},
		{"failed without why", func(r *handedIn) { r.Items[0].Result = "failed" }, nil, 1, `is "failed", but has no note`},
		{"not applicable without why", func(r *handedIn) { r.Items[0].Result = "not_applicable" }, nil, 1, `is "not_applicable", but has no note`},
		{"an empty cell", func(r *handedIn) { r.item("every-view").Cells = r.item("every-view").Cells[1:] }, nil, 1, "1 of its 4 cells are empty"},
		{"a failed cell", func(r *handedIn) { r.item("every-view").Cells[0].Result = "failed" }, nil, 1, `a cell of every-view failed, but the result of the item is "done"`},
		{"a cell twice", func(r *handedIn) { r.item("every-view").Cells[1] = r.item("every-view").Cells[0] }, nil, 1, "is filled in twice"},
		{"another row", func(r *handedIn) { r.item("every-view").Cells[0].Row = "x.y" }, nil, 1, `the table of every-view has no row "x.y"`},
		{"another column", func(r *handedIn) { r.item("every-view").Cells[0].Column = "Project 3" }, nil, 1, `the table of every-view has no column "Project 3"`},
		{"open without a table", func(r *handedIn) { r.item("install-dialog").Result = "open" }, nil, 1, `install-dialog has no table, so its result cannot be "open"`},
		{"control characters", func(r *handedIn) { r.Items[0].Note = "\x1b[2J" }, nil, 1, "the text contains the control character U+001B"},
		{"a secret", func(r *handedIn) {
			r.Items[0].Note = "client_secret: 8d1f0c52e7b94a36d05c1e97f2ab4836c9170be4d5f28a637e10b9c48f6d2a05"
		}, nil, 1, "the results file contains"},
		{"an item of the sandbox left open", func(r *handedIn) { r.Items = r.Items[:1] }, nil, 1, "nothing failed, but"},
		{"passed although something failed", func(r *handedIn) { r.Items[0].Result, r.Items[0].Note = "failed", "x" }, []string{"--passed"}, 2, "--passed contradicts results.json"},
		{"evidence too", nil, []string{"--evidence", "results.json"}, 2, "evidence"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			writeAll(t, p.dir, map[string]string{"results.json": resultsFor(t, list, tt.change)})
			before := p.files()
			code, out := p.run(nil, append([]string{"test", "app@1.0.0", "--results", "results.json", "--by", "Jane"}, tt.flags...)...)
			if code != tt.code || !strings.Contains(out, tt.says) {
				t.Errorf("exit code %d, want %d and %q:\n%s", code, tt.code, tt.says, out)
			}
			if !maps.Equal(before, p.files()) {
				t.Error("something was written")
			}
		})
	}
	for _, text := range []string{"", "{", "[]", `{"format": 1} x`, `{"format": 2}`, strings.Repeat("[", 100), "\xff", strings.Repeat(" ", 2<<20)} {
		writeAll(t, p.dir, map[string]string{"results.json": text})
		if code, out := p.run(nil, "test", "app@1.0.0", "--results", "results.json", "--by", "Jane"); code != 1 || !strings.Contains(out, "results.json:1:") {
			t.Errorf("%.20q: exit code %d\n%s", text, code, out)
		}
	}
	if code, out := p.run(nil, "test", "app@1.0.0", "--results", "nothing.json", "--by", "Jane"); code != 2 || !strings.Contains(out, "--results nothing.json: no such file") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

// Results that leave the sandbox unfinished count only with the word of whoever
// records them; what is answered later takes the place of what was answered before,
// and what changed since does not count.
func TestResultsCountItemByItem(t *testing.T) {
	p := newProject(t)
	writeAll(t, p.dir, map[string]string{"manifests/app/manifest.yaml": panelApp, ".manifest.yaml": "schema: 1\nrequire_checklist: true\n"})
	p.must("save", "app", "--by", "Jane", "--sandbox-key", "c126705a-fc0b-47c9-944e-8c427e5b9bd2")
	list := p.must("checklist", "app@1.0.0", "--format", "json")
	hand := func(change func(*handedIn), flags ...string) {
		t.Helper()
		writeAll(t, p.dir, map[string]string{"results.json": resultsFor(t, list, change)})
		p.must(append([]string{"test", "app@1.0.0", "--results", "results.json", "--by", "Jane"}, flags...)...)
	}
	hand(func(r *handedIn) { r.Items = r.Items[:2] }, "--passed")
	if open := p.openGates("1.0.0"); slices.Contains(open, "checklist") || !slices.Contains(open, "sandbox-test") {
		t.Errorf("open: %v", open)
	}
	list = p.must("checklist", "app@1.0.0", "--format", "json")
	hand(func(r *handedIn) {
		r.item("install-dialog").Result, r.item("install-dialog").Note = "not_applicable", "no dialog here"
	})
	if open := p.openGates("1.0.0"); !slices.Contains(open, "checklist") || !slices.Contains(open, "sandbox-test") {
		t.Errorf("open: %v", open)
	}
	if out := p.must("checklist", "app@1.0.0"); !strings.Contains(out, "does not apply, by Marco Reyes on `2026-11-22`: no dialog here") {
		t.Errorf("the checklist says\n%s", out)
	}
	// The release notes change: what was said of them does not count.
	replaceIn(t, filepath.Join(p.dir, "manifests/app/manifest.yaml"), "The panel is new.", "The panel is quite new.")
	out := p.must("checklist", "app@1.0.0")
	if !strings.Contains(out, "- [ ] The release notes are proofread and final") || !strings.Contains(out, "was ticked before it changed") {
		t.Errorf("the checklist says\n%s", out)
	}
	if open := p.openGates("1.0.0"); slices.Contains(open, "checklist") {
		t.Errorf("open: %v", open)
	}
	p.must("record", "retract", "app@1.0.0", "test", "--reason", "another app", "--by", "Jane")
	if out := p.must("checklist", "app@1.0.0"); strings.Contains(out, "no dialog here") {
		t.Error("results of a retracted test count")
	}
}
