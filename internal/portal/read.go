package portal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// reader collects what the JSON says.
type reader struct {
	*Reading
	diags []diag.Diagnostic
	// made are the maps and lists of the manifest, and its values, by path.
	made map[string]*manifest.Node
	// claimed are the components that were met, with the places of the first.
	claimed map[string]source.Span
	// methods are the ways to sign in.
	methods map[string]source.Span
	// later is what can be done only after all was read.
	later []func()
}

func (r *reader) report(severity diag.Severity, at source.Span, label, help, format string,
	args ...any) *diag.Diagnostic {
	if len(r.diags) >= maxFindings {
		if len(r.diags) == maxFindings {
			r.diags = append(r.diags, finding(r.File, diag.Error, at, "", "fix the problems above first",
				"the file has more problems; they are not listed"))
		}
		return &diag.Diagnostic{}
	}
	r.diags = append(r.diags, finding(r.File, severity, at, label, help, format, args...))
	return &r.diags[len(r.diags)-1]
}

// object reads the values of an object. name is the key of the parameter that
// they belong to.
func (r *reader) object(n *manifest.Node, s *step, path, name string) {
	for _, e := range n.Entries {
		at := path + pathKey(e.Key.Text, path == "")
		next := s.to(e.Key.Text)
		if next == nil {
			r.leave(at, e.Key, e.Value, "this key is not known in the portal's JSON")
			continue
		}
		bound := name
		if next.name == "*" {
			bound = e.Key.Text
		}
		r.value(e.Key, e.Value, next, at, bound)
	}
}

// pathKey is a key as part of a path.
func pathKey(key string, first bool) string {
	for _, c := range key {
		if c != '_' && c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return fmt.Sprintf("[%q]", clip(key))
		}
	}
	if first || key == "" {
		return clip(key)
	}
	return "." + clip(key)
}

func (r *reader) leave(path string, key, value *manifest.Node, why string) {
	if value.Kind == manifest.Null {
		return
	}
	text := secret.MaskCertain(r.File.Text(value.Span))
	if value.Kind == manifest.String {
		text = fmt.Sprintf("%q", clip(secret.MaskCertain(value.Text)))
	}
	r.Left = append(r.Left, Left{Path: secret.MaskCertain(path), Span: key.Span, Value: clip(strings.Join(strings.Fields(text), " ")),
		Why: why})
}

func (r *reader) value(key, v *manifest.Node, s *step, path, name string) {
	if v.Kind == manifest.Null {
		return
	}
	if s.instances != nil {
		if r.is(v, manifest.List, path) {
			r.instances(v, s, path)
		}
		return
	}
	r.namesUsers = r.namesUsers || path == "components"
	if s.row == nil { // an object around others
		if r.is(v, manifest.Map, path) {
			if len(v.Entries) == 0 && strings.HasSuffix(path, "_instruction") {
				r.leave(path, key, v, "the value is empty")
			}
			r.object(v, s, path, name)
		}
		return
	}
	switch s.row.As {
	case Text:
		if r.is(v, manifest.String, path) {
			r.text(key, v, s.row, path, name)
		}
	case Words:
		r.words(key, v, s.row, path)
	case Level:
		if r.is(v, manifest.String, path) {
			r.level(key, v, s.row, path, name)
		}
	case Flag:
		if r.is(v, manifest.List, path) {
			r.later = append(r.later, func() { r.flags(v, s.row, path) })
		}
	case Constant:
		r.constant(key, v, s.row, path)
	case LeftOut:
		if strings.HasSuffix(path, ".name") && r.componentName == nil {
			r.componentName = v
		}
		r.leave(path, key, v, s.row.Note)
	case Group:
		if r.is(v, manifest.Map, path) && r.group(key.Span, s.row, name) {
			r.object(v, s, path, name)
		}
	}
}

// is reports whether the value is of the kind that belongs there.
func (r *reader) is(v *manifest.Node, want manifest.Kind, path string) bool {
	if v.Kind == want {
		return true
	}
	help := ""
	if want == manifest.String && (v.Kind == manifest.Number || v.Kind == manifest.Bool) {
		help = "put the value in double quotes"
	}
	r.report(diag.Error, head(v), "expected "+kindName(want), help, "%s must be %s, but it is %s", path, kindName(want),
		kindName(v.Kind))
	return false
}

