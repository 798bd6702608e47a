package portal

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// Refused is a field that cannot be taken from the portal without changing
// anything else.
type Refused struct {
	Path, Why string
}

// Changes returns the fields and ids in which a manifest differs from a completed
// reading. What was assumed is no difference.
func (r *Reading) Changes(doc *manifest.Document) []Difference {
	list := Compare(Side{doc.File, doc.Root}, Side{r.File, r.Root}, Side{}, schema.Components)
	for i := range rows() {
		if !isID(rows()[i].Manifest) {
			continue
		}
		for _, id := range find(r.Root, rows()[i].Manifest) {
			if have := find(doc.Root, rows()[i].Manifest); len(have) == 0 || have[0].node.Text != id.node.Text {
				list = append(list, Difference{Path: id.path, row: i})
			}
		}
	}
	return slices.DeleteFunc(list, func(d Difference) bool {
		s := follow(r.Root, places(&rows()[d.row], d.name), d.name)
		return s.missing == 0 && r.marks[s.node] != ""
	})
}

// Take returns a manifest with the fields in which it differs from the portal as
// the portal has them. Every other byte stays, comments included. Fields that
// cannot be taken so are returned; then there are no bytes.
func Take(doc *manifest.Document, from *manifest.Node, fields []Difference) ([]byte, []Refused) {
	var refused []Refused
	for _, d := range fields {
		after, err := takeOne(doc, from, &rows()[d.row], d.name)
		if err != nil {
			refused = append(refused, Refused{d.Path, err.Error()})
			continue
		}
		doc = after
	}
	if len(refused) > 0 {
		return nil, refused
	}
	return doc.File.Data, nil
}

// TakeValue is Take for a value that the portal's JSON does not have, such as the
// version.
func TakeValue(doc *manifest.Document, path, value string) ([]byte, error) {
	from := manifest.NewMap(source.Span{})
	from.Put(manifest.NewText(value, source.Span{}), strings.Split(path, ".")...)
	after, err := takeOne(doc, from, &Row{Manifest: path}, "")
	if err != nil {
		return nil, err
	}
	return after.File.Data, nil
}

// place is a step of a path: a key, and the item in its list that a name stands
// for.
type place struct {
	key  string
	item bool
}

// places returns the steps of a path of the mapping. The last is an item where
// the path is that of a list of words.
func places(r *Row, name string) []place {
	path := r.Manifest
	if r.As == Words {
		path += "[*]"
	}
	var list []place
	for _, key := range strings.Split(path, ".") {
		key, _, item := strings.Cut(key, "[")
		if key == "*" {
			key = name
		}
		list = append(list, place{key, item})
	}
	return list
}

// itemName is what stands for an item: its own text, or its key.
func itemName(n *manifest.Node) string {
	if n.Kind == manifest.Map {
		n = n.Get("key")
	}
	name, _ := n.Str()
	return name
}

func itemIndex(list *manifest.Node, name string) int {
	return slices.IndexFunc(list.List(), func(n *manifest.Node) bool { return itemName(n) == name })
}

// spot is a part of a manifest with the parts around it, the innermost last.
type spot struct {
	node    *manifest.Node
	around  []inside
	missing int // how many steps lead to nothing
}

// inside says where in a map or a list a part is.
type inside struct {
	parent *manifest.Node
	owner  *manifest.Node // the key of the parent; nil for an item and the file
	index  int            // of the part, -1 if it is missing
	path   string         // of the parent, as in the schema
}

// follow goes along a path as far as there is something.
func follow(root *manifest.Node, steps []place, name string) spot {
	s := spot{node: root}
	var owner *manifest.Node
	path := ""
	for i, step := range steps {
		at := slices.IndexFunc(s.node.Map(), func(e manifest.Entry) bool { return e.Key.Text == step.key })
		s.around = append(s.around, inside{s.node, owner, at, path})
		if s.missing = len(steps) - i; at < 0 {
			return s
		}
		e := s.node.Entries[at]
		owner, path, s.node = e.Key, strings.TrimPrefix(path+"."+step.key, "."), e.Value
		if !step.item {
			continue
		}
		if s.node.Kind == manifest.Null { // a list is missing
			return s
		}
		at = itemIndex(s.node, name)
		s.around = append(s.around, inside{s.node, owner, at, path})
		if at < 0 {
			return s
		}
		owner, path, s.node = nil, path+"[]", s.node.Items[at]
	}
	s.missing = 0
	return s
}

