package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Approvals is what people signed off for one app: its approvals.yaml.
type Approvals struct {
	// Approvals are ordered by fingerprint, each of which is there once.
	Approvals []Approval
	// SmallerBumps are ordered by version, each of which is there once.
	SmallerBumps []SmallerBump
}

// Approval signs off one change.
type Approval struct {
	Fingerprint string
	// Change says in a sentence what was signed off, for whoever reads the
	// file; the fingerprint is what counts.
	Change string
	Reason string
	By     string
	Date   Day
	// Expires is the last day on which the approval holds; "" for no end.
	Expires Day
}

// Expired reports whether the approval holds no longer on a day.
func (a Approval) Expired(today Day) bool { return a.Expires != "" && today > a.Expires }

// SmallerBump allows a version to be raised by less than its changes need.
type SmallerBump struct {
	Version string
	// Change is the fingerprint of the change that asked for more. Another
	// change that does wants a permission of its own.
	Change string
	Reason string
	By     string
	Date   Day
}

// Approval returns the approval of a change, expired or not.
func (a Approvals) Approval(fingerprint string) (Approval, bool) {
	for _, have := range a.Approvals {
		if have.Fingerprint == fingerprint {
			return have, true
		}
	}
	return Approval{}, false
}

// SmallerBump returns the permission for a version to be raised by less.
func (a Approvals) SmallerBump(version string) (SmallerBump, bool) {
	for _, have := range a.SmallerBumps {
		if have.Version == version {
			return have, true
		}
	}
	return SmallerBump{}, false
}

// Allows reports whether a version may be raised by less than a change needs.
func (a Approvals) Allows(version, fingerprint string) bool {
	have, ok := a.SmallerBump(version)
	return ok && have.Change == fingerprint
}

// Add returns the approvals with one more, in the place of an earlier one of
// the same change.
func (a Approvals) Add(add Approval) (Approvals, error) {
	if err := refuseSecrets(keptText{"the reason", add.Reason}, keptText{"the name of who did it", add.By}); err != nil {
		return a, err
	}
	add.Reason, add.Change = unixLines(add.Reason), unixLines(add.Change)
	kept := slices.DeleteFunc(slices.Clone(a.Approvals), func(have Approval) bool { return have.Fingerprint == add.Fingerprint })
	a.Approvals = append(kept, add)
	return a.sorted(), a.check()
}

// AddSmallerBump returns the approvals with one more permission, in the place
// of an earlier one for the same version.
func (a Approvals) AddSmallerBump(add SmallerBump) (Approvals, error) {
	if err := refuseSecrets(keptText{"the reason", add.Reason}, keptText{"the name of who did it", add.By}); err != nil {
		return a, err
	}
	add.Reason = unixLines(add.Reason)
	kept := slices.DeleteFunc(slices.Clone(a.SmallerBumps), func(have SmallerBump) bool { return have.Version == add.Version })
	a.SmallerBumps = append(kept, add)
	return a.sorted(), a.check()
}

func (a Approvals) check() error {
	_, err := EncodeApprovals(a)
	return err
}

func (a Approvals) sorted() Approvals {
	a.Approvals = slices.Clone(a.Approvals)
	slices.SortStableFunc(a.Approvals, func(x, y Approval) int { return strings.Compare(x.Fingerprint, y.Fingerprint) })
	a.SmallerBumps = slices.Clone(a.SmallerBumps)
	sortByNumber(a.SmallerBumps, func(b SmallerBump) string { return b.Version })
	return a
}

// Equal reports whether two sets of approvals say the same.
func (a Approvals) Equal(o Approvals) bool {
	return slices.Equal(a.Approvals, o.Approvals) && slices.Equal(a.SmallerBumps, o.SmallerBumps)
}

// ParseApprovals reads an approvals.yaml. Everything that is wrong with it is a
// finding. The result is in order, whatever the order of the file.
func ParseApprovals(f *source.File) (Approvals, []diag.Diagnostic) {
	r, a := parseApprovals(f)
	return a.sorted(), r.findings()
}

// parseApprovals returns the entries in the order of the file.
func parseApprovals(f *source.File) (*reader, Approvals) {
	r := newReader(f, "the file of approvals", RuleApprovals)
	var a Approvals
	var format int
	if !r.format(&format) {
		return r, a
	}
	r.object(r.root(), r.what, []field{
		{"format", true, func(*manifest.Node) {}}, // read above
		{"approvals", false, r.list("approvals", func(i int, item *manifest.Node) {
			a.Approvals = append(a.Approvals, r.approval(i, item))
		})},
		{"smaller_bumps", false, r.list("smaller_bumps", func(i int, item *manifest.Node) {
			a.SmallerBumps = append(a.SmallerBumps, r.smallerBump(i, item))
		})},
	})
	r.once("approvals", "fingerprint")
	r.once("smaller_bumps", "version")
	return r, a
}

