package report

import (
	"bytes"
	"fmt"
	"html/template"
	"sync"

	"github.com/procore-manifest/manifest/internal/promote"
)

// pageStyle is all the style of a page: light and dark as the reader's system
// has it, readable on a phone, and black on white in print.
const pageStyle = `
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5a6473;--paper:#fff;--line:#d9dee6;--code:#f3f5f8;--good:#1a7f4b;--bad:#b3261e;--open:#8a6100}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#a3adba;--paper:#14181f;--line:#333c49;--code:#1e2530;--good:#5fd39a;--bad:#ff8a80;--open:#f0c465}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:52rem;margin:0 auto;padding:1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.2rem;margin:2rem 0 .5rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
p{margin:.4rem 0}
.soft{color:var(--soft)}
ul.items,ol.screens{list-style:none;margin:0;padding:0}
ul.items>li,ol.screens>li{padding:.6rem 0 .6rem 2rem;border-bottom:1px solid var(--line);position:relative;break-inside:avoid}
.box{position:absolute;left:0;top:.78rem;width:1.15rem;height:1.15rem;border:2px solid var(--soft);border-radius:3px;font:bold .9rem/.95rem sans-serif;text-align:center}
.verified .box{border-color:var(--good);color:var(--good)}
.failing .box{border-color:var(--bad);color:var(--bad)}
.number{position:absolute;left:0;top:.6rem;font-weight:600;color:var(--soft)}
.state{font-weight:600}
.verified .state{color:var(--good)}.failing .state,.once{color:var(--bad)}.lost{color:var(--open);font-weight:600}
.why{color:var(--soft);font-size:.9rem}
code,pre{font:.875rem/1.45 ui-monospace,monospace;background:var(--code);border-radius:4px}
code{padding:.1em .3em;overflow-wrap:anywhere}
pre{margin:.3rem 0;padding:.5rem .65rem;white-space:pre-wrap;overflow-wrap:anywhere}
dl{margin:.3rem 0}dt{font-size:.9rem;color:var(--soft);margin-top:.35rem}dd{margin:0}
@media (max-width:32rem){main{padding:.9rem}h1{font-size:1.3rem}}
@media print{:root{--ink:#000;--soft:#333;--paper:#fff;--line:#999;--code:#fff;--good:#000;--bad:#000;--open:#000}body{font-size:11pt}main{max-width:none;padding:0}pre{border:1px solid #999}h2{break-after:avoid}}
`

// pageHead is the start of a page that needs no network and runs no script.
const pageHead = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>{{.Title}}</title>
<style>{{style}}</style>
</head>
<body>
<main>
`

var pageFuncs = template.FuncMap{
	"style": func() template.CSS { return pageStyle },
	"show":  Visible,
	// remedy takes a remedy apart into prose and commands.
	"remedy": remedyParts,
	// text shows a text of several lines.
	"text": visibleLines,
	"place": func(p promote.Problem) string {
		if p.Place == nil {
			return ""
		}
		return placeText(p.Place)
	},
	"where": func(w promote.Where) string { return whereWords[w.Portal] },
	"mark": func(i promote.Item) string {
		switch {
		case i.State == promote.Failing:
			return "✗"
		case i.Done():
			return "✓"
		}
		return ""
	},
	"class": func(i promote.Item) string {
		if i.State == promote.Open && i.Ticked {
			return "ticked"
		}
		return i.State.String()
	},
}

// visibleLines is text as it may be shown, with its line breaks.
func visibleLines(s string) string {
	var b bytes.Buffer
	for i, line := range bytes.Split([]byte(s), []byte("\n")) {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(Visible(string(line)))
	}
	return b.String()
}

var checklistPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("checklist").Funcs(pageFuncs).Parse(pageHead + `<h1>{{show .Title}}</h1>
<p>App <code>{{show .C.App}}</code>, {{show .C.Distribution}}{{range .C.Components}}, {{show .}}{{end}}. {{show .From}}.</p>
<p class="soft">{{.C.State.Label}}, digest <code>{{show .C.Digest}}</code></p>
<p><strong>{{.Count}}.</strong></p>
{{range .Sections}}<section>
<h2>{{.Title}}</h2>
<ul class="items">
{{range .Items}}<li class="{{class .}}" id="{{.ID}}"><span class="box" role="img" aria-label="{{if .Done}}done{{else if eq .State "failing"}}failing{{else}}open{{end}}">{{mark .}}</span>
{{show .Text}} <code class="soft">{{.ID}}</code>
{{if .Lost}}<p class="lost">was ticked before it changed</p>
{{end}}{{if .Evidence}}<p><span class="state">{{if eq .State "verified"}}Verified{{else}}Known{{end}}:</span> {{show .Evidence}}</p>
{{end}}{{range .Problems}}<p><span class="state">{{show .Message}}</span>{{with place .}} <code>{{.}}</code>{{end}}<br>{{range remedy .Remedy}}{{if .Command}}<code>{{show .Text}}</code>{{else}}{{show .Text}}{{end}}{{end}}</p>
{{end}}{{if ne .State "verified"}}{{range .Where}}<p>{{where .}} <code>{{show .Path}}</code></p>
{{end}}{{with .Values}}<dl>{{range .}}<dt>{{.Label}}</dt><dd><pre>{{text .Text}}</pre></dd>{{end}}</dl>
{{end}}{{end}}<p class="why">{{show .Why}}</p>
</li>
{{end}}</ul>
</section>
{{end}}<section>
<h2>What customers must do</h2>
{{with .C.Customers}}{{if .Must}}<ol>
{{range .Must}}<li>{{show .}}.</li>
{{end}}</ol>
{{else}}<p>Nothing but take the update.</p>
{{end}}<dl>
<dt>A draft of the release notes</dt><dd><pre>{{text .ReleaseNotes}}</pre></dd>
<dt>A draft of the message to company admins: <strong>{{show .Title}}</strong></dt><dd><pre>{{text .Message}}</pre></dd>
</dl>
{{end}}</section>
</main>
</body>
</html>
`))
})

type pageSection struct {
	Title string
	Items []promote.Item
}

// checklistHTML writes a checklist as one page to read, print and send: it
// needs no script and no network.
func checklistHTML(b *bytes.Buffer, c promote.Checklist, _ Options) error {
	page := struct {
		Title, From string
		C           promote.Checklist
		Count       promote.Count
		Sections    []pageSection
	}{Title: Visible("Promotion checklist: " + c.Name + " " + c.Version), From: checklistFrom(&c), C: c, Count: c.Count()}
	for _, s := range promote.Sections() {
		section := pageSection{Title: s.Title()}
		for _, i := range c.Items {
			if i.Section == s {
				section.Items = append(section.Items, i)
			}
		}
		if len(section.Items) > 0 {
			page.Sections = append(page.Sections, section)
		}
	}
	return writePage(b, checklistPage(), page)
}

func writePage(b *bytes.Buffer, t *template.Template, page any) error {
	if err := t.Execute(b, page); err != nil {
		return fmt.Errorf("fill %s: %w", t.Name(), err)
	}
	return nil
}
