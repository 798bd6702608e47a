package portal

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Export returns a manifest as the portal's JSON of schema 4.1, byte for byte
// the same for the same content, and what the JSON has no place for. Values
// that are of the wrong kind are findings, and then there is no JSON.
func Export(f *source.File, root *manifest.Node) ([]byte, []Left, []diag.Diagnostic) {
	x := &exporter{file: f, root: root, model: app.Read(root), out: &ordered{}, parameters: make(map[string]bool)}
	if root == nil || root.Kind != manifest.Map {
		x.report(source.Span{}, "%s does not contain a manifest", f.Name)
		return nil, nil, x.diags
	}
	for i := range rows() {
		if r := &rows()[i]; r.V41 != "" {
			x.row(r)
		}
	}
	x.unsaid(root, "", "")
	if len(x.diags) > 0 {
		diag.Sort(x.diags)
		return nil, nil, x.diags
	}
	var b bytes.Buffer
	x.out.write(&b, 0)
	b.WriteByte('\n')
	return b.Bytes(), x.left, nil
}

type exporter struct {
	file  *source.File
	root  *manifest.Node
	model *app.Manifest
	out   *ordered
	left  []Left
	diags []diag.Diagnostic
	// parameters are those that were met, by component and key.
	parameters map[string]bool
}

func (x *exporter) report(at source.Span, format string, args ...any) {
	x.diags = append(x.diags, finding(x.file, diag.Error, at, "", "to see all problems, run: manifest lint", format, args...))
}

// row writes the values of one row, if there are any.
func (x *exporter) row(r *Row) {
	if r.Manifest == "" {
		if parent, key := cutLast(r.V41); parent == "" || x.out.at(parent) != nil {
			x.out.set(parent, "", key, r.Value, r.As == Constant)
		}
		return
	}
	if strings.HasPrefix(r.Manifest, permissionsPath) && !x.model.SignsIn(app.ServiceAccount) {
		return
	}
	if r.As == Flag {
		x.required(r)
		return
	}
	for _, v := range find(x.root, r.Manifest) {
		if v.node.Kind == manifest.Null || v.node.Kind == manifest.Invalid || x.isMarked(v.node) {
			continue
		}
		parent, key := cutLast(r.V41)
		if key == "*" {
			key = v.name
		}
		switch r.As {
		case Group:
			if !x.group(r, v) {
				continue
			}
			x.out.make(r.V41, v.name)
			if isParameters(r.Manifest) {
				x.out.make(r.V41+".schema", "")
			}
		case Words:
			if x.is(v.node, manifest.List, v.path) {
				x.out.set(parent, v.name, key, x.words(v), true)
			}
		case Level:
			if level, ok := x.level(v); ok {
				x.out.set(parent, v.name, key, level, true)
			}
		default:
			if x.is(v.node, manifest.String, v.path) {
				x.out.set(parent, v.name, key, v.node.Text, true)
			}
		}
	}
}

func isParameters(path string) bool { return strings.HasSuffix(path, ".parameters") }

// group reports whether a value is the object, or the list of parameters, that
// it has to be.
func (x *exporter) group(r *Row, v found) bool {
	if isParameters(r.Manifest) {
		return x.is(v.node, manifest.List, v.path)
	}
	if !x.is(v.node, manifest.Map, v.path) {
		return false
	}
	if !strings.HasSuffix(r.Manifest, "[*]") {
		return true
	}
	key, ok := v.node.Get("key").Str()
	switch {
	case !ok || key == "":
		x.report(v.node.Head(), "%s has no key", v.path)
		return false
	case x.parameters[r.Manifest+"\x00"+key]:
		x.report(v.node.Get("key").Span, "parameter %q is listed twice", clip(key))
		return false
	}
	x.parameters[r.Manifest+"\x00"+key] = true
	return true
}

func cutLast(path string) (parent, key string) {
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)], path[i+1:]
}

func (x *exporter) is(n *manifest.Node, want manifest.Kind, path string) bool {
	if n.Kind != want {
		x.report(n.Head(), "%s must be %s, but it is %s", path, want, n.Kind)
	}
	return n.Kind == want
}

func (x *exporter) words(v found) []string {
	words := []string{}
	for i, item := range v.node.Items {
		if x.is(item, manifest.String, fmt.Sprintf("%s[%d]", v.path, i)) {
			words = append(words, item.Text)
		}
	}
	return words
}

func (x *exporter) level(v found) (string, bool) {
	n := v.node
	if n.Kind == manifest.Map {
		n = n.Get("level")
	}
	level, ok := n.Str()
	switch level {
	case app.ReadOnly:
		return "readonly", true
	case app.Standard, app.Admin:
		return level, true
	}
	at := v.node.Head()
	if n != nil {
		at = n.Head()
	}
	if ok {
		x.report(at, "%s: unknown access level %q", v.path, clip(level))
	} else {
		x.report(at, "%s has no access level", v.path)
	}
	return "", false
}

