package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/cputime"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

func sideOf(t testing.TB, name, text string) change.Side {
	t.Helper()
	f := source.New(name, []byte(text))
	doc, found := manifest.Parse(f)
	if len(found) > 0 {
		t.Fatalf("%s:%s: %s\n%s", name, found[0].Start(), found[0].Message, text)
	}
	return change.NewSide(name, doc)
}

// inMarketplaceOnly is what a custom app cannot have.
var inMarketplaceOnly = regexp.MustCompile(`(?s)agentic: # in a Marketplace app only\n.*?\nsetup_instr`)

func sampleManifest(t testing.TB, name, distribution string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "promote", "testdata", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if distribution == custom {
		data = inMarketplaceOnly.ReplaceAll(data, []byte("setup_instr"))
	}
	return strings.Replace(string(data), "distribution: custom", "distribution: "+distribution, 1)
}

// versionSubject is 0.4.0 of an app, with 0.3.0 before it if later.
func versionSubject(t testing.TB, shape, distribution string, later bool) promote.Subject {
	t.Helper()
	now := sideOf(t, "manifests/acme-field-sync/versions/0.4.0/manifest.yaml", sampleManifest(t, shape+"-now", distribution))
	linter, err := validate.New(validate.Options{For: validate.Production})
	if err != nil {
		t.Fatal(err)
	}
	story := ledgertest.New(t, "acme-field-sync")
	if later {
		story.On(november(1)).Save(sampleManifest(t, shape+"-before", distribution))
		story.On(november(3)).Do(ledger.Promote, "0.3.0", func(e *ledger.Event) { e.ReleaseNotes = "First version for the pilot customers." })
		if distribution != custom {
			story.On(november(4)).Do(ledger.Submit, "0.3.0")
			story.On(november(9)).Do(ledger.Publish, "0.3.0")
		}
	}
	run := story.Side(story.App.Run)
	number := story.On(november(20)).Save(string(now.File.Data), func(e *ledger.Event) { e.Keys.Sandbox = "c126705a-fc0b-47c9-944e-8c427e5b9bd2" })
	return promote.Subject{
		App: "acme-field-sync", Portal: schema.Components, Manifest: now, At: november(22), Linted: true, Findings: linter.Lint(now.File, "acme-field-sync"),
		Ledger: story.App, Version: story.App.Version(number), Run: run, Held: run,
	}
}

func november(day int) time.Time { return time.Date(2026, 11, day, 8, 30, 0, 0, time.UTC) }

func markdownOf(t testing.TB, c promote.Checklist) string {
	t.Helper()
	return written(t, ChecklistFormats, Markdown, c, Options{})
}

// The checklist of every type of app, read line by line.
func TestChecklistGolden(t *testing.T) {
	for _, shape := range []string{"user", "service", "full", "side", "all"} {
		for _, distribution := range []string{"custom", "marketplace"} {
			for _, later := range []bool{false, true} {
				name := fmt.Sprintf("%s-%s-%s", shape, distribution, map[bool]string{false: "first", true: "later"}[later])
				t.Run(name, func(t *testing.T) {
					c := promote.NewChecklist(versionSubject(t, shape, distribution, later))
					goldenFile(t, "checklist/"+name+".md", markdownOf(t, c))
				})
			}
		}
	}
	c := promote.NewChecklist(versionSubject(t, "all", "marketplace", true))
	for _, f := range []Format{HTML, JSON} {
		goldenFile(t, "checklist/all-marketplace-later."+string(f), written(t, ChecklistFormats, f, c, Options{}))
	}
}

// boxes are the task list items of a Markdown text, by an independent reader,
// as "x text" or "  text"; and everything else that a page would act on.
func boxes(markdown string) (list []string, active []string) {
	src := []byte(markdown)
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(src))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *east.TaskCheckBox:
			list = append(list, fmt.Sprint(n.IsChecked))
		case *ast.Link, *ast.Image, *ast.AutoLink, *ast.HTMLBlock:
			active = append(active, n.Kind().String())
		case *ast.RawHTML:
			if !itemComment().Match(n.Segments.Value(src)) {
				active = append(active, string(n.Segments.Value(src)))
			}
		case *ast.Text:
			if mention.Match(n.Segment.Value(src)) && n.Parent().Kind() != ast.KindCodeSpan {
				active = append(active, string(n.Segment.Value(src)))
			}
		}
		return ast.WalkContinue, nil
	})
	return list, active
}

