package promote

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/schema"
)

// State is how an item of the checklist stands.
type State string

const (
	// Open waits for a person.
	Open State = ""
	// Verified was checked by the tool.
	Verified State = "verified"
	// Failing was checked by the tool, and is not so.
	Failing State = "failing"
)

// String returns verified, failing or person.
func (s State) String() string {
	if s == Open {
		return person
	}
	return string(s)
}

// MarshalText gives JSON the word of [State.String].
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Item is one item of a checklist.
type Item struct {
	// ID is kebab-case and never changed: people and kept checklists refer to
	// the item by it.
	ID      string  `json:"id"`
	Section Section `json:"section"`
	// BeforePromotion says that it is to be done before the version is promoted.
	BeforePromotion bool `json:"before_promotion"`
	// Text is one sentence without a full stop, Why says what goes wrong
	// otherwise.
	Text string `json:"text"`
	Why  string `json:"why"`
	// Check names what verifies it, or person.
	Check string `json:"check"`
	State State  `json:"state"`
	// Ticked says that a person ticked the item, as it is now, or that results of
	// a test say it is done or does not apply. Lost says that it was ticked before
	// it changed.
	Ticked bool `json:"ticked"`
	Lost   bool `json:"was_ticked"`
	// Answer is what the latest results of a test say of the item as it is now,
	// nil for nothing.
	Answer *Answer `json:"answer"`
	// Table asks testers for a result in each cell; nil if one result is enough.
	Table *Table `json:"table"`
	// Evidence is what the tool found: proof where it is verified, what a
	// person may want to know where it is open. It may be "".
	Evidence string `json:"evidence"`
	// Problems are what fails or, where it is open, what to look at.
	Problems []Problem `json:"problems"`
	// Where is the place in the portal or in Procore; nothing if there is none.
	Where []Where `json:"where"`
	// Values are to be copied.
	Values []Value `json:"values"`
	// Digest is of what a tick vouches for.
	Digest string `json:"digest"`
	schema.Origin
}

// Done reports whether nothing is left to do.
func (i *Item) Done() bool { return i.State == Verified || i.State == Open && i.Ticked }

// Table is what testers fill in: every row in every column.
type Table struct {
	// About is what the rows are.
	About   string   `json:"about"`
	Columns []string `json:"columns"`
	Rows    []string `json:"rows"`
}

// Where is the way to a place in the portal or, with the portal
// [schema.Procore], in the customer's or the sandbox's company.
type Where struct {
	Portal schema.Portal `json:"portal"`
	Path   string        `json:"path"`
}

// Value is something to copy. It may have several lines and hold anything.
type Value struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Checklist is what stands between a version and production, and after it.
type Checklist struct {
	App     string `json:"app"`
	Name    string `json:"name"`
	Version string `json:"version"`
	// Portal is the generation of the portal whose places the items name.
	Portal schema.Portal `json:"portal"`
	// Digest is that of the version, which every tick is bound to, and ListDigest
	// that of the checklist: of all that its items ask.
	Digest       string       `json:"digest"`
	ListDigest   string       `json:"checklist_digest"`
	State        ledger.State `json:"state"`
	Distribution string       `json:"distribution"`
	Components   []string     `json:"components"`
	// Previous is the version that customers run, "" for the first.
	Previous string `json:"previous"`
	// Adopted are those of the two that were adopted.
	Adopted   []string  `json:"adopted"`
	Items     []Item    `json:"items"`
	Customers Customers `json:"customers"`
	// Next is the command that follows, "" for none.
	Next string `json:"next"`
	// OnlyOpen says that the reader asked for what is not done.
	OnlyOpen bool `json:"-"`
}

// Count is how many items are verified, failing, and for people; and how many
// of the last are ticked.
type Count struct {
	Items    int `json:"items"`
	Verified int `json:"verified"`
	Failing  int `json:"failing"`
	People   int `json:"people"`
	Ticked   int `json:"ticked"`
}

