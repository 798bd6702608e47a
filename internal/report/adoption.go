package report

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/sandbox"
)

// Adoption is which company runs which version.
type Adoption struct {
	App         string `json:"app"`
	Environment string `json:"environment"`
	// Published is the number that customers should have, "" if nothing is
	// published.
	Published string            `json:"published"`
	Companies []CompanyAdoption `json:"companies"`
	// InUse says which versions count as those that customers run, nil if no
	// file does.
	InUse *InUse `json:"in_use"`
	// From is the saved answer that was read, "" for none. ByHand says that
	// nothing was read.
	From   string `json:"from"`
	ByHand bool   `json:"-"`
}

// AdoptionFormats are the formats of an adoption.
var AdoptionFormats = Formats[Adoption]{{Text, adoptionText}, {JSON, asJSON[Adoption]}, {CSV, adoptionCSV}}

// CompanyAdoption is what one company runs. It is kept between runs too.
type CompanyAdoption struct {
	Company sandbox.Named `json:"company"`
	// Sandbox says that the company is no customer.
	Sandbox bool `json:"sandbox"`
	// Status is installed, uninstalled, not_found or unread.
	Status string `json:"status"`
	// Version is the number that is installed, "" if it is not known.
	Version string `json:"version"`
	// Standing is current, behind, ahead or unknown.
	Standing string `json:"standing"`
	// Update says whether Procore offers one: offered, none or unknown.
	Update string `json:"update"`
	// Reapply says whether permissions are being applied again: pending, none
	// or unknown.
	Reapply string `json:"reapply"`
	// Note says what could not be read and why.
	Note   string    `json:"note"`
	ReadAt time.Time `json:"read_at"`
}

// Unread returns how many companies could not be read.
func (a *Adoption) Unread() int {
	return a.with(func(c *CompanyAdoption) bool { return c.Status == "unread" })
}

func (a *Adoption) with(is func(*CompanyAdoption) bool) int {
	n := 0
	for i := range a.Companies {
		if is(&a.Companies[i]) {
			n++
		}
	}
	return n
}

// Label returns the company's name and number, and says which it lacks.
func (c *CompanyAdoption) Label() string {
	return c.name() + " (" + c.number() + ")"
}

func (c *CompanyAdoption) name() string { return cmp.Or(c.Company.Name, "no name") }

func (c *CompanyAdoption) number() string {
	if c.Company.ID == 0 {
		return "no number"
	}
	return c.Company.ID.String()
}

// installed is the version that is installed, or that its number is not known.
func (c *CompanyAdoption) installed() string {
	if c.Status == "installed" {
		return cmp.Or(c.Version, "no number")
	}
	return orNone(c.Version)
}

func (c *CompanyAdoption) note() string {
	if !c.Sandbox {
		return c.Note
	}
	return strings.TrimSuffix("sandbox, not counted; "+c.Note, "; ")
}

// summary counts the companies by what matters about them.
func (a *Adoption) summary() string {
	text := diag.Plural(len(a.Companies), "company")
	standing := func(word string) func(*CompanyAdoption) bool {
		return func(c *CompanyAdoption) bool { return !c.Sandbox && c.Status == "installed" && c.Standing == word }
	}
	for _, part := range []struct {
		words string
		is    func(*CompanyAdoption) bool
	}{
		{"current", standing("current")}, {"behind", standing("behind")}, {"ahead", standing("ahead")},
		{"unknown", standing("unknown")},
		{"re-applying permissions", func(c *CompanyAdoption) bool { return !c.Sandbox && c.Reapply == "pending" }},
		{"uninstalled", func(c *CompanyAdoption) bool { return !c.Sandbox && c.Status == "uninstalled" }},
		{"without the app", func(c *CompanyAdoption) bool { return !c.Sandbox && c.Status == "not_found" }},
		{"in sandboxes", func(c *CompanyAdoption) bool { return c.Sandbox }},
		{"not read", func(c *CompanyAdoption) bool { return c.Status == "unread" }},
	} {
		if n := a.with(part.is); n > 0 {
			text += fmt.Sprintf(", %d %s", n, part.words)
		}
	}
	if a.Published == "" {
		return text + "; nothing is published yet, so no company is behind"
	}
	return text + "; published: " + a.Published
}

var adoptionHeadings = []string{"COMPANY", "ID", "STATUS", "VERSION", "STANDING", "UPDATE", "RE-APPLY", "NOTE"}

func adoptionText(b *bytes.Buffer, a Adoption, o Options) error {
	if len(a.Companies) > 0 {
		rows := [][]string{adoptionHeadings}
		for i := range a.Companies {
			c := &a.Companies[i]
			rows = append(rows, []string{
				c.name(), c.number(), outcomeWords(c.Status), c.installed(),
				c.Standing, c.Update, c.Reapply, c.note(),
			})
		}
		table(b, rows, o)
		b.WriteByte('\n')
	}
	if !a.ByHand {
		fmt.Fprintln(b, Visible(a.summary()))
	}
	if a.InUse != nil {
		fmt.Fprintln(b, Visible(a.InUse.line()))
	}
	return nil
}

// adoptionCSV writes it for a spreadsheet. Text that a spreadsheet would take
// for a formula gets an apostrophe before it.
func adoptionCSV(b *bytes.Buffer, a Adoption, _ Options) error {
	out := csv.NewWriter(b)
	out.Write([]string{"company", "id", "status", "version", "standing", "update", "reapply", "note", "read_at"})
	for i := range a.Companies {
		c := &a.Companies[i]
		out.Write([]string{
			unformula(c.Company.Name), c.Company.ID.String(), c.Status, unformula(c.Version),
			c.Standing, c.Update, c.Reapply, unformula(c.note()), c.ReadAt.UTC().Format(time.RFC3339),
		})
	}
	out.Flush()
	return out.Error()
}

func unformula(s string) string {
	s = Visible(s)
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