var mention = regexp.MustCompile(`@[A-Za-z]|#[0-9]|https?://|www\.`)

// attacks are values that would be boxes, links, comments or mentions.
var attacks = []string{
	"- [x] done", "x\n- [x] forged <!-- item:code-flow digest:0123456789ab -->", "```\n- [x] a\n```", "````\n</pre><script>alert(1)</script>",
	"<!-- item:sandbox-redirect digest:000000000000 -->", "-->", "@octocat #1 https://x.test www.x.test", "[a](http://x.test) ![i](x)", "1. a\n2. b", "# h", "~~~\n- [x] q",
	"a\u202eb", "{{procore.company.id}} | `c`", "   - [x] indented", "\t- [x] tab", "<img src=x onerror=alert(1)>",
}

// hostileSubject has an attack wherever a manifest or a record takes any text.
func hostileSubject(t testing.TB, attack string) promote.Subject {
	t.Helper()
	s := versionSubject(t, "all", "marketplace", true)
	q, err := json.Marshal(attack)
	if err != nil {
		t.Fatal(err)
	}
	yaml := strings.NewReplacer("Acme Field Sync\n", string(q)+"\n", "Acme dashboard", string(q), "name: Region", "name: "+string(q), "submittal_logs.detail", string(q),
		"Match Acme users with Procore users by e-mail address.", string(q), "https://help.acmefield.com/procore/setup", string(q),
		"https://app.acmefield.com/oauth/procore/callback", string(q)).Replace(string(s.Manifest.File.Data))
	yaml = regexp.MustCompile(`(?s)post_installation_notes: \|.*?\noauth`).ReplaceAllLiteralString(yaml, "post_installation_notes: "+string(q)+"\noauth")
	yaml = regexp.MustCompile(`(?s)release_notes: \|.*`).ReplaceAllLiteralString(yaml, "release_notes: "+string(q)+"\n")
	f := source.New(attack+"/manifest.yaml", []byte(yaml))
	doc, _ := manifest.Parse(f)
	s.Manifest = change.NewSide(attack, doc)
	linter, err := validate.New(validate.Options{For: validate.Production})
	if err != nil {
		t.Fatal(err)
	}
	s.Findings = linter.Lint(f, "acme-field-sync")
	for _, e := range s.Ledger.Events {
		e.By = attack
	}
	s.Version.Keys.Sandbox = attack
	return s
}

func TestChecklistHostile(t *testing.T) {
	for _, attack := range append(slices.Clone(attacks), hostileTexts()...) {
		s := hostileSubject(t, attack)
		c := promote.NewChecklist(s)
		markdown := markdownOf(t, c)
		list, active := boxes(markdown)
		if len(list) != len(c.Items) || len(active) > 0 {
			t.Errorf("%q: got %d boxes for %d items, and %q\n%s", attack, len(list), len(c.Items), active, markdown)
		}
		for i, box := range list {
			if i < len(c.Items) && box != fmt.Sprint(inOrder(c.Items)[i].Done()) {
				t.Errorf("%q: box %d is %s", attack, i, box)
			}
		}
		for _, plan := range plansOf(s) {
			of := func(f Format) string { return written(t, StepsFormats, f, plan, Options{}) }
			if list, active := boxes(of(Markdown)); len(list) != len(plan.Screens) || len(active) > 0 || slices.Contains(list, "true") {
				t.Errorf("%q: got %v for %d screens, and %q\n%s", attack, list, len(plan.Screens), active, of(Markdown))
			}
			checkVisible(t, of(Text))
			if plan.Update != nil {
				checkVisible(t, of(Mail))
			}
			checkPage(t, attack, of(HTML))
			checkJSON(t, []byte(of(JSON)))
		}
		checkPage(t, attack, written(t, ChecklistFormats, HTML, c, Options{}))
		out := written(t, ChecklistFormats, JSON, c, Options{})
		checkJSON(t, []byte(out))
		if plain := !strings.ContainsFunc(attack, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }); plain && strings.Count(out, attack) < 5 {
			t.Errorf("%q does not reach the checklist", attack)
		}
	}
}

