package portal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/manifest"
)

// Mark is the comment beside a value that was assumed. What carries it is not
// exported: no one has looked at it yet.
const Mark = "not in the portal's JSON: check"

// Given is what people say that the JSON does not.
type Given struct {
	// Name, Distribution and Version are "" if nothing was said.
	Name, Distribution, Version string
	// UserLevel says whether users sign in; nil if nothing was said.
	UserLevel *bool
	// App is the id of the app, from which a name can be guessed.
	App string
	// Manifest is the app's manifest so far, or nil: what the JSON does not say
	// stays as it is there.
	Manifest *manifest.Node
}

// Assumed is a value that no one has said.
type Assumed struct {
	Path, Value string
	Flag        string // the flag that says it
}

// Complete makes a whole manifest of the reading. What neither the JSON nor
// anybody says is assumed, and marked in what Write makes of it.
func (r *Reading) Complete(given Given) []Assumed {
	r.marks = make(map[*manifest.Node]string)
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
	if r.Root.Get(formatPath) == nil {
		r.Root.Put(&manifest.Node{Kind: manifest.Number, Text: "1"}, formatPath)
	}
	var list []Assumed
	assume := func(path, value, flag string) {
		if node := r.Root.Get(strings.Split(path, ".")...); node != nil {
			return
		}
		r.marks[r.give(path, value)] = Mark
		list = append(list, Assumed{path, value, flag})
	}
	assume("app.name", r.guessName(given.App), "--name")
	assume("app.distribution", app.Custom, "--distribution")
	assume("version", "0.1.0", "--version")
	if given.UserLevel == nil && r.assumesUsers(given) {
		r.marks[r.signIn()] = Mark
		list = append(list, Assumed{authenticationPath, app.UserLevel, "--user-level"})
	}
	list = append(list, r.nameParameters()...)
	app.Order(r.Root)
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

// give sets a value that someone gave; none if it is "".
func (r *Reading) give(path, value string) *manifest.Node {
	if value == "" {
		return nil
	}
	keys := strings.Split(path, ".")
	last := len(keys) - 1
	if e := r.Root.Get(keys[:last]...).Entry(keys[last]); e != nil && e.Value.Text != value {
		r.Left = append(r.Left, Left{Path: "app_manifest.name", Span: e.Key.Span, Value: fmt.Sprintf("%q",
			clip(e.Value.Text)), Why: "the name was set with --name instead"})
	}
	n := manifest.NewText(value, r.near(keys))
	r.Root.Put(n, keys...)
	return n
}

func (r *Reading) setUsers(on bool) {
	if on {
		r.signIn()
		return
	}
	connector := app.Read(r.Root).Connector
	list := connector.Authentication.Node
	if list == nil {
		return
	}
	list.Items = slices.DeleteFunc(list.Items, func(n *manifest.Node) bool { return n.Text == app.UserLevel })
	if len(list.Items) == 0 {
		r.Root.Entries = slices.DeleteFunc(r.Root.Entries,
			func(e manifest.Entry) bool { return e.Key == connector.Key })
	}
}

// assumesUsers reports whether user level authentication is the likely case: an
// app without components is a data connection app, and the portal adds a
// service account to user level, never alone.
func (r *Reading) assumesUsers(given Given) bool {
	m := app.Read(r.Root)
	if m.SignsIn(app.UserLevel) || app.Read(given.Manifest).Connector.Node != nil {
		return false
	}
	return m.Connector.Node != nil || len(m.Components()) == 0 && !m.Agentic.Exists()
}

// IsEmpty reports whether the reading has neither a way to sign in nor a
// component, which no manifest may lack.
func (r *Reading) IsEmpty() bool {
	m := app.Read(r.Root)
	return m.Connector.Node == nil && len(m.Components()) == 0 && !m.Agentic.Exists()
}

// IsFragment reports whether the JSON has some sections of a manifest only.
func (r *Reading) IsFragment() bool { return r.fragment }

// AsksForUsers reports whether the JSON leaves open whether users sign in, and
// nothing was assumed.
func (r *Reading) AsksForUsers() bool {
	return !r.namesUsers && app.Read(r.Root).Connector.Node == nil
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
	for _, c := range app.Read(r.Root).Components() {
		for _, p := range c.Parameters {
			if p.Name.Exists() && p.Name.Node.Text != "" {
				continue
			}
			key, _ := p.Key.Str()
			n := manifest.NewText(key, p.Node.Span)
			p.Node.Put(n, "name")
			r.marks[n] = Mark
			list = append(list, Assumed{fmt.Sprintf("%s.parameters[%s].name", c.Kind.Path(), key), key, ""})
		}
	}
	return list
}

// Unsaid lists, as paths, what a manifest says and the JSON leaves open, so that
// it cannot be compared.
func (r *Reading) Unsaid(from *manifest.Node) []string {
	paths := []string{}
	for i := range rows() {
		if row := &rows()[i]; row.As == Unsaid && len(find(from, row.Manifest)) > 0 {
			paths = append(paths, row.Manifest)
		}
	}
	if !r.namesUsers {
		paths = append(paths, authenticationPath+": "+app.UserLevel)
	}
	slices.Sort(paths)
	return paths
}
