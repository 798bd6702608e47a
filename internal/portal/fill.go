package portal

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Fill adds to the reading what no JSON says, as it stands in a manifest, so
// that the two can be compared.
func (r *Reading) Fill(from *manifest.Node) {
	f := filler{r.Root}
	for _, path := range []string{"schema", "version", "oauth", "release_notes", "app.name", "app.distribution"} {
		f.take(path, from)
	}
	f.users(r.namesUsers, from)
	f.take("data_connector.uuid", from)
	f.take("embedded.full_screen.uuid", from)
	f.take("embedded.side_panel.uuid", from)
	for _, scope := range []string{"company", "project"} {
		f.purposes(r.Root.Get("data_connector", "permissions", scope), from.Get("data_connector", "permissions", scope))
	}
	order(r.Root)
}

// filler adds values of another file. They have the place of what they are put
// into, for the other file's places mean nothing here.
type filler struct{ root *manifest.Node }

func (f filler) take(path string, from *manifest.Node) {
	keys := strings.Split(path, ".")
	value := from.Get(keys...)
	if value == nil || value.Kind == manifest.Invalid || f.root.Get(keys...) != nil {
		return
	}
	at := f.root
	for _, key := range keys[:len(keys)-1] {
		next := at.Get(key)
		if next == nil {
			if path != "app.name" && path != "app.distribution" {
				return // an id of what is not there
			}
			next = object(at.Span)
			at.Entries = append(at.Entries, entry(key, at.Span, next))
		}
		at = next
	}
	at.Entries = append(at.Entries, entry(keys[len(keys)-1], at.Span, moved(value, at.Span)))
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

// users adds user level authentication where the JSON could not have named it.
func (f filler) users(named bool, from *manifest.Node) {
	if !named && hasMethod(from, userLevel) {
		f.signIn()
	}
}

func hasMethod(root *manifest.Node, method string) bool {
	return slices.ContainsFunc(root.Get("data_connector", "authentication").List(), func(n *manifest.Node) bool { return n.Text == method })
}

// signIn makes user level authentication the first way to sign in, and returns
// it.
func (f filler) signIn() *manifest.Node {
	connector := f.root.Get("data_connector")
	if connector == nil {
		connector = object(f.root.Span)
		f.root.Entries = append(f.root.Entries, entry("data_connector", f.root.Span, connector))
	}
	list := connector.Get("authentication")
	if list == nil {
		list = &manifest.Node{Kind: manifest.List, Span: connector.Span}
		connector.Entries = append(connector.Entries, entry("authentication", connector.Span, list))
	}
	if !hasMethod(f.root, userLevel) {
		list.Items = slices.Insert(list.Items, 0, text(userLevel, list.Span))
	}
	return list.Items[0]
}

// purposes adds what a manifest says of tools that are in the JSON too, and
// puts them in its order.
func (f filler) purposes(tools, from *manifest.Node) {
	known, place := make(map[string]*manifest.Node), make(map[string]int)
	for i, e := range from.Map() {
		known[e.Key.Text] = e.Value.Get("purpose")
		place[e.Key.Text] = i - len(from.Entries) // others come after
	}
	slices.SortStableFunc(tools.Map(), func(a, b manifest.Entry) int { return place[a.Key.Text] - place[b.Key.Text] })
	for i, e := range tools.Map() {
		if purpose := known[e.Key.Text]; purpose != nil && e.Value.Kind == manifest.String {
			tool := object(e.Value.Span)
			tool.Entries = []manifest.Entry{entry("level", e.Value.Span, e.Value), entry("purpose", e.Value.Span, moved(purpose, e.Value.Span))}
			tools.Entries[i].Value = tool
		}
	}
}