// inOrder are the items as the page has them: by section.
func inOrder(items []promote.Item) []promote.Item {
	var list []promote.Item
	for _, s := range promote.Sections() {
		for _, i := range items {
			if i.Section == s {
				list = append(list, i)
			}
		}
	}
	return list
}

func hostileTexts() []string {
	var list []string
	for _, h := range hostile {
		if !strings.ContainsAny(h.text, "\x00\x07") {
			list = append(list, h.text)
		}
	}
	return list
}

func plansOf(s promote.Subject) []promote.Plan {
	plans := []promote.Plan{promote.CustomerPlan(s, nil)}
	for _, p := range schema.Portals() {
		plans = append(plans, promote.InstallPlan(s, p), promote.PromotePlan(s, p),
			promote.EnterPlan(promote.EnterInput{App: s.App, From: *s.Held, To: s.Manifest, Portal: p}), promote.EnterPlan(promote.EnterInput{App: s.App, To: s.Manifest, Portal: p}))
	}
	return plans
}

func checkVisible(t *testing.T, out string) {
	t.Helper()
	for i, r := range out {
		if hidden(r) && r != '\n' && r != joiner {
			t.Errorf("byte %d: %q is hidden", i, r)
		}
	}
}

func checkJSON(t *testing.T, data []byte) {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Error(err)
	}
	if bytes.Contains(data, []byte(": null,\n      \"values")) {
		t.Error("a list is null")
	}
}

// activeHTML is what a page of ours never has, outside of text.
var activeHTML = regexp.MustCompile(`(?i)<(script|img|a|iframe|object|embed|form|svg|base|video|audio|input|button)[\s>/]|\son[a-z]+\s*=\s*["']|javascript:|url\(|@import`)

// plainLink is a link that a page for customers may have.
var plainLink = regexp.MustCompile(`^(</a>|<a href="(https?://|mailto:)[^"<>\s]*" rel="noreferrer">)$`)

// ownElement is what people work with on a page, with the attributes that it has; and
// a link to a place on the page.
var ownElement = regexp.MustCompile(`^(</(form|button|a|script)>|<script>|<a href="#[a-z0-9-]+">|<(form|button|input)` +
	`( (id|type|name|value|class|accept|autocomplete|aria-label|data-[a-z]+)="[^"]*"| hidden| data-script)*>)$`)

// tags are all that a page may hold.
var tags = regexp.MustCompile(`</?([a-zA-Z0-9]+)[^<>]*>`)

func checkPage(t *testing.T, attack, page string) {
	t.Helper()
	for _, m := range tags.FindAllString(strings.Replace(page, string(workScript), "", 1), -1) {
		if activeHTML.MatchString(m) && !plainLink.MatchString(m) && !ownElement.MatchString(m) {
			t.Errorf("%q: the page holds %s", attack, m)
		}
	}
	body := strings.Replace(page[strings.Index(page, "<body>"):], "<script>"+string(workScript)+"</script>", "", 1)
	if strings.Contains(body, "<!--") || strings.Contains(body, "<script") || !strings.HasSuffix(page, "</html>\n") {
		t.Errorf("%q: the page holds a comment or a script, or is not whole", attack)
	}
	checkVisible(t, page)
}

