package change

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// Op is what happened to something. A row may hold several.
type Op uint8

const (
	Added Op = 1 << iota
	Removed
	Changed
	Renamed
	// Edited is what can happen to a text.
	Edited = Added | Removed | Changed
)

// String returns added, removed, changed or renamed; several are joined.
func (o Op) String() string {
	var names []string
	for i, name := range []string{"added", "removed", "changed", "renamed"} {
		if o&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Action is what a customer does to get a new version working.
type Action string

const (
	NoAction           Action = "none"
	ReadNotes          Action = "read_notes"
	ReselectProjects   Action = "reselect_projects"
	NewConfiguration   Action = "new_configuration"
	ApprovePermissions Action = "approve_permissions"
	Reinstall          Action = "reinstall"
)

// Actions returns all actions, the lightest first.
func Actions() []Action {
	return []Action{NoAction, ReadNotes, ReselectProjects, NewConfiguration, ApprovePermissions, Reinstall}
}

var actionWords = map[Action]string{
	NoAction:           "customers do not have to do anything",
	ReadNotes:          "customers should read the new setup notes",
	ReselectProjects:   "customers must select the permitted projects again",
	NewConfiguration:   "customers must create their app configurations again",
	ApprovePermissions: "company admins must approve the permissions",
	Reinstall:          "customers must install the app again",
}

// Words returns the action as a sentence without a full stop.
func (a Action) Words() string { return actionWords[a] }

// Burden ranks actions; the heavier has the higher number.
func (a Action) Burden() int { return slices.Index(Actions(), a) }

// When is a condition of a row. The set is closed: each has its test in
// conditions.go.
type When string

// Row is one judgement: what happened, where, how much it matters, and why.
// Several rows may fit a difference; the first in the table judges it.
type Row struct {
	// ID is kebab-case, never changed and never used again for another row.
	ID string
	// At is a path of the schema. A star stands for one part of it; [] for an
	// item of a list, or [item] for that item alone.
	At   string
	Op   Op
	When When

	Level  version.Level
	Action Action
	// Who does what the action asks for, "" if no source says so.
	Who Who
	// OneWay marks what the portal cannot undo.
	OneWay bool
	// RaisesPermissions marks what gives the app more rights in a customer's
	// account.
	RaisesPermissions bool

	// Says, Customers, News, Grants and Must are sentences without a full stop;
	// {placeholders} are those of words.go. Customers tells reviewers what
	// customers must do beyond taking the update, "" if nothing.
	Says, Customers string

	// News tells company admins what is new for them, or is Unnoticed. Every
	// row has one: what customers hear is decided here.
	News string
	// Grants says which rights company admins approve; of rows that raise
	// permissions.
	Grants string
	// Must tells company admins what to do, where the action does not say it, and
	// Ask says it in the few words that follow "asks customers to".
	Must, Ask string

	// Why says why the level and the action are these.
	Why    string
	Origin schema.Origin
}

// Unnoticed are the News of a change that customers notice nothing of.
const Unnoticed = "customers notice nothing"

// Rows returns the table in its order.
func Rows() []Row { return table }

// Waiver is a field of the schema that no row judges.
type Waiver struct {
	// At is a path as in [Row].
	At  string
	Why string
}

// Waivers returns the fields that are not judged, with the reasons.
func Waivers() []Waiver { return waivers }

// Cost is what any update asks of the customers of an app that has a part,
// whatever has changed in it.
type Cost struct {
	// At is the path of the part.
	At     string
	Action Action
	// Who does it, "" if no source says so.
	Who    Who
	Why    string
	Origin schema.Origin
}

// Costs returns what updates cost.
func Costs() []Cost { return costs }

// unjudged answers for a difference without a row. A test proves that there is
// none; should one slip through, it is not waved through.
var unjudged = Row{
	ID: "unjudged", Level: version.Breaking, Action: NoAction,
	Says: "{subject} {op}, and the change table has no row for this change",
	News: "{subject} {op}",
	Why:  "A change without a row in the table counts as breaking, because its effect on customers is unknown.",
}

func rowFor(d *difference) *Row {
	for i := range table {
		if table[i].fits(d) {
			return &table[i]
		}
	}
	return &unjudged
}

func (r *Row) fits(d *difference) bool {
	return r.Op&d.op != 0 && covers(r.At, d.element().At, d.element().Item) && conditions[r.When].holds(d)
}

// covers reports whether a path of the table stands for a path of the schema
// and, where the path ends in a list, for the item.
func covers(pattern, at, item string) bool {
	for {
		p, patternRest, more := strings.Cut(pattern, ".")
		a, atRest, atMore := strings.Cut(at, ".")
		if p != "*" && p != a {
			list, only, isItem := strings.Cut(strings.TrimSuffix(p, "]"), "[")
			if !isItem || only != item || list+"[]" != a || more {
				return false
			}
		}
		if !more || !atMore {
			return more == atMore
		}
		pattern, at = patternRest, atRest
	}
}
