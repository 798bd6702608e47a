// Package schema holds what the tool knows about manifests as data: the JSON
// Schemas of its files and the catalogues of the Developer Portal, all embedded.
//
// A catalogue is an object with "about" (what its rows are and what is known to
// be missing), "checked" (the month its sources were last read) and "rows".
// Every row ends in an [Origin]: the public source, the date of that source,
// and how far it can be trusted. Correct a fact by editing the JSON file beside
// this one and running go generate; the tests prove that schema and catalogues
// still agree, and that the tables in tables.go hold what the JSON says.
//
// The slices and maps returned are
// shared: callers read them and never change them.
package schema

import (
	"embed"
	"path"
	"slices"
	"strings"
)

// Manifest is the JSON Schema (draft-07) of manifest.yaml, the one definition
// of its shape.
//
//go:embed manifest.schema.json
var Manifest []byte

// Project is the JSON Schema (draft-07) of .manifest.yaml, the configuration of
// a repository.
//
//go:embed project.schema.json
var Project []byte

// InUse is the JSON Schema (draft-07) of in-use.yaml, the versions that customers
// are known to run.
//
//go:embed in-use.schema.json
var InUse []byte

// Results is the JSON Schema (draft-07) of the results of a test, which the page of
// a checklist saves.
//
//go:embed results.schema.json
var Results []byte

// Findings is the JSON Schema (draft-07) of what lint --format json prints.
//
//go:embed findings.schema.json
var Findings []byte

// Smoke is the JSON Schema (draft-07) of what smoke --format json prints, and
// of the evidence that it keeps.
//
//go:embed smoke.schema.json
var Smoke []byte

//go:embed output/*.schema.json
var outputs embed.FS

const outputSuffix = ".schema.json"

// Outputs returns the names that [Output] knows, in alphabetical order.
func Outputs() []string {
	entries, _ := outputs.ReadDir("output")
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), outputSuffix))
	}
	slices.Sort(names) // the files are sorted with their suffix
	return names
}

// Output returns the JSON Schema (draft-07) of what a command other than lint and
// smoke prints with --format json, or nil.
func Output(name string) []byte {
	data, _ := outputs.ReadFile(path.Join("output", name+outputSuffix))
	return data
}

// Confidence says how far a row can be trusted.
type Confidence string

const (
	Documented Confidence = "documented" // published text says so
	Seen       Confidence = "seen"       // visible in a published picture or example
	Inferred   Confidence = "inferred"   // concluded from other facts; nothing says so
	Reported   Confidence = "reported"   // said by someone other than Procore
)

// Origin is where a row comes from.
type Origin struct {
	Source     string     `json:"source"`
	Date       string     `json:"date"` // of the source: 2006-01-02, 2006-01, 2006, or "undated"
	Confidence Confidence `json:"confidence"`
}

// View is a key that the portal's view reference lists for side panels.
type View struct {
	Key    string   `json:"key"`
	Tools  []string `json:"tools"`  // headings of the reference that list the key
	Action string   `json:"action"` // last part of the key: detail, edit, list, new
	Note   string   `json:"note,omitempty"`
	Origin
}

// RetiredView is a key that sources used once, or misspelled, and that the
// reference does not list.
type RetiredView struct {
	Key     string `json:"key"`
	Why     string `json:"why"`
	Instead string `json:"instead,omitempty"` // the current key, where one is known
	// Dead says that the source shows that no page ever had the key.
	Dead bool `json:"dead,omitempty"`
	Origin
}

// Scope is a tab of the Permissions Builder.
type Scope string

const (
	CompanyScope Scope = "company"
	ProjectScope Scope = "project"
)

// Offer says whether the portal offers a level for a tool.
type Offer string

const (
	Yes     Offer = "yes"
	No      Offer = "no"
	Unknown Offer = "unknown"
)

// Levels holds, for each access level, whether the portal offers it.
type Levels struct {
	None     Offer `json:"none"`
	ReadOnly Offer `json:"read_only"`
	Standard Offer `json:"standard"`
	Admin    Offer `json:"admin"`
}

