// Package change compares two manifests and says what each difference means
// for those who have the app installed.
//
// [Diff] walks the trees of both manifests, whose elements know who they are, so
// that order, comments, spelling and generated ids play no part. It lists what
// came, went or changed (compare.go) and looks each difference up in one table
// (table.go). The verdicts stand in the table and nowhere else.
package change

import (
	"slices"
	"sync"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// Side is one of the two manifests compared. The zero Side, and one whose file
// is not a map, stand for nothing, as before the first version.
type Side struct {
	Name  string
	File  *source.File
	Model *app.Manifest
}

// NewSide returns a manifest as a side, and reads what it says.
func NewSide(name string, doc *manifest.Document) Side {
	return Side{Name: name, File: doc.File, Model: app.Read(doc.Root)}
}

// App returns what the side says; it is never nil.
func (s Side) App() *app.Manifest {
	if s.Model == nil {
		return nothing()
	}
	return s.Model
}

var nothing = sync.OnceValue(func() *app.Manifest { return app.Read(nil) })

func (s Side) isNothing() bool { return !s.App().Exists() }

// Place is where something stands in a file.
type Place struct {
	File *source.File
	Span source.Span
	// Nearest says that the thing itself is not there; the place is that of
	// the nearest thing around it that is.
	Nearest bool
}

// MarshalJSON writes the file's name with the line and column of the start.
func (p Place) MarshalJSON() ([]byte, error) {
	return source.Place{File: p.File, Span: p.Span}.MarshalJSON()
}

// Change is one judged difference.
type Change struct {
	Row *Row
	Op  Op
	// Path is what the change is about, by identity and not by position:
	// embedded.side_panel.parameters[site_code].required. Something renamed
	// stands under its new name.
	Path string
	// Subject is the same in words: parameter "site_code" of the side panel.
	Subject string
	// From and To are the values as shown to people, "" if there is none.
	// They may be long and have several lines.
	From, To string
	// Before and After are nil only on a side that is nothing.
	Before, After *Place
	// Also are values that had to change with this one, and that have no
	// change of their own: the URL that holds a renamed parameter.
	Also []Part

	Level             version.Level
	Action            Action
	OneWay            bool
	RaisesPermissions bool
	// Summary is one sentence without a full stop.
	Summary string
	// Customers says what customers must do, "" if nothing.
	Customers string
	// News tells company admins what is new, "" if they notice nothing. Grants
	// are the rights that they approve, and Must is what they must do beyond the
	// action; both are mostly "". All are sentences without a full stop.
	News, Grants, Must string
	// Ask is the same as Must in few words.
	Ask string
	// permissions is how many permissions company admins approve with it.
	permissions int
	// Fingerprint is made of what changes from what to what, and of nothing
	// else: a SHA-256 in hexadecimal digits. People see its first digits.
	Fingerprint string
}

// Part is a value that changed along with another.
type Part struct {
	Path, Subject string
	From, To      string
	Before, After *Place
}

// NeedsApproval reports whether someone must sign the change off.
func (c Change) NeedsApproval() bool {
	return c.Level == version.Breaking || c.RaisesPermissions || c.OneWay
}

// Concern is the word for why a change that needs approval does.
func (c Change) Concern() string {
	switch {
	case c.OneWay:
		return "one-way"
	case c.RaisesPermissions:
		return "permission"
	}
	return "breaking"
}

// Diff returns what changed between two manifests: the highest level first,
// and within a level in the order of the schema, whatever the order in the
// files. Where one side is nothing, only components come or go.
//
// What does not fit the schema is no change; lint reports it.
func Diff(from, to Side) []Change {
	c := &comparer{first: from.isNothing(), last: to.isNothing()}
	old, now := from.App().Tree(), to.App().Tree()
	c.compare(old, now, old, now)
	changes := make([]Change, 0, len(c.found))
	for _, d := range c.found {
		changes = append(changes, d.judge(from, to))
	}
	setFingerprints(changes)
	for i := range changes {
		changes[i].conceal()
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return int(b.Level) - int(a.Level) })
	return changes
}

// judge looks the difference up in the table and puts it in words.
func (d *difference) judge(from, to Side) Change {
	row := rowFor(d)
	change := Change{
		Row: row, Op: d.op, Path: d.element().Path, Subject: d.subject(),
		From: d.from(), To: d.to(), Before: placeOf(from, d.old, d.oldNear), After: placeOf(to, d.now, d.nowNear),
		Level: row.Level, Action: row.Action, OneWay: row.OneWay, RaisesPermissions: row.RaisesPermissions,
		Summary: d.say(row.Says), Customers: d.say(row.Customers),
		Grants: sentence(d.say(row.Grants)), Must: sentence(d.say(row.Must)), Ask: d.say(row.Ask),
	}
	if row.RaisesPermissions {
		change.permissions = len(d.tools())
	}
	if row.News != Unnoticed {
		change.News = sentence(d.say(row.News))
	}
	for _, e := range d.also {
		change.Also = append(change.Also, Part{
			Path: e.element().Path, Subject: e.subject(), From: e.from(), To: e.to(),
			Before: placeOf(from, e.old, e.oldNear), After: placeOf(to, e.now, e.nowNear),
		})
	}
	return change
}

// conceal takes secrets out of what is shown. Reports of changes go where the manifest
// does not: into comments and pages.
func (c *Change) conceal() {
	shown := []*string{&c.Path, &c.Subject, &c.From, &c.To, &c.Summary, &c.Customers, &c.News, &c.Grants, &c.Must, &c.Ask}
	for i := range c.Also {
		also := &c.Also[i]
		shown = append(shown, &also.Path, &also.Subject, &also.From, &also.To)
	}
	for _, text := range shown {
		*text = secret.Mask(*text)
	}
}

// placeOf returns the place of an element, or of the one around it.
func placeOf(s Side, e, near *app.Element) *Place {
	switch {
	case s.File == nil || s.isNothing():
		return nil
	case e.IsThere():
		return &Place{File: s.File, Span: e.Span}
	}
	return &Place{File: s.File, Span: near.Span, Nearest: true}
}
