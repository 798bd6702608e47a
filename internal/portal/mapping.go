package portal

import (
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/schema"
)

// Form is how a value is written on both sides.
type Form uint8

const (
	// Text is the same text on both sides.
	Text Form = iota
	// Words is a list of texts, the same on both sides.
	Words
	// Level is an access level, which the two spell differently.
	Level
	// Flag is a parameter's own required in a manifest, and membership of the
	// list required in the JSON.
	Flag
	// Group is an object that means something even when it is empty.
	Group
	// Grant is a grant type of schema 3.x, one of the ways to sign in.
	Grant
	// Kind is the type of an instance of schema 3.x, which names the component.
	Kind
	// Constant is always the same in the JSON and not in a manifest.
	Constant
	// LeftOut is what a manifest has no place for.
	LeftOut
	// Unsaid is what the portal's JSON has no place for.
	Unsaid
)

// Row pairs a value of a manifest with its places in the portal's JSON. In
// paths, * stands for the key of a parameter or of a tool, and instances[type]
// for an instance of that type.
type Row struct {
	// Manifest is the path in manifest.yaml, "" if it has none.
	Manifest string
	// V41 and V3 are the paths in the JSON of schema 4.1 and 3.x.
	V41, V3 string
	As      Form
	// Label is where the portal has it, from the screen inwards: ids of the
	// catalogue of labels, or words where no label is published. Parts are
	// separated by " > "; {key} is a parameter, a tool or a view.
	Label string
	// Value is what a Constant is.
	Value string
	// One names what a version has only one of.
	One string
	// Note says what else there is to know; for LeftOut and Unsaid, why.
	Note string
	// Source is the public source that shows the key.
	Source string
}

// The sources of the mapping.
const (
	repository     = "procore/documentation "
	templateImage  = repository + "assets/guides/create-new-manifest-v4.1-install-instructions.png blob 932e011a"
	fullScreen     = repository + "assets/guides/create-new-manifest-v4.1-fullscreen-snippet.png blob 70d3a3e3"
	permissionsV41 = repository + "assets/guides/dmsa-injected-perms.png blob 059c3aba"
	legacyFormat   = repository + "building_applications/building_apps_legacy_v3x_manifest_format.md@4dea0ac"
	migration      = repository + "building_applications/building_apps_v3x_to_v4.1_manifest_migration.md@4dea0ac"
	exampleV3      = repository + "building_applications/building_apps_define_manifest.md@cd1982f"
	generatedKeys  = repository + "building_applications/building_apps_define_manifest.md@6825ca5"
	connectorPage  = repository + "building_applications/building_data_connection_apps.md@ff93936"
)

// The kinds of instances of schema 3.x, and the parts of a manifest they are.
const (
	authorizationCode = "authorization_code"
	clientCredentials = "client_credentials"
	implicit          = "implicit"

	newestSchema = "4.1"
)

// Paths of a manifest that are not the place of one value of the JSON.
const (
	formatPath         = "schema"
	authenticationPath = "data_connector.authentication"
	permissionsPath    = "data_connector.permissions"
)

// rows is the mapping in the order of the keys in the portal's JSON. It alone says
// what import, export, drift and the documentation know of the JSON.
var rows = sync.OnceValue(mapping)

