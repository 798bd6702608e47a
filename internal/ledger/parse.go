package ledger

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// Ids of the rules that this package reports under.
const (
	// RuleEvent: an event can be read, and is the one that its name says.
	RuleEvent = "event-format"
	// RuleIllegal: an event is legal at its place in the history.
	RuleIllegal = "event-illegal"
	// RuleFuture: no event is in the future.
	RuleFuture = "event-future"
	// RuleRewritten: events, approvals, frozen copies and evidence are added, and
	// never changed, moved or removed.
	RuleRewritten = "ledger-rewritten"
	// RuleFrozen: a frozen copy matches the manifest that was saved.
	RuleFrozen = "frozen-copy"
	// RuleVersions: the versions of an app fit together.
	RuleVersions = "version-clash"
	// RuleApproval: the fingerprint of an approval matches the change that the approval describes.
	RuleApproval = "approval-format"
	// RuleGates: a promotion passes all gates or gives a reason for an override.
	RuleGates = "promotion-gates"
	// RuleRelied: a promotion names the approvals that it relies on.
	RuleRelied = "promotion-approvals"
	// RuleUnused: each approval covers a change that is pending or was promoted.
	RuleUnused = "approval-unused"
	// RuleEvidence: evidence is the file that was recorded.
	RuleEvidence = "evidence-changed"
)

// restoreEvent is the remedy for an event that cannot be used as it is.
const restoreEvent = "restore the file from git; to correct an event, use manifest record retract"

// Parse reads one event. The name of the file says what the event must be. Everything
// that is wrong with the file alone is a finding; [Read] finds what is wrong with its
// place in the history. If there are findings, the event contains only what could be
// read.
func Parse(f *source.File) (Event, []diag.Diagnostic) {
	e, _, diags := parse(f, nil)
	diag.Sort(diags)
	return e, diags
}

// parse is Parse that also returns the event's id, with reusable space for the nodes.
func parse(f *source.File, room []manifest.Node) (e Event, id string, diags []diag.Diagnostic) {
	r := &reader{file: f}
	if hasConflict(f.Data) {
		help := "keep one side (git checkout --ours or --theirs), then run git add"
		if name, ok := ParseName(path.Base(f.Name)); ok && name.Digits == "" {
			help = "two branches saved this version: keep the whole folder of one side (git checkout --ours or " +
				"--theirs, then git add); then run manifest bump, and save the content of the other side as a new " +
				"version"
		}
		r.report(RuleEvent, source.Span{}, "", help, "the file has git's conflict markers")
		return e, id, r.diags
	}
	if len(bytes.TrimSpace(f.Data)) == 0 {
		r.report(RuleEvent, source.Span{}, "", restoreEvent, "the file is empty")
		return e, id, r.diags
	}
	var err error
	root := quick(f, room)
	if r.quick = root != nil; !r.quick {
		root, err = scan(f)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		r.report(RuleEvent, source.Span{}, "", restoreEvent, "the file ends in the middle of the event")
		return e, id, r.diags
	}
	if err != nil {
		r.report(RuleEvent, source.Span{}, "", restoreEvent, "the event is not valid JSON: %v", err)
		return e, id, r.diags
	}
	if !r.isOurs(root) {
		return e, id, r.diags
	}
	text(r, "event", &e.Kind, kindForm)(orNothing(root.Get("event")))
	name, _ := ParseName(path.Base(f.Name))
	if len(r.diags) > 0 {
		return e, id, r.diags
	}
	if name.Kind != e.Kind {
		r.report(RuleEvent, root.Get("event").Span, "", restoreEvent, "the event is %q, but the file is named %q", e.Kind,
			path.Base(f.Name))
		return e, id, r.diags
	}
	r.object(root, "the event", e.fields(r))
	if len(r.diags) == 0 {
		id = r.checkWhole(&e, root, name)
		e.hideSecrets()
	}
	return e, id, r.diags
}

// isOurs reports whether the format is one that this package reads.
func (r *reader) isOurs(root *manifest.Node) bool {
	switch n := root.Get("format"); {
	case root.Kind != manifest.Map:
		r.report(RuleEvent, root.Head(), "", restoreEvent, "the event is %s, not a map", root.Kind)
	case n == nil:
		r.report(RuleEvent, root.Opening(), "", restoreEvent, `the event has no "format"`)
	case n.Kind != manifest.Number:
		r.report(RuleEvent, n.Head(), "expected a number", restoreEvent, "format is %s, not a number", n.Kind)
	case n.Text != "1":
		r.report(RuleEvent, n.Span, "", "install a newer version of manifest", "the event has format %s; this "+
			"tool reads format %d", n.Text,
			Format)
	default:
		return true
	}
	return false
}

