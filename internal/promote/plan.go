package promote

import "github.com/procore-manifest/manifest/schema"

// Kind is what a plan brings about.
type Kind string

const (
	// EnterKind enters a manifest in the portal, up to a saved version.
	EnterKind Kind = "enter"
	// InstallKind installs a version in the Developer Sandbox.
	InstallKind Kind = "install"
	// PromoteKind promotes a version.
	PromoteKind Kind = "promote"
	// CustomerKind installs or updates at a customer.
	CustomerKind Kind = "customer"
)

// Plan is what a person does, screen by screen. The same input gives the same
// plan.
type Plan struct {
	Kind Kind   `json:"kind"`
	App  string `json:"app"`
	// From is the version that is there, "" for nothing; To the one to come.
	From string `json:"from"`
	To   string `json:"to"`
	// Adopted are those of the two that were adopted.
	Adopted []string `json:"adopted"`
	// Portal is the generation of the portal that the plan is for.
	Portal schema.Portal `json:"portal"`
	// OneWay is what cannot be undone. Blocked is what the portal offers no
	// way for: with any of it, the plan does not reach the manifest.
	OneWay  []string `json:"one_way"`
	Blocked []string `json:"blocked"`
	// Notes are what the forms have no field for, and other things to know.
	Notes []string `json:"notes"`
	// Screens are in order; nothing if nothing is to be done.
	Screens []Screen `json:"screens"`
	// Next is the command that follows the plan, "" for none.
	Next string `json:"next"`
	// Update is what to send to the customers whom a plan of CustomerKind is for;
	// nil in others.
	Update *Update `json:"update,omitempty"`
}

// Screen is one screen, dialog or form.
type Screen struct {
	// Title is the way there: "Open Configuration Builder, expand Embedded
	// Components, open Side Panel".
	Title  string  `json:"title"`
	Fields []Field `json:"fields"`
	// Press are the buttons to press at the end, in order.
	Press []string `json:"press"`
	// Shows is what must be seen then, a sentence; "" if nothing is known.
	Shows string `json:"shows"`
	// Record is the command that records it, "" if none does.
	Record string `json:"record"`
	// OneWay marks what cannot be undone.
	OneWay bool `json:"one_way"`
}

// Do is what is done with a field.
type Do string

const (
	Enter  Do = "enter"  // replace the content by the value
	Clear  Do = "clear"  // empty it
	Choose Do = "choose" // the value, of those on offer
	Select Do = "select" // tick it, or pick it from a list
	Unset  Do = "unset"  // take the tick, or it, away
	Remove Do = "remove" // delete the thing
	Copy   Do = "copy"   // take it down
	Look   Do = "look"   // compare it with the value
)

// Field is one thing on a screen.
type Field struct {
	// Label is the portal's own, Value exactly what is entered; it may have
	// several lines and hold anything.
	Label string `json:"label"`
	Do    Do     `json:"do"`
	Value string `json:"value"`
	// Note is what is not sure about the field, "" mostly.
	Note string `json:"note"`
	// Path is what of a manifest it is: embedded.side_panel.url. It is "" for
	// what is in none.
	Path string `json:"path"`
}