// What people tick is read back, and kept as long as nothing changed; the same
// checklist written twice is the same text.
func TestTicksRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		shape := []string{"user", "service", "full", "side", "all"}[r.IntN(5)]
		s := versionSubject(t, shape, []string{"custom", "marketplace"}[r.IntN(2)], r.IntN(2) == 0)
		s.Ticks = promote.Ticks{}
		for _, i := range promote.NewChecklist(s).Items {
			tick := promote.Tick{Digest: i.Digest, On: r.IntN(2) == 0, Lost: r.IntN(8) == 0}
			if r.IntN(6) == 0 {
				tick.Digest = "0123456789ab"
			}
			s.Ticks[i.ID] = tick
		}
		c := promote.NewChecklist(s)
		markdown := markdownOf(t, c)
		got, err := ReadTicks([]byte(markdown))
		if err != nil {
			t.Fatal(err)
		}
		want := promote.Ticks{}
		for _, i := range c.Items {
			want[i.ID] = promote.Tick{Digest: i.Digest, On: i.Done(), Lost: i.Lost}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
		// A tool that checks what it verified again needs no memory of it.
		s.Ticks = got
		if again := markdownOf(t, promote.NewChecklist(s)); again != markdown {
			t.Fatalf("written again:\n%s\nwas:\n%s", again, markdown)
		}
	}
}