func orNothing(n *manifest.Node) *manifest.Node {
	if n == nil {
		return &manifest.Node{Kind: manifest.Null}
	}
	return n
}

// fields are the keys of the event's kind, each with the function that reads it.
func (e *Event) fields(r *reader) []field {
	skip := func(*manifest.Node) {}
	keys := rowOf(e.Kind).keys
	list := append(make([]field, 0, 5+len(keys)), []field{
		{"format", true, skip}, {"event", true, skip}, // read before
		{"at", true, func(n *manifest.Node) {
			var s string
			text(r, "at", &s, timeForm)(n)
			e.At, _ = parseTime(s)
		}},
		{"day", false, text(r, "day", &e.Day, dayForm)},
		{"by", true, text(r, "by", &e.By, someLine)},
	}...)
	for _, key := range keys {
		key, required := strings.CutSuffix(key, "*")
		list = append(list, field{key, required, e.reads(r, key)})
	}
	return list
}

// reads returns the function that reads the value of a key.
func (e *Event) reads(r *reader, key string) func(*manifest.Node) {
	switch key {
	case "state":
		return text(r, key, &e.State, adoptableForm)
	case "since":
		return text(r, key, &e.Since, dayForm)
	case "digest":
		return text(r, key, &e.Digest, digestForm)
	case "distribution":
		return text(r, key, &e.Distribution, distributionForm)
	case "keys":
		return func(n *manifest.Node) { r.keys(n, &e.Keys) }
	case "portal_version":
		return r.number(key, &e.Portal)
	case "result":
		return text(r, key, &e.Result, resultForm)
	case "evidence":
		return func(n *manifest.Node) { r.evidence(n, &e.Evidence) }
	case "release_notes":
		return text(r, key, &e.ReleaseNotes, someText)
	case "checklist":
		return text(r, key, &e.Checklist, digestForm)
	case "approvals":
		return r.list(key, func(_ int, n *manifest.Node) {
			e.Approvals = append(e.Approvals, "")
			text(r, "an approval", &e.Approvals[len(e.Approvals)-1], idForm)(n)
		})
	case "overrides":
		return r.list(key, func(_ int, n *manifest.Node) {
			var o Override
			r.object(n, "an override", []field{{"gate", true, text(r, "gate", &o.Gate, someLine)},
				{"reason", true, text(r, "reason", &o.Reason, someText)}})
			e.Overrides = append(e.Overrides, o)
		})
	case "file":
		return text(r, key, &e.Cancels, fileForm)
	case "fingerprint":
		return text(r, key, &e.Fingerprint, idForm)
	case "path":
		return text(r, key, &e.Path, someLine)
	case "op":
		return text(r, key, &e.Op, someLine)
	case "from":
		if e.Kind == Rename {
			return text(r, key, &e.Renamed, appForm)
		}
		return text(r, key, &e.From, someText)
	case "to":
		return text(r, key, &e.To, someText)
	case "version":
		return r.number(key, &e.Smaller)
	case "reason":
		return text(r, key, &e.Reason, someText)
	case "expires":
		return text(r, key, &e.Expires, dayForm)
	}
	return text(r, key, &e.Note, someText)
}

func (r *reader) number(name string, into *version.Version) func(*manifest.Node) {
	return func(n *manifest.Node) {
		var s string
		text(r, name, &s, versionForm)(n)
		*into, _ = version.Parse(s)
	}
}

func (r *reader) evidence(n *manifest.Node, into *Evidence) {
	r.object(n, "evidence", []field{
		{"file", true, text(r, "file", &into.File, someLine)},
		{"digest", false, text(r, "digest", &into.Digest, digestForm)},
	})
	switch address := strings.HasPrefix(into.File, "https://"); {
	case into.File == "":
	case address && into.Digest != "":
		r.report(RuleEvent, n.Get("digest").Span, "", "", "evidence at an https address must not have a digest")
	case !address && into.Digest == "":
		r.report(RuleEvent, n.Opening(), "", "", "evidence in a file must have a digest")
	case !address && (into.File == "." || !fs.ValidPath(into.File)):
		r.report(RuleEvent, n.Get("file").Span, "", "", "the evidence %q is not a file in the version's "+
			"folder", into.File)
	}
}