func kindName(k manifest.Kind) string {
	switch k {
	case manifest.Map:
		return "an object"
	case manifest.Null:
		return "null"
	}
	return k.String()
}

// head is the place to show when a value as a whole is meant.
func head(n *manifest.Node) source.Span {
	if n.Kind == manifest.Map || n.Kind == manifest.List {
		return source.Span{Start: n.Span.Start, End: n.Span.Start + 1}
	}
	return n.Span
}

func (r *reader) text(key, v *manifest.Node, row *Row, path, name string) {
	if row.Manifest == "app.name" && v.Text == "" {
		return // as if it were not there: it is asked for
	}
	value := manifest.NewText(unixLines(v.Text), v.Span)
	if !r.put(row.Manifest, name, key.Span, value) {
		r.leave(path, key, v, "the manifest already has a value for this field")
	}
}

// unixLines returns a text with LF alone as its line breaks, which forms of a
// browser send as CR LF.
func unixLines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

func (r *reader) words(key, v *manifest.Node, row *Row, path string) {
	if !r.is(v, manifest.List, path) {
		return
	}
	list := &manifest.Node{Kind: manifest.List, Flow: true, Span: v.Span}
	for i, item := range v.Items {
		if r.is(item, manifest.String, fmt.Sprintf("%s[%d]", path, i)) {
			list.Items = append(list.Items, manifest.NewText(item.Text, item.Span))
		}
	}
	r.put(row.Manifest, "", key.Span, list)
}

func (r *reader) level(key, v *manifest.Node, row *Row, path, tool string) {
	level := levelOf(v.Text)
	switch {
	case level == "":
		d := r.report(diag.Error, v.Span, "", "the portal writes readonly, standard or admin",
			"unknown access level %q", clip(v.Text))
		if near := diag.Nearest(strings.ToLower(v.Text), []string{"readonly", "standard", "admin",
			"none"}); near != "" {
			d.Help = fmt.Sprintf("did you mean %q?", near)
		}
		return
	case level == "none":
		r.leave(path, key, v, "a manifest leaves out tools without access")
		return
	case !spells(v.Text, level):
		r.report(diag.Warning, v.Span, "", "compare the result with the portal", "access level %q is read as %s",
			clip(v.Text), level)
	}
	if strings.HasPrefix(path, "components.") {
		tool = currentTool(scopeOf(row.Manifest), tool)
	}
	if !r.put(row.Manifest, tool, key.Span, manifest.NewText(level, v.Span)) {
		r.report(diag.Error, key.Span, "", "remove one of the two keys",
			"the tool %q is listed twice, under the two names that it has in schema 3.x", clip(tool))
	}
}

// scopeOf returns company or project from the path of a permission.
func scopeOf(path string) schema.Scope {
	if strings.HasPrefix(path, permissionsPath+".company") {
		return schema.CompanyScope
	}
	return schema.ProjectScope
}

// levelOf returns the level that a manifest has for one of the portal, "" where
// it is none.
func levelOf(written string) string {
	lower := strings.ToLower(strings.TrimSpace(written))
	if app.IsLevel(lower) {
		return lower
	}
	return schema.LevelAliases()[lower]
}

// spells reports whether a text is the name of the level, however it is written:
// Read-only and readonly, but not view.
func spells(written, level string) bool {
	return joiners.Replace(strings.ToLower(strings.TrimSpace(written))) == joiners.Replace(level)
}

var joiners = strings.NewReplacer("_", "", "-", "", " ", "")

// flags marks the parameters that the list names.
func (r *reader) flags(list *manifest.Node, row *Row, path string) {
	for i, item := range list.Items {
		at := fmt.Sprintf("%s[%d]", path, i)
		if !r.is(item, manifest.String, at) {
			continue
		}
		if r.made[resolve(strings.TrimSuffix(row.Manifest, ".required"), item.Text)] == nil {
			r.leave(at, item, item, "there is no property with this name")
			continue
		}
		r.put(row.Manifest, item.Text, item.Span, &manifest.Node{Kind: manifest.Bool, Text: "true", Span: item.Span})
	}
}

