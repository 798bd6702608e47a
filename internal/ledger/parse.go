package ledger

import (
	"fmt"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Ids of the rules that this package reports under, beside those of the reader
// of YAML.
const (
	// RuleFormat: a record can be read and holds what a record holds.
	RuleFormat = "record-format"
	// RuleKeys: App Version Keys have 36 characters and are each given once.
	RuleKeys = "record-keys"
	// RuleFolder: a version's folder, record and frozen manifest belong together.
	RuleFolder = "record-folder"
	// RuleDigest: the frozen manifest is the one that was saved.
	RuleDigest = "record-digest"
	// RuleHistory: the history leads by legal moves to the state.
	RuleHistory = "record-history"
	// RuleRewritten: the past of a record is what it was in the base.
	RuleRewritten = "record-rewritten"
	// RuleVersions: the versions of an app fit together.
	RuleVersions = "record-versions"
	// RuleApprovals: approvals.yaml can be read and holds what it should.
	RuleApprovals = "approvals-format"
	// RuleExpired: no change rests on an approval that has run out.
	RuleExpired = "approval-expired"
	// RuleUnused: every approval belongs to a change that needs one.
	RuleUnused = "approval-unused"
)

// Parse reads a record.yaml. Everything that is wrong with it alone is a
// finding; [Verify] compares it with what lies around it. The record is never
// nil. With findings it holds only what could be read, and nothing at all but
// the number if the format is newer than this package.
func Parse(f *source.File) (*Record, []diag.Diagnostic) {
	r, record := parse(f)
	return record, r.findings()
}

func parse(f *source.File) (*reader, *Record) {
	r := newReader(f, theRecord, RuleFormat)
	record := &Record{}
	if !r.format(&record.Format) {
		return r, record
	}
	r.object(r.root(), r.what, []field{
		{"format", true, func(*manifest.Node) {}}, // read above
		{"app", true, text(r, "app", &record.App, appForm)},
		{"version", true, text(r, "version", &record.Version, versionForm)},
		{"state", true, word(r, "state", &record.State, savedStateForm)},
		{"digest", true, text(r, "digest", &record.Digest, digestForm)},
		{"release_notes", false, text(r, "release_notes", &record.ReleaseNotes, anyText)},
		{"keys", false, func(n *manifest.Node) { r.keys(n, &record.Keys) }},
		{"portal_version", false, text(r, "portal_version", &record.PortalVersion, versionForm)},
		{"history", true, func(n *manifest.Node) { r.history(n, &record.History) }},
	})
	return r, record
}

// word reads a text that is one of some words.
func word[T ~string](r *reader, name string, into *T, f form) func(*manifest.Node) {
	read := text(r, name, into, f)
	return func(n *manifest.Node) {
		before := len(r.diags)
		read(n)
		if len(r.diags) > before && n.Kind == manifest.String {
			r.diags[before].Help = meant(n.Text, f.words)
		}
	}
}

// meant asks for the word that was meant, if one is near.
func meant(word string, words []string) string {
	if near := diag.Nearest(word, words); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

func (r *reader) keys(n *manifest.Node, into *Keys) {
	key := func(name string, into *string) func(*manifest.Node) {
		return func(n *manifest.Node) {
			s, ok := n.Str()
			if !ok {
				r.report(RuleKeys, n.Head(), "want text", "", "%s key is %s; want text", name, n.Kind)
			} else if err := CheckKey(s); err != nil {
				r.report(RuleKeys, n.Span, "not an App Version Key", "copy the key from the portal's page of the version", "%s %s", name, err)
			} else {
				*into = s
			}
		}
	}
	r.object(n, "keys", []field{
		{"sandbox", false, key("sandbox", &into.Sandbox)},
		{"production", false, key("production", &into.Production)},
	})
	if sameKey(into.Sandbox, into.Production) {
		at, other := n.Get("production"), n.Get("sandbox")
		d := r.report(RuleKeys, at.Span, "the same key", "copy each key from its own table in the portal", "%s", errSameKeys)
		d.Related = []diag.Related{{File: r.file, Span: other.Span, Message: "the sandbox key"}}
	}
}

func (r *reader) history(n *manifest.Node, into *[]Entry) {
	r.list("history", func(i int, item *manifest.Node) {
		*into = append(*into, Entry{})
		e := &(*into)[i]
		name := fmt.Sprintf("history entry %d", i+1)
		r.object(item, name, []field{
			{"at", true, func(n *manifest.Node) {
				var s string
				text(r, "at", &s, timeForm(&e.At))(n)
			}},
			{"by", true, text(r, "by", &e.By, someText)},
			{"event", true, word(r, "event", &e.Event, eventForm)},
			{"from", true, word(r, "from", &e.From, stateForm)},
			{"to", true, word(r, "to", &e.To, savedStateForm)},
			{"note", false, text(r, "note", &e.Note, anyText)},
			{"commit", false, text(r, "commit", &e.Commit, commitForm)},
			{"evidence", false, text(r, "evidence", &e.Evidence, anyText)},
			{"result", false, word(r, "result", &e.Result, resultForm)},
			{"checklist", false, text(r, "checklist", &e.Checklist, digestForm)},
			{"overrides", false, func(n *manifest.Node) { r.overrides(n, &e.Overrides) }},
		})
		switch result := item.Entry("result"); {
		case e.Event == Test && result == nil:
			r.report(r.rule, item.Opening(), "in this map", "", "%s is a test and has no \"result\"; want %s", name, resultForm.want)
		case e.Event != Test && e.Event != "" && result != nil:
			r.report(r.rule, result.Key.Span, "", "", "%s has a result, which only the event %q has", name, Test)
		}
	})(n)
	if n.Kind == manifest.List && len(n.Items) == 0 {
		r.report(r.rule, n.Span, "empty", "", "history is empty; it starts with the event %q", Save)
	}
}

func (r *reader) overrides(n *manifest.Node, into *[]Override) {
	r.list("overrides", func(i int, item *manifest.Node) {
		*into = append(*into, Override{})
		o := &(*into)[i]
		r.object(item, fmt.Sprintf("override %d", i+1), []field{
			{"gate", true, text(r, "gate", &o.Gate, someText)},
			{"reason", true, text(r, "reason", &o.Reason, someText)},
		})
	})(n)
}
