package validate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// checkSchema returns what the schema refuses, one finding for each mistake.
// Parts that the reader has refused are passed over.
func checkSchema(s *document, doc *manifest.Document) []diag.Diagnostic {
	if s.root.sound(doc.Root) {
		return nil
	}
	c := &schemaCheck{schema: s, doc: doc}
	refused := s.judge()(doc.Root.JSON())
	seen := make(map[string]bool)
	for _, r := range refused {
		id := fmt.Sprintf("%q %s %t", r.path, r.keyword, r.inName)
		if seen[id] {
			continue
		}
		seen[id] = true
		c.explain(r)
	}
	if len(refused) == 0 && !c.hasInvalid(doc.Root) {
		// The two verdicts differ; a test says they cannot. Fail closed.
		c.report(&invalidValue, doc.Root.Head(), "the file does not match the schema, but no place could be found").
			Help = "please report this file as a bug"
	}
	found := make([]diag.Diagnostic, len(c.found))
	for i, d := range c.found {
		found[i] = *d
	}
	return found
}

type schemaCheck struct {
	schema *document
	doc    *manifest.Document
	found  []*diag.Diagnostic
}

// spot is a value with the schema it should satisfy and the way to it.
type spot struct {
	node  *manifest.Node
	shape *shape
	key   *manifest.Node // the key of the value, or nil for the root and for items
	path  []string
}

func (c *schemaCheck) report(r *Rule, at source.Span, format string, args ...any) *diag.Diagnostic {
	d := &diag.Diagnostic{Rule: r.ID, Severity: diag.Error, File: c.doc.File, Span: at, Message: fmt.Sprintf(format, args...)}
	c.found = append(c.found, d)
	return d
}

func (c *schemaCheck) hasInvalid(n *manifest.Node) bool {
	return n.Kind == manifest.Invalid || slices.ContainsFunc(n.Items, c.hasInvalid) ||
		slices.ContainsFunc(n.Entries, func(e manifest.Entry) bool { return c.hasInvalid(e.Value) })
}

// find follows a path. It returns false where the way leads through a part
// that was refused by the reader.
func (c *schemaCheck) find(path []string) (spot, bool) {
	s := spot{node: c.doc.Root, shape: c.schema.root}
	for i, token := range path {
		s.shape = s.shape.branch(s.node)
		switch s.node.Kind {
		case manifest.Map:
			e := s.node.Entry(token)
			if e == nil {
				return s, false
			}
			s.shape, s.node, s.key = s.shape.property(token), e.Value, e.Key
		case manifest.List:
			index, err := strconv.Atoi(token)
			if err != nil || index >= len(s.node.Items) {
				return s, false
			}
			s.shape, s.node, s.key = s.shape.Items, s.node.Items[index], nil
		default:
			return s, false
		}
		s.path = path[:i+1]
		if s.shape == nil {
			return s, false
		}
	}
	s.shape = s.shape.branch(s.node)
	return s, s.node.Kind != manifest.Invalid
}

// branch returns the schema that applies to the node where it depends on it.
func (s *shape) branch(n *manifest.Node) *shape {
	if s.If == nil {
		return s
	}
	if s.If.sound(n) {
		return s.Then
	}
	return s.Else
}

// name says which value is meant: "url" or item 2 of "views".
func (s spot) name() string {
	if len(s.path) == 0 {
		return "the file"
	}
	last := s.path[len(s.path)-1]
	if s.key == nil {
		index, _ := strconv.Atoi(last)
		return fmt.Sprintf("item %d of %q", index+1, s.path[len(s.path)-2])
	}
	return strconv.Quote(last)
}

func (c *schemaCheck) explain(r refusal) {
	if r.inName {
		c.badName(r)
		return
	}
	s, ok := c.find(r.path)
	if !ok {
		return
	}
	switch r.keyword {
	case "type":
		c.wrongType(s)
	case "required":
		c.missing(s)
	case "additionalProperties":
		c.unknown(s)
	case "anyOf":
		c.neither(s)
	case "enum", "const":
		c.wrongChoice(s)
	case "pattern":
		c.badText(s)
	case "minLength", "minItems":
		c.report(&invalidValue, s.node.Head(), "%s is empty", s.name()).Help = "fill it in, or remove the key if it is not needed"
	default:
		c.report(&invalidValue, s.node.Head(), "%s is not what the schema asks for (%s)", s.name(), r.keyword)
	}
}

// typeWords are the types of the schema as they are called in messages.
var typeWords = map[string]string{
	"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
	"array": "a list", "object": "a map of keys", "null": "empty",
}

func (s *shape) typeWords() string {
	words := make([]string, len(s.Types))
	for i, t := range s.Types {
		words[i] = typeWords[t]
	}
	return either(words)
}

// either joins words with commas and a final or.
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