func (r *reader) keys(n *manifest.Node, into *Keys) {
	key := func(name string, into *string) func(*manifest.Node) {
		return func(n *manifest.Node) {
			s, ok := n.Str()
			if !ok {
				r.report(RuleEvent, n.Head(), "expected a string", "", "the %s key is %s, not a string", name, n.Kind)
			} else if err := CheckKey(s); err != nil {
				r.report(RuleEvent, n.Span, "not an App Version Key", "copy the key from the version's page in "+
					"the portal",
					"the %s %s", name, err)
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
		r.report(RuleEvent, n.Get("production").Span, "the same key", "copy each key from its own table in the portal", "%s",
			errSameKeys)
	}
	if len(n.Map()) == 0 && n.Kind == manifest.Map {
		r.report(RuleEvent, n.Span, "", "", "keys is empty")
	}
}

// checkWhole checks what a single key cannot show: the file name, and keys that belong
// together. It returns the id of the event.
func (r *reader) checkWhole(e *Event, root *manifest.Node, name Name) (id string) {
	id, err := r.id(root)
	switch {
	case err != nil:
		r.report(RuleEvent, source.Span{}, "", restoreEvent, "the event is %v", err)
	case path.Base(r.file.Name) == e.fileName(id), e.Kind == Adopt && path.Base(r.file.Name) == e.timedName(id):
	case e.Kind == Save || e.Kind == Adopt && name.At == "":
		r.report(RuleEvent, root.Get("event").Span, "", restoreEvent, "the file of this %s event must be named "+
			"%s", e.Kind, e.fileName(id))
	case name.At != e.At.Format(nameTime):
		r.report(RuleEvent, root.Get("at").Span, "the time in the file name is different", restoreEvent,
			"the event was changed after it was recorded")
	default:
		r.report(RuleEvent, root.Opening(), "this content has the digits "+id[:digits], restoreEvent,
			"the event was changed after it was recorded: the file name has the digits %s", name.Digits)
	}
	switch {
	case e.Kind == NewKeys && e.Keys == (Keys{}) && e.Portal == (version.Version{}):
		r.report(RuleEvent, root.Opening(), "", restoreEvent, "the event records neither a key nor a number")
	case e.Day != "" && e.Day > latestDay(e.At):
		r.report(RuleEvent, root.Get("day").Span, "", restoreEvent, "day %s is after the day on which the event "+
			"was recorded, %s",
			e.Day, DayOf(e.At))
	case e.Since != "" && e.Since > latestDay(e.At):
		r.report(RuleEvent, root.Get("since").Span, "", restoreEvent,
			"since %s is after the day on which the event was recorded, %s", e.Since, DayOf(e.At))
	case e.Expires != "" && e.Expires < DayOf(e.At):
		r.report(RuleEvent, root.Get("expires").Span, "", restoreEvent, "the approval expires on %s, before it was given",
			e.Expires)
	case e.Kind == Approve && e.Fingerprint != Fingerprint(e.Path, e.Op, e.From, e.To):
		r.report(RuleApproval, root.Get("fingerprint").Span, "the fingerprint of another change",
			"approve the change again: manifest approve",
			"the fingerprint does not match the change that the approval describes")
	}
	return id
}

// id is [ID] of the event that was read.
func (r *reader) id(root *manifest.Node) (string, error) {
	if r.quick {
		return hexHash(appendCanonical(make([]byte, 0, len(r.file.Data)), root, r.file.Data)), nil
	}
	return ID(r.file.Data)
}

// hasControl reports whether a text contains characters that are not allowed in the
// ledger, because reviewers could not see them.
func hasControl(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return r != '\n' && r != '\t' && (unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || isOverride(r))
	})
}

// isOverride reports whether a rune changes the direction of text.
func isOverride(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

var (
	kindForm         = oneOf(Kinds()...)
	adoptableForm    = oneOf(adoptable...)
	distributionForm = oneOf(custom, marketplace)
	idForm           = hexadecimal("64 lower-case hexadecimal digits", "", 64, 64)
	fileForm         = form{want: "the name of an event's file",
		ok: func(s string) bool { _, ok := ParseName(s); return ok }}
	timeForm = form{want: "a time in UTC such as 2026-01-31T14:05:00Z",
		ok: func(s string) bool { _, err := parseTime(s); return err == nil }}
)

// Adoptable returns the states that an adopted version can have.
func Adoptable() []State { return slices.Clone(adoptable) }

var adoptable = []State{ReadyForTesting, Production, InReview, Published}

// latestDay is the last day that has begun anywhere on earth at a moment.
func latestDay(t time.Time) Day { return DayOf(t.Add(14 * time.Hour)) }

// hasConflict reports whether git left a conflict in a file.
func hasConflict(data []byte) bool {
	return bytes.HasPrefix(data, []byte("<<<<<<< ")) || bytes.Contains(data, []byte("\n<<<<<<< "))
}
