package validate

import (
	"bytes"
	"fmt"
	"path"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/source"
)

// Authorship is what git knows of who wrote the files that a branch adds.
type Authorship struct {
	// Touched is what the commits of the branch did, and Folder where the app is in
	// the repository.
	Touched *git.Touched
	Folder  string
	// Mailmap is that of the base.
	Mailmap *git.Mailmap
	// Elsewhere says why the commits here do not tell who wrote what; "" where
	// they do.
	Elsewhere string
}

// writer returns the commit of the branch that wrote an event, nil for one that
// is not committed.
func (w *Authorship) writer(e *ledger.Entry) *git.Commit {
	return w.Touched.Writer(path.Join(w.Folder, e.Path))
}

// IsAuthor reports whether someone, as events name people, is among the authors
// of a commit.
func (w *Authorship) IsAuthor(by string, c *git.Commit) bool {
	p := w.Mailmap.Resolve(git.ParsePerson(by))
	return slices.ContainsFunc(c.Authors(), func(author git.Person) bool { return w.Mailmap.Resolve(author).Same(p) })
}

// notJudged says why the authors of a commit are not judged, "" if they are.
func (w *Authorship) notJudged(c *git.Commit) string {
	switch {
	case w.Elsewhere != "":
		return w.Elsewhere
	case c.IsSquashed():
		return fmt.Sprintf("the code host squashed the commits into %.7s", c.ID)
	}
	return ""
}

// recordedBy compares who recorded each event that the branch adds with the
// authors of the commit that wrote its file.
func (l *Linter) recordedBy(a *Ledger) []diag.Diagnostic {
	usual, on := l.severity[recordedBy.ID]
	var list []diag.Diagnostic
	skipped := make(map[string]bool) // why; once for each app
	for _, e := range a.addedFiles() {
		c := a.Authors.writer(e)
		severity := usual
		if l.options.Config.Policy.ApprovedByOther && e.Kind == ledger.Approve {
			severity = diag.Error
		} else if !on {
			continue
		}
		if c == nil {
			continue
		}
		d := diag.Diagnostic{Rule: recordedBy.ID, File: e.File, Span: spanOfBy(e.File)}
		by := git.ParsePerson(e.By)
		switch why := a.Authors.notJudged(c); {
		case why != "" && skipped[why]:
			continue
		case why != "":
			skipped[why] = true
			d.Severity, d.Message = diag.Info, "the authors of the events were not checked in this run: "+why
			d.Help = "the authors were checked in the pull request"
		case a.Authors.IsAuthor(e.By, c):
			continue
		default:
			d.Severity = severity
			says := fmt.Sprintf("the author of this %s event is", e.Kind)
			if e.Kind == ledger.Approve {
				says = "the author of this approval is"
			}
			d.Message = fmt.Sprintf("%s %s, but %s committed the file", says, by, c.Author)
			d.Label = fmt.Sprintf("the author of commit %.7s is %s", c.ID, c.Author)
			if by.Email == "" {
				by.Email = "ADDRESS"
			}
			d.Help = fmt.Sprintf("ask %s to commit the file, or add this line to the commit message: Co-authored-by: "+
				"%s", by.Name, by)
		}
		list = append(list, d)
	}
	return list
}