func (c *schemaCheck) wrongType(s spot) {
	if s.shape.Rule != "" && s.node.Kind != manifest.Null {
		c.badText(s)
		return
	}
	want := s.shape.typeWords()
	if s.shape.Const != nil {
		want = fmt.Sprintf("the number %v", s.shape.Const)
	}
	if s.node.Kind == manifest.Null {
		c.report(&wrongType, s.node.Head(), "%s is empty; it must be %s", s.name(), want).Help = "fill it in, or remove the key if it is not needed"
		return
	}
	d := c.report(&wrongType, s.node.Head(), "%s must be %s, but it is %s", s.name(), want, s.node.Kind)
	d.Label = "want " + want
	switch {
	case slices.Contains(s.shape.Types, "string") && (s.node.Kind == manifest.Number || s.node.Kind == manifest.Bool):
		d.Help = "put it in quotes to make it text"
		d.Fix = &diag.Fix{Title: "put it in quotes", Edits: []diag.Edit{{Span: s.node.Span, Text: strconv.Quote(s.node.Text)}}}
	case slices.Contains(s.shape.Types, "array") && s.node.Kind == manifest.String:
		d.Help = fmt.Sprintf("write a list, even of one: [%s]", s.node.Text)
	case slices.Contains(s.shape.Types, "object") && s.node.Kind == manifest.List && s.shape.Properties.Names != nil:
		d.Help = fmt.Sprintf("write keys without dashes: %s", strings.Join(s.shape.Properties.Names, ", "))
	}
}

func (c *schemaCheck) missing(s spot) {
	for _, key := range s.shape.Required {
		if s.node.Entry(key) != nil || c.meant(s, key) {
			continue
		}
		owner := s.name()
		if len(s.path) == 0 {
			owner = "the manifest"
		}
		d := c.report(&missingKey, s.node.Head(), "%s lacks the key %q", owner, key)
		d.Label = "in this map"
		if p := s.shape.property(key); p != nil {
			d.Help = "add " + key + p.sample()
		}
	}
}

// sample is what stands after the key when it is written correctly.
func (s *shape) sample() string {
	switch {
	case s.Enum != nil:
		return ": " + either(s.Enum)
	case s.Const != nil:
		return fmt.Sprintf(": %v", s.Const)
	case s.PatternErrorMessage != "":
		return ", " + s.PatternErrorMessage
	case s.Title != "":
		return " (" + s.Title + ")"
	}
	return ""
}

// meant reports whether an unknown key of the map is a misspelling of key,
// which then is one mistake and not two.
func (c *schemaCheck) meant(s spot, key string) bool {
	return slices.ContainsFunc(s.node.Entries, func(e manifest.Entry) bool {
		return s.shape.property(e.Key.Text) == nil && s.intended(e.Key.Text) == key
	})
}

// intended returns the key of this map that an unknown key stands for, or "".
func (s spot) intended(unknown string) string {
	if name := portalKeys[unknown]; name != "" && s.shape.Properties.Of[name] != nil {
		return name
	}
	var free []string
	for _, name := range s.shape.Properties.Names {
		if s.node.Entry(name) == nil {
			free = append(free, name)
		}
	}
	return nearest(strings.ReplaceAll(strings.ToLower(unknown), "-", "_"), free)
}

func (c *schemaCheck) unknown(s spot) {
	for _, e := range s.node.Entries {
		if s.shape.property(e.Key.Text) != nil || e.Key.Kind == manifest.Invalid {
			continue
		}
		in := "in " + s.name()
		if len(s.path) == 0 {
			in = "at the top of the file"
		}
		d := c.report(&unknownKey, e.Key.Span, "unknown key %q %s", e.Key.Text, in)
		d.Label = "not one of " + strings.Join(s.shape.Properties.Names, ", ")
		switch name := s.intended(e.Key.Text); {
		case name != "":
			d.Help = fmt.Sprintf("did you mean %q?", name)
			if portalKeys[e.Key.Text] == name {
				d.Help = fmt.Sprintf("%q is the portal's own spelling; here it is %q", e.Key.Text, name)
			}
			d.Fix = &diag.Fix{Title: fmt.Sprintf("rename it to %q", name), Edits: []diag.Edit{{Span: e.Key.Span, Text: manifest.Rewrite(e.Key, name)}}}
		case portalKeys[e.Key.Text] != "":
			d.Help = fmt.Sprintf("%q is the portal's own spelling; here it is %s", e.Key.Text, portalKeys[e.Key.Text])
		default:
			if homes := c.schema.homes(e.Key.Text); len(homes) > 0 {
				d.Help = fmt.Sprintf("it belongs in %s", either(homes))
			}
		}
	}
}

// portalKeys maps keys of the portal's JSON, of both generations, to ours.
var portalKeys = map[string]string{
	"fullscreen": "embedded.full_screen", "sidepanel": "embedded.side_panel", "iframe": "embedded", "oauth_instances": "data_connector",
	"source_url": "url", "iframe_src": "url",
	"user_configuration": "parameters", "configuration": "parameters",
	"post_installation_instruction": "setup_instructions with post_installation_notes",
	"label":                         "page_name", "notes": "post_installation_notes",
	"schema_version": "schema", "components": "data_connector and embedded", "instances": "full_screen or side_panel",
	"grant_type": "data_connector.authentication", "app_manifest": "app",
}

