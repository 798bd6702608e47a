package report

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/ledger"
)

// LogFormats are the formats of the history of versions, the latest event first.
var LogFormats = Formats[[]ledger.Happening]{{Text, logText}, {JSON, logJSON}}

// logText writes the history of versions, the latest event first.
func logText(b *bytes.Buffer, entries []ledger.Happening, o Options) error {
	if len(entries) == 0 {
		fmt.Fprintln(b, "nothing has happened yet")
		return nil
	}
	paint := style(o.Color).paint
	version, what := 0, 0 // widths of the columns
	for _, e := range entries {
		version, what = max(version, len(e.Version)), max(what, utf8.RuneCountInString(happened(e.Entry)))
	}
	for _, e := range entries {
		gap := strings.Repeat(" ", version-len(e.Version))
		fmt.Fprintf(b, "%s  %s%s", e.At.Format("2006-01-02 15:04"), paint(bold, e.Version), gap)
		fmt.Fprintf(b, "  %-*s", what, happened(e.Entry))
		fmt.Fprintf(b, "  %s", Visible(e.By))
		if e.Commit != "" {
			fmt.Fprintf(b, "  commit %.10s", e.Commit)
		}
		b.WriteByte('\n')
		for _, o := range e.Overrides {
			fmt.Fprintf(b, "    overridden: %s: %s\n", Visible(o.Gate), Visible(o.Reason))
		}
		for line := range strings.Lines(e.Note) {
			fmt.Fprintf(b, "    %s\n", Visible(strings.TrimRight(line, "\n")))
		}
		if e.Evidence != "" {
			fmt.Fprintf(b, "    evidence: %s\n", Visible(e.Evidence))
		}
	}
	return nil
}

// happened says what an entry of a history is about, in a few words.
func happened(e ledger.Entry) string {
	words := string(e.Event)
	if e.From != e.To {
		words += " → " + e.To.Label()
	}
	if e.Result != "" {
		words += " " + string(e.Result)
	}
	return words
}

func logJSON(b *bytes.Buffer, entries []ledger.Happening, _ Options) error {
	return writeJSON(b, struct {
		Entries []ledger.Happening `json:"entries"`
	}{entries})
}