// approvedByAuthors returns the approvals that the branch adds and that are by an
// author of the change, where the policy asks for another person: by one of those
// who committed something to the manifest. A frozen copy that was never the working
// manifest counts like it.
func (l *Linter) approvedByAuthors(a *Ledger) []diag.Diagnostic {
	if !l.options.Config.Policy.ApprovedByOther {
		return nil
	}
	w := a.Authors
	working := path.Join(w.Folder, manifestName)
	commits := w.Touched.By(working)
	for _, v := range a.App.Versions {
		frozen := path.Join(w.Folder, ledger.VersionsDir, v.Number.String(), manifestName)
		if !w.Touched.IsCopy(frozen, working) {
			commits = append(commits, w.Touched.By(frozen)...)
		}
	}
	commits = slices.DeleteFunc(commits, func(c *git.Commit) bool { return w.notJudged(c) != "" })
	var list []diag.Diagnostic
	for _, e := range a.addedFiles() {
		i := slices.IndexFunc(commits, func(c *git.Commit) bool { return w.IsAuthor(e.By, c) })
		if e.Kind != ledger.Approve || !e.Counts() || i < 0 {
			continue
		}
		list = append(list, diag.Diagnostic{Rule: policyApprover.ID, Severity: diag.Error, File: e.File,
			Span:    spanOfBy(e.File),
			Message: fmt.Sprintf("%s approved a change and is one of the authors of the change", e.By),
			Label:   fmt.Sprintf("commit %.7s changes the manifest", commits[i].ID),
			Help: fmt.Sprintf("delete this file, and ask someone else to run manifest approve %s %s --reason TEXT and to "+
				"commit the approval separately",
				a.App.ID, ledger.Short(e.Fingerprint))})
	}
	return list
}

const manifestName = "manifest.yaml"

var policyApprover = Rule{
	ID: "policy-approver", Group: groupPolicy, Severity: always(diag.Error), Since: "0.1.0", File: "*", Required: true,
	NeedsBase: true,
	Summary:   "the approver of a change is not one of its authors",
	Why: `A second person notices more. If policy.approvals.by_other is set in .manifest.yaml, the approver of a change
must not be an author or co-author of the commits in the pull request that change the manifest. An approval is
committed separately, by the approver or with the approver as co-author. A merge queue hides the authors, and so does
a code host that squashes commits. Code owners are a stronger control; see docs/review.md.`,
	Bad: `# Jane changed the manifest, and committed this approval
"by": "Jane Doe <jane@acmefield.com>"
`,
	Good: `# Raj committed this approval
"by": "Raj Rao <raj@acmefield.com>"
`,
	Origin: ownOrigin,
}

// addedFiles are the events and approvals whose files the base does not have,
// whether they count or not.
func (a *Ledger) addedFiles() []*ledger.Entry {
	return slices.DeleteFunc(slices.Clone(a.App.Events), func(e *ledger.Entry) bool { return a.Base[e.Path] != nil })
}

// spanOfBy is where an event says who recorded it.
func spanOfBy(f *source.File) source.Span {
	const key = `"by"`
	for at := 0; ; {
		i := bytes.Index(f.Data[at:], []byte(key))
		if i < 0 {
			return source.Span{}
		}
		at += i + len(key)
		value := bytes.TrimLeft(f.Data[at:], " \t\r\n")
		if len(value) == 0 || value[0] != ':' { // a text of these two letters
			continue
		}
		value = bytes.TrimLeft(value[1:], " \t\r\n")
		for end := 1; end < len(value); end++ {
			switch value[end] {
			case '\\':
				end++
			case '"':
				start := len(f.Data) - len(value)
				return source.Span{Start: start, End: start + end + 1}
			}
		}
		return source.Span{}
	}
}

var recordedBy = Rule{
	ID: "recorded-by", Group: groupLedger, Severity: always(diag.Warning), Since: "0.1.0", File: "*", NeedsBase: true,
	Varies:  "error for approvals if policy.approvals.by_other is set, info if the commits do not show the authors",
	Summary: "each event is committed by its author",
	Why: `An event names its author, and git names the author of the commit that added the file of the event. If the two
differ, someone recorded the event for another person, or in another person's name. The author of an event must be an
author or co-author of the commit. The rule applies the .mailmap of the base and compares addresses; if the only
address was generated by a code host, the rule compares names. A merge queue hides the authors, and so does a code
host that squashes commits. The rule cannot detect someone who forges both names; docs/review.md describes stronger
controls.`,
	Bad: `# 20261126T140102Z-77c0d1f3-promote.json was committed by a bot
"by": "Raj Rao <raj@acmefield.com>"
`,
	Good: `# the same, and the message of the commit ends with
# Co-authored-by: Raj Rao <raj@acmefield.com>
"by": "Raj Rao <raj@acmefield.com>"
`,
	Origin: ownOrigin,
}
