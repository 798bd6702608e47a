package portal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Mark is the comment beside a value that was assumed. What carries it is not
// exported: nobody has looked at it yet.
const Mark = "not in the portal's JSON: check"

// Given is what people say that the JSON does not.
type Given struct {
	// Name, Distribution and Version are "" where nothing was said.
	Name, Distribution, Version string
	// UserLevel says whether users sign in; nil where nothing was said.
	UserLevel *bool
	// App is the id of the app, from which a name can be guessed.
	App string
	// Manifest is the app's manifest so far, or nil: what the JSON does not say
	// stays as it is there.
	Manifest *manifest.Node
}

// Assumed is a value that nobody has said.
type Assumed struct {
	Path, Value string
	Flag        string // the flag that says it
}

// Importable returns what keeps the reading from becoming a manifest: values
// that a manifest must have or may not hold.
func (r *Reading) Importable() []diag.Diagnostic {
	c := &check{file: r.File, refused: make(map[rune]bool)}
	for _, e := range r.Root.Get("embedded").Map() {
		c.component(e)
	}
	for _, scope := range r.Root.Get("data_connector", "permissions").Map() {
		for _, tool := range scope.Value.Map() {
			if !isToolKey(tool.Key.Text) {
				c.report(tool.Key.Span, "compare it with the name of the tool in a newer manifest", "the tool %q is not spelled as tools are: lower case letters, digits and underscores", clip(tool.Key.Text))
			}
		}
	}
	c.characters(r.Root)
	diag.Sort(c.found)
	return slices.CompactFunc(c.found, func(a, b diag.Diagnostic) bool { return a.Span == b.Span && a.Message == b.Message })
}

