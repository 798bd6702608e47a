package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
)

// GatesText writes what keeps a version from production: every problem of every
// gate that is closed and not overridden, or one line where all are open.
func GatesText(w io.Writer, gates []promote.Gate, overrides []ledger.Override, o Options) error {
	paint := style(o.Color).paint
	closed := promote.Closed(gates, overrides)
	var b bytes.Buffer
	if len(closed) == 0 {
		fmt.Fprintf(&b, "all %s open\n", diag.Plural(len(gates), "gate"))
		for _, passed := range overrides {
			fmt.Fprintf(&b, "  overridden: %s: %s\n", Visible(passed.Gate), Visible(passed.Reason))
		}
		_, err := w.Write(b.Bytes())
		return err
	}
	fmt.Fprintf(&b, "%s\n", paint("1;31", "refused: "+diag.Plural(len(closed), "gate")))
	widest := 0
	for _, g := range closed {
		widest = max(widest, uniseg.StringWidth(g.ID))
	}
	indent := 2 + widest + 2
	for _, g := range closed {
		label := g.ID + strings.Repeat(" ", widest-uniseg.StringWidth(g.ID))
		for i, problem := range g.Problems {
			fmt.Fprintf(&b, "  %s  %s\n", paint(bold, label), hanging(Message(problem.Message), indent, o.Width))
			label = strings.Repeat(" ", widest)
			remedy := problem.Remedy
			if i+1 < len(g.Problems) && g.Problems[i+1].Remedy == remedy {
				remedy = "" // it stands below the last of those that it is for
			}
			for _, more := range []string{problemPlace(problem.Place), Visible(remedy)} {
				if more != "" {
					fmt.Fprintf(&b, "%s%s\n", strings.Repeat(" ", indent), more)
				}
			}
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func problemPlace(p *change.Place) string {
	if p == nil || p.File == nil {
		return ""
	}
	return Visible(where(p.File, p.Span))
}

type gateJSON struct {
	ID          string        `json:"id"`
	OK          bool          `json:"ok"`
	Overridden  bool          `json:"overridden"`
	Overridable bool          `json:"overridable"`
	Message     string        `json:"message"`
	Problems    []problemJSON `json:"problems"`
}

type problemJSON struct {
	Message string     `json:"message"`
	Place   *placeJSON `json:"place"`
	Remedy  string     `json:"remedy"`
}

func toProblemsJSON(list []promote.Problem) []problemJSON {
	out := []problemJSON{}
	for _, p := range list {
		out = append(out, problemJSON{p.Message, toPlaceJSON(p.Place), p.Remedy})
	}
	return out
}

// GatesJSON writes all gates for programs, open or closed.
func GatesJSON(w io.Writer, app, version string, gates []promote.Gate, overrides []ledger.Override) error {
	out := struct {
		Format  int        `json:"format"`
		App     string     `json:"app"`
		Version string     `json:"version"`
		Open    bool       `json:"open"`
		Gates   []gateJSON `json:"gates"`
	}{Format: 1, App: app, Version: version, Open: len(promote.Closed(gates, overrides)) == 0, Gates: []gateJSON{}}
	for _, g := range gates {
		still := promote.Closed([]promote.Gate{g}, overrides)
		out.Gates = append(out.Gates, gateJSON{g.ID, g.OK, !g.OK && len(still) == 0, g.Overridable, g.Message, toProblemsJSON(g.Problems)})
	}
	return encodeJSON(w, out)
}
