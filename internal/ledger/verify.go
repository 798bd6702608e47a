package ledger

import (
	"fmt"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Version is what lies in the folder of one version.
type Version struct {
	// App and Folder are the names of the app's folder and of the version's.
	App, Folder string
	// Record is the record.yaml, nil if there is none.
	Record *source.File
	// Frozen is the frozen manifest.yaml, nil if there is none, and Faults are
	// what is wrong with its YAML, which [Verify] does not repeat.
	Frozen *manifest.Document
	Faults []diag.Diagnostic
	// Unread says that nobody has looked for a frozen manifest: nothing is said
	// about it, and nothing that rests on it.
	Unread bool

	read *readRecord // by Read
}

// readRecord is a record as it was read, once for all who ask. Its nodes are not
// kept: a ledger may have thousands.
type readRecord struct {
	record *Record
	diags  []diag.Diagnostic
}

// Read returns the version with its record read, so that [Verify] and
// [VerifyApp] need not each do that, and the record: nil where there is none, or
// none that can be read whole.
func (v Version) Read() (Version, *Record) {
	if v.Record == nil {
		return v, nil
	}
	if v.read == nil {
		r, record := parse(v.Record)
		v.read = &readRecord{record, r.diags}
	}
	if len(v.read.diags) > 0 {
		return v, nil
	}
	return v, v.read.record
}

func (v Version) parse() (*reader, *Record) {
	if v.read == nil {
		return parse(v.Record)
	}
	return &reader{file: v.Record, what: theRecord, rule: RuleFormat, diags: slices.Clone(v.read.diags)}, v.read.record
}

// Verify proves one version: that its record can be read, that folder, record
// and frozen manifest belong together, that the frozen manifest is the one that
// was saved, and that the history leads by legal moves to the state. A folder
// with neither file has no place for a finding, and gives none.
func Verify(v Version) []diag.Diagnostic {
	switch {
	case v.Record == nil && v.Frozen == nil:
		return nil
	case v.Record == nil:
		return []diag.Diagnostic{finding(v.Frozen.File, RuleFolder, versionSpan(v.Frozen.Root), "saved, but without a record",
			"restore record.yaml from git; manifest save writes both files", "version %s has a frozen manifest but no record.yaml", v.Folder)}
	}
	r, record := v.parse()
	if record.Format > Format {
		return r.findings()
	}
	if v.Frozen == nil && !v.Unread {
		r.report(RuleFolder, versionSpan(r.root()), "recorded, but without a manifest",
			"restore manifest.yaml from git; manifest save writes both files", "version %s has a record but no frozen manifest.yaml", v.Folder)
	}
	r.folder(v, record)
	r.digest(v, record)
	r.steps(v, record)
	return r.findings()
}

// versionSpan is where a file names its version, or where it should.
func versionSpan(root *manifest.Node) source.Span {
	if n := root.Get("version"); n != nil {
		return n.Head()
	}
	return root.Head()
}

// folder compares the names of the folders with what the files say.
func (r *reader) folder(v Version, record *Record) {
	if record.App != "" && record.App != v.App {
		r.report(RuleFolder, r.root().Get("app").Span, fmt.Sprintf("lies in the folder of %q", v.App),
			"move the version to the folder of its app", "the record is of app %q, but it lies in the folder of app %q", record.App, v.App)
	}
	if record.Version != "" && record.Version != v.Folder {
		r.report(RuleFolder, r.root().Get("version").Span, fmt.Sprintf("the folder is %q", v.Folder),
			"the folder of a version has its number as name: restore both from git", "the record is of version %s, but its folder is %q", record.Version, v.Folder)
	}
	if v.Frozen == nil {
		return
	}
	frozen := v.Frozen.Root.Get("version")
	number, ok := frozen.Str()
	// Where the record's version is wrong by itself, that is said already.
	if !ok || number == v.Folder || number == record.Version {
		return
	}
	d := finding(v.Frozen.File, RuleFolder, frozen.Span, fmt.Sprintf("the folder is %q", v.Folder),
		"restore the frozen manifest from git", "the frozen manifest is of version %q, but its folder is %q", number, v.Folder)
	if record.Version != "" {
		d.Related = []diag.Related{{File: r.file, Span: r.root().Get("version").Span, Message: "version in the record"}}
	}
	r.diags = append(r.diags, d)
}

func (r *reader) digest(v Version, record *Record) {
	if v.Frozen == nil || record.Digest == "" {
		return
	}
	if got := Digest(v.Frozen.Root); got != record.Digest {
		d := r.report(RuleDigest, r.root().Get("digest").Span, "digest of what was saved",
			"restore the frozen manifest from git: what was saved never changes; to change the app, save a new version",
			"the frozen manifest of %s is not the one that was saved: its digest is %s", v.Folder, got)
		d.Related = []diag.Related{{File: v.Frozen.File, Span: versionSpan(v.Frozen.Root), Message: "the frozen manifest"}}
	}
}

// steps checks that the history is a way through the table that ends at the
// state. Each fault is reported once: the step after it starts from where the
// faulty one says it led.
func (r *reader) steps(v Version, record *Record) {
	if len(record.History) == 0 {
		return
	}
	var distribution string
	if v.Frozen != nil {
		distribution, _ = v.Frozen.Root.Get("app", "distribution").Str()
	}
	for i, e := range record.History {
		r.step(record.History[:i], e, distribution)
	}
	last := record.History[len(record.History)-1]
	if record.State != "" && last.To != "" && record.State != last.To {
		d := r.report(RuleHistory, r.root().Get("state").Span, fmt.Sprintf("the history leads to %s", last.To),
			"restore the record from git; the commands of manifest change state and history together",
			"state is %s, but the history ends in %s", record.State, last.To)
		d.Related = []diag.Related{{File: r.file, Span: r.entry(len(record.History) - 1).Get("to").Span, Message: "the last step"}}
	}
}

// entry is the place of an entry of the history.
func (r *reader) entry(i int) *manifest.Node { return r.root().Get("history").List()[i] }

// step checks one entry after those before it.
func (r *reader) step(before []Entry, e Entry, distribution string) {
	n := len(before) + 1
	item := func() *manifest.Node { return r.entry(n - 1) }
	if e.Event != "" && !e.At.IsZero() && slices.ContainsFunc(before, e.equal) {
		r.report(RuleHistory, item().Head(), "written twice", "remove one of the two; this happens in merges",
			"history entry %d is given before", n)
		return
	}
	came := Draft
	if len(before) > 0 {
		last := before[len(before)-1]
		came = last.To
		if !e.At.IsZero() && e.At.Before(last.At) {
			r.report(RuleHistory, item().Get("at").Span, "earlier than the entry before", "restore the record from git; entries stand in the order in which they happened",
				"history entry %d happened at %s, before entry %d at %s", n, e.At.Format(timeLayout), n-1, last.At.Format(timeLayout))
		}
	}
	if e.Event == "" || e.From == "" || e.To == "" {
		return // reported by the reader
	}
	restore := "restore the record from git; the commands of manifest write only legal steps"
	if came != "" && e.From != came {
		if n == 1 {
			r.report(RuleHistory, item().Get("from").Span, "want "+string(Draft), restore, "the history starts from %s; it starts with %s from %s", e.From, Save, Draft)
			return
		}
		r.report(RuleHistory, item().Get("from").Span, "want "+string(came), restore,
			"history entry %d starts from %s, but entry %d led to %s", n, e.From, n-1, came)
		return
	}
	move, ok := find(e.Event, e.From)
	switch {
	case !ok:
		r.report(RuleHistory, item().Get("event").Span, "not legal from "+string(e.From), restore,
			"history entry %d: %s is not legal from %s; legal there: %s", n, e.Event, e.From, InWords(Legal(e.From, distribution)))
	case move.To != e.To:
		r.report(RuleHistory, item().Get("to").Span, "want "+string(move.To), restore,
			"history entry %d: %s leads from %s to %s, not to %s", n, e.Event, e.From, move.To, e.To)
	case move.MarketplaceOnly && distribution == custom:
		r.report(RuleHistory, item().Get("event").Span, "only apps of distribution "+marketplace, restore,
			"history entry %d: %s is for apps of distribution %s, and this version's is %s", n, e.Event, marketplace, distribution)
	}
}