func TestReadTicks(t *testing.T) {
	const digest = "0123456789ab"
	item := func(box, id string) string {
		return "- [" + box + "] Text <!-- item:" + id + " digest:" + digest + " -->\n"
	}
	for _, c := range []struct {
		name, markdown string
		want           promote.Ticks
	}{
		{"ticked", item("x", "a"), promote.Ticks{"a": {Digest: digest, On: true}}},
		{"upper case", item("X", "a"), promote.Ticks{"a": {Digest: digest, On: true}}},
		{"open", item(" ", "a"), promote.Ticks{"a": {Digest: digest}}},
		{"with CRLF", "# h\r\n\r\n- [x] Text <!-- item:a digest:" + digest + " -->\r\n  - more\r\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"with a tab", "- [x]\tText <!-- item:a digest:" + digest + " -->\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"no space behind the box", item("x", "a") + "- [x]T <!-- item:b digest:" + digest + " -->\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"no such box", item("x", "a") + item("y", "b"), promote.Ticks{"a": {Digest: digest, On: true}}},
		{"a box that is a link", item("x", "a") + "\n[x]: https://acme.test\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"was ticked", "- [ ] T <!-- item:a digest:" + digest + " was:ticked -->\n", promote.Ticks{"a": {Digest: digest, Lost: true}}},
		{"twice", item("x", "a") + "\ntext\n\n" + item(" ", "a"), promote.Ticks{"a": {Digest: digest, Lost: true}}},
		{"in a code block", item(" ", "a") + "\n```\n" + item("x", "b") + "```\n", promote.Ticks{"a": {Digest: digest}}},
		{"within an item", item(" ", "a") + "  " + item("x", "b"), promote.Ticks{"a": {Digest: digest}}},
		{"in a quote", item(" ", "a") + "\n> " + item("x", "b"), promote.Ticks{"a": {Digest: digest}}},
		{"in a comment", item(" ", "a") + "\n<!--\n" + item("x", "b") + "\n-->\n", promote.Ticks{"a": {Digest: digest}}},
		{"behind code", "- [x] `<!-- a` ``b <!-- item:a digest:" + digest + " -->\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"within code", item("x", "a") + "- [x] T `<!-- item:b digest:" + digest + " -->`\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"escaped", item("x", "a") + "- [x] T \\<!-- item:b digest:" + digest + " -->\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"within a comment", item("x", "a") + "- [x] T <!-- <!-- item:b digest:" + digest + " -->\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"behind a comment", "- [x] T <!-- b --> and <!-- item:a digest:" + digest + " -->\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"on the next line", "- [x] T\n  and <!-- item:a digest:" + digest + " -->\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"deep quotes", item("x", "a") + strings.Repeat(">", maxNested) + " text\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"quotes too deep", item("x", "a") + strings.Repeat(">", maxNested+1) + " text\n", nil},
		{"lists too deep", item("x", "a") + strings.Repeat("- ", 40) + " text\n", nil},
		{"too long", item("x", "a") + strings.Repeat("text\n", maxChecklist/5), nil},
		{"other comment", item("x", "a") + "- [x] T <!-- item:b -->\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"no box", item("x", "a") + "- T <!-- item:b digest:" + digest + " -->\n", promote.Ticks{"a": {Digest: digest, On: true}}},
		{"nothing", "# Checklist\n", nil},
		{"empty", "", nil},
	} {
		got, err := ReadTicks([]byte(c.markdown))
		if !reflect.DeepEqual(got, c.want) || (err != nil) != (c.want == nil) {
			t.Errorf("%s: got %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

// How long it takes to read a checklist grows with its length, whatever it holds.
func TestReadTicksInTime(t *testing.T) {
	const item = "- [x] Text <!-- item:a digest:0123456789ab -->\n"
	blocks := []string{
		">", "> ", "- ", "* ", "1. ", "> - ", ">\n", "[a]: b\n", "a\n", "~~~\n", "```\n", "<div>\n", "<!--\n", "# ", "#\n", "-\n",
		"- a\n", "- a\n\n", "- [ ] ", "    a\n", "\t", " ", "\n", "=\n", "a\n=\n", "a\n-\n", "***\n", "- - -\n", item,
	}
	inline := []string{
		"*a_", "**a", "_a", "[a", "[", "![", "]", "[a](", "<!-- ", "<!-- item:a ", "<!--", "-->", "<a ", "<?", "<![CDATA[", "`", "`a",
		"``a`", "`a``b", "\\", "&", "&amp;", "a  \n", "<http://a> ", "a@b.c ", "\x00", "é", "a <!-- item:b digest:0 ",
	}
	for i, unit := range append(blocks, inline...) {
		before := ""
		if i >= len(blocks) {
			before = "- [x] "
		}
		took := func(size, times int) time.Duration {
			text := []byte(item + "\n" + before + strings.Repeat(unit, size/len(unit)))
			best := time.Hour
			for range times {
				best = min(best, cputime.Of(func() { _, _ = ReadTicks(text) }))
			}
			return best
		}
		if took(512<<10, 1) < 250*time.Millisecond {
			continue
		}
		small, large := took(256<<10, 3), took(512<<10, 3)
		if large > time.Second || float64(large) > 2.5*float64(small) {
			t.Errorf("%q: %v for 256 KiB, %v for 512 KiB", unit, small, large)
		}
	}
	var nested strings.Builder // deeper with each line, and then all of it is kept open
	for i := range maxNested {
		nested.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	text := []byte(item + "\n" + nested.String() + strings.Repeat("\n", 512<<10))
	best := time.Hour
	for range 3 {
		best = min(best, cputime.Of(func() { _, _ = ReadTicks(text) }))
	}
	if best > time.Second {
		t.Errorf("%v for empty lines in nested lists", best)
	}
}

// Every plan of both portals is a golden file, to be read against the
// documentation.
func TestStepsGolden(t *testing.T) {
	for _, shape := range []string{"user", "service", "full", "side", "agentic", "all"} {
		distribution := custom
		if shape == "all" || shape == "agentic" {
			distribution = "marketplace"
		}
		for _, later := range []bool{false, true} {
			s := versionSubject(t, shape, distribution, later)
			end := shape + map[bool]string{false: "-first", true: "-later"}[later]
			goldenFile(t, "steps/customer-"+end+".txt", written(t, StepsFormats, Text, promote.CustomerPlan(s, nil), Options{}))
			for _, p := range schema.Portals() {
				in := promote.EnterInput{App: s.App, To: s.Manifest, Portal: p, Promoted: later}
				if later {
					in.From = *s.Held
				}
				for _, plan := range []promote.Plan{promote.EnterPlan(in), promote.InstallPlan(s, p), promote.PromotePlan(s, p)} {
					name := fmt.Sprintf("steps/%s-%s-%s", p, plan.Kind, end)
					goldenFile(t, name+".txt", written(t, StepsFormats, Text, plan, Options{}))
					if plan.Kind != promote.EnterKind || end != "all-later" {
						continue
					}
					for ext, f := range map[string]Format{"md": Markdown, "json": JSON, "html": HTML} {
						goldenFile(t, name+"."+ext, written(t, StepsFormats, f, plan, Options{}))
					}
				}
			}
		}
	}
}
