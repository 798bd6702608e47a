package report

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/schema"
)

// SourcesFormats are the formats of a list that says where facts come from: the
// least certain first, and of these the oldest.
var SourcesFormats = Formats[[]schema.Catalogue]{{Text, sourcesText}, {JSON, sourcesJSON}}

func sourcesText(b *bytes.Buffer, lists []schema.Catalogue, o Options) error {
	rows := [][]string{{"CONFIDENCE", "DATE", "LIST", "ROW", "SOURCE"}}
	for _, s := range sourced(lists) {
		rows = append(rows, []string{string(s.Confidence), s.Date, s.List, s.Row, s.Source})
	}
	table(b, rows, o)
	return nil
}

func sourcesJSON(b *bytes.Buffer, lists []schema.Catalogue, _ Options) error {
	return writeJSON(b, struct {
		Sources []listed `json:"sources"`
	}{sourced(lists)})
}

// listed is a fact with the list that it stands in.
type listed struct {
	List string `json:"list"`
	Row  string `json:"row"`
	schema.Origin
}

// leastCertain are the confidences in the order in which one checks them again.
var leastCertain = []schema.Confidence{schema.Inferred, schema.Reported, schema.Seen, schema.Documented}

func sourced(lists []schema.Catalogue) []listed {
	var all []listed
	for _, l := range lists {
		for _, f := range l.Facts {
			all = append(all, listed{l.File, f.Name, f.Origin})
		}
	}
	slices.SortStableFunc(all, func(a, b listed) int {
		return cmp.Or(
			cmp.Compare(slices.Index(leastCertain, a.Confidence), slices.Index(leastCertain, b.Confidence)),
			cmp.Compare(a.Date, b.Date))
	})
	return all
}

// Certainty says in a few words how sure the facts of a list are, and how old.
func Certainty(facts []schema.Fact) string {
	by := make(map[schema.Confidence]int)
	oldest := ""
	for _, f := range facts {
		by[f.Confidence]++
		if f.Date != "undated" && (oldest == "" || f.Date < oldest) {
			oldest = f.Date
		}
	}
	var parts []string
	for i := len(leastCertain) - 1; i >= 0; i-- {
		if c := leastCertain[i]; by[c] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", by[c], c))
		}
	}
	text := strings.Join(parts, ", ")
	if oldest != "" {
		text += "; oldest source " + oldest
	}
	return text
}
