package portal

import (
	"cmp"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// Side is a manifest that is compared. Root is nil if there is none.
type Side struct {
	File *source.File
	Root *manifest.Node
}

// Cause says who changed a field, as far as it is known.
type Cause string

const (
	// Clicked means that the portal has another value than was saved, and git
	// has not.
	Clicked Cause = "clicked"
	// NotEntered means that git has another value than was saved, and the
	// portal has not.
	NotEntered Cause = "not_entered"
	// Both means that each has its own.
	Both Cause = "both"
	// Differs means that nothing was saved that could tell.
	Differs Cause = "differs"
)

// Causes returns all causes, those first that surprise most.
func Causes() []Cause { return []Cause{Clicked, Both, NotEntered, Differs} }

// Means returns the cause in words.
func (c Cause) Means() string {
	return map[Cause]string{
		Clicked: "changed in the portal, but not in git", NotEntered: "changed in git, but not yet entered in the portal",
		Both: "changed in both git and the portal since the last save", Differs: "git and the portal differ",
	}[c]
}

// Difference is a field that git and the portal do not agree about.
type Difference struct {
	// Path is the field by identity, as in a manifest:
	// embedded.side_panel.parameters[region].required.
	Path string `json:"path"`
	// Field is the field in the portal's words, from the screen inwards.
	Field string `json:"field"`
	Cause Cause  `json:"cause"`
	// Git, Portal and Saved are the values in the portal's words, "" where
	// there is none. They may be long and have several lines.
	Git    string `json:"git"`
	Portal string `json:"portal"`
	Saved  string `json:"saved"`
	// GitAt and PortalAt are where the values stand, or what they would belong
	// to.
	GitAt    *source.Place `json:"git_at"`
	PortalAt *source.Place `json:"portal_at"`

	row  int    // its place in the mapping
	name string // what stands for * in its path
}

// Compare returns the fields in which the portal is another than git, in the
// portal's order. Order, ids and the way in which values are written are no
// difference. saved is what was last saved, of which neither side may know.
// Fields are called as in that generation of the portal.
func Compare(git, portal, saved Side, words schema.Portal) []Difference {
	inGit, inPortal, inSaved := fields(git, words), fields(portal, words), fields(saved, words)
	type differing struct {
		path string
		field
	}
	var differ []differing
	for i, l := range []*fieldList{inGit, inPortal} {
		for _, path := range l.paths {
			a, b := inGit.of[path], inPortal.of[path]
			if a.text() != b.text() && (i == 0 || a == nil) {
				differ = append(differ, differing{path, *cmp.Or(a, b)})
			}
		}
	}
	slices.SortFunc(differ, func(a, b differing) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.path, b.path))
	})
	whole := make(map[string]bool) // what one side does not have at all
	for _, d := range differ {
		if d.group {
			whole[d.path] = true
		}
	}
	var list []Difference
	for _, d := range differ {
		if isWithin(d.path, whole) {
			continue
		}
		a, b, was := inGit.value(d.path, d.field), inPortal.value(d.path, d.field), inSaved.value(d.path, d.field)
		list = append(list, Difference{
			Path: secret.Mask(d.path), Field: secret.Mask(d.label), Cause: cause(a, b, was, saved.Root != nil), Git: secret.Mask(a), Portal: secret.Mask(b),
			Saved: secret.Mask(was),
			GitAt: inGit.place(d.path), PortalAt: inPortal.place(d.path), row: d.row,
			name: d.name,
		})
	}
	return list
}

// isWithin reports whether a field belongs to something that is reported as a
// whole.
func isWithin(path string, whole map[string]bool) bool {
	for i, c := range path {
		if c == '.' && whole[path[:i]] {
			return true
		}
	}
	return false
}

func cause(git, portal, saved string, known bool) Cause {
	switch {
	case !known:
		return Differs
	case git == saved:
		return Clicked
	case portal == saved:
		return NotEntered
	}
	return Both
}

// field is one field of the portal's forms with its value.
type field struct {
	row   int    // its place in the mapping
	name  string // what stands for * in its path
	label string
	value string
	group bool // a component or a parameter as a whole
	span  source.Span
}

func (f *field) text() string {
	if f == nil {
		return ""
	}
	return f.value
}

type fieldList struct {
	side  Side
	model *app.Manifest
	words schema.Portal
	paths []string
	of    map[string]*field
	// nodes are the values of the manifest by their keys, joined by dots.
	nodes map[string]*manifest.Node
}

