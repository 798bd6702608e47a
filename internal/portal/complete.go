package portal

import (
	"fmt"
	"slices"
	"strings"

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
