package report

import (
	"bytes"
	"fmt"
	"path"
	"time"

	"github.com/procore-manifest/manifest/internal/ledger"
)

// Approved are the approvals that were recorded.
type Approved struct {
	App string
	// Folder is where the app is, as shown.
	Folder    string
	Approvals []ApprovedChange
	// Next is the command that follows, "" for none.
	Next string
}

// ApprovedChange is the approval of a change, and the change in words.
type ApprovedChange struct {
	Entry   *ledger.Entry
	Summary string
}

// ApproveFormats are the formats of what was approved.
var ApproveFormats = Formats[Approved]{{Text, approveText}, {JSON, approveJSON}}

func approveText(b *bytes.Buffer, a Approved, o Options) error {
	for _, c := range a.Approvals {
		fmt.Fprintf(b, "approved #%s · %s · %s\n", ledger.Short(c.Entry.Fingerprint), Visible(c.Summary),
			Visible(path.Join(a.Folder, c.Entry.Path)))
	}
	nextLine(b, a.Next, o)
	return nil
}

func approveJSON(b *bytes.Buffer, a Approved, _ Options) error {
	type approvalJSON struct {
		Fingerprint string     `json:"fingerprint"`
		Path        string     `json:"path"`
		Op          string     `json:"op"`
		From        string     `json:"from"`
		To          string     `json:"to"`
		Summary     string     `json:"summary"`
		At          string     `json:"at"`
		By          string     `json:"by"`
		Reason      string     `json:"reason"`
		Expires     ledger.Day `json:"expires"`
		File        string     `json:"file"`
	}
	out := struct {
		App       string         `json:"app"`
		Approvals []approvalJSON `json:"approvals"`
		Next      string         `json:"next"`
	}{App: a.App, Next: a.Next}
	for _, c := range a.Approvals {
		e := c.Entry
		out.Approvals = append(out.Approvals, approvalJSON{e.Fingerprint, e.Event.Path, e.Op, e.From, e.Event.To, c.Summary,
			e.At.Format(time.RFC3339), e.By, e.Reason, e.Expires, path.Join(a.Folder, e.Path)})
	}
	return writeJSON(b, out)
}