// Count counts the items.
func (c *Checklist) Count() Count {
	n := Count{Items: len(c.Items)}
	for i := range c.Items {
		switch item := &c.Items[i]; {
		case item.State == Verified:
			n.Verified++
		case item.State == Failing:
			n.Failing++
		default:
			n.People++
			if item.Ticked {
				n.Ticked++
			}
		}
	}
	return n
}

// String returns the count in words: "38 items: 14 verified, 2 failing, 22 to
// check by hand".
func (n Count) String() string {
	s := fmt.Sprintf("%s: %d verified, %d failing, %d to check by hand", diag.Plural(n.Items, "item"), n.Verified,
		n.Failing, n.People)
	if n.Ticked > 0 {
		s += fmt.Sprintf(", %d of them ticked", n.Ticked)
	}
	return s
}

// NewChecklist returns the checklist of a version. Only items that concern it
// appear; ticks that the subject brings are kept where nothing changed.
func NewChecklist(s Subject) Checklist {
	f := gather(&s)
	c := f.checklist()
	c.Customers = f.customers()
	return c
}

// ChecklistAndGates returns the checklist of a version, without the texts for customers,
// and all gates of its promotion.
func ChecklistAndGates(s Subject) (Checklist, []Gate) {
	f := gather(&s)
	c := f.checklist()
	c.Customers.Groups = f.groups()
	return c, f.gates()
}

// checklist is the checklist without what is said to customers.
func (f *facts) checklist() Checklist {
	c := Checklist{
		App: f.App, Name: f.name(), Version: f.number(), Portal: f.Portal, Digest: f.digest, State: f.Version.State,
		Distribution: f.now.Distribution.String(),
		Components:   componentsOf(f.now), Previous: f.earlierNumber(),
		Adopted: f.Ledger.AdoptedAmong(f.number(), f.earlierNumber()),
	}
	for i := range rows {
		if rows[i].applies(f) {
			c.Items = append(c.Items, f.item(&rows[i]))
		}
	}
	carry(c.Items, f.Ticks)
	f.answer(c.Items)
	c.ListDigest = c.listDigest()
	return c
}

func (f *facts) item(r *row) Item {
	item := Item{ID: r.id, Section: r.section, BeforePromotion: r.due, Text: r.text, Why: r.why, Check: r.check,
		Origin: r.origin}
	if r.say != nil {
		item.Text = r.say(f)
	}
	if r.judge != nil {
		o := r.judge(f)
		item.State, item.Evidence, item.Problems = o.state, o.evidence, o.problems
	}
	if r.values != nil {
		item.Values = r.values(f)
		for i := range item.Values {
			item.Values[i].Text = secret.MaskCertain(item.Values[i].Text)
		}
	}
	if r.table != nil {
		item.Table = r.table(f)
	}
	item.Where = f.whereOf(r.where)
	var about []string
	if r.about != nil {
		about = r.about(f)
	}
	item.Digest = itemDigest(f.digest, r.id, about)
	return item
}

// whereOf returns the way to a place.
func (f *facts) whereOf(ids []string) []Where {
	if len(ids) == 0 {
		return nil
	}
	l, _ := schema.FindPortalLabel(f.Portal, ids[0])
	return []Where{{l.Portal, path(f.Portal, ids...)}}
}

// digestLength is how many hexadecimal digits tell what an item vouches for.
const digestLength = 12

func itemDigest(version, id string, about []string) string {
	h := sha256.New()
	for _, s := range append([]string{version, id}, about...) {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))[:digestLength]
}

// Ticks are the ticks of people in a checklist that is kept, by item. They are
// bound to what was ticked.
type Ticks map[string]Tick

// Tick is how one item stood.
type Tick struct {
	// Digest is that of the item then.
	Digest string
	// On says that the box was ticked; Lost, that it was marked as ticked
	// before it changed.
	On, Lost bool
}

// carry takes over the ticks of items that are for people. A tick of something
// that changed since is dropped, visibly.
func carry(items []Item, ticks Ticks) {
	for i := range items {
		item := &items[i]
		t, ok := ticks[item.ID]
		if !ok || item.State != Open {
			continue
		}
		same := t.Digest == item.Digest
		item.Ticked = t.On && same
		item.Lost = t.On && !same || t.Lost && !item.Ticked
	}
}
