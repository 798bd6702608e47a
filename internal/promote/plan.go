package promote

import (
	"strings"

	"github.com/procore-manifest/manifest/schema"
)

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
	Kind Kind
	App  string
	// From is the version that is there, "" for nothing; To the one to come.
	From, To string
	// Portal is the generation of the portal that the plan is for.
	Portal schema.Portal
	// OneWay is what cannot be undone. Blocked is what the portal offers no
	// way for: with any of it, the plan does not reach the manifest.
	OneWay, Blocked []string
	// Notes are what the forms have no field for, and other things to know.
	Notes []string
	// Screens are in order; nothing where nothing is to be done.
	Screens []Screen
}

// Screen is one screen, dialog or form.
type Screen struct {
	// Title is the way there: "Open Configuration Builder, expand Embedded
	// Components, open Side Panel".
	Title  string
	Fields []Field
	// Press are the buttons to press at the end, in order.
	Press []string
	// Shows is what must be seen then, a sentence; "" where nothing is known.
	Shows string
	// Record is the command that records it, "" where none does.
	Record string
	// OneWay marks what cannot be undone.
	OneWay bool
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
	Label string
	Do    Do
	Value string
	// Note is what is not sure about the field, "" mostly.
	Note string
	// Path is what of a manifest it is: embedded.side_panel.url. It is "" for
	// what is in none.
	Path string
}

// inWords is the screen as one sentence without a full stop.
func (s Screen) inWords() string {
	words := s.Title
	var fields []string
	for _, f := range s.Fields {
		text := f.Label
		if f.Note != "" {
			text += " (" + f.Note + ")"
		}
		if f.Value != "" {
			text += " " + strings.ReplaceAll(f.Value, "\n", ", ")
		}
		fields = append(fields, text)
	}
	if len(fields) > 0 {
		words += ": " + strings.Join(fields, "; ")
	}
	if len(s.Press) > 0 {
		words += ", then press " + strings.Join(s.Press, ", ")
	}
	return words
}
