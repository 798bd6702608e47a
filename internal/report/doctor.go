package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/schema"
)

// Health is how something stands that commands build on.
type Health string

const (
	// Fine means that nothing is to be done.
	Fine Health = "ok"
	// Notable means that some commands know less, or that something is for a
	// person to decide.
	Notable Health = "note"
	// Faulty means that commands fail until it is repaired.
	Faulty Health = "problem"
)

var healthColor = map[Health]string{Fine: "32", Notable: "1;33", Faulty: "1;31"}

// Check is one thing that the doctor looked at.
type Check struct {
	Name   string
	Health Health
	// Found says what is there, Remedy what to do about it, or "".
	Found, Remedy string
}

// Doctor is all that the doctor looked at.
type Doctor struct {
	// Tool is the build of the tool on one line.
	Tool   string
	Checks []Check
}

// Count returns how many checks came out in a way.
func (d *Doctor) Count(h Health) int {
	n := 0
	for _, c := range d.Checks {
		if c.Health == h {
			n++
		}
	}
	return n
}

// DoctorText writes a line for each check, and below it what to do.
func DoctorText(w io.Writer, d Doctor, o Options) error {
	paint := style(o.Color).paint
	names := 0
	for _, c := range d.Checks {
		names = max(names, len(c.Name))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n\n", Visible(d.Tool))
	const healths = len(Faulty) + 2
	indent := healths + names + 2
	below := o.Width > 0 && o.Width < indent+narrowest+4
	if below { // what was found stands below the name of the check
		indent = healths
	}
	for _, c := range d.Checks {
		health := paint(healthColor[c.Health], string(c.Health)) + strings.Repeat(" ", healths-len(c.Health))
		found := hanging(Visible(c.Found), indent, o.Width)
		if below {
			fmt.Fprintf(&b, "%s%s\n%*s%s\n", health, c.Name, indent, "", found)
		} else {
			fmt.Fprintf(&b, "%s%-*s%s\n", health, names+2, c.Name, found)
		}
		if c.Remedy != "" {
			fmt.Fprintf(&b, "%*s%s\n", indent, "", hanging("→ "+Visible(c.Remedy), indent, o.Width))
		}
	}
	if !o.Quiet {
		fmt.Fprintf(&b, "\n%s\n", d.verdict())
	}
	_, err := w.Write(b.Bytes())
	return err
}

// verdict is the last line.
func (d *Doctor) verdict() string {
	problems, notes := d.Count(Faulty), d.Count(Notable)
	switch {
	case problems > 0:
		return fmt.Sprintf("%s, %s.", diag.Plural(problems, "problem"), diag.Plural(notes, "note"))
	case notes > 0:
		return fmt.Sprintf("No problems, %s.", diag.Plural(notes, "note"))
	}
	return "No problems."
}

type healthJSON struct {
	Name   string `json:"name"`
	Health Health `json:"health"`
	Found  string `json:"found"`
	Remedy string `json:"remedy"`
}

// DoctorJSON writes the checks for programs.
func DoctorJSON(w io.Writer, d Doctor) error {
	checks := []healthJSON{}
	for _, c := range d.Checks {
		checks = append(checks, healthJSON(c))
	}
	return encodeJSON(w, struct {
		Format  int            `json:"format"`
		Tool    string         `json:"tool"`
		Checks  []healthJSON   `json:"checks"`
		Summary map[string]int `json:"summary"`
	}{1, d.Tool, checks, map[string]int{"problems": d.Count(Faulty), "notes": d.Count(Notable)}})
}

// SourcesText writes where the facts of lists come from: the least certain
// first, and of these the oldest.
func SourcesText(w io.Writer, lists []schema.Catalogue, o Options) error {
	rows := [][]string{{"CONFIDENCE", "DATE", "LIST", "ROW", "SOURCE"}}
	for _, s := range sourced(lists) {
		rows = append(rows, []string{string(s.Confidence), s.Date, s.list, s.Name, s.Source})
	}
	return table(w, rows, o)
}

type factJSON struct {
	List       string            `json:"list"`
	Row        string            `json:"row"`
	Source     string            `json:"source"`
	Date       string            `json:"date"`
	Confidence schema.Confidence `json:"confidence"`
}

// SourcesJSON writes what SourcesText does, for programs.
func SourcesJSON(w io.Writer, lists []schema.Catalogue) error {
	sources := []factJSON{}
	for _, s := range sourced(lists) {
		sources = append(sources, factJSON{s.list, s.Name, s.Source, s.Date, s.Confidence})
	}
	return encodeJSON(w, struct {
		Format  int        `json:"format"`
		Sources []factJSON `json:"sources"`
	}{1, sources})
}

// listed is a fact with the list that it stands in.
type listed struct {
	schema.Fact
	list string
}

// leastCertain are the confidences in the order in which one checks them again.
var leastCertain = []schema.Confidence{schema.Inferred, schema.Reported, schema.Seen, schema.Documented}

func sourced(lists []schema.Catalogue) []listed {
	var all []listed
	for _, l := range lists {
		for _, f := range l.Facts {
			all = append(all, listed{f, l.File})
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
