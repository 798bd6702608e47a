package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/promote"
)

// StepsFormats are the formats of a click plan.
var StepsFormats = Formats[promote.Plan]{
	{Text, stepsText}, {Markdown, stepsMarkdown}, {JSON, asJSON[promote.Plan]}, {HTML, stepsHTML}, {Mail, stepsMail},
}

// stepsHead says what cannot be undone or done, before anything is clicked.
func stepsHead(p *promote.Plan) (title string, lines []string) {
	once := "nothing in this plan"
	if len(p.OneWay) > 0 {
		once = strings.Join(p.OneWay, "; ")
	}
	return "Cannot be undone: " + once + ".", p.Blocked
}

// doWords say what is done with a field, beside its label; a value that is
// entered or chosen stands for itself.
func doWords(f *promote.Field) string {
	switch {
	case (f.Do == promote.Enter || f.Do == promote.Choose) && f.Value != "":
		return ""
	case f.Do == promote.Enter:
		return "fill in"
	case f.Do == promote.Clear:
		return "leave empty"
	case f.Do == promote.Unset && f.Value == "":
		return "off"
	case f.Do == promote.Unset:
		return "remove"
	case f.Do == promote.Select && f.Value == "":
		return "on"
	case f.Do == promote.Select:
		return "select"
	case f.Do == promote.Look && f.Value != "":
		return ""
	}
	return string(f.Do)
}

// fieldText is what stands beside the label of a field, by line.
func fieldText(f *promote.Field) []string {
	words := doWords(f)
	value := strings.TrimRight(f.Value, "\n")
	var lines []string
	switch {
	case value == "":
		lines = []string{words}
	case words == "":
		lines = strings.Split(value, "\n")
	default:
		lines = strings.Split(words+" "+value, "\n")
	}
	for i := range lines {
		lines[i] = Visible(lines[i])
	}
	return lines
}

// stepAfter is what follows the fields of a screen: buttons, what is to be
// seen, and where asked for the command.
func stepAfter(s *promote.Screen, record bool) []string {
	var after []string
	if len(s.Press) > 0 {
		after = append(after, "then "+strings.Join(s.Press, ", "))
	}
	if s.Shows != "" {
		after = append(after, Visible(s.Shows))
	}
	if s.Record != "" && record {
		after = append(after, "then: "+Visible(s.Record))
	}
	return after
}

// nothingToEnter is what a plan says that has no screens and nothing that the
// portal cannot do. "" for any other.
func nothingToEnter(p *promote.Plan) string {
	switch {
	case len(p.Screens)+len(p.Blocked) > 0:
		return ""
	case len(p.Notes) > 0:
		return "nothing to enter in the forms; read the notes"
	}
	return fmt.Sprintf("nothing to enter: %s is saved in the portal", markAdopted(p.To, p.Adopted))
}

// stepsText writes a plan for people at a terminal. Values stand alone on their
// lines, to be copied; they are not wrapped.
func stepsText(b *bytes.Buffer, p promote.Plan, o Options) error {
	paint := style(o.Color).paint
	fmt.Fprintln(b, paint(bold, hanging(Visible(stepsTitle(&p)), 0, o.Width)))
	if nothing := nothingToEnter(&p); nothing != "" {
		fmt.Fprintln(b, hanging(Visible(nothing), 0, o.Width))
	} else {
		once, blocked := stepsHead(&p)
		fmt.Fprintln(b, hanging(Visible(once), 0, o.Width))
		for _, s := range blocked {
			fmt.Fprintln(b, paint("31", hanging(Visible("Cannot be done: "+s+"."), 0, o.Width)))
		}
	}
	for _, n := range p.Notes {
		fmt.Fprintln(b, hanging(Visible("Note: "+n+"."), 0, o.Width))
	}
	for _, version := range p.Adopted {
		fmt.Fprintf(b, "Note: %s was adopted.\n", Visible(version))
	}
	for i := range p.Screens {
		s := &p.Screens[i]
		fmt.Fprintf(b, "\n%-2d %s\n", i+1, paint(bold, hanging(Visible(s.Title), 3, o.Width)))
		stepFields(b, s)
		for _, line := range stepAfter(s, p.Next == "" || i < len(p.Screens)-1) { // the last one stands below
			fmt.Fprintf(b, "   %s\n", hanging(line, 3, o.Width))
		}
	}
	nextLine(b, p.Next, o)
	return nil
}