func mapping() []Row {
	return join(
		[]Row{
			{V41: "schema_version", V3: "schema_version", As: Constant, Value: newestSchema, Source: templateImage,
				Note: "4.1 is the only published 4.x version. Files of schema 3.x contain 3, 3.2 or no version."},
			{Manifest: "app.name", V41: "app_manifest.name", V3: "app_manifest.name", Label: "name of the app",
				Source: templateImage,
				Note: "The portal generates the name, but it is often missing from the JSON. In that case, set it with " +
					"--name."},
			{V41: "app_manifest.uid", As: LeftOut, Source: templateImage, Note: "the portal generates this value"},
			{V3: "app_manifest.id", As: LeftOut, Source: generatedKeys, Note: "the portal generates this value"},
			{Manifest: "app.distribution", As: Unsaid, Note: "set with --distribution"},
			{Manifest: "version", As: Unsaid, Label: "version_number", Note: "set with --version"},
			same("post_installation_notes", "post_installation_instruction.notes", Row{Label: "notes",
				Source: templateImage,
				Note:   "The text is kept unchanged, including HTML. Line breaks become LF."}),
			same("setup_instructions", "post_installation_instruction.page", Row{As: Group, Source: templateImage}),
			same("setup_instructions.url", "post_installation_instruction.page.url", Row{Label: "instructions_url",
				Source: templateImage}),
			same("setup_instructions.page_name", "post_installation_instruction.page.label", Row{Label: "instructions_name",
				Source: templateImage}),
		},
		component(app.FullScreen, "fullscreen"),
		component(app.SidePanel, "sidepanel"),
		[]Row{
			{Manifest: authenticationPath + "[user_level]", V3: oauth(authorizationCode) + "grant_type", As: Grant,
				Value: authorizationCode,
				Label: "connector_section > user_level", Source: exampleV3,
				Note: "Schema 4.1 has no known key for user level authentication; set it with --user-level. The grant " +
					"type implicit was removed in 2022; manifest import reads implicit as user level " +
					"authentication and prints a warning."},
			{Manifest: authenticationPath + "[service_account]", V3: oauth(clientCredentials) + "grant_type", As: Grant,
				Value: clientCredentials,
				Label: "connector_section > service_account", Source: migration,
				Note: "In schema 4.1, an app that has the object permissions has a service account."},
			{Manifest: "data_connector.uuid", V3: oauth(clientCredentials) + "uuid", Source: exampleV3,
				Note: "Schema 4.1 has no component that could contain the UUID."},
			{Manifest: "data_connector.uuid", V3: oauth(authorizationCode) + "uuid", Source: exampleV3},
			{V3: oauth(clientCredentials) + "uid", As: LeftOut, Source: exampleV3, Note: "the portal generates this value"},
			{V3: oauth(authorizationCode) + "uid", As: LeftOut, Source: exampleV3, Note: "the portal generates this value"},
			{Manifest: permissionsPath, One: "set of permissions", V41: "permissions", V3: oauth(clientCredentials) +
				"permissions", As: Group, Source: permissionsV41},
		},
		tools("company", "company_tab"),
		tools("project", "project_tab"),
		[]Row{
			{Manifest: app.AgenticPath, As: Unsaid, Label: "Agentic", Note: "the portal's JSON for agentic components is " +
				"not published; enter the components in the portal"},
			{Manifest: "app." + app.KeySupport, As: Unsaid, Label: "Support",
				Note: "customers see the support contact on the update page; the portal has no field for it"},
			{Manifest: "oauth", As: Unsaid, Label: "page_credentials", Note: "belongs to the app, not to one version"},
			{Manifest: "release_notes", As: Unsaid, Label: "release_notes", Note: "entered when a version is promoted"},
		},
	)
}

