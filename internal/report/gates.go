package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
)

// Gates are the conditions of a promotion, as they are for a version.
type Gates struct {
	App, Version string
	Gates        []promote.Gate
	Overrides    []ledger.Override
	// Next is the command that follows where all are open.
	Next string
	// Several says that more than one version was asked for. Versions are then those that
	// were checked, Unchecked names the others, and nothing else is set.
	Several   bool
	Versions  []Gates
	Unchecked []string
}

// GatesFormats are the formats of the gates of a promotion.
var GatesFormats = Formats[Gates]{{Text, gatesText}, {JSON, gatesJSON}}

// closedWords says how many gates are closed.
func closedWords(n int) string {
	if n == 1 {
		return "1 gate is closed"
	}
	return fmt.Sprintf("%d gates are closed", n)
}

// gatesText writes what keeps a version from production: every problem of every
// gate that is closed and not overridden, or one line where all are open.
func gatesText(b *bytes.Buffer, r Gates, o Options) error {
	for i, v := range r.Versions {
		separate(b, i)
		fmt.Fprintf(b, "%s\n", style(o.Color).paint(bold, Visible(v.App+"@"+v.Version)))
		if err := gatesText(b, v, o); err != nil {
			return err
		}
	}
	if r.Several {
		return nil
	}
	paint := style(o.Color).paint
	closed := promote.Closed(r.Gates, r.Overrides)
	if len(closed) == 0 {
		fmt.Fprintf(b, "all %s open\n", diag.Plural(len(r.Gates), "gate"))
		for _, passed := range r.Overrides {
			fmt.Fprintf(b, "  overridden: %s: %s\n", Visible(passed.Gate), Visible(passed.Reason))
		}
		nextLine(b, r.Next, o)
		return nil
	}
	fmt.Fprintf(b, "%s\n", paint("1;31", closedWords(len(closed))))
	closedGates(b, closed, o)
	return nil
}

// closedGates writes every problem of gates that are closed, with its place and remedy.
func closedGates(b *bytes.Buffer, closed []promote.Gate, o Options) {
	paint := style(o.Color).paint
	widest := 0
	for _, g := range closed {
		widest = max(widest, uniseg.StringWidth(g.ID))
	}
	indent := 2 + widest + 2
	for _, g := range closed {
		label := padded(g.ID, widest)
		for i, problem := range g.Problems {
			fmt.Fprintf(b, "  %s  %s\n", paint(bold, label), hanging(Message(problem.Message), indent, o.Width))
			label = strings.Repeat(" ", widest)
			remedy := problem.Remedy
			if i+1 < len(g.Problems) && g.Problems[i+1].Remedy == remedy {
				remedy = "" // it stands below the last of those that it is for
			}
			for _, more := range []string{problemPlace(problem.Place), Visible(remedy)} {
				if more != "" {
					fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", indent), more)
				}
			}
		}
	}
}

func problemPlace(p *change.Place) string {
	if p == nil || p.File == nil {
		return ""
	}
	return Visible(where(p.File, p.Span))
}

// gatesJSON writes all gates, open or closed.
func gatesJSON(b *bytes.Buffer, r Gates, _ Options) error {
	if !r.Several {
		return writeJSON(b, r.ofVersion())
	}
	all := struct {
		Open      bool             `json:"open"`
		Versions  []gatesOfVersion `json:"versions"`
		Unchecked []string         `json:"unchecked"`
	}{len(r.Unchecked) == 0, []gatesOfVersion{}, append([]string{}, r.Unchecked...)}
	for _, v := range r.Versions {
		one := v.ofVersion()
		all.Open = all.Open && one.Open
		all.Versions = append(all.Versions, one)
	}
	return writeJSON(b, all)
}

// gatesOfVersion are the gates of one version in JSON.
type gatesOfVersion struct {
	App     string         `json:"app"`
	Version string         `json:"version"`
	Open    bool           `json:"open"`
	Gates   []promote.Gate `json:"gates"`
	Next    string         `json:"next"`
}

func (r *Gates) ofVersion() gatesOfVersion {
	open := len(promote.Closed(r.Gates, r.Overrides)) == 0
	return gatesOfVersion{r.App, r.Version, open, promote.Override(r.Gates, r.Overrides), r.Next}
}
