// Package app is the one typed model of an app: what a manifest says, each
// value with the node it was read from.
//
// Everything that needs to know what an app has reads it here: rules, the table of
// changes, click plans, checklists, customer texts and the portal's JSON. The keys of a
// manifest appear in this package, in the schema and in tables of data, and nowhere
// else.
package app

import (
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// Ways to sign in, as a manifest names them.
const (
	UserLevel      = schema.UserLevel
	ServiceAccount = schema.ServiceAccount
)

// Ways a customer gets an app.
const (
	Custom      = "custom"
	Marketplace = "marketplace"
)

// Levels of access to a tool, the lowest first.
const (
	ReadOnly = "read_only"
	Standard = "standard"
	Admin    = "admin"
)

// Levels returns the levels of access, the lowest first.
func Levels() []string { return []string{ReadOnly, Standard, Admin} }

// IsLevel reports whether a text is a level of access.
func IsLevel(text string) bool { return text == ReadOnly || text == Standard || text == Admin }

// Manifest is an app as one manifest describes it. A value that is missing or has the
// wrong form is the zero value; lint reports it.
//
// A Manifest is read once and not changed; several goroutines may share it.
type Manifest struct {
	// Root is the node of the whole file. It is never nil; it is Invalid if there is
	// nothing to read.
	Root *manifest.Node

	Key          *manifest.Node // the key above name and distribution; nil if there is none
	Schema       Text
	Name         Text
	Distribution Text // Custom or Marketplace
	Support      Support
	Version      Text
	Connector    Connector
	FullScreen   *Component // nil if the manifest has none
	SidePanel    *Component // nil if the manifest has none
	Agentic      Agentic
	Setup        Setup
	Notes        Text // post-installation notes
	ReleaseNotes Text
	OAuth        OAuth

	number   version.Version // see [Manifest.Number]
	numbered bool
	treeOnce sync.Once
	tree     *Element // see [Manifest.Tree]
}

// Support is where customers can ask for help. It is not part of a version.
type Support struct {
	Email Text
	URL   URLText
}

// Connector is the data connector: how the app signs in, and what its service
// account may do.
type Connector struct {
	Key, Node      *manifest.Node
	UUID           Text
	Authentication Texts
	// PermissionsKey is the key above all permissions, and PermissionsNode the map
	// of scopes; nil if the manifest has none.
	PermissionsKey, PermissionsNode *manifest.Node
	// Permissions are in the order of the file, company tools first.
	Permissions []Permission
}

// Permission is a tool that the service account may use.
type Permission struct {
	Scope schema.Scope
	// Tools is the map of the scope, and Index the place of the tool in it.
	Tools *manifest.Node
	Index int
	// Tool is the key that names the tool.
	Tool *manifest.Node
	// Level is the value beside the key, or the level in the map there.
	Level   Text
	Purpose Text
}

// Setup is the page that the portal shows after the installation.
type Setup struct {
	Key, Node *manifest.Node
	URL       URLText
	PageName  Text
}

// OAuth holds the redirect URIs of both sets of credentials. They belong to the
// registration of the app and are not part of a version.
type OAuth struct {
	Sandbox, Production Credentials
}

// Credentials are one set of OAuth credentials.
type Credentials struct {
	// Name is the key of the set: sandbox or production.
	Name         string
	Key, Node    *manifest.Node
	RedirectURIs Texts
	// URLs are the parsed redirect URIs, in the order of RedirectURIs.Items.
	URLs []URLText
}

// Sets returns both sets of credentials, the sandbox first.
func (o *OAuth) Sets() []*Credentials { return []*Credentials{&o.Sandbox, &o.Production} }

// RedirectURIsPath is the path of the redirect URIs of a set in a manifest.
func RedirectURIsPath(set string) string { return "oauth." + set + "." + KeyRedirectURIs }

// Set returns the credentials with a name: sandbox or production.
func (o *OAuth) Set(name string) *Credentials {
	if name == o.Production.Name {
		return &o.Production
	}
	return &o.Sandbox
}

// Read returns the model of a manifest. It accepts any root, including nil.
func Read(root *manifest.Node) *Manifest {
	if root == nil {
		root = &manifest.Node{}
	}
	app := textAt(root, "app")
	m := &Manifest{
		Root:         root,
		Key:          app.Key,
		Schema:       textAt(root, "schema"),
		Name:         textAt(app.Node, "name"),
		Distribution: DistributionOf(root),
		Support:      readSupport(textAt(app.Node, KeySupport).Node),
		Version:      VersionOf(root),
		Notes:        textAt(root, KeyNotes),
		ReleaseNotes: textAt(root, KeyReleaseNotes),
	}
	m.number, m.numbered = NumberOf(root)
	m.readConnector(root.Entry("data_connector"))
	embedded := root.Get("embedded")
	m.FullScreen = readComponent(FullScreen, embedded)
	m.SidePanel = readComponent(SidePanel, embedded)
	m.Agentic = readAgentic(root.Entry(AgenticPath))
	if e := root.Entry(KeySetup); e != nil {
		m.Setup = Setup{Key: e.Key, Node: e.Value, URL: urlAt(e.Value, "url"), PageName: textAt(e.Value, KeyPageName)}
	}
	oauth := root.Get("oauth")
	m.OAuth = OAuth{Sandbox: readCredentials(oauth, "sandbox"), Production: readCredentials(oauth, "production")}
	return m
}

func readSupport(n *manifest.Node) Support {
	return Support{Email: textAt(n, "email"), URL: urlAt(n, "url")}
}

func (m *Manifest) readConnector(e *manifest.Entry) {
	if e == nil {
		return
	}
	m.Connector = Connector{
		Key: e.Key, Node: e.Value,
		UUID:           textAt(e.Value, "uuid"),
		Authentication: textsAt(e.Value, "authentication"),
	}
	permissions := e.Value.Entry("permissions")
	if permissions == nil {
		return
	}
	m.Connector.PermissionsKey, m.Connector.PermissionsNode = permissions.Key, permissions.Value
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		tools := permissions.Value.Get(string(scope))
		for i, tool := range tools.Map() {
			if tool.Key.Kind != manifest.Invalid {
				m.Connector.Permissions = append(m.Connector.Permissions, readPermission(scope, tools, i))
			}
		}
	}
}

