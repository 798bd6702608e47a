package report

import (
	"bytes"

	"github.com/procore-manifest/manifest/internal/diag"
)

type gitlabFinding struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

// gitlabSeverity uses the middle of GitLab's scale: "blocker" is for what
// endangers running systems, which no manifest does by itself, and "critical"
// for a file that was not checked at all.
var gitlabSeverity = map[diag.Severity]string{diag.Error: "major", diag.Warning: "minor"}

func lintGitLab(buf *bytes.Buffer, l Lint, _ Options) error {
	l = l.onHost()
	out := []gitlabFinding{}
	all := append(l.failures(), l.Findings...)
	names := fingerprints(all)
	for i := range all {
		d := &all[i]
		severity, ok := gitlabSeverity[d.Severity]
		switch {
		case i < len(l.Unread):
			severity = "critical"
		case !ok:
			severity = "info"
		}
		out = append(out, gitlabFinding{
			Description: sentence(d),
			CheckName:   d.Rule,
			Fingerprint: names[i],
			Severity:    severity,
			Location: gitlabLocation{
				Path:  repositoryPath(d.File.Name),
				Lines: gitlabLines{d.Start().Line, d.End().Line},
			},
		})
	}
	return encodeJSON(buf, out)
}
