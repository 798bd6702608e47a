package ledger

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

const restoreRecord = "restore the record from the base; what happened is never rewritten, a correction is a new entry"

// VerifyPast compares a record with the same record in the base of a change:
// its history may only have grown, and the rest may have changed only by what
// was added. Both must have been parsed without findings; f is the file that
// now was read from.
func VerifyPast(base, now *Record, f *source.File) []diag.Diagnostic {
	doc, _ := manifest.Parse(f)
	p := past{f: f, root: doc.Root, base: base, now: now}
	p.fixed("app", base.App, now.App)
	p.fixed("version", base.Version, now.Version)
	p.fixed("digest", base.Digest, now.Digest)
	added, ok := p.history()
	if ok {
		if len(added) == 0 && now.State != base.State {
			p.report(p.at("state"), "state was %s in the base and is %s, but nothing was added to the history", base.State, now.State)
		}
		p.brought(added, assigns, "save, promote or register", []value{
			{"sandbox key", base.Keys.Sandbox, now.Keys.Sandbox, []string{"keys", "sandbox"}},
			{"production key", base.Keys.Production, now.Keys.Production, []string{"keys", "production"}},
			{"portal_version", base.PortalVersion, now.PortalVersion, []string{"portal_version"}},
		})
		p.brought(added, func(e Event) bool { return e == Promote }, "promote", []value{
			{"release_notes", base.ReleaseNotes, now.ReleaseNotes, []string{"release_notes"}},
		})
	}
	diag.Sort(p.diags)
	return p.diags
}

type past struct {
	f         *source.File
	root      *manifest.Node
	base, now *Record
	diags     []diag.Diagnostic
}

func (p *past) report(at source.Span, format string, args ...any) {
	p.diags = append(p.diags, finding(p.f, RuleRewritten, at, "not as in the base", restoreRecord, format, args...))
}

// at is the place of a value, or of the map that lacks it.
func (p *past) at(path ...string) source.Span {
	n := p.root
	for _, key := range path {
		next := n.Get(key)
		if next == nil {
			break
		}
		n = next
	}
	return n.Head()
}

func (p *past) fixed(key, base, now string) {
	if base != now {
		p.report(p.at(key), "%s was %q in the base and is %q", key, base, now)
	}
}

type value struct {
	name, base, now string
	path            []string
}

// brought checks values that change only with certain events.
func (p *past) brought(added []Entry, by func(Event) bool, words string, values []value) {
	if slices.ContainsFunc(added, func(e Entry) bool { return by(e.Event) }) {
		return
	}
	for _, v := range values {
		switch {
		case v.base == v.now:
		case v.base == "":
			p.report(p.at(v.path...), "%s was not given in the base; it comes with %s, and no such entry was added", v.name, words)
		case v.now == "":
			p.report(p.at(v.path...), "%s of the base is gone", v.name)
		default:
			p.report(p.at(v.path...), "%s is not that of the base; it changes with %s, and no such entry was added", v.name, words)
		}
	}
}

// history compares the entries of the base with the first ones of now, and
// returns those that were added. After the first difference the rest of the
// entries is not compared: an entry taken out or put in moves all others.
func (p *past) history() (added []Entry, ok bool) {
	base, now := p.base.History, p.now.History
	items := p.root.Get("history").List()
	for i, was := range base {
		if i >= len(now) || i >= len(items) {
			p.report(p.historyEnd(items), "the history had %d entries in the base and has %d: %s is gone", len(base), len(now), describe(was))
			return nil, false
		}
		key := was.difference(now[i])
		switch {
		case key == "":
			continue
		case slices.ContainsFunc(base[i+1:], now[i].equal) && !slices.ContainsFunc(now, was.equal):
			p.report(items[i].Head(), "%s, entry %d of the history in the base, is gone", describe(was), i+1)
		case slices.ContainsFunc(now[i+1:], was.equal):
			p.report(items[i].Head(), "history entry %d stands before entries of the base; entries are added at the end", i+1)
		default:
			at := items[i].Head()
			if n := items[i].Get(key); n != nil {
				at = n.Head()
			}
			p.report(at, "%q of history entry %d (%s in the base) was changed", key, i+1, describe(was))
		}
		return nil, false
	}
	return now[len(base):], true
}

// historyEnd is where entries are missing.
func (p *past) historyEnd(items []*manifest.Node) source.Span {
	if len(items) > 0 {
		return items[len(items)-1].Head()
	}
	return p.at("history")
}

// describe names an entry in a message.
func describe(e Entry) string {
	return fmt.Sprintf("%s of %s", e.Event, e.At.Format(timeLayout))
}

// VerifyFrozen compares a frozen manifest with its bytes in the base, which
// never change. It marks the first line that differs.
func VerifyFrozen(base []byte, f *source.File) []diag.Diagnostic {
	if bytes.Equal(base, f.Data) {
		return nil
	}
	at := 0
	for at < len(base) && at < len(f.Data) && base[at] == f.Data[at] {
		at++
	}
	// A file cut short differs behind its end: its last line stands for it.
	line := f.LineSpan(f.Position(at).Line)
	if line.Len() == 0 {
		line = f.LineSpan(f.Position(line.Start).Line - 1)
	}
	return []diag.Diagnostic{finding(f, RuleRewritten, line, "not as in the base",
		"restore the file from the base: a frozen manifest never changes, not even in a comment; save a new version instead",
		"the frozen manifest is not the one in the base")}
}