// Of returns the offer of a level by its name in a manifest.
func (l Levels) Of(level string) Offer {
	switch level {
	case "none":
		return l.None
	case "read_only":
		return l.ReadOnly
	case "standard":
		return l.Standard
	case "admin":
		return l.Admin
	}
	return Unknown
}

// KeyStatus says how the key of a tool is known.
type KeyStatus string

const (
	KeyConfirmed KeyStatus = "confirmed" // printed in a published manifest
	KeyInferred  KeyStatus = "inferred"  // Procore's own name of the tool elsewhere, not seen in a manifest
	KeyGuessed   KeyStatus = "guessed"   // formed from the label, or none at all
)

// Tool is a row of the Permissions Builder, or a Procore tool that may be one.
type Tool struct {
	Scope       Scope     `json:"scope"`
	Keys        []string  `json:"keys"` // most likely first; empty if there is not even a guess
	KeyStatus   KeyStatus `json:"key_status"`
	Label       string    `json:"label"`
	OtherLabels []string  `json:"other_labels,omitempty"` // labels of the same tool in other pictures
	Levels      Levels    `json:"levels"`
	Note        string    `json:"note,omitempty"`
	Origin
}

// Key returns the most likely key, or "" if there is not even a guess.
func (t Tool) Key() string {
	if len(t.Keys) == 0 {
		return ""
	}
	return t.Keys[0]
}

// ToolAlias is an older spelling of a tool key.
type ToolAlias struct {
	Scope Scope  `json:"scope"`
	Key   string `json:"key"` // the older spelling
	Is    string `json:"is"`  // the key to write
	Note  string `json:"note,omitempty"`
	Origin
}

// LevelAlias is a spelling of an access level that people or the portal use.
type LevelAlias struct {
	Written string `json:"written"`
	Level   string `json:"level"` // read_only, standard, admin, or none
	Origin
}

// SampleKind says which values of a manifest a sample is compared with.
type SampleKind string

const (
	SampleNotes       SampleKind = "notes"       // post-installation notes, or a sentence they contain
	SamplePageName    SampleKind = "page_name"   // setup_instructions.page_name
	SampleURL         SampleKind = "url"         // a whole URL
	SampleHost        SampleKind = "host"        // a host name, exactly
	SampleHostSuffix  SampleKind = "host_suffix" // a host name that equals Value or ends in "." + Value
	SamplePath        SampleKind = "path"        // path of a component URL
	SampleDescription SampleKind = "description" // description of a component
	ReservedHost      SampleKind = "reserved"    // as host_suffix: set aside by a standard and never public
	TunnelHost        SampleKind = "tunnel"      // as host_suffix: a tunnel to someone's machine
	PrivateHost       SampleKind = "private"     // as host_suffix: reachable only on one machine or network
)

// Sample is a text, address or host from templates and documentation, or a
// host that is not public, that must not survive into production. Long texts are
// given by a phrase that no one writes by chance.
type Sample struct {
	Kind  SampleKind `json:"kind"`
	Value string     `json:"value"`
	Note  string     `json:"note,omitempty"`
	Origin
}

// Variable is a value that Procore itself puts into a component URL.
type Variable struct {
	Name    string   `json:"name"` // as written between the braces
	Meaning string   `json:"meaning"`
	Places  []string `json:"places"`            // parts of a URL where every source allows it
	Debated []string `json:"debated,omitempty"` // parts where only newer sources allow it
	Unset   string   `json:"unset,omitempty"`   // when it has no value
	Note    string   `json:"note,omitempty"`
	Origin
}

// Environment is a place where Procore runs, with what reaches it.
type Environment struct {
	ID          string   `json:"id"`
	Label       string   `json:"label"`
	Login       string   `json:"login"`       // base of OAuth URLs
	API         string   `json:"api"`         // base of REST URLs
	Web         []string `json:"web"`         // addresses in the browser
	Credentials string   `json:"credentials"` // sandbox, production, or federal
	Key         string   `json:"key"`         // App Version Key that installs there: sandbox, production, or federal
	Note        string   `json:"note,omitempty"`
	Origin
}

// Event is the JSON Schema (draft-07) of the events and approvals of a ledger.
//
//go:embed event.schema.json
var Event []byte