func readPermission(scope schema.Scope, tools *manifest.Node, index int) Permission {
	e := tools.Entries[index]
	p := Permission{Scope: scope, Tools: tools, Index: index, Tool: e.Key, Level: Text{e.Key, e.Value}}
	if e.Value.Kind == manifest.Map {
		p.Level, p.Purpose = LevelIn(e.Value), textAt(e.Value, "purpose")
	}
	return p
}

// LevelIn returns the level in the map of a tool that has a purpose.
func LevelIn(tool *manifest.Node) Text { return textAt(tool, "level") }

// NewPermission returns the value of a tool that has a purpose.
func NewPermission(level, purpose *manifest.Node) *manifest.Node {
	return manifest.NewMap(level.Span, manifest.NewEntry("level", level.Span, level), manifest.NewEntry("purpose",
		level.Span, purpose))
}

func readCredentials(oauth *manifest.Node, name string) Credentials {
	c := Credentials{Name: name}
	if e := oauth.Entry(name); e != nil {
		c.Key, c.Node, c.RedirectURIs = e.Key, e.Value, textsAt(e.Value, KeyRedirectURIs)
		c.URLs = make([]URLText, len(c.RedirectURIs.Items))
		for i, item := range c.RedirectURIs.Items {
			c.URLs[i] = takenApart(item)
		}
	}
	return c
}

// Exists reports whether there is a manifest at all: before the first version
// there is none.
func (m *Manifest) Exists() bool { return m.Root.Kind == manifest.Map }

// Number returns the version, and false if it is not valid.
func (m *Manifest) Number() (version.Version, bool) { return m.number, m.numbered }

// NumberOf returns the version in a manifest, and false if it is not valid. The root
// may be nil.
func NumberOf(root *manifest.Node) (version.Version, bool) {
	text, ok := VersionOf(root).Str()
	if !ok {
		return version.Version{}, false
	}
	v, err := version.Parse(text)
	return v, err == nil
}