// required writes the list of required parameters, an empty one too.
func (x *exporter) required(r *Row) {
	list, _ := r.requiredList()
	parent, key := cutLast(list)
	if x.out.at(parent) == nil {
		return
	}
	names := []string{}
	for _, v := range find(x.root, r.Manifest) {
		if !x.is(v.node, manifest.Bool, v.path) {
			continue
		}
		if v.node.Text == "true" {
			names = append(names, v.name)
		} else {
			x.leave(v.path, v.node, "leaving this value out has the same meaning")
		}
	}
	x.out.set(parent, "", key, names, true)
	x.out.make(parent+".properties", "")
}

// isMarked reports whether a value carries the mark of one that was assumed.
func (x *exporter) isMarked(n *manifest.Node) bool {
	if n.Kind != manifest.String || n.Span.End > len(x.file.Data) {
		return false
	}
	line := x.file.LineSpan(x.file.Position(n.Span.End).Line)
	return n.Span.End <= line.End &&
		strings.TrimSpace(x.file.Text(source.Span{Start: n.Span.End, End: line.End})) == "# "+Mark
}

func (x *exporter) leave(path string, n *manifest.Node, why string) {
	value := ""
	if n.Kind != manifest.Map && n.Kind != manifest.List {
		value = fmt.Sprintf("%q", clip(n.Text))
	}
	x.left = append(x.left, Left{Path: path, Span: n.Head(), Value: value, Why: why})
}

// unsaid lists what is in the manifest and not in the JSON.
func (x *exporter) unsaid(n *manifest.Node, path, pattern string) {
	for _, e := range n.Entries {
		at, like := strings.TrimPrefix(path+"."+e.Key.Text, "."), strings.TrimPrefix(pattern+"."+e.Key.Text, ".")
		if scopePattern[pattern] {
			like = pattern + ".*"
		}
		x.one(e.Key, e.Value, at, like)
	}
}

var scopePattern = map[string]bool{permissionsPath + ".company": true, permissionsPath + ".project": true}

func (x *exporter) one(key, v *manifest.Node, at, like string) {
	switch {
	case v.Kind == manifest.Null || like == "schema" || like == "app":
		if like == "app" {
			x.unsaid(v, at, like)
		}
		return
	case like == "data_connector":
		x.unsaid(v, at, like)
		return
	case like == authenticationPath:
		x.methods(v, at)
		return
	case like == permissionsPath && !x.model.SignsIn(app.ServiceAccount):
		x.leave(at, key, "permissions need a service account, but authentication does not list "+app.ServiceAccount)
		return
	case like == "embedded":
		x.unsaid(v, at, like)
		return
	case like == app.AgenticPath:
		x.agentic()
		return
	case x.isMarked(v):
		x.leave(at, v, "a comment still marks this value as not checked")
		return
	case isParameters(like):
		for _, item := range v.List() {
			name, _ := item.Get("key").Str()
			x.unsaid(item, fmt.Sprintf("%s[%s]", at, name), like+"[*]")
		}
		return
	}
	i := slices.IndexFunc(rows(), func(r Row) bool {
		return r.Manifest == like && (r.V41 != "" || r.As == Unsaid)
	})
	switch {
	case strings.HasSuffix(like, "].key") || strings.HasSuffix(like, ".*.level"):
	case i < 0:
		why := "schema " + newestSchema + " has no field for this value"
		x.leave(at, markable(key, v), why)
	case rows()[i].As == Unsaid:
		why := rows()[i].Note
		if strings.HasPrefix(why, "set with") {
			why = "the portal's JSON does not contain this value"
		}
		x.leave(at, markable(key, v), why)
	case v.Kind == manifest.Map:
		x.unsaid(v, at, like)
	}
}

// agentic names each server and agent: none of them is in the JSON.
func (x *exporter) agentic() {
	why := rows()[slices.IndexFunc(rows(), func(r Row) bool { return r.Manifest == app.AgenticPath })].Note
	leave := func(list string, name app.Text, item *manifest.Node) {
		at := item
		if name.Exists() {
			at = markable(name.Key, name.Node)
		}
		x.left = append(x.left, Left{Path: list + "[" + clip(name.String()) + "]", Span: at.Head(), Why: why})
	}
	a := &x.model.Agentic
	for _, s := range a.Servers {
		leave(app.ServersPath, s.Name, s.Node)
	}
	for i := range a.Agents {
		leave(app.AgentsPath, a.Agents[i].Name, a.Agents[i].Node)
	}
}

// markable is the value, or its key where the value has several lines.
func markable(key, v *manifest.Node) *manifest.Node {
	if v.Kind == manifest.Map || v.Kind == manifest.List || v.Style == manifest.Literal || v.Style == manifest.Folded {
		return &manifest.Node{Kind: manifest.Map, Flow: true, Span: key.Span}
	}
	return v
}

func (x *exporter) methods(list *manifest.Node, path string) {
	for _, item := range list.List() {
		switch item.Text {
		case app.UserLevel:
			x.leave(path, item, "schema "+newestSchema+" has no known key for this value; tick User Level "+
				"Authentication in the portal")
		case app.ServiceAccount:
			x.out.make("permissions", "")
		}
	}
}
