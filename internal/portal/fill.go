package portal

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Fill adds to the reading what no JSON says, as it is in a manifest, so that
// the two can be compared.
func (r *Reading) Fill(from *manifest.Node) {
	if !r.namesUsers && app.Read(from).SignsIn(app.UserLevel) {
		r.signIn() // first, because an id may belong to it
	}
	r.take(formatPath, from)
	for i := range rows() {
		if row := &rows()[i]; row.isKept() && !strings.Contains(row.Manifest, "*") {
			r.take(row.Manifest, from)
		}
	}
	r.takePurposes(from)
	app.Order(r.Root)
}

// take adds a value of another file. It has the place of what it is put into,
// because the other file's places mean nothing here. An id is not added to what
// is not there.
func (r *Reading) take(path string, from *manifest.Node) {
	keys := strings.Split(path, ".")
	value := from.Get(keys...)
	if value == nil || value.Kind == manifest.Invalid || r.Root.Get(keys...) != nil {
		return
	}
	if isID(path) && r.Root.Get(keys[:len(keys)-1]...) == nil {
		return
	}
	r.Root.Put(moved(value, r.near(keys)), keys...)
}

// near is the place of the innermost thing that there is on the way to a value.
func (r *Reading) near(keys []string) source.Span {
	n := r.Root
	for _, key := range keys {
		if next := n.Get(key); next != nil {
			n = next
		}
	}
	return n.Span
}

// moved returns a copy with another place.
func moved(n *manifest.Node, at source.Span) *manifest.Node {
	m := &manifest.Node{Kind: n.Kind, Style: n.Style, Flow: n.Flow, Span: at, Text: n.Text}
	for _, item := range n.Items {
		m.Items = append(m.Items, moved(item, at))
	}
	for _, e := range n.Entries {
		m.Entries = append(m.Entries, manifest.Entry{Key: moved(e.Key, at), Value: moved(e.Value, at)})
	}
	return m
}

// signIn makes user level authentication the first way to sign in, and returns
// it.
func (r *Reading) signIn() *manifest.Node {
	keys := strings.Split(authenticationPath, ".")
	if r.Root.Get(keys...) == nil {
		r.Root.Put(manifest.NewList(r.near(keys)), keys...)
	}
	list := r.Root.Get(keys...)
	if !app.Read(r.Root).SignsIn(app.UserLevel) {
		list.Items = slices.Insert(list.Items, 0, manifest.NewText(app.UserLevel, list.Span))
	}
	return list.Items[0]
}

// takePurposes adds what a manifest says about tools that are in the JSON too,
// and puts them in its order.
func (r *Reading) takePurposes(from *manifest.Node) {
	type tool struct{ scope, key string }
	place := make(map[tool]int)
	purposes := make(map[tool]*manifest.Node)
	theirs := app.Read(from).Connector.Permissions
	for i, p := range theirs {
		id := tool{string(p.Scope), p.Tool.Text}
		place[id], purposes[id] = i-len(theirs), p.Purpose.Node // others come after
	}
	lists := make(map[*manifest.Node]string)
	for _, p := range app.Read(r.Root).Connector.Permissions {
		lists[p.Tools] = string(p.Scope)
		if purpose := purposes[tool{string(p.Scope), p.Tool.Text}]; purpose != nil && !p.Purpose.Exists() &&
			p.Level.Node.Kind == manifest.String {
			p.Tools.Entries[p.Index].Value = app.NewPermission(p.Level.Node, moved(purpose, p.Level.Node.Span))
		}
	}
	for tools, scope := range lists {
		at := func(e manifest.Entry) int { return place[tool{scope, e.Key.Text}] }
		slices.SortStableFunc(tools.Entries, func(a, b manifest.Entry) int { return at(a) - at(b) })
	}
}
