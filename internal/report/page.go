package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/promote"
)

// pageStyle is all the style of a page: light and dark as the reader's system
// has it, readable on a phone, and black on white in print.
//
//go:embed pages/style.css
var pageStyle template.CSS

// pageHead is the start of a page that needs no network.
//
//go:embed pages/head.html
var pageHead string

// workStyle and workScript are of the pages that people work with: they tick, copy
// and save. Without the script everything can be read.
var (
	//go:embed pages/work.css
	workStyle template.CSS
	//go:embed pages/work.js
	workScript template.JS
)

// newPage is the template of a page, which is read when it is needed: with functions
// of its own, the script that it may run, and all its style.
func newPage(name, body string, own template.FuncMap, script template.JS, styles ...template.CSS,
) func() *template.Template {
	return sync.OnceValue(func() *template.Template {
		var style template.CSS
		for _, s := range styles {
			style += s
		}
		return template.Must(template.New(name).Funcs(pageFuncs).Funcs(own).Funcs(template.FuncMap{
			"style": func() template.CSS { return style }, "script": func() template.JS { return script },
			"policy": func() string { return pagePolicy(string(style), string(script)) },
		}).Parse(pageHead + body))
	})
}

// pagePolicy lets a page use its own style and script, and nothing else.
func pagePolicy(style, script string) string {
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	policy := "default-src 'none'; img-src data:; style-src " + hash(style)
	if script != "" {
		policy += "; script-src " + hash(script)
	}
	return policy + "; base-uri 'none'; form-action 'none'"
}

var pageFuncs = template.FuncMap{
	"link":    func(url, text string) pageLink { return pageLink{url, cmp.Or(text, url)} },
	"address": linkAddress,
	"mailto":  func(email string) string { return "mailto:" + email },
	"count":   func(index int) int { return index + 1 },
	"upper":   upperFirst,
	"do":      func(f promote.Field) string { return doWords(&f) },
	"show":    Visible,
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
	"where": whereWords,
	"items": func(n int) string { return diag.Plural(n, "item") },
}

// pageLink is an address with the text that leads there.
type pageLink struct{ URL, Text string }

// linkAddress is an address that a page may link to: on the web, or a mail address.
// It is "" for whatever else a manifest holds in its place.
func linkAddress(address string) template.URL {
	u, err := url.Parse(address)
	if err != nil || Visible(address) != address || strings.ContainsAny(address, " \"<>") {
		return ""
	}
	switch {
	case u.Scheme == "mailto" && strings.Count(u.Opaque, "@") == 1 && u.RawQuery == "":
	case (u.Scheme == "https" || u.Scheme == "http") && u.Host != "":
	default:
		return ""
	}
	return template.URL(address)
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

func writePage(b *bytes.Buffer, t *template.Template, page any) error {
	if err := t.Execute(b, page); err != nil {
		return fmt.Errorf("fill %s: %w", t.Name(), err)
	}
	return nil
}