// homes returns the maps of the schema in which a key is known, as paths.
func (d *document) homes(key string) []string {
	var found []string
	var walk func(s *shape, path string, depth int)
	walk = func(s *shape, path string, depth int) {
		if s == nil || depth > 6 {
			return
		}
		for _, name := range s.Properties.Names {
			if name == key && path != "" {
				found = append(found, strings.TrimPrefix(path, "."))
			}
			if name == key && path == "" {
				found = append(found, "the top level of the file")
			}
			walk(s.Properties.Of[name], path+"."+name, depth+1)
		}
		walk(s.Items, path+"[]", depth+1)
		walk(s.Then, path, depth+1)
	}
	walk(d.root, "", 0)
	return found
}

// neither explains the alternatives at the root: a manifest needs one of them.
func (c *schemaCheck) neither(s spot) {
	var keys []string
	for _, branch := range s.shape.AnyOf {
		for _, key := range branch.Required {
			if c.meant(s, key) {
				return
			}
			keys = append(keys, key)
		}
	}
	d := c.report(&missingKey, s.node.Head(), "the manifest has neither %s", strings.Join(keys, " nor "))
	d.Label = "in this map"
	d.Help = "an app needs a data connector, an embedded component, or both"
}

func (c *schemaCheck) wrongChoice(s spot) {
	if s.shape.Const != nil {
		d := c.report(&invalidValue, s.node.Head(), "%s must be %v, but it is %s", s.name(), s.shape.Const, s.node.Text)
		d.Label = fmt.Sprintf("want %v", s.shape.Const)
		return
	}
	d := c.report(&invalidValue, s.node.Head(), "%s is %q; want %s", s.name(), s.node.Text, either(s.shape.Enum))
	d.Label = "want " + either(s.shape.Enum)
	replace := func(value string) {
		d.Help = fmt.Sprintf("did you mean %q?", value)
		d.Fix = &diag.Fix{Title: fmt.Sprintf("replace %q with %q", s.node.Text, value),
			Edits: []diag.Edit{{Span: s.node.Span, Text: manifest.Rewrite(s.node, value)}}}
	}
	switch level := levelMeant(s.shape.Enum, s.node.Text); {
	case level == "none":
		d.Help = "leave the tool out: a tool that is not listed has no access"
	case level != "":
		replace(level)
	default:
		if near := nearest(strings.ToLower(s.node.Text), s.shape.Enum); near != "" {
			replace(near)
		}
	}
}

func (c *schemaCheck) badText(s spot) {
	rule := &invalidValue
	if s.shape.Rule != "" {
		rule = FindRule(s.shape.Rule)
	}
	want := s.shape.PatternErrorMessage
	if want == "" {
		want = "must match " + s.shape.Pattern
	}
	d := c.report(rule, s.node.Head(), "%s is %s; want %s", s.name(), shown(s.node), want)
	d.Label = "want " + want
	if rule == &versionFormat {
		repairVersion(d, s.node)
	}
}

// shown is a scalar as it is quoted in a message, and the kind of the rest.
func shown(n *manifest.Node) string {
	switch n.Kind {
	case manifest.List, manifest.Map:
		return n.Kind.String()
	case manifest.Number, manifest.Bool:
		return n.Text
	}
	return strconv.Quote(n.Text)
}

func (c *schemaCheck) badName(r refusal) {
	name := r.path[len(r.path)-1]
	s, ok := c.find(r.path[:len(r.path)-1])
	if ok && s.shape.PropertyNames == nil {
		// The library's way to an empty key ends at the map that holds it.
		name = ""
		s, ok = c.find(r.path)
	}
	e := s.node.Entry(name)
	if !ok || e == nil || s.shape.PropertyNames == nil {
		return
	}
	want := s.shape.PropertyNames.PatternErrorMessage
	if want == "" {
		want = "must match " + s.shape.PropertyNames.Pattern
	}
	d := c.report(&invalidValue, e.Key.Span, "%q cannot be a key of %s; want %s", e.Key.Text, s.name(), want)
	d.Label = "want " + want
	snake := underscored(e.Key.Text)
	if s.shape.PropertyNames.pattern.MatchString(snake) && s.node.Entry(snake) == nil {
		d.Help = fmt.Sprintf("did you mean %q?", snake)
		d.Fix = &diag.Fix{Title: fmt.Sprintf("rename it to %q", snake), Edits: []diag.Edit{{Span: e.Key.Span, Text: manifest.Rewrite(e.Key, snake)}}}
	}
}

// underscored returns a name in lower case with underscores for spaces and
// hyphens, as keys are written.
func underscored(name string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(name))
}