func takeOne(doc *manifest.Document, from *manifest.Node, r *Row, name string) (*manifest.Document, error) {
	steps := places(r, name)
	git, there := follow(doc.Root, steps, name), follow(from, steps, name)
	value := there.node
	if there.missing > 0 {
		value = nil
	}
	if r.As == Level && !app.Read(doc.Root).SignsIn(app.ServiceAccount) {
		return nil, fmt.Errorf("permissions have no effect without %s[%s]; take that field first", authenticationPath,
			app.ServiceAccount)
	}
	edit, err := takeEdit(doc, r, &git, value, steps, name)
	if err != nil {
		return nil, err
	}
	data, err := diag.Apply(doc.File.Data, []diag.Edit{edit})
	if err != nil {
		return nil, err
	}
	after, found := manifest.Parse(source.New(doc.File.Name, data))
	if len(found) > 0 {
		return nil, fmt.Errorf("the edit would make the file unreadable: %s", found[0].Message)
	}
	if !onlyChanges(doc.Root, after.Root, &git, value == nil && r.As != Flag) || !manifest.SameComments(doc, after) {
		return nil, errors.New("the edit would change more than this field")
	}
	return after, nil
}

// takeEdit is the one edit that gives git what the portal has; value is nil where
// the portal has nothing.
func takeEdit(doc *manifest.Document, r *Row, git *spot, value *manifest.Node, steps []place, name string) (diag.Edit,
	error) {
	inner := git.around[len(git.around)-1]
	switch {
	case git.missing > 0 && value == nil:
		return diag.Edit{}, errors.New("neither git nor the portal has this value")
	case git.missing > 0:
		return insert(doc, git, value, steps, name)
	case r.As == Flag:
		text := "false"
		if value != nil && value.Text == "true" {
			text = "true"
		}
		return diag.Edit{Span: git.node.Span, Text: text}, nil
	case value == nil:
		in := git.around[outermost(git.around)]
		return doc.Cut(in.parent, in.index)
	}
	old, owner := git.node, inner.parent.Entries[inner.index].Key
	flow := slices.ContainsFunc(git.around, func(in inside) bool { return in.parent.Flow })
	if r.As == Level {
		old, owner, flow = levelNode(old, owner, flow)
		value, _, _ = levelNode(value, nil, false)
	}
	if old == nil || value == nil {
		return diag.Edit{}, errors.New("the permission has no access level")
	}
	if old.Kind == manifest.Null {
		return doc.Fill(owner, app.WriteFlow(value))
	}
	text := value.Text
	if old.Style == manifest.Literal || old.Style == manifest.Folded {
		// Whether a text ends in a line break is no difference.
		text = strings.TrimRight(text, "\n")
		if strings.HasSuffix(old.Text, "\n") {
			text += "\n"
		}
	}
	return doc.Replace(owner, old, text, flow)
}

// levelNode is the level of a tool, which may be in a map with its purpose.
func levelNode(n, owner *manifest.Node, flow bool) (level, key *manifest.Node, inFlow bool) {
	if n.Kind != manifest.Map {
		return n, owner, flow
	}
	p := app.LevelIn(n)
	return p.Node, p.Key, flow || n.Flow
}

