package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"sync"

	"github.com/procore-manifest/manifest/internal/promote"
)

// pageStyle is all the style of a page: light and dark as the reader's system
// has it, readable on a phone, and black on white in print.
//
//go:embed pages/style.css
var pageStyle template.CSS

// pageHead is the start of a page that needs no network and runs no script.
//
//go:embed pages/head.html
var pageHead string

// newPage is the template of a page, which is read when it is needed.
func newPage(name, body string) func() *template.Template {
	return sync.OnceValue(func() *template.Template {
		return template.Must(template.New(name).Funcs(pageFuncs).Parse(pageHead + body))
	})
}

var pageFuncs = template.FuncMap{
	"style": func() template.CSS { return pageStyle },
	"do":    func(f promote.Field) string { return doWords(&f) },
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
	"where": whereWords,
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

func writePage(b *bytes.Buffer, t *template.Template, page any) error {
	if err := t.Execute(b, page); err != nil {
		return fmt.Errorf("fill %s: %w", t.Name(), err)
	}
	return nil
}
