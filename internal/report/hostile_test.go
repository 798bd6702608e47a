package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"github.com/santhosh-tekuri/jsonschema/v5"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// hostile is what a value, a file name or a comment may hold.
var hostile = []struct{ name, text string }{
	{"escape sequence", "a \x1b[31mred\x1b[0m \x07 \u009b2J b"},
	{"workflow command", "::error file=x::y ::stop-commands::z ##[add-mask]q"},
	{"percent escapes", "100% %0A %0D %25 %3A,%2C:="},
	{"newlines", "a\nb\r\nc\rd\n::error::e"},
	{"end of CDATA", "a ]]> b <![CDATA[ c"},
	{"HTML", "</script><img src=x onerror=alert(1)><!-- a --> &amp; &#64;"},
	{"backticks", "`a` ``b`` ``` c``` `` ` `"},
	{"pipes", `a|b \| c \\| d | \\\|e f\ |g`},
	{"Markdown", "![i](http://x.test/a.png) [l](http://x.test) **b** _c_ ~~d~~ # 1. - * \\"},
	{"autolinks", "http://x.test www.x.test a@x.test <http://x.test> mailto:a@x.test"},
	{"mentions", "@octocat @org/team #123 GH-1 org/repo#1 :tada: 0123456789abcdef"},
	{"bidi", "a\u202eb\u2066c\u200bd\u200de\ufefff"},
	{"emoji", "👩‍🚒 🇩🇪 👍🏽 e\u0301"},
	{"line separators", "a\u2028b\u2029c\u0085d"},
	{"quotes", `"a" 'b' \"c\" \`},
	{"SARIF", "{0} {{region}} [a](1) [b](http://x.test)"},
	{"bare punctuation", "a ... b"},
	{"not UTF-8", "a\xffb\xc3"},
	{"not XML", "a\x00b\uFFFEc\uFFFF\v"},
}

// hostileLint has one finding whose every text is s.
func hostileLint(s string) Lint {
	f := source.New("dir/"+s+"/m.yaml", []byte("a: "+s+"\nb: c\n"))
	return Lint{
		Files: 1,
		Tool:  tool, Fix: fixCommand,
		Rules: []Rule{{ID: "r", Severity: diag.Error, Summary: s, Why: s, URL: "https://example.com/r"}},
		Findings: []diag.Diagnostic{{
			Rule: "r", Severity: diag.Error, File: f, Span: source.Span{Start: 3, End: 3 + len(s)},
			Message: "value " + s + " is wrong", Label: s, Help: "use " + s,
			Fix:     &diag.Fix{Title: s, Edits: []diag.Edit{{Span: source.Span{Start: 3, End: 4}, Text: s}}},
			Related: []diag.Related{{File: f, Span: source.Span{Start: 0, End: 1}, Message: s}},
		}},
	}
}

// replaced is what a reader of JSON gets for bytes that are not UTF-8.
func replaced(s string) string { return string([]rune(s)) }

func TestHostile(t *testing.T) {
	for _, tt := range hostile {
		l := hostileLint(tt.text)
		d := &l.Findings[0]
		for _, f := range formatsOf(LintFormats) {
			t.Run(string(f)+"/"+tt.name, func(t *testing.T) {
				readerOf(f)(t, render(t, f, l, Options{}), d)
			})
		}
	}
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// readerOf returns the reader of a format. One that has none must at least bring
// the message, escaped in whatever way, and nothing that drives a terminal; a
// format that programs read gets its own reader in readBack.
func readerOf(f Format) func(t *testing.T, out string, d *diag.Diagnostic) {
	if read := readBack[f]; read != nil {
		return read
	}
	return func(t *testing.T, out string, d *diag.Diagnostic) {
		nothingHidden(t, out)
		if !strings.Contains(out, " is wrong") { // how the message ends
			t.Errorf("the message %q is not in %q", d.Message, out)
		}
	}
}

// readBack holds readers that share no code with the writers.
var readBack = map[Format]func(t *testing.T, out string, d *diag.Diagnostic){
	Text: func(t *testing.T, out string, d *diag.Diagnostic) {
		nothingHidden(t, out)
		head, _, _ := strings.Cut(out, "\n")
		equal(t, "first line", head, Visible(d.File.Name)+":1:4: error: "+Visible(d.Message)+" [r]")
	},
	JSON: func(t *testing.T, out string, d *diag.Diagnostic) {
		var got struct {
			Findings []struct{ Message, Help, File string }
		}
		decode(t, out, &got)
		checkSchema(t, "../../schema/findings.schema.json", out)
		equal(t, "message", got.Findings[0].Message, replaced(d.Message))
		equal(t, "help", got.Findings[0].Help, replaced(d.Help))
		equal(t, "file", got.Findings[0].File, replaced(d.File.Name))
	},
	SARIF: func(t *testing.T, out string, d *diag.Diagnostic) {
		var got sarifLog
		decode(t, out, &got)
		checkSchema(t, "testdata/schemas/sarif-2.1.0.json", out)
		r := got.Runs[0].Results[0]
		equal(t, "message", strings.ReplaceAll(r.Message.Text, `\[`, `[`), replaced(sentence(d)))
		name, err := url.PathUnescape(r.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		if err != nil {
			t.Error(err)
		}
		equal(t, "uri", name, repositoryPath(d.File.Name))
		equal(t, "fix", r.Fixes[0].Changes[0].Replacements[0].InsertedContent.Text, replaced(d.Fix.Edits[0].Text))
	},
	GitHub: func(t *testing.T, out string, d *diag.Diagnostic) {
		command, properties, data := workflowCommand(t, strings.TrimSuffix(out, "\n"))
		equal(t, "command", command, "error")
		equal(t, "file", properties["file"], controlsVisible(repositoryPath(d.File.Name)))
		equal(t, "message", data, controlsVisible(fmt.Sprintf("%s\nhelp: %s\nnote: %s:1:1: %s",
			d.Message, d.Help, d.File.Name, d.Related[0].Message)))
	},
	GitLab: func(t *testing.T, out string, d *diag.Diagnostic) {
		var got []gitlabFinding
		decode(t, out, &got)
		checkSchema(t, "testdata/schemas/gitlab-codequality.json", out)
		equal(t, "description", got[0].Description, replaced(sentence(d)))
		equal(t, "path", got[0].Location.Path, replaced(repositoryPath(d.File.Name)))
	},
	JUnit: func(t *testing.T, out string, d *diag.Diagnostic) {
		checkJUnit(t, out)
		var got junitSuites
		if err := xml.Unmarshal([]byte(out), &got); err != nil {
			t.Fatal(err)
		}
		suite := got.Suites[0]
		if got.Tests != 1 || got.Failures != 1 || suite.Tests != 1 || suite.Failures != 1 || len(suite.Cases) != 1 {
			t.Fatalf("got %+v, want one case that fails", got)
		}
		equal(t, "message", suite.Cases[0].Failure.Message, xmlVisible(d.Message))
		equal(t, "classname", suite.Cases[0].Classname, xmlVisible(d.File.Name))
		if text := suite.Cases[0].Failure.Text; !strings.Contains(text, xmlVisible(d.Help)) {
			t.Errorf("failure text: got %q, want it to contain the help %q", text, d.Help)
		}
	},
	RDJSON: func(t *testing.T, out string, d *diag.Diagnostic) {
		var got rdReport
		decode(t, out, &got)
		checkSchema(t, "testdata/schemas/rdjson.json", out)
		equal(t, "message", got.Diagnostics[0].Message, replaced(sentence(d)))
		equal(t, "path", got.Diagnostics[0].Location.Path, replaced(repositoryPath(d.File.Name)))
	},
	Markdown:     markdownComment,
	MarkdownFull: markdownComment,
}

// markdownComment reads the only error of a comment.
func markdownComment(t *testing.T, out string, d *diag.Diagnostic) {
	items := markdownItems(t, out)
	if len(items) != 1 {
		t.Fatalf("got %d items, %q, want one, from\n%s", len(items), items, out)
	}
	// Quotation marks are left out where code stands out by itself.
	plain := func(s string) string { return strings.ReplaceAll(s, `"`, "") }
	want := fmt.Sprintf("%s. %s. %s:%d · r", upperFirst(Visible(d.Message)), upperFirst(Visible(d.Help)), Visible(d.File.Name), d.Start().Line)
	equal(t, "error", plain(items[0]), plain(want))
}

func decode(t *testing.T, out string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(out), v); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
}

var schemas = map[string]*jsonschema.Schema{}

func checkSchema(t *testing.T, file, out string) {
	t.Helper()
	schema := schemas[file]
	if schema == nil {
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer data.Close()
		c := jsonschema.NewCompiler()
		c.AssertFormat = true
		if err := c.AddResource(filepath.Base(file), data); err != nil {
			t.Fatal(err)
		}
		schema = c.MustCompile(filepath.Base(file))
		schemas[file] = schema
	}
	var v any
	decode(t, out, &v)
	if err := schema.Validate(v); err != nil {
		t.Errorf("%s: %#v", file, err)
	}
}

// workflowCommand reads a line as the runner does.
func workflowCommand(t *testing.T, line string) (command string, properties map[string]string, data string) {
	t.Helper()
	if strings.ContainsAny(line, "\r\n") {
		t.Fatalf("more than one line: %q", line)
	}
	rest, ok := strings.CutPrefix(line, "::")
	head, data, found := strings.Cut(rest, "::")
	if !ok || !found {
		t.Fatalf("not a command: %q", line)
	}
	command, list, _ := strings.Cut(head, " ")
	properties = map[string]string{}
	for _, p := range strings.Split(list, ",") {
		key, value, _ := strings.Cut(p, "=")
		properties[key] = unescape(value, "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",")
	}
	return command, properties, unescape(data, "%0D", "\r", "%0A", "\n")
}

func unescape(s string, pairs ...string) string {
	return strings.ReplaceAll(strings.NewReplacer(pairs...).Replace(s), "%25", "%")
}

// controlsVisible makes control characters, but no line breaks, visible.
func controlsVisible(s string) string {
	return strings.NewReplacer("\x1b", `\x1b`, "\x07", `\x07`, "\u009b", `\u009b`, "\u0085", `\u0085`,
		"\u2028", `\u2028`, "\u2029", `\u2029`, "\x00", `\x00`, "\v", `\x0b`,
		"a\xffb\xc3", `a\xffb\xc3`).Replace(s)
}

func xmlVisible(s string) string {
	return strings.NewReplacer("\x1b", `\x1b`, "\x07", `\x07`, "\x00", `\x00`, "\v", `\x0b`,
		"\uFFFE", `\ufffe`, "\uFFFF", `\uffff`, "a\xffb\xc3", `a\xffb\xc3`).Replace(s)
}

// ownHTML is what a comment brings by itself.
var ownHTML = []string{"<sub>", "</sub>", "<br>", "<details>", "</details>", "<summary>", "</summary>"}

var ownSummary = regexp.MustCompile(`^<summary>[0-9]+ [a-z0-9 ]+</summary>$`)

// markdownItems returns the text of the items of lists, and refuses whatever a finding
// must not bring along.
func markdownItems(t *testing.T, out string) (items []string) {
	t.Helper()
	data := []byte(out)
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(data))
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML:
			if html := string(n.Segments.Value(data)); !slices.Contains(ownHTML, html) {
				t.Errorf("a finding brought %s: %s", html, out)
			}
		case *ast.HTMLBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				if html := strings.TrimSpace(string(line.Value(data))); !slices.Contains(ownHTML, html) && !ownSummary.MatchString(html) {
					t.Errorf("a finding brought %s: %s", html, out)
				}
			}
		case *ast.Link, *ast.Image, *ast.AutoLink, *east.Strikethrough:
			t.Errorf("a finding brought a %s: %s", n.Kind(), out)
		case *ast.Text:
			if _, code := n.Parent().(*ast.CodeSpan); !code && strings.ContainsAny(string(n.Value(data)), "@#<[`*_~\\|") {
				t.Errorf("outside code: %q", n.Value(data))
			}
		case *ast.ListItem:
			items = append(items, inlineText(n, data))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func inlineText(n ast.Node, data []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Value(data))
		default:
			b.WriteString(inlineText(c, data))
		}
	}
	return b.String()
}

