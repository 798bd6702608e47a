package ledger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
)

// crowds are groups of states in which an app has at most one version, with
// words for what such a version is.
var crowds = []struct {
	states []State
	is     string
	help   string
}{
	{[]State{Production, InReview}, "in production", "a promotion supersedes the version that was in production: run it with manifest promote"},
	{[]State{Published}, "published", "a publication supersedes the version that was published: run it with manifest publish"},
}

// VerifyApp proves that the versions of one app fit together: no version and no
// number of the portal is used twice, no App Version Key belongs to two
// versions, and at most one version is in production, at most one published.
// What is wrong with a record alone is for [Verify] to say.
func VerifyApp(versions []Version) []diag.Diagnostic {
	a := appCheck{records: make([]placed, 0, len(versions))}
	for _, v := range versions {
		if v.Record == nil {
			continue
		}
		r, record := v.parse()
		if record.Format <= Format {
			a.records = append(a.records, placed{v, record, r})
		}
	}
	sortByNumber(a.records, func(p placed) string { return p.record.Version })
	a.numbers()
	a.keys()
	a.crowds()
	diag.Sort(a.diags)
	return a.diags
}

type appCheck struct {
	records []placed // lowest version first
	diags   []diag.Diagnostic
}

// placed is a record that knows its file.
type placed struct {
	Version
	record *Record
	reader *reader
}

// clash reports a value that an earlier record has too.
func (a *appCheck) clash(rule string, p, first placed, path, firstPath []string, help, format string, args ...any) {
	d := finding(p.Record, rule, p.reader.root().Get(path...).Head(), fmt.Sprintf("as in version %s", first.record.Version), help, format, args...)
	d.Related = []diag.Related{{File: first.Record, Span: first.reader.root().Get(firstPath...).Head(), Message: "version " + first.record.Version}}
	a.diags = append(a.diags, d)
}

func (a *appCheck) numbers() {
	saved := make(map[string]int, len(a.records))
	for i, p := range a.records {
		number := p.record.Version
		if number == "" {
			continue
		}
		at, twice := saved[number]
		if !twice {
			saved[number] = i
			continue
		}
		first := a.records[at]
		if p.Folder != "" && p.Folder != number || first.Folder != "" && first.Folder != number {
			continue // one of the two says another number than its folder
		}
		a.clash(RuleVersions, p, first, []string{"version"}, []string{"version"},
			"a number is never used twice: save a higher version", "version %s is recorded twice", number)
	}
	portal := make(map[string]int, len(a.records))
	path := func(p placed) []string {
		if p.record.PortalVersion != "" {
			return []string{"portal_version"}
		}
		return []string{"version"}
	}
	for i, p := range a.records {
		number := p.record.PortalNumber()
		if number == "" {
			continue
		}
		at, twice := portal[number]
		if !twice {
			portal[number] = i
			continue
		}
		if first := a.records[at]; first.record.Version != p.record.Version {
			a.clash(RuleVersions, p, first, path(p), path(first), "look the number up in the portal and correct it with the event register",
				"version %s has the number %s in the portal, which version %s has too", p.record.Version, number, first.record.Version)
		}
	}
}

func (a *appCheck) keys() {
	type use struct {
		placed
		name string
	}
	uses := make(map[string]use)
	for _, p := range a.records {
		for _, k := range []struct{ name, value string }{{"sandbox", p.record.Keys.Sandbox}, {"production", p.record.Keys.Production}} {
			if k.value == "" {
				continue
			}
			key := strings.ToLower(k.value)
			first, twice := uses[key]
			if !twice {
				uses[key] = use{p, k.name}
				continue
			}
			if first.record == p.record {
				continue // both keys of one record are for Verify
			}
			a.clash(RuleKeys, p, first.placed, []string{"keys", k.name}, []string{"keys", first.name}, "copy each key from the portal's page of its version",
				"the %s key of version %s is also the %s key of version %s; every version has keys of its own", k.name, p.record.Version, first.name, first.record.Version)
		}
	}
}

func (a *appCheck) crowds() {
	for _, c := range crowds {
		var newest *placed
		for i := len(a.records) - 1; i >= 0; i-- {
			p := a.records[i]
			if !slices.Contains(c.states, p.record.State) {
				continue
			}
			if newest == nil {
				newest = &a.records[i]
				continue
			}
			a.clash(RuleVersions, p, *newest, []string{"state"}, []string{"state"}, c.help,
				"version %s is %s, and so is version %s", p.record.Version, c.is, newest.record.Version)
		}
	}
}