// value is the value of a field, or what the portal shows where there is none.
func (l *fieldList) value(path string, like field) string {
	switch f := l.of[path]; {
	case f != nil:
		return f.value
	case l.side.Root == nil:
		return ""
	}
	if like.group {
		return "missing"
	}
	return absent[rows()[like.row].As]
}

// absent is what the portal shows for a field without a value.
var absent = map[Form]string{Words: "not selected", Level: "None", Grant: "not ticked", Flag: "off"}

// place returns where a field stands, or the nearest thing around it.
func (l *fieldList) place(path string) *source.Place {
	if l.side.File == nil || l.side.Root == nil {
		return nil
	}
	for at := path; at != ""; {
		if f := l.of[at]; f != nil {
			return &source.Place{File: l.side.File, Span: f.span}
		}
		if n := l.nodes[at]; n != nil {
			return &source.Place{File: l.side.File, Span: n.Head()}
		}
		at = at[:max(strings.LastIndexAny(at, ".["), 0)]
	}
	return &source.Place{File: l.side.File, Span: l.side.Root.Head()}
}

// fields returns the fields of a manifest that the portal's JSON can say.
func fields(s Side, words schema.Portal) *fieldList {
	l := &fieldList{
		side: s, model: app.Read(s.Root), words: words, of: make(map[string]*field),
		nodes: make(map[string]*manifest.Node),
	}
	if s.Root == nil || s.Root.Kind != manifest.Map {
		l.side.Root = nil
		return l
	}
	l.index(s.Root, "")
	for i := range rows() {
		r := &rows()[i]
		if r.Label == "" || r.As == Unsaid || r.V41 == "" && r.As != Grant {
			continue
		}
		l.row(i, r)
	}
	return l
}

func (l *fieldList) index(n *manifest.Node, path string) {
	for _, e := range n.Map() {
		l.nodes[path+e.Key.Text] = e.Value
		l.index(e.Value, path+e.Key.Text+".")
	}
}

func (l *fieldList) row(i int, r *Row) {
	label := labelOf(r, l.words)
	addAs := func(path, name, called, value string, group bool, at source.Span) {
		if value == "" || l.of[path] != nil {
			return
		}
		l.paths = append(l.paths, path)
		label := strings.Replace(label, "{key}", called, 1)
		l.of[path] = &field{row: i, name: name, label: label, value: value, group: group, span: at}
	}
	add := func(path, name, value string, group bool, at source.Span) { addAs(path, name, name, value, group, at) }
	switch r.As {
	case Grant:
		for _, item := range l.model.Connector.Authentication.Items {
			if r.Manifest == authenticationPath+"["+item.Node.Text+"]" {
				addAs(r.Manifest, item.Node.Text, "", "ticked", false, item.Node.Span)
			}
		}
	case Words:
		for _, v := range find(l.side.Root, r.Manifest) {
			for _, item := range v.node.List() {
				add(v.path+"["+item.Text+"]", item.Text, "selected", false, item.Span)
			}
		}
	case Level:
		permissions := slices.Clone(l.model.Granted())
		slices.SortFunc(permissions, func(a, b app.Permission) int { return strings.Compare(a.Tool.Text, b.Tool.Text) })
		for _, p := range permissions {
			if level, ok := p.Level.Str(); ok && level != "" && p.Scope == scopeOf(r.Manifest) {
				path, _ := strings.CutSuffix(r.Manifest, "*")
				addAs(path+p.Tool.Text, p.Tool.Text, p.ToolLabel(), app.LevelLabel(level), false, p.Level.Node.Head())
			}
		}
	case Group:
		for _, v := range find(l.side.Root, r.Manifest) {
			add(v.path, v.name, "present", true, v.node.Head())
		}
	case Flag:
		for _, v := range find(l.side.Root, r.Manifest) {
			if v.node.Text == "true" {
				add(v.path, v.name, "on", false, v.node.Span)
			}
		}
	default:
		for _, v := range find(l.side.Root, r.Manifest) {
			value := strings.TrimRight(v.node.Text, "\n")
			if strings.HasSuffix(r.Manifest, ".type") && value == "string" {
				continue // the only type there is
			}
			add(v.path, v.name, value, false, v.node.Head())
		}
	}
}

// labelOf is the name of a field, with {key} for the parameter, tool or view that
// it is about.
func labelOf(r *Row, words schema.Portal) string {
	label := r.Screen(words)
	if r.As == Group && strings.HasSuffix(r.Manifest, "[*]") { // the parameter as a whole
		label = label[:strings.LastIndex(label, " > ")]
	}
	return label
}