func isToolKey(key string) bool {
	for i, c := range []byte(key) {
		if (c < 'a' || c > 'z') && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return key != ""
}

type check struct {
	file    *source.File
	found   []diag.Diagnostic
	refused map[rune]bool // what is known of characters
}

func (c *check) report(at source.Span, help, format string, args ...any) {
	if len(c.found) < maxFindings {
		c.found = append(c.found, finding(c.file, diag.Error, at, "", help, format, args...))
	}
}

func (c *check) component(e manifest.Entry) {
	name := componentNames["embedded."+e.Key.Text]
	if url, _ := e.Value.Get("url").Str(); url == "" {
		c.report(e.Key.Span, "fill it in in the portal, or take the component out of the JSON", "the %s has no URL (source_url, in schema 3.x iframe_src)", name)
	}
	if views := e.Value.Get("views"); e.Key.Text == "side_panel" && len(views.List()) == 0 {
		c.report(e.Key.Span, "name at least one view, as in rfi.detail", "the %s has no views", name)
	}
	for _, view := range e.Value.Get("views").List() {
		if view.Text == "" {
			c.report(view.Span, "remove it", "a view is empty")
		}
	}
	for _, p := range e.Value.Get("parameters").List() {
		if key := p.Get("key"); key.Text == "" {
			c.report(key.Span, "give it the name that stands in the URL", "a parameter has an empty key")
		}
	}
}

// characters refuses those that no manifest may hold, which are invisible or
// change how the text around them reads.
func (c *check) characters(n *manifest.Node) {
	for _, item := range n.Items {
		c.characters(item)
	}
	for _, e := range n.Entries {
		c.characters(e.Value)
	}
	if n.Kind == manifest.String {
		c.text(n)
	}
}

func (c *check) text(n *manifest.Node) {
	for _, r := range n.Text {
		if r >= ' ' && r < 0x7f || r == '\n' || r == '\t' {
			continue
		}
		refused, known := c.refused[r]
		if !known {
			_, found := manifest.Parse(source.New("", fmt.Appendf(nil, `"\U%08x"`, r)))
			refused = len(found) > 0
			c.refused[r] = refused
		}
		if refused {
			c.report(n.Span, "remove it: it is invisible, or changes how the text reads", "the text holds U+%04X, which a manifest may not have", r)
			return
		}
	}
}

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

// Complete makes a whole manifest of the reading. What neither the JSON nor
// anybody says is assumed, and marked in what Write makes of it.
func (r *Reading) Complete(given Given) []Assumed {
	f := filler{r.Root}
	r.marks = make(map[*manifest.Node]bool)
	r.give("app.name", given.Name)
	r.give("app.distribution", given.Distribution)
	r.give("version", given.Version)
	if given.UserLevel != nil {
		r.setUsers(*given.UserLevel)
	}
	if given.Manifest != nil {
		named := r.namesUsers || given.UserLevel != nil
		was := r.namesUsers
		r.namesUsers = named
		r.Fill(given.Manifest)
		r.namesUsers = was
		if r.fragment {
			keep(r.Root, given.Manifest)
		}
	}
	f.take("schema", &manifest.Node{Kind: manifest.Map, Entries: []manifest.Entry{entry("schema", source.Span{}, &manifest.Node{Kind: manifest.Number, Text: "1"})}})
	var list []Assumed
	assume := func(path, value, flag string) {
		if node := r.Root.Get(strings.Split(path, ".")...); node != nil {
			return
		}
		r.marks[r.give(path, value)] = true
		list = append(list, Assumed{path, value, flag})
	}
	assume("app.name", r.guessName(given.App), "--name")
	assume("app.distribution", "custom", "--distribution")
	assume("version", "0.1.0", "--version")
	if given.UserLevel == nil && r.assumesUsers(given) {
		r.marks[f.signIn()] = true
		list = append(list, Assumed{"data_connector.authentication", userLevel, "--user-level"})
	}
	list = append(list, r.nameParameters()...)
	order(r.Root)
	return list
}

// keep adds to a manifest the sections of another that it does not have, down
// to single components.
func keep(into, from *manifest.Node) {
	for _, e := range from.Map() {
		have := into.Entry(e.Key.Text)
		switch {
		case have == nil:
			into.Entries = append(into.Entries, e)
		case e.Key.Text == "embedded" || e.Key.Text == "data_connector":
			keep(have.Value, e.Value)
		}
	}
}

// give sets a value that somebody gave; none where it is "".
func (r *Reading) give(path, value string) *manifest.Node {
	if value == "" {
		return nil
	}
	at := r.Root
	keys := strings.Split(path, ".")
	for _, key := range keys[:len(keys)-1] {
		next := at.Get(key)
		if next == nil {
			next = object(at.Span)
			at.Entries = append(at.Entries, entry(key, at.Span, next))
		}
		at = next
	}
	last := keys[len(keys)-1]
	n := text(value, at.Span)
	if e := at.Entry(last); e != nil {
		if e.Value.Text != value {
			r.Left = append(r.Left, Left{Path: "app_manifest.name", Span: e.Key.Span, Value: fmt.Sprintf("%q", clip(e.Value.Text)), Why: "another name was given"})
		}
		e.Value = n
	} else {
		at.Entries = append(at.Entries, entry(last, at.Span, n))
	}
	return n
}

func (r *Reading) setUsers(on bool) {
	if on {
		filler{r.Root}.signIn()
		return
	}
	list := r.Root.Get("data_connector", "authentication")
	if list == nil || !hasMethod(r.Root, userLevel) {
		return
	}
	list.Items = slices.DeleteFunc(list.Items, func(n *manifest.Node) bool { return n.Text == userLevel })
	if len(list.Items) == 0 {
		r.Root.Entries = slices.DeleteFunc(r.Root.Entries, func(e manifest.Entry) bool { return e.Key.Text == "data_connector" })
	}
}

// assumesUsers reports whether user level authentication is the likely case: an
// app without components is a data connection app, and the portal adds a
// service account to user level, never alone.
func (r *Reading) assumesUsers(given Given) bool {
	if hasMethod(r.Root, userLevel) || given.Manifest != nil && hasData(given.Manifest) {
		return false
	}
	return r.Root.Get("data_connector") != nil || r.Root.Get("embedded") == nil
}

func hasData(root *manifest.Node) bool { return root.Get("data_connector") != nil }

// AsksForUsers reports whether the JSON leaves open whether users sign in, and
// nothing was assumed.
func (r *Reading) AsksForUsers() bool {
	return !r.namesUsers && r.Root.Get("data_connector") == nil
}

// guessName makes a name of what there is.
func (r *Reading) guessName(app string) string {
	if name, ok := r.componentName.Str(); ok && name != "" {
		return unixLines(name)
	}
	if app == "" {
		return "My App"
	}
	words := strings.FieldsFunc(app, func(c rune) bool { return c == '-' })
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// nameParameters gives parameters without a name that of their key.
func (r *Reading) nameParameters() []Assumed {
	var list []Assumed
	for _, c := range []string{"full_screen", "side_panel"} {
		for _, p := range r.Root.Get("embedded", c, "parameters").List() {
			key, _ := p.Get("key").Str()
			e := p.Entry("name")
			if e != nil && e.Value.Text != "" {
				continue
			}
			n := text(key, p.Span)
			if e != nil {
				e.Value = n
			} else {
				p.Entries = append(p.Entries, entry("name", p.Span, n))
			}
			r.marks[n] = true
			list = append(list, Assumed{fmt.Sprintf("embedded.%s.parameters[%s].name", c, key), key, ""})
		}
	}
	return list
}

// Unsaid lists, as paths, what a manifest says and the JSON leaves open, so that
// it cannot be compared.
func (r *Reading) Unsaid(from *manifest.Node) []string {
	paths := []string{}
	for i := range rows {
		if row := &rows[i]; row.As == Unsaid && len(find(from, row.Manifest)) > 0 {
			paths = append(paths, row.Manifest)
		}
	}
	if !r.namesUsers {
		paths = append(paths, "data_connector.authentication: "+userLevel)
	}
	slices.Sort(paths)
	return paths
}