// insert adds what is missing: the value, in as many maps and lists as are
// missing around it.
func insert(doc *manifest.Document, git *spot, value *manifest.Node, steps []place, name string) (diag.Edit, error) {
	in := git.around[len(git.around)-1]
	rest := steps[len(steps)-git.missing:]
	isItem := in.parent.Kind == manifest.List
	whole := value
	for i, step := range slices.Backward(rest) {
		if step.item && !(i == 0 && isItem) {
			whole = manifest.NewList(source.Span{}, whole)
		}
		if i > 0 {
			whole = manifest.NewMap(source.Span{}, manifest.NewEntry(step.key, source.Span{}, whole))
		}
	}
	if isItem {
		return doc.InsertItem(in.parent, manifest.Addition{
			Flow:  app.WriteFlow(whole),
			Block: func(indent int) string { return app.WriteItem(whole, indent) },
		})
	}
	key := rest[0].key
	if in.index >= 0 { // its value is empty
		return doc.Fill(in.parent.Entries[in.index].Key, app.WriteFlow(whole))
	}
	if in.parent.Kind == manifest.Null && in.owner != nil {
		return doc.Fill(in.owner, app.WriteFlow(manifest.NewMap(source.Span{}, manifest.NewEntry(key, source.Span{},
			whole))))
	}
	if in.parent.Kind != manifest.Map {
		return diag.Edit{}, fmt.Errorf("the parent of this field is %s, not a map", in.parent.Kind)
	}
	return doc.InsertEntry(in.owner, in.parent, app.Before(in.parent, in.path, key), manifest.Addition{
		Flow:  manifest.OneLine(key, true) + ": " + app.WriteFlow(whole),
		Block: func(indent int) string { return app.WriteEntry(key, whole, indent) },
	})
}

// outermost is the index of the part to take out, with which all go that hold
// nothing else.
func outermost(around []inside) int {
	at := len(around) - 1
	for at > 0 && len(around[at].parent.Items)+len(around[at].parent.Entries) == 1 {
		at--
	}
	return at
}

// onlyChanges reports whether two trees differ in the part of a spot alone. A
// part that is taken out takes along what held nothing else.
func onlyChanges(before, after *manifest.Node, s *spot, removed bool) bool {
	a, b := make(map[string]string), make(map[string]string)
	flatten(a, before, "")
	flatten(b, after, "")
	around := s.around
	if removed {
		around = around[:outermost(around)+1]
	}
	area := ""
	for _, in := range around {
		if in.index >= 0 {
			area += partName(in.parent, in.index)
		}
	}
	// Where something is put in, all that was there stays.
	drop := func(path, value string) bool {
		_, was := a[path]
		return strings.HasPrefix(path, area) && (s.missing == 0 || !was || value == emptyValue)
	}
	maps.DeleteFunc(b, drop)
	maps.DeleteFunc(a, drop)
	return maps.Equal(a, b)
}

const emptyValue = "\x00"

// flatten collects the scalars of a tree by their paths.
func flatten(into map[string]string, n *manifest.Node, path string) {
	for i, name := range uniqueNames(n) {
		flatten(into, n.Items[i], path+fmt.Sprintf("[%q]", name))
	}
	for i := range n.Entries {
		flatten(into, n.Entries[i].Value, path+partName(n, i))
	}
	switch {
	case n.Kind != manifest.Map && n.Kind != manifest.List:
		into[path] = n.Kind.String() + " " + n.Text
		if n.Kind == manifest.Null {
			into[path] = emptyValue
		}
	case len(n.Items)+len(n.Entries) == 0:
		into[path] = emptyValue
	}
}

// partName is a step of a path that no other step equals.
func partName(parent *manifest.Node, index int) string {
	if parent.Kind == manifest.List {
		return fmt.Sprintf("[%q]", uniqueNames(parent)[index])
	}
	return fmt.Sprintf(".%q", parent.Entries[index].Key.Text)
}

// uniqueNames are the names of items, or the number of one that has none or the
// name of one before.
func uniqueNames(list *manifest.Node) []string {
	names := make([]string, len(list.Items))
	seen := make(map[string]bool)
	for i, item := range list.Items {
		if names[i] = itemName(item); names[i] == "" || seen[names[i]] {
			names[i] = fmt.Sprintf("\x00%d", i)
		}
		seen[names[i]] = true
	}
	return names
}
