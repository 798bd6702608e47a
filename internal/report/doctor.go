package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
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
	Name   string `json:"name"`
	Health Health `json:"health"`
	// Found says what is there, Remedy what to do about it, or "".
	Found  string `json:"found"`
	Remedy string `json:"remedy"`
}

// Doctor is all that the doctor looked at.
type Doctor struct {
	// Tool is the build of the tool on one line.
	Tool   string  `json:"tool"`
	Checks []Check `json:"checks"`
	// All shows in text too what was found where nothing is to be done.
	All bool `json:"-"`
}

// DoctorFormats are the formats of what the doctor looked at.
var DoctorFormats = Formats[Doctor]{{Text, doctorText}, {JSON, doctorJSON}}

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

// doctorText writes a line for each check that found something, and below it what
// to do. The checks that found nothing share one line, or with All have one each.
func doctorText(b *bytes.Buffer, d Doctor, o Options) error {
	paint := style(o.Color).paint
	names := 0
	for _, c := range d.Checks {
		names = max(names, len(c.Name))
	}
	fmt.Fprintf(b, "%s\n\n", Visible(d.Tool))
	const healths = len(Faulty) + 2
	indent := healths + names + 2
	below := o.Width > 0 && o.Width < indent+narrowest+4
	if below { // what was found stands below the name of the check
		indent = healths
	}
	var fine []string
	for _, c := range d.Checks {
		if c.Health == Fine && !d.All {
			fine = append(fine, c.Name)
			continue
		}
		health := paint(healthColor[c.Health], string(c.Health)) + strings.Repeat(" ", healths-len(c.Health))
		found := hanging(Visible(c.Found), indent, o.Width)
		if below {
			fmt.Fprintf(b, "%s%s\n%*s%s\n", health, c.Name, indent, "", found)
		} else {
			fmt.Fprintf(b, "%s%-*s%s\n", health, names+2, c.Name, found)
		}
		if c.Remedy != "" {
			fmt.Fprintf(b, "%*s%s\n", indent, "", hanging("→ "+Visible(c.Remedy), indent, o.Width))
		}
	}
	if len(fine) > 0 {
		health := paint(healthColor[Fine], string(Fine)) + strings.Repeat(" ", healths-len(Fine))
		fmt.Fprintf(b, "%s%s\n", health, hanging(strings.Join(fine, ", "), healths, o.Width))
	}
	if !o.Quiet {
		fmt.Fprintf(b, "\n%s\n", d.verdict())
	}
	return nil
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

func doctorJSON(b *bytes.Buffer, d Doctor, _ Options) error {
	return writeJSON(b, struct {
		Doctor
		Summary map[string]int `json:"summary"`
	}{d, map[string]int{"problems": d.Count(Faulty), "notes": d.Count(Notable)}})
}