func (r *reader) approval(i int, n *manifest.Node) (a Approval) {
	r.object(n, fmt.Sprintf("approval %d", i+1), []field{
		{"fingerprint", true, r.fingerprint("fingerprint", &a.Fingerprint)},
		{"change", false, text(r, "change", &a.Change, anyText)},
		{"reason", true, text(r, "reason", &a.Reason, someText)},
		{"by", true, text(r, "by", &a.By, someText)},
		{"date", true, text(r, "date", &a.Date, dayForm)},
		{"expires", false, text(r, "expires", &a.Expires, dayForm)},
	})
	if a.Date != "" && a.Expires != "" && a.Expires < a.Date {
		r.report(r.rule, n.Get("expires").Span, "before the approval itself", "", "approval %d expires on %s, before its date %s", i+1, a.Expires, a.Date)
		a.Expires = ""
	}
	return a
}

// fingerprint reads a fingerprint: 482913 without quotes is one all the same.
func (r *reader) fingerprint(name string, into *string) func(*manifest.Node) {
	return func(n *manifest.Node) {
		if n.Kind == manifest.Number {
			written := *n
			written.Kind = manifest.String
			n = &written
		}
		text(r, name, into, printForm)(n)
	}
}

func (r *reader) smallerBump(i int, n *manifest.Node) (b SmallerBump) {
	r.object(n, fmt.Sprintf("smaller bump %d", i+1), []field{
		{"version", true, text(r, "version", &b.Version, versionForm)},
		{"change", true, r.fingerprint("change", &b.Change)},
		{"reason", true, text(r, "reason", &b.Reason, someText)},
		{"by", true, text(r, "by", &b.By, someText)},
		{"date", true, text(r, "date", &b.Date, dayForm)},
	})
	return b
}

// once reports items of a list that have the same text under a key.
func (r *reader) once(list, key string) {
	first := make(map[string]*manifest.Node)
	for _, item := range r.root().Get(list).List() {
		n := item.Get(key)
		if n == nil || n.Kind != manifest.String && n.Kind != manifest.Number {
			continue
		}
		was := first[n.Text]
		if was == nil {
			first[n.Text] = n
			continue
		}
		d := r.report(r.rule, n.Span, "given twice", "keep one of the two; this happens in merges",
			"%s %q is already given on line %d", key, n.Text, r.file.Position(was.Span.Start).Line)
		d.Related = []diag.Related{{File: r.file, Span: was.Span, Message: "first given here"}}
	}
}

const approvalsHeader = `# Written by manifest approve and manifest bump --allow-smaller, which keep it in order.
# Entries may be edited by hand, but comments are not kept.
`

// EncodeApprovals returns the content of an approvals.yaml, always the same
// bytes for the same approvals. What would not read back is refused.
func EncodeApprovals(a Approvals) ([]byte, error) {
	a = a.sorted()
	w := &writer{out: []byte(approvalsHeader)}
	w.raw("format", strconv.Itoa(Format))
	if len(a.Approvals) > 0 {
		done := w.open("approvals")
		for _, e := range a.Approvals {
			w.item(func() {
				w.text("fingerprint", e.Fingerprint)
				w.text("change", e.Change)
				w.text("reason", e.Reason)
				w.text("by", e.By)
				w.raw("date", string(e.Date))
				w.raw("expires", string(e.Expires))
			})
		}
		done()
	}
	if len(a.SmallerBumps) > 0 {
		done := w.open("smaller_bumps")
		for _, e := range a.SmallerBumps {
			w.item(func() {
				w.text("version", e.Version)
				w.text("change", e.Change)
				w.text("reason", e.Reason)
				w.text("by", e.By)
				w.raw("date", string(e.Date))
			})
		}
		done()
	}
	f := source.New("approvals.yaml", w.out)
	back, diags := ParseApprovals(f)
	err := unreadable(f, diags)
	if err == nil && !back.Equal(a) {
		err = errors.New("it would not read back as it is")
	}
	if err != nil {
		return nil, fmt.Errorf("write the approvals: %w", err)
	}
	return w.out, nil
}

// Judge looks at the approvals in a file on a day. The changes are the present
// ones by their fingerprint: true for those that need an approval. It reports
// approvals that have run out although their change still needs them, and those
// that no change needs. Without changes (nil) nothing is known of them, and
// only what has run out is reported. The file must parse without findings.
func Judge(f *source.File, today Day, changes map[string]bool) []diag.Diagnostic {
	r, a := parseApprovals(f)
	items := r.root().Get("approvals").List()
	r.diags = nil
	for i, e := range a.Approvals {
		at := cmp.Or(items[i].Get("fingerprint"), items[i]).Head()
		needed, present := changes[e.Fingerprint]
		switch {
		case e.Fingerprint == "": // reported by ParseApprovals
		case changes != nil && !present:
			r.report(RuleUnused, at, "no such change", "remove the entry, or approve the change again if it was altered since",
				"approval %s belongs to no change that is there now", e.Fingerprint).Severity = diag.Warning
		case changes != nil && !needed:
			r.report(RuleUnused, at, "needs no approval", "remove the entry", "the change that approval %s belongs to needs none", e.Fingerprint).Severity = diag.Warning
		case e.Expired(today):
			r.report(RuleExpired, items[i].Get("expires").Span, "the last day it held", "have the change approved again: manifest approve",
				"approval %s expired on %s", e.Fingerprint, e.Expires)
		}
	}
	return r.findings()
}