// What GitHub would cut is in the log, where nothing in it is a command.
func TestGitHubOverflow(t *testing.T) {
	var l Lint
	for i := range 25 {
		f := source.New("::error::x", []byte("a: b\n"))
		l.Findings = append(l.Findings, diag.Diagnostic{
			Rule: "r", File: f, Severity: diag.Severity(i%2) + diag.Warning, Message: fmt.Sprintf("finding-%d.", i),
		})
	}
	annotations := map[string]int{}
	var log []string
	stop := ""
	for line := range strings.Lines(render(t, GitHub, l, Options{})) {
		line = strings.TrimSuffix(line, "\n")
		if stop != "" {
			if line == "::"+stop+"::" {
				stop = ""
			} else {
				log = append(log, line)
			}
			continue
		}
		command, _, data := workflowCommand(t, line)
		if command == "stop-commands" {
			stop = data
			continue
		}
		annotations[command]++
		log = append(log, data)
	}
	if annotations["error"] != 10 || annotations["warning"] != 10 || len(annotations) != 2 || stop != "" {
		t.Errorf("got %v and the word %q, want ten of each and no word", annotations, stop)
	}
	all := strings.Join(log, "\n")
	for i := range l.Findings {
		if n := strings.Count(all, l.Findings[i].Message); n != 1 {
			t.Errorf("%q: got %d times, want once", l.Findings[i].Message, n)
		}
	}
}

