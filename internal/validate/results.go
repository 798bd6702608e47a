package validate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Results are what a person found while working through a checklist. Their schema
// is schema/results.schema.json.
type Results struct {
	Format  int    `json:"format"`
	App     string `json:"app"`
	Version string `json:"version"`
	// Digest is that of the checklist that was answered.
	Digest string    `json:"checklist_digest"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Items  []Answer  `json:"items"`
}

// Answer is what was found about one item.
type Answer struct {
	ID     string       `json:"id"`
	Digest string       `json:"digest"`
	Result AnswerResult `json:"result"`
	Note   string       `json:"note,omitempty"`
	At     *time.Time   `json:"at,omitempty"`
	Cells  []AnswerCell `json:"cells,omitempty"`
}

// AnswerCell is the result in one cell of an item's table.
type AnswerCell struct {
	Row    string       `json:"row"`
	Column string       `json:"column"`
	Result AnswerResult `json:"result"`
}

// AnswerResult is the outcome of one item or cell.
type AnswerResult string

// The outcomes of an item.
const (
	AnswerDone          AnswerResult = "done"
	AnswerFailed        AnswerResult = "failed"
	AnswerNotApplicable AnswerResult = "not_applicable"
	AnswerOpen          AnswerResult = "open"
)

// Words are the outcome as people read it.
func (r AnswerResult) Words() string {
	if r == AnswerNotApplicable {
		return "does not apply"
	}
	return string(r)
}

// Settles reports whether the answer leaves nothing to do.
func (a *Answer) Settles() bool { return a.Result == AnswerDone || a.Result == AnswerNotApplicable }

// Count returns how many answers have a result.
func (r *Results) Count(result AnswerResult) int {
	n := 0
	for _, a := range r.Items {
		if a.Result == result {
			n++
		}
	}
	return n
}

// String returns the results in words: "25 done, 2 failed, 1 does not apply".
func (r *Results) String() string {
	var words []string
	for _, result := range []AnswerResult{AnswerDone, AnswerFailed, AnswerNotApplicable, AnswerOpen} {
		if n := r.Count(result); n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, result.Words()))
		}
	}
	return strings.Join(words, ", ")
}

// ReadResults reads evidence that may be results about a version; nil if it is
// something else. The app may have had another id then.
func ReadResults(data []byte, version string) *Results {
	var r Results
	if json.Unmarshal(data, &r) != nil || r.Format != 1 || r.Version != version || r.Digest == "" {
		return nil
	}
	return &r
}

// Answerable is what results about a checklist can answer.
type Answerable struct {
	App, Version, Digest string
	Items                map[string]AnswerableItem
}

// AnswerableItem is one item, with its table where it has one.
type AnswerableItem struct {
	Digest        string
	Rows, Columns []string
}

// maxResults is far more than the results of any checklist have.
const maxResults = 1 << 20

const exportAgain = "save the results again from the page of the checklist"

// ParseResults reads results that must be about a checklist. Where there are
// findings, they must not be used.
func ParseResults(f *source.File, about Answerable) (*Results, []diag.Diagnostic) {
	c := &resultsCheck{file: f, about: about}
	root, at, err := ledger.ScanJSON(f, maxResults, 6)
	if err != nil {
		c.wrong(source.Span{Start: at, End: at}, exportAgain, "the results cannot be read: %v", err)
		return nil, c.found
	}
	if _, found := checkSchema(resultsSchema, &manifest.Document{File: f, Root: root}); len(found) > 0 {
		return nil, withoutFixes(found)
	}
	c.texts(root)
	c.head(root)
	if len(c.found) > 0 {
		return nil, withoutFixes(c.found)
	}
	var r Results
	if err := json.Unmarshal(f.Data, &r); err != nil {
		c.wrong(root.Span, exportAgain, "the results cannot be read: %v", err)
		return nil, c.found
	}
	seen := make(map[string]bool)
	for i, n := range root.Get("items").Items {
		if seen[r.Items[i].ID] {
			c.wrong(n.Get("id").Span, "remove one of the two entries", "the item %q is answered twice", r.Items[i].ID)
		}
		seen[r.Items[i].ID] = true
		c.answer(n, &r.Items[i])
	}
	return &r, withoutFixes(c.found)
}

type resultsCheck struct {
	file  *source.File
	about Answerable
	found []diag.Diagnostic
}

func (c *resultsCheck) wrong(at source.Span, help, format string, args ...any) {
	c.found = append(c.found, diag.Diagnostic{Rule: invalidValue.ID, Severity: diag.Error, File: c.file, Span: at,
		Message: fmt.Sprintf(format, args...), Help: help})
}

// texts refuses texts that a reader of the ledger would not see as they are.
func (c *resultsCheck) texts(n *manifest.Node) {
	if hidden := manifest.Hidden(n.Text); n.Kind == manifest.String && hidden != "" {
		c.wrong(n.Span, "remove the characters that readers cannot see", "the text contains %s", hidden)
	}
	for _, item := range n.Items {
		c.texts(item)
	}
	for _, e := range n.Entries {
		c.texts(e.Value)
	}
}

// head checks that the results are about this app, version and checklist.
func (c *resultsCheck) head(root *manifest.Node) {
	id := c.about.App + "@" + c.about.Version
	again := "create the page again with manifest checklist " + id +
		" --format html; the new page keeps the answers that still apply"
	app, number, digest := root.Get("app"), root.Get("version"), root.Get("checklist_digest")
	switch {
	case app.Text != c.about.App:
		c.wrong(app.Span, "record the results for the right version: manifest test "+app.Text+"@"+number.Text+" --results "+
			"FILE",
			"the results are about the app %q, not %s", app.Text, c.about.App)
	case number.Text != c.about.Version:
		c.wrong(number.Span, "record the results for the right version: manifest test "+
			""+app.Text+"@"+number.Text+" --results FILE",
			"the results are about version %s, not %s", number.Text, c.about.Version)
	case digest.Text != c.about.Digest:
		c.wrong(digest.Span, again, "the checklist of %s has changed since these results were saved", id)
	}
	if by := root.Get("by"); strings.TrimSpace(by.Text) == "" || strings.Contains(by.Text, "\n") {
		c.wrong(by.Span, "enter the name of the person who tested", "%q is not a name", by.Text)
	}
	for _, n := range append([]*manifest.Node{root}, root.Get("items").Items...) {
		if at := n.Get("at"); at != nil {
			if _, err := time.Parse(time.RFC3339, at.Text); err != nil {
				c.wrong(at.Span, exportAgain, "%q is not a time", at.Text)
			}
		}
	}
}

// answer checks one answer, and makes an item with a failed cell a failed one.
func (c *resultsCheck) answer(n *manifest.Node, a *Answer) {
	id, result := n.Get("id"), n.Get("result")
	item, known := c.about.Items[a.ID]
	switch {
	case !known:
		c.wrong(id.Span, exportAgain, "the checklist has no item %q", a.ID)
		return
	case a.Digest != item.Digest:
		c.wrong(n.Get("digest").Span, exportAgain,
			"the item %s has changed since it was answered", a.ID)
		return
	}
	type place struct{ row, column string }
	filled := make(map[place]bool)
	failed := false
	for i, cell := range a.Cells {
		at := n.Get("cells").Items[i]
		switch {
		case !slices.Contains(item.Rows, cell.Row):
			c.wrong(at.Get("row").Span, exportAgain, "the table of %s has no row %q", a.ID, cell.Row)
		case !slices.Contains(item.Columns, cell.Column):
			c.wrong(at.Get("column").Span, exportAgain, "the table of %s has no column %q", a.ID, cell.Column)
		case filled[place{cell.Row, cell.Column}]:
			c.wrong(at.Span, "remove one of the two entries", "the cell %s, %s of %s is filled in "+
				"twice", cell.Row, cell.Column, a.ID)
		}
		filled[place{cell.Row, cell.Column}] = true
		failed = failed || cell.Result == AnswerFailed
	}
	cells := len(item.Rows) * len(item.Columns)
	switch {
	case failed && a.Result != AnswerFailed:
		c.wrong(result.Span, "set the result to failed, and describe in the note what happened",
			"a cell of %s failed, but the result of the item is %q", a.ID, a.Result)
	case a.Result == AnswerDone && len(filled) < cells:
		c.wrong(result.Span, "fill in every cell, or set the result to open",
			"the result of %s is %q, but %d of its %d cells are empty", a.ID, a.Result, cells-len(filled), cells)
	case a.Result == AnswerOpen && cells == 0:
		c.wrong(result.Span, "remove the item", "%s has no table, so its result cannot be %q", a.ID, a.Result)
	case (a.Result == AnswerFailed || a.Result == AnswerNotApplicable) && strings.TrimSpace(a.Note) == "":
		help := "add a note that says what happened"
		if a.Result == AnswerNotApplicable {
			help = "add a note that says why the item does not apply"
		}
		c.wrong(result.Span, help, "the result of %s is %q, but has no note", a.ID, a.Result)
	}
}