// nextLine writes the command to run next, whole, to be copied.
func nextLine(b *bytes.Buffer, next string, o Options) {
	if next != "" && !o.Quiet {
		fmt.Fprintf(b, "next: %s\n", Visible(next))
	}
}

func stepFields(b *bytes.Buffer, s *promote.Screen) {
	width := 13
	for i := range s.Fields {
		if n := uniseg.StringWidth(Visible(s.Fields[i].Label)); n <= 48 {
			width = max(width, n)
		}
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		label := Visible(f.Label)
		for j, line := range fieldText(f) {
			if j > 0 {
				label = ""
			}
			fmt.Fprintln(b, strings.TrimRight("   "+padded(label, width)+"  "+line, " "))
		}
		if f.Note != "" {
			fmt.Fprintf(b, "   %s  (%s)\n", strings.Repeat(" ", width), Visible(f.Note))
		}
	}
}

// stepsMarkdown writes a plan with a box for each screen.
func stepsMarkdown(b *bytes.Buffer, p promote.Plan, _ Options) error {
	fmt.Fprintf(b, "# %s\n\n", markdownText(stepsTitle(&p)))
	if nothing := nothingToEnter(&p); nothing != "" {
		fmt.Fprintf(b, "%s.\n", markdownText(nothing))
	} else {
		once, blocked := stepsHead(&p)
		fmt.Fprintf(b, "**%s**\n", markdownText(once))
		for _, s := range blocked {
			fmt.Fprintf(b, "\n**Cannot be done:** %s.\n", markdownText(s))
		}
	}
	for _, n := range p.Notes {
		fmt.Fprintf(b, "\nNote: %s.\n", markdownText(n))
	}
	if len(p.Screens) > 0 {
		b.WriteByte('\n')
	}
	for i := range p.Screens {
		s := &p.Screens[i]
		once := ""
		if s.OneWay {
			once = " **Cannot be undone.**"
		}
		fmt.Fprintf(b, "- [ ] %s%s\n", markdownText(s.Title), once)
		for j := range s.Fields {
			f := &s.Fields[j]
			note, words := "", doWords(f)
			if f.Note != "" {
				note = " (" + markdownText(f.Note) + ")"
			}
			if words != "" {
				words = " " + words
			}
			if f.Value == "" {
				fmt.Fprintf(b, "  - %s:%s%s\n", markdownText(f.Label), words, note)
				continue
			}
			fmt.Fprintf(b, "  - %s:%s%s\n\n", markdownText(f.Label), words, note)
			fenced(b, "    ", f.Value)
		}
		if len(s.Press) > 0 {
			fmt.Fprintf(b, "  - then %s\n", markdownText(strings.Join(s.Press, ", ")))
		}
		if s.Shows != "" {
			fmt.Fprintf(b, "  - %s\n", markdownText(s.Shows))
		}
		if s.Record != "" {
			fmt.Fprintf(b, "  - then %s\n", markdownCode(Visible(s.Record)))
		}
	}
	return nil
}

var kindTitles = map[promote.Kind]string{
	promote.EnterKind:    "Enter",
	promote.InstallKind:  "Install in the Developer Sandbox:",
	promote.PromoteKind:  "Promote",
	promote.CustomerKind: "For customers:",
}

func stepsTitle(p *promote.Plan) string {
	title := kindTitles[p.Kind] + " " + p.App + " " + markAdopted(p.To, p.Adopted)
	if p.From != "" {
		title += ", from " + markAdopted(p.From, p.Adopted)
	}
	return title + ofPortal(p.Portal)
}
