// Package portal reads and writes the JSON of manifests that the Developer
// Portal shows under View Manifest, of schema 4.1 and of the older 3.x.
//
// One table (mapping.go) says which value of a manifest stands where in the
// JSON. [Read] brings the JSON into the shape of a manifest, each value with
// its place in the JSON; [Reading.Complete] adds what the JSON does not say,
// and [Reading.Write] makes YAML of it. [Export] goes the other way, and [Compare] says
// in the portal's words where portal and git differ.
package portal

import (
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Reading is what one file of the portal's JSON says.
type Reading struct {
	File *source.File
	// Root has the shape of a manifest, and its places in the JSON. It holds
	// only what the JSON says; see Complete and Fill.
	Root *manifest.Node
	// Left is what the JSON says and a manifest has no place for.
	Left []Left

	// fragment says that the JSON is a part of a manifest: what it does not
	// mention is not said to be absent.
	fragment bool
	// namesUsers says that the JSON is of the kind that names user level
	// authentication where there is any.
	namesUsers bool
	// componentName is the name of a component of schema 3.x.
	componentName *manifest.Node
	marks         map[*manifest.Node]string
}

// Left is a value that a manifest has no place for.
type Left struct {
	// Path is where it stands in the JSON: components.oauth.instances[0].uid.
	Path string
	Span source.Span
	// Value is as written in the JSON, cut where it is long.
	Value string
	Why   string
}

// IsJSON reports whether the file is the portal's JSON, and not a manifest or
// anything else.
func IsJSON(f *source.File) bool {
	root, _ := scan(f)
	return root != nil && root.Kind == manifest.Map && isPortal(root)
}

func isPortal(root *manifest.Node) bool {
	if root.Entry("schema") != nil {
		return false
	}
	return slices.ContainsFunc(root.Entries, func(e manifest.Entry) bool { return steps().next[e.Key.Text] != nil })
}

// Read reads the portal's JSON. Errors among the findings mean that it cannot be
// relied on; the reading is never nil.
func Read(f *source.File) (*Reading, []diag.Diagnostic) {
	r := &reader{
		Reading: &Reading{File: f, Root: manifest.NewMap(source.Span{})}, made: make(map[string]*manifest.Node),
		claimed: make(map[string]source.Span), methods: make(map[string]source.Span),
	}
	json, found := scan(f)
	if r.diags = found; json == nil {
		return r.Reading, r.diags
	}
	r.Root.Span = source.Span{Start: json.Span.Start, End: json.Span.Start + 1}
	switch {
	case json.Kind != manifest.Map:
		r.report(diag.Error, head(json), "", "copy the text that View Manifest shows in the portal",
			"the portal's JSON must be an object, but this file contains %s", kindName(json.Kind))
	case json.Entry("schema") != nil:
		r.report(diag.Error, json.Entry("schema").Key.Span, "", "check the file with manifest lint, or compare it "+
			"with manifest diff",
			"the file is already a manifest, not the portal's JSON")
	case !isPortal(json):
		r.report(diag.Error, head(json), "", "the portal's JSON has schema_version, post_installation_instruction, "+
			"permissions, fullscreen, sidepanel or components at the top level", "the file is not the JSON of a portal "+
			"manifest")
	default:
		r.fragment = json.Entry("schema_version") == nil && json.Entry("components") == nil
		r.object(json, steps(), "", "")
		for _, finish := range r.later {
			finish()
		}
		r.authentication()
		r.helpLinks()
	}
	diag.Sort(r.diags)
	return r.Reading, r.diags
}
