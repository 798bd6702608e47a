package validate

import (
	"path"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
)

var foreignFile = Rule{
	ID: RuleForeign, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Varies:  "info if the file is not named on the command line and has no key app",
	Summary: "the file is an app manifest and has the key schema with a whole number",
	Why: "Many formats call their files manifest.yaml. Lint does not check files in other formats, and --fix and " +
		"fmt leave them unchanged.",
	Bad: `{apiVersion: v1, kind: ConfigMap}`,
	Good: `schema: 1
app: {name: Acme Field Sync, distribution: custom}
version: 0.1.0
data_connector: {authentication: [user_level]}
setup_instructions: {url: https://help.acmefield.com/procore, page_name: Set up Acme}
post_installation_notes: Create an account, then select Connect to Procore in Settings.
release_notes: The first version of Acme Field Sync.`,
	Origin: ownOrigin,
}

// RuleForeign is the rule about files that are not app manifests. Its finding is
// an error where the file was meant to be one, or was named.
const RuleForeign = "foreign-file"

// isOurs reports whether a manifest is ours to change.
func isOurs(doc *manifest.Document) bool {
	n := doc.Root.Get("schema")
	return n != nil && n.Kind == manifest.Number && strings.Trim(n.Text, "0123456789") == ""
}

// signOfOurs is in a manifest even if it is not YAML.
var signOfOurs = lazy.Regexp(`(?m)(^|[{,])[^\w\n$]*schema[^\w\n]*\d|^["'{]*(app|schema)\b`)

// otherFiles are the files of a project that are not manifests but have a schema too.
var otherFiles = map[string]string{
	".manifest.yaml": "the configuration",
	"in-use.yaml":    "the list of versions in use",
}

// Foreign returns the finding about a file that is not an app manifest, or nil.
// A file that is not text may be one, and so may one that cannot be read in full but
// has a sign of ours.
func Foreign(doc *manifest.Document) *diag.Diagnostic {
	root := doc.Root
	if what, other := otherFiles[path.Base(doc.File.Name)]; other {
		return &diag.Diagnostic{
			Rule: RuleForeign, Severity: diag.Error, File: doc.File, Span: root.Head(),
			Message: "this file is " + what + ", not an app manifest",
			Help:    "name the folder of an app instead; lint checks this file, too",
		}
	}
	n := root.Get("schema")
	switch {
	case isOurs(doc) || root.Kind == manifest.Invalid && !doc.NotYAML:
		return nil
	case n != nil && n.Kind == manifest.Invalid: // refused, with a finding that says why
		return nil
	case n == nil && (doc.Partial || doc.NotYAML) && signOfOurs().Match(doc.File.Data):
		return nil
	}
	d := &diag.Diagnostic{
		Rule: RuleForeign, Severity: diag.Info, File: doc.File, Span: root.Head(),
		Help: "if this file is a manifest, start it with the line schema: 1; if not, move the file or list it under " +
			"ignore in .manifest.yaml",
	}
	switch {
	case doc.NotYAML:
		d.Message = "this file is not an app manifest: it is not YAML, and has no key schema"
	case root.Kind != manifest.Map:
		d.Message = "this file is not an app manifest: it contains " + root.Kind.String()
	case root.Get("app") == nil:
		d.Message = "this file is not an app manifest: the key schema is missing"
		if root.Get("apiVersion") != nil && root.Get("kind") != nil {
			d.Message = "this file is not an app manifest: the keys apiVersion and kind belong to Kubernetes files"
		}
		if n != nil {
			d.Message = "this file is not an app manifest: the value of schema is not a whole number"
			d.Span = n.Head()
		}
	case n == nil:
		d.Span = root.Entries[0].Key.Span
		d.Severity = diag.Error
		d.Message = "the file has no key schema, so the rest of the file is not checked or changed"
		d.Help = "start the file with the line schema: 1"
		for _, e := range root.Entries {
			if diag.Nearest(e.Key.Text, []string{"schema"}) != "" {
				d.Span, d.Help = e.Key.Span, "did you mean schema?"
			}
		}
	default:
		d.Span = n.Head()
		d.Severity = diag.Error
		d.Message = "the value of schema is not a whole number, so the rest of the file is not checked or changed"
		d.Help = "if this file is a manifest, write schema: 1; if not, move the file or list it under ignore in .manifest.yaml"
	}
	return d
}

// judgeForeign returns the one finding about a foreign file, with its secrets
// hidden: a line of it is shown.
func (l *Linter) judgeForeign(pass *Pass, d diag.Diagnostic) []diag.Diagnostic {
	found := []diag.Diagnostic{d}
	_, ignored := l.suppress(pass.Document, nil)
	pass.conceal(found, pass.hidden(found, false, ignored))
	return found
}
