package report

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/procore-manifest/manifest/schema"
)

// SourcesFormats are the formats of a list that says where facts come from.
var SourcesFormats = Formats[[]Source]{{Text, sourcesText}, {JSON, sourcesJSON}, {Markdown, sourcesMarkdown}}

func sourcesText(b *bytes.Buffer, facts []Source, o Options) error {
	if len(facts) == 0 {
		fmt.Fprintln(b, "no sources need to be checked again")
		return nil
	}
	rows := [][]string{{"CONFIDENCE", "DATE", "LIST", "ROW", "SOURCE"}}
	for _, s := range facts {
		rows = append(rows, []string{string(s.Confidence), s.Date, s.List, s.Row, s.Source})
	}
	table(b, rows, o)
	return nil
}

func sourcesJSON(b *bytes.Buffer, facts []Source, _ Options) error {
	return writeJSON(b, struct {
		Sources []Source `json:"sources"`
	}{append([]Source{}, facts...)})
}

// sourcesMarkdown is a table to work through, with a column for what was found.
func sourcesMarkdown(b *bytes.Buffer, facts []Source, _ Options) error {
	b.WriteString("| list | row | source | date | confidence | found |\n|---|---|---|---|---|---|\n")
	for _, s := range facts {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | |\n", markdownText(s.List), markdownText(s.Row), markdownText(s.Source),
			markdownText(s.Date), markdownText(string(s.Confidence)))
	}
	return nil
}

// Source is a fact with the list that it stands in.
type Source struct {
	List string `json:"list"`
	Row  string `json:"row"`
	schema.Origin
}

// leastCertain are the confidences in the order in which one checks them again.
var leastCertain = []schema.Confidence{schema.Inferred, schema.Reported, schema.Seen, schema.Documented}

// Sources returns the facts of all lists, the least certain first, and of these the
// oldest.
func Sources(lists []schema.Catalogue) []Source {
	var all []Source
	for _, l := range lists {
		for _, f := range l.Facts {
			all = append(all, Source{l.File, f.Name, f.Origin})
		}
	}
	slices.SortStableFunc(all, func(a, b Source) int {
		return cmp.Or(
			cmp.Compare(slices.Index(leastCertain, a.Confidence), slices.Index(leastCertain, b.Confidence)),
			cmp.Compare(a.Date, b.Date))
	})
	return all
}

// Stale returns the facts whose source is older than a day, the oldest first. What
// has no date may be of any age and comes first.
func Stale(lists []schema.Catalogue, before time.Time) []Source {
	age := func(s Source) string {
		if s.Date == "undated" {
			return ""
		}
		return s.Date
	}
	day := before.Format(time.DateOnly)
	all := slices.DeleteFunc(Sources(lists), func(s Source) bool { return age(s) >= day })
	slices.SortStableFunc(all, func(a, b Source) int { return cmp.Compare(age(a), age(b)) })
	return all
}