func (r *reader) constant(key, v *manifest.Node, row *Row, path string) {
	switch {
	case row.V41 != "schema_version":
		if v.Kind != manifest.String || v.Text != row.Value {
			r.leave(path, key, v, fmt.Sprintf("the only known value is %q", row.Value))
		}
	case v.Kind != manifest.String && v.Kind != manifest.Number:
		r.is(v, manifest.String, path)
	case v.Text != newestSchema && v.Text != "3" && !strings.HasPrefix(v.Text, "3."):
		r.report(diag.Warning, v.Span, "", "compare the result with the portal",
			"unknown schema_version %q; known versions are 3.x and %s, so the file is read as %s", clip(v.Text), newestSchema,
			newestSchema)
	}
}

// group notes that an object is there. It returns false if it is a component
// that was there before.
func (r *reader) group(at source.Span, row *Row, name string) bool {
	if row.One != "" && !r.claim(row.Manifest, row.One, at) {
		return false
	}
	if row.Manifest == permissionsPath {
		r.methods[app.ServiceAccount] = at
	}
	r.put(row.Manifest, name, at, newGroup(row.Manifest, at))
	return true
}

// newGroup returns what holds the values below a path: parameters are a list.
func newGroup(path string, at source.Span) *manifest.Node {
	if isParameters(path) {
		return manifest.NewList(at)
	}
	return manifest.NewMap(at)
}

// claim takes a component for the place where it stands.
func (r *reader) claim(path, name string, at source.Span) bool {
	before, twice := r.claimed[path]
	if !twice {
		r.claimed[path] = at
		return true
	}
	d := r.report(diag.Error, at, "duplicate", "a version can have only one of each type; create a file for "+
		"each app, or remove the component that is not used", "the file has a second %s; schema %s and a "+
		"manifest allow "+
		"only one", name, newestSchema)
	d.Related = []diag.Related{{File: r.File, Span: before, Message: "the first is here"}}
	return false
}

// authentication lists the ways to sign in.
func (r *reader) authentication() {
	list := &manifest.Node{Kind: manifest.List}
	for _, method := range []string{app.UserLevel, app.ServiceAccount} {
		if at, ok := r.methods[method]; ok {
			if list.Items == nil {
				list.Span = at
			}
			list.Items = append(list.Items, manifest.NewText(method, at))
		}
	}
	if list.Items != nil {
		r.put(authenticationPath, "", list.Span, list)
	}
}

// helpLinks leaves out help links without an address, which a manifest cannot
// have.
func (r *reader) helpLinks() {
	for _, c := range app.Read(r.Root).Components() {
		for _, p := range c.Parameters {
			link := p.SupportLink
			if url, _ := link.URL.Str(); url != "" || link.Node == nil {
				continue
			}
			name, _ := p.Key.Str()
			r.leave(fmt.Sprintf("%s of %q", link.Key.Text, name), link.Key, link.Node, "a help link needs a URL")
			p.Node.Entries = slices.DeleteFunc(p.Node.Entries, func(e manifest.Entry) bool { return e.Key == link.Key })
		}
	}
}

// put adds a value at a path of the manifest; name stands for * in it. It
// returns false if there is a value already.
func (r *reader) put(path, name string, at source.Span, value *manifest.Node) bool {
	full := resolve(path, name)
	if r.made[full] != nil {
		return false
	}
	if base, ok := strings.CutSuffix(path, "[*]"); ok { // an item, which its key makes
		parent := r.make(base, name, at)
		item := manifest.NewMap(at)
		item.Entries = append(item.Entries, manifest.NewEntry("key", at, manifest.NewText(name, at)))
		parent.Items = append(parent.Items, item)
		r.made[full] = item
		return true
	}
	parent, last := r.Root, path
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		parent, last = r.make(path[:i], name, at), path[i+1:]
	}
	if last == "*" {
		last = name
	}
	parent.Entries = append(parent.Entries, manifest.NewEntry(last, at, value))
	r.made[full] = value
	return true
}

// make returns the map, list or item at a path, and makes what is missing.
func (r *reader) make(path, name string, at source.Span) *manifest.Node {
	full := resolve(path, name)
	if n := r.made[full]; n != nil {
		return n
	}
	r.put(path, name, at, newGroup(path, at))
	return r.made[full]
}

// resolve puts a name in the place of * in a path. No path of a manifest holds
// the separator.
func resolve(path, name string) string {
	return strings.Replace(path, "*", "\x00"+name+"\x00", 1)
}