// VersionOf and DistributionOf return a value of a manifest without reading the rest of
// it. The root may be nil.
func VersionOf(root *manifest.Node) Text      { return textAt(root, "version") }
func DistributionOf(root *manifest.Node) Text { return textAt(root.Get("app"), "distribution") }

// Components returns the embedded components that the manifest has, full screen
// first.
func (m *Manifest) Components() []*Component {
	var list []*Component
	for _, c := range []*Component{m.FullScreen, m.SidePanel} {
		if c != nil {
			list = append(list, c)
		}
	}
	return list
}

// Component returns the component of a kind, or nil.
func (m *Manifest) Component(kind ComponentKind) *Component {
	if kind == SidePanel {
		return m.SidePanel
	}
	return m.FullScreen
}

// WaysToSignIn returns the ways that the data connector declares, each once:
// UserLevel and ServiceAccount, in the order of the file.
func (m *Manifest) WaysToSignIn() []string {
	return slices.DeleteFunc(m.Connector.Authentication.Values(), func(way string) bool {
		return way != UserLevel && way != ServiceAccount
	})
}

// SignsIn reports whether the data connector declares a way to sign in:
// UserLevel or ServiceAccount.
func (m *Manifest) SignsIn(way string) bool {
	return slices.ContainsFunc(m.Connector.Authentication.Items, func(t Text) bool {
		text, ok := t.Str()
		return ok && text == way
	})
}

// Granted returns the permissions that customers are asked for: none without a
// service account, because they have no effect then.
func (m *Manifest) Granted() []Permission {
	if !m.SignsIn(ServiceAccount) {
		return nil
	}
	return m.Connector.Permissions
}

// ToolLabel is the label of the tool in the portal, or its key if the catalogue does
// not have it.
func (p *Permission) ToolLabel() string { return ToolLabel(p.Scope, p.Tool.Text) }

// ToolLabel is the portal's label of the tool with a key, or the key if the catalogue
// does not have it.
func ToolLabel(scope schema.Scope, key string) string {
	if known, ok := schema.FindTool(scope, key); ok && known.Label != "" {
		return known.Label
	}
	return key
}

// IsToolKey reports whether a text has the form that the schema requires of a tool's
// key: lower-case letters, digits and underscores, starting with a letter.
func IsToolKey(text string) bool {
	for i, c := range []byte(text) {
		if c >= 'a' && c <= 'z' || i > 0 && (c == '_' || c >= '0' && c <= '9') {
			continue
		}
		return false
	}
	return text != ""
}

// IsUUID reports whether a text is 32 hexadecimal digits with hyphens after the
// 8th, 12th, 16th and 20th.
func IsUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		if isHyphen := i == 8 || i == 13 || i == 18 || i == 23; isHyphen != (text[i] == '-') || !isHyphen &&
			!source.IsHex(text[i]) {
			return false
		}
	}
	return true
}

// LevelLabel is a level of access as the portal shows it; None for no access.
func LevelLabel(level string) string {
	switch level {
	case "":
		return "None"
	case ReadOnly:
		return "Read-only"
	case Standard:
		return "Standard"
	case Admin:
		return "Admin"
	}
	return level
}

// LevelMeaning says in plain words what a level of access allows.
func LevelMeaning(level string) string {
	switch level {
	case "":
		return "no access"
	case ReadOnly:
		return "may read"
	case Standard:
		return "may create and change"
	case Admin:
		return "may administer"
	}
	return "has the level " + level
}

// LevelWords is a level of access as the portal shows it, with what it allows:
// Standard (may create and change).
func LevelWords(level string) string {
	switch {
	case level == "":
		return LevelMeaning(level)
	case !IsLevel(level):
		return level
	}
	return LevelLabel(level) + " (" + LevelMeaning(level) + ")"
}

// ScopeLabel is a scope as the portal shows it.
func ScopeLabel(scope schema.Scope) string {
	if scope == schema.CompanyScope {
		return "Company"
	}
	return "Project"
}

// trimmed is a text without the line breaks at its end, which depend only on how the
// text is written.
func trimmed(text string) string { return strings.TrimRight(text, "\n") }
