package report

import (
	"bytes"
	"fmt"

	"github.com/procore-manifest/manifest/internal/app"
)

// permissionsText writes what an app may do at its customers, and what later versions
// change: since when, approved by whom, and why.
func permissionsText(b *bytes.Buffer, a *AppStatus, o Options) {
	of := "no version has reached customers yet"
	if run := a.Ledger.Run; run != nil {
		of = "permissions of " + run.Number.String() + ", which customers run"
	}
	fmt.Fprintf(b, "%s: %s\n", style(o.Color).paint(bold, Visible(a.App)), of)
	if a.Fault != "" {
		fmt.Fprintln(b, Visible(a.Fault))
		return
	}
	if len(a.Permissions) == 0 {
		fmt.Fprintln(b, "The app requests no service account permissions.")
		return
	}
	rows := [][]string{{"TOOL", "LEVEL", "SINCE", "APPROVED BY", "PURPOSE"}}
	for i := range a.Permissions {
		p := &a.Permissions[i]
		tool := p.Scope + " " + p.Tool
		if p.Level != "" {
			rows = append(rows, []string{tool, app.LevelWords(p.Level), p.since(), a.approver(p), orNone(p.Purpose)})
		}
		for _, next := range p.Planned {
			level, approval := app.LevelWords(next.Level), "not needed"
			if next.Level == "" {
				level = "removed"
			}
			if next.Approval != nil {
				approval = next.Approval.who()
			}
			rows = append(rows, []string{tool, level, "planned for " + next.Version, approval, orNone(next.Purpose)})
		}
	}
	table(b, rows, o)
}

// since says which version brought the level to customers, and when.
func (p *ReportPermission) since() string {
	if p.Since == "" {
		return p.Version
	}
	return p.Version + ", " + string(p.Since)
}

// approver says who approved a level that customers have.
func (a *AppStatus) approver(p *ReportPermission) string {
	reached := a.Ledger.Reached
	switch {
	case p.Approval != nil:
		return p.Approval.who()
	case len(reached) > 0 && reached[0].Number.String() == p.Version:
		return "not needed in the first version"
	}
	return "not needed"
}

// who says who gave an approval, when and why.
func (a Approval) who() string {
	if !a.Given {
		return a.words()
	}
	return fmt.Sprintf("%s on %s: %s", a.By, a.On, a.Reason)
}
