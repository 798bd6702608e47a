package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/source"
)

// Drift is how the portal stands to git.
type Drift struct {
	App string `json:"app"`
	// Git and Portal name the two sides: "working manifest", "portal.json".
	Git    string `json:"git"`
	Portal string `json:"portal"`
	// Saved is the version that was saved last, "" if there is none to tell
	// who changed what.
	Saved       string              `json:"saved"`
	Differences []portal.Difference `json:"differences"`
	// NotCompared is what the JSON does not say.
	NotCompared []string `json:"not_compared"`
	// Taken are the paths of the fields that git took from the portal.
	Taken []string `json:"taken"`
	// Take, Import and Steps are the commands that take over one field of the
	// portal, that take over all, and that bring the portal to what git has; ""
	// without drift.
	Take   string `json:"take"`
	Import string `json:"import"`
	Steps  string `json:"steps"`
}

// DriftFormats are the formats of drift.
var DriftFormats = Formats[Drift]{{Text, driftText}, {JSON, asJSON[Drift]}, {Markdown, driftMarkdown}}

func (d *Drift) title() string {
	title := d.App + ": " + d.Git + " and " + d.Portal
	if d.Saved != "" {
		title += ", last saved " + d.Saved
	}
	return title
}

// of returns the differences with one cause.
func (d *Drift) of(cause portal.Cause) []*portal.Difference {
	var list []*portal.Difference
	for i := range d.Differences {
		if d.Differences[i].Cause == cause {
			list = append(list, &d.Differences[i])
		}
	}
	return list
}

func (d *Drift) notCompared() string {
	if len(d.NotCompared) == 0 {
		return ""
	}
	return "not compared, because the portal's JSON does not contain them: " + strings.Join(d.NotCompared, ", ")
}

// count is the outcome in a sentence.
func (d *Drift) count() string {
	verb := "differ"
	if len(d.Differences) == 1 {
		verb = "differs"
	}
	return diag.Plural(len(d.Differences), "field") + " " + verb
}

// driftText writes drift for people at a terminal.
func driftText(b *bytes.Buffer, d Drift, o Options) error {
	paint := style(o.Color).paint
	for _, path := range d.Taken {
		fmt.Fprintf(b, "copied %s from the portal\n", Visible(path))
	}
	fmt.Fprintf(b, "%s\n\n", paint(bold, hanging(Visible(d.title()), 2, o.Width)))
	for _, cause := range portal.Causes() {
		list := d.of(cause)
		if len(list) == 0 {
			continue
		}
		fmt.Fprintf(b, "%s\n", paint(bold, hanging(cause.Means(), 2, o.Width)))
		for _, x := range list {
			fmt.Fprintf(b, "  %s\n    field:  %s\n", Visible(x.Field), Visible(x.Path))
			git, there, saved := driftValues(x)
			fmt.Fprintf(b, "    git:    %s\n", hanging(git+driftPlace(x.GitAt), 12, o.Width))
			fmt.Fprintf(b, "    portal: %s\n", hanging(there+driftPlace(x.PortalAt), 12, o.Width))
			if cause == portal.Both {
				fmt.Fprintf(b, "    saved:  %s\n", hanging(saved, 12, o.Width))
			}
		}
		b.WriteByte('\n')
	}
	if len(d.Differences) == 0 {
		fmt.Fprintln(b, "no drift: the portal matches git")
	} else {
		fmt.Fprintf(b, "%s\n", d.count())
	}
	if notCompared := d.notCompared(); notCompared != "" {
		fmt.Fprintf(b, "%s\n", hanging(Visible(notCompared), 2, o.Width))
	}
	if d.Import != "" {
		fmt.Fprintf(b, "to copy one field from the portal:  %s\n", Visible(d.Take))
		fmt.Fprintf(b, "to copy all fields:                 %s\n", Visible(d.Import))
		fmt.Fprintf(b, "to see what to enter in the portal: %s\n", Visible(d.Steps))
	}
	return nil
}

func driftPlace(p *source.Place) string {
	if p == nil {
		return ""
	}
	return Visible(fmt.Sprintf("  (%s:%d)", p.File.Name, p.File.Position(p.Span.Start).Line))
}

// driftValues are the values of both sides, and the saved one, short enough for
// a line each. Of long texts, the part is shown where they begin to differ.
func driftValues(x *portal.Difference) (git, there, saved string) {
	from := 0
	if x.Git != "" && x.Portal != "" {
		from = commonStart(x.Git, x.Portal)
	}
	return driftValue(x.Git, from), driftValue(x.Portal, from), driftValue(x.Saved, 0)
}

const (
	driftBefore = 24  // characters shown before the first that differs
	driftWidth  = 100 // characters shown of a value
)

func commonStart(a, b string) int {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

func driftValue(s string, from int) string {
	if s == "" {
		return "nothing"
	}
	runes := []rune(s)
	start, end := 0, len(runes)
	if end > driftWidth {
		start = max(0, min(from, end-1)-driftBefore)
		end = min(end, start+driftWidth)
	}
	text := Visible(string(runes[start:end]))
	if start > 0 {
		text = ellipsis + text
	}
	if end < len(runes) {
		text += ellipsis
	}
	return text
}

// driftMarkdown writes drift as a comment or an issue.
func driftMarkdown(b *bytes.Buffer, d Drift, _ Options) error {
	fmt.Fprintf(b, "### Drift: %s\n\n", markdownText(d.title()))
	if len(d.Differences) == 0 {
		fmt.Fprintln(b, "No drift: the portal matches git.")
	} else {
		fmt.Fprintf(b, "**%s.**\n\n| cause | field | git | portal |\n|---|---|---|---|\n", d.count())
	}
	for _, cause := range portal.Causes() {
		for _, x := range d.of(cause) {
			git, there, _ := driftValues(x)
			field := markdownText(strings.ReplaceAll(x.Field, " > ", ": "))
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", cause.Means(), field, markdownCode(git), markdownCode(there))
		}
	}
	if notCompared := d.notCompared(); notCompared != "" {
		fmt.Fprintf(b, "\n%s.\n", markdownText(notCompared))
	}
	if d.Import != "" {
		fmt.Fprint(b, "\nTo copy one field from the portal, to copy all, or to see what to enter in the portal:\n\n")
		fmt.Fprintf(b, "```sh\n%s\n%s\n%s\n```\n", Visible(d.Take), Visible(d.Import), Visible(d.Steps))
	}
	return nil
}