// The golden files satisfy the schemas too.
func TestSchemas(t *testing.T) {
	for _, l := range []Lint{sample(), {Tool: tool}} {
		for f, schema := range map[Format]string{
			JSON: "../../schema/findings.schema.json", SARIF: "testdata/schemas/sarif-2.1.0.json",
			GitLab: "testdata/schemas/gitlab-codequality.json", RDJSON: "testdata/schemas/rdjson.json",
		} {
			checkSchema(t, schema, render(t, f, l, Options{}))
		}
		checkJUnit(t, render(t, JUnit, l, Options{}))
	}
}

// noWrap checks that the first snippet, its carets and its label stay within the
// terminal.
func noWrap(t *testing.T, out string, first *diag.Diagnostic, width int) {
	t.Helper()
	rows := strings.Split(out, "\n")
	if width == 0 || !hasText(first) {
		return
	}
	gutter := strings.Index(rows[1], "|") + 2
	for _, row := range rows[2:4] {
		if w := uniseg.StringWidth(row); w > max(width, gutter+narrowest) {
			t.Errorf("%d columns on a terminal of %d: %q", w, width, row)
		}
	}
}

func FuzzWriteLint(f *testing.F) {
	for _, h := range hostile {
		f.Add([]byte("a: "+h.text+"\nb\n"), h.text, h.text, 3, 9, 40)
	}
	for _, c := range caretCases {
		line, span := marks(c.line)
		f.Add([]byte(line), c.name, c.shown, span.Start, span.End, 25)
	}
	f.Fuzz(func(t *testing.T, data []byte, name, message string, start, end, width int) {
		start = min(max(start, 0), len(data))
		end = min(max(end, start), len(data))
		width = min(max(width, 0), 400)
		file := source.New(name, data)
		span := source.Span{Start: start, End: end}
		l := Lint{Files: 1, Tool: tool, Rules: rules}
		for i := range 12 { // enough for GitHub's overflow
			l.Findings = append(l.Findings, diag.Diagnostic{
				Rule: "unknown-view", Severity: diag.Error, File: file, Span: span,
				Message: message, Label: message, Help: name,
				Fix:     &diag.Fix{Title: message, Edits: []diag.Edit{{Span: span, Text: message}}},
				Related: []diag.Related{{File: file, Span: span, Message: message}},
			})
			if i == 0 {
				l.Findings[0].Severity = diag.Info
			}
		}
		for _, format := range formatsOf(LintFormats) {
			out := render(t, format, l, Options{Width: width})
			switch format {
			case Text:
				for _, r := range out {
					if hidden(r) && r != '\n' && r != joiner || r == '\uFFFD' && !strings.ContainsRune(name+message+string(data), r) {
						t.Errorf("hidden %q in %q", r, out)
					}
				}
				noWrap(t, out, &l.Findings[0], width)
			case JSON, SARIF, GitLab, RDJSON:
				if !json.Valid([]byte(out)) {
					t.Errorf("not JSON: %s", out)
				}
			case JUnit:
				var suites junitSuites
				if err := xml.Unmarshal([]byte(out), &suites); err != nil || len(suites.Suites[0].Cases) != 12 {
					t.Errorf("%v in %s", err, out)
				}
			case GitHub:
				if strings.Contains(out, "\r") || !strings.HasPrefix(out, "::error ") {
					t.Errorf("got %q", out)
				}
			case Markdown:
				if items := markdownItems(t, out); len(items) != 12 {
					t.Fatalf("got %d items, want 12: %s", len(items), out)
				}
			default:
				nothingHidden(t, out)
			}
		}
	})
}