func join(parts ...[]Row) []Row {
	var all []Row
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// same is a row whose place is the same in both generations.
func same(manifest, json string, r Row) Row {
	r.Manifest, r.V41, r.V3 = manifest, json, json
	return r
}

// isKept reports whether a value stays as it is in git, because the JSON of the
// newest schema has no field for it, or may lack it.
func (r *Row) isKept() bool { return r.As == Unsaid || r.Manifest == "app.name" || isID(r.Manifest) }

// isID reports whether a path is that of an id, which the portal generates.
func isID(path string) bool { return strings.HasSuffix(path, ".uuid") }

func oauth(grant string) string { return "components.oauth.instances[" + grant + "]." }

func tools(scope, label string) []Row {
	at := permissionsPath + "." + scope
	v41, v3 := "permissions."+scope, oauth(clientCredentials)+"permissions."+scope
	return []Row{
		{Manifest: at, V41: v41, V3: v3, As: Group, Source: permissionsV41},
		{Manifest: at + ".*", V41: v41 + ".*", V3: v3 + ".*", As: Level, Label: "permissions > " + label + " > {key}",
			Source: permissionsV41,
			Note: "readonly becomes read_only. The spelling admin is inferred, because no source shows it. Tools " +
				"with the level None are left out. Schema 3.x uses portfolio for home and budget for budgeting."},
		{Manifest: at + ".*.purpose", As: Unsaid, Note: "why the app needs the tool, for reviewers of the " +
			"permissions"},
	}
}

func component(kind app.ComponentKind, v41 string) []Row {
	at, label := kind.Path(), kind.Key()
	v3 := "components.iframe.instances[" + v41 + "]"
	row := func(field, newKey, oldKey string, r Row) Row {
		r.Manifest, r.V41, r.V3 = at+field, v41+newKey, v3+oldKey
		if r.Label != "" {
			r.Label = label + " > " + r.Label
		}
		if r.Source == "" {
			r.Source = fullScreen
		}
		return r
	}
	parameter := func(field, key string, r Row) Row {
		if r.Label != "" {
			r.Label = "parameters > {key} > " + r.Label
		}
		return row(".parameters[*]"+field, ".user_configuration.schema.properties.*"+key,
			".configuration.schema.properties.*"+key, r)
	}
	views := []Row{}
	if v41 == "sidepanel" {
		views = append(views, row(".views", ".views", ".views", Row{As: Words, Label: "views > {key}",
			Source: legacyFormat,
			Note:   "The order of the views is kept, because no source says whether it matters."}))
	}
	return join(
		[]Row{
			{Manifest: at, V41: v41, V3: v3, As: Group, One: kind.String() + " component", Label: label,
				Source: fullScreen},
			{V3: v3 + ".type", As: Kind, Value: v41, Source: exampleV3,
				Note: "Examples of schema 3.0 without a type are read as full screen."},
			row(".uuid", ".uuid", ".uuid", Row{Note: "The portal generates the UUID; import and export keep it."}),
		},
		views,
		[]Row{
			row(".url", ".source_url", ".iframe_src", Row{Label: "url", Source: migration}),
			row(".description", ".description", ".description", Row{Label: "description"}),
			{V3: v3 + ".name", As: LeftOut, Source: migration, Note: "schema 4.1 no longer has this field"},
			{V3: v3 + ".required", As: LeftOut, Source: legacyFormat, Note: "schema 4.1 no longer has this field"},
			row(".parameters", ".user_configuration", ".configuration", Row{As: Group, Source: migration,
				Note: "An empty list means a schema without properties."}),
			{V41: v41 + ".user_configuration.schema.type", V3: v3 + ".configuration.schema.type", As: Constant,
				Value: "object", Source: fullScreen},
			parameter(".required", "", Row{As: Flag, Label: "parameter_required",
				Note: "In the JSON, the schema lists the parameter under required."}),
			parameter("", "", Row{As: Group, Label: "parameter_key"}),
			parameter(".name", ".name", Row{Label: "parameter_name"}),
			parameter(".type", ".type", Row{Label: "type of the value", Note: "The type is string in every published " +
				"example."}),
			parameter(".description", ".description", Row{Label: "parameter_description"}),
			parameter(".support_link", ".support_link", Row{As: Group,
				Note: "The forms of the portal have no field for help links."}),
			parameter(".support_link.url", ".support_link.url", Row{Label: "help link"}),
			parameter(".support_link.label", ".support_link.label", Row{Label: "label of the help link"}),
		},
	)
}

// Screen returns where a generation of the portal has the value, from the screen
// inwards: Side Panel > Side Panel Views. It is "" if the portal has none.
func (r Row) Screen(portal schema.Portal) string {
	parts := strings.Split(r.Label, " > ")
	for i, part := range parts {
		if label, ok := schema.FindPortalLabel(portal, part); ok {
			parts[i] = label.Label
		}
	}
	return strings.Join(parts, " > ")
}

// requiredList is the path of the list that Flag stands for.
func (r Row) requiredList() (v41, v3 string) {
	cut := func(path string) string { return strings.TrimSuffix(path, "properties.*") + "required" }
	return cut(r.V41), cut(r.V3)
}

// step is one place in the portal's JSON, of either generation.
type step struct {
	row  *Row
	name string // the key here; * for any
	next map[string]*step
	// instances are the steps of the items of a list, by their type.
	instances map[string]*step
}

// steps is the tree of all places that the mapping knows.
var steps = sync.OnceValue(func() *step {
	root := &step{}
	for i := range rows() {
		r := &rows()[i]
		paths := []string{r.V41, r.V3}
		if r.As == Flag {
			paths[0], paths[1] = r.requiredList()
		}
		for _, path := range paths {
			if path != "" {
				root.add(path).row = r
			}
		}
	}
	return root
})

func (s *step) add(path string) *step {
	for _, part := range strings.Split(path, ".") {
		name, instance, listed := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		s = child(&s.next, name)
		if listed {
			s = child(&s.instances, instance)
		}
	}
	return s
}

func child(of *map[string]*step, name string) *step {
	if *of == nil {
		*of = make(map[string]*step)
	}
	if (*of)[name] == nil {
		(*of)[name] = &step{name: name}
	}
	return (*of)[name]
}

// to returns the step that a key leads to, or nil.
func (s *step) to(key string) *step {
	if next := s.next[key]; next != nil {
		return next
	}
	return s.next["*"]
}
