package validate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// checkSchema returns what the schema refuses, one finding for each mistake, and
// the manifest that is meant: a copy of doc in which misspelled keys and values
// are replaced wherever it is sure what they stand for. What is below such a key
// is judged too, and rules read the copy, so one mistake gives one finding and
// its fix brings nothing new to light. doc stays as it is; where there is nothing
// to correct, it is the document returned.
//
// Parts that the reader has refused are passed over.
func checkSchema(s *document, doc *manifest.Document) (*manifest.Document, []diag.Diagnostic) {
	if accepts(s.root, doc.Root) {
		return doc, nil
	}
	c := &schemaCheck{
		schema: s, doc: doc.WithRoot(doc.Root.Clone()),
		seen: make(map[reported]bool), taken: make(map[reported]bool), listed: make(map[*manifest.Node]bool),
	}
	refused := s.judge()(c.doc.Root.JSON())
	agreed := len(refused) > 0
	for c.explainAll(refused); len(c.corrections) > 0 && len(refused) > 0; c.explainAll(refused) {
		for _, correct := range c.corrections {
			correct()
		}
		c.corrections = nil
		if len(refused) > mostRefusals {
			break
		}
		if refused = nil; !accepts(s.root, c.doc.Root) {
			refused = s.judge()(c.doc.Root.JSON())
		}
	}
	if !agreed && !holdsInvalid(c.doc.Root) {
		// The two verdicts differ; a test says they cannot. Fail closed.
		c.report(&invalidValue, doc.Root.Head(), "the file does not match the schema, but the mistake could not be located").
			Help = "please report this file as a bug"
	}
	found := make([]diag.Diagnostic, len(c.found))
	for i, d := range c.found {
		found[i] = *d
	}
	return c.doc, found
}

// readElsewhere reports texts that are something else to other readers of YAML,
// such as an editor that has our schema.
func readElsewhere(f *source.File, m *app.Manifest) []diag.Diagnostic {
	var found []diag.Diagnostic
	texts := append(m.FreeTexts(), m.Support.Email)
	for _, c := range m.Components() {
		texts = append(texts, c.Views.Items...)
		for _, p := range c.Parameters {
			texts = append(texts, p.Key)
		}
	}
	for _, t := range texts {
		if t.Node == nil {
			continue
		}
		if d := elsewhere(f, t.Key.Text, t.Node); d != nil {
			found = append(found, *d)
		}
	}
	return found
}

// elsewhere returns the finding about one text, the value of key or an item of
// it, or nil.
func elsewhere(f *source.File, key string, n *manifest.Node) *diag.Diagnostic {
	other := readAs(n)
	if other == "" {
		return nil
	}
	return &diag.Diagnostic{
		Rule: wrongType.ID, Severity: diag.Error, File: f, Span: n.Span,
		Message: fmt.Sprintf("the value of %q is %s, which other YAML parsers read as %s", key, n.Text, other),
		Help:    "put the value in quotes to make it text",
		Fix:     fix("put the value in quotes", n.Span, strconv.Quote(n.Text)),
	}
}

// nextLineTaken is the help for an item that has swallowed the next one.
const nextLineTaken = "start each item on a separate line, and indent its dash like the one above"

// itemsOf returns the items that a text in the place of a list seems to have: one for each
// line, or what commas or blanks part on one line. Names with blanks stay whole.
func itemsOf(text string) []string {
	isBreak := func(r rune) bool { return r == '\n' || r == '\r' }
	parts := strings.FieldsFunc(text, isBreak)
	if len(parts) == 1 {
		parts = strings.Split(strings.Trim(text, `"'`), ",")
		if words := strings.Fields(text); len(parts) == 1 && !slices.ContainsFunc(words, func(w string) bool {
			return !strings.ContainsAny(w, "._/")
		}) {
			parts = words
		}
	}
	var items []string
	for _, part := range parts {
		item := strings.Trim(strings.TrimSpace(part), `"', `)
		item = strings.TrimSpace(strings.TrimPrefix(item, "- "))
		if strings.ContainsAny(item, "{}[],#:\"'") {
			item = strconv.Quote(item)
		}
		if item != "" {
			items = append(items, item)
		}
	}
	return items
}

// readAs is what other readers take a text of ours for, or "".
func readAs(n *manifest.Node) string {
	if n.Kind != manifest.String || n.Style != manifest.Plain {
		return ""
	}
	return manifest.Elsewhere(n.Text)
}

// mostRefusals is how many refusals are worth another look at what was corrected:
// it takes as long as the first.
const mostRefusals = 10 * maxFindings

type schemaCheck struct {
	schema *document
	doc    *manifest.Document // the corrected copy
	found  []*diag.Diagnostic
	// seen are the findings made so far: a correction leaves the others in place.
	seen map[reported]bool
	// taken are the values that items of the listed lists have, or will have.
	taken  map[reported]bool
	listed map[*manifest.Node]bool
	// corrections are made before the schema is asked again.
	corrections []func()
}

// reported is a finding that is not to be made twice.
type reported struct {
	at      source.Span
	message string
}

func (c *schemaCheck) explainAll(refused []refusal) {
	type refusalID struct {
		path, keyword string
		inName        bool
	}
	seen := make(map[refusalID]bool)
	for _, r := range refused {
		id := refusalID{strings.Join(r.path, "\x00"), r.keyword, r.inName}
		if !seen[id] {
			seen[id] = true
			c.explain(r)
		}
	}
}

// spot is a value with the schema it should satisfy and the way to it.
type spot struct {
	node  *manifest.Node
	shape *schema.Shape
	key   *manifest.Node // the key of the value, or nil for the root and for items
	path  []string
}

func (c *schemaCheck) report(r *Rule, at source.Span, format string, args ...any) *diag.Diagnostic {
	d := &diag.Diagnostic{
		Rule: r.ID, Severity: diag.Error, File: c.doc.File, Span: at, Message: fmt.Sprintf(format, args...),
	}
	if id := (reported{at, d.Message}); !c.seen[id] {
		c.seen[id] = true
		c.found = append(c.found, d)
	}
	return d
}

// replace offers to write another value in place of the scalar of a finding,
// and corrects it in the copy.
func (c *schemaCheck) replace(d *diag.Diagnostic, n *manifest.Node, kind manifest.Kind, value string) {
	text := value
	if kind == manifest.String {
		text = manifest.Rewrite(n, value)
	}
	d.Fix = fix(fmt.Sprintf("replace %q with %q", n.Text, value), n.Span, text)
	c.corrections = append(c.corrections, func() { n.Kind, n.Text = kind, value })
}

func fix(title string, at source.Span, text string) *diag.Fix {
	return &diag.Fix{Title: title, Edits: []diag.Edit{{Span: at, Text: text}}}
}

// rename does the same with a key.
func (c *schemaCheck) rename(d *diag.Diagnostic, in *manifest.Node, e *manifest.Entry, name string) {
	d.Fix = fix(fmt.Sprintf("rename the key to %q", name), e.Key.Span, manifest.Rewrite(e.Key, name))
	c.corrections = append(c.corrections, func() { in.Rename(e, name) })
}

// find follows a path. It returns false if the way leads through a part
// that was refused by the reader.
func (c *schemaCheck) find(path []string) (spot, bool) {
	s := spot{node: c.doc.Root, shape: c.schema.root}
	for i, token := range path {
		s.shape = branch(s.shape, s.node)
		switch s.node.Kind {
		case manifest.Map:
			e := s.node.Entry(token)
			if e == nil {
				return s, false
			}
			s.shape, s.node, s.key = s.shape.Property(token), e.Value, e.Key
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
	s.shape = branch(s.shape, s.node)
	return s, s.node.Kind != manifest.Invalid
}

// branch returns the schema that applies to the node where it depends on it.
func branch(s *schema.Shape, n *manifest.Node) *schema.Shape {
	if s.If == nil {
		return s
	}
	if accepts(s.If, n) {
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
	case "minimum", "maximum":
		c.report(&invalidValue, s.node.Span, "%s is %s; expected %s from %d to %d", s.name(), s.node.Text,
			typesInWords(s.shape),
			*s.shape.Minimum, *s.shape.Maximum)
	case "minLength", "minItems":
		c.report(&invalidValue, s.node.Head(), "%s is empty", s.name()).Help = c.fillIn(s)
	default:
		c.report(&invalidValue, s.node.Head(), "%s does not match the schema (%s)", s.name(), r.keyword)
	}
}

// typeWords are the types of the schema as they are called in messages.
var typeWords = map[string]string{
	"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
	"array": "a list", "object": "a map of keys", "null": "empty",
}

func typesInWords(s *schema.Shape) string {
	words := make([]string, len(s.Types))
	for i, t := range s.Types {
		words[i] = typeWords[t]
	}
	return diag.AnyOf(words)
}

// fillIn is the remedy for what is empty: a key that must be there cannot be
// removed instead.
func (c *schemaCheck) fillIn(s spot) string {
	if s.key != nil && s.node.Kind == manifest.Null {
		line := c.doc.File.LineSpan(c.doc.File.LineAt(s.key.Span.End))
		rest := strings.TrimPrefix(c.doc.File.Text(source.Span{Start: s.key.Span.End, End: line.End}), ":")
		if m := commentOnText().FindStringSubmatchIndex(rest); m != nil && m[2] >= 0 {
			return "put the text in quotes; without quotes, a # after a space starts a comment"
		}
	}
	if len(s.path) > 0 && s.key != nil {
		if parent, ok := c.find(s.path[:len(s.path)-1]); ok && !slices.Contains(parent.shape.Required, s.key.Text) {
			return "enter a value, or remove the key if it is not needed"
		}
	}
	return "enter a value"
}

func (c *schemaCheck) wrongType(s spot) {
	if s.shape.Rule != "" && s.node.Kind != manifest.Null {
		c.badText(s)
		return
	}
	want := typesInWords(s.shape)
	if s.shape.Const != nil {
		want = fmt.Sprintf("the number %v", s.shape.Const)
	}
	if s.node.Kind == manifest.Null {
		c.report(&wrongType, s.node.Head(), "%s is empty; it must be %s", s.name(), want).Help = c.fillIn(s)
		return
	}
	scalar := s.node.Kind == manifest.Number || s.node.Kind == manifest.Bool || s.node.Kind == manifest.String
	if s.shape.Enum != nil && scalar {
		c.wrongChoice(s) // quotes would not make it one of the choices
		return
	}
	d := c.report(&wrongType, s.node.Head(), "%s must be %s, but it is %s", s.name(), want, s.node.Kind)
	flag := switches[strings.ToLower(s.node.Text)]
	switch {
	case slices.Contains(s.shape.Types, "string") && scalar:
		d.Help = "put the value in quotes to make it text"
		d.Fix = fix("put the value in quotes", s.node.Span, strconv.Quote(c.doc.File.Text(s.node.Span)))
	case s.shape.Const != nil && scalar && s.node.Text == fmt.Sprint(s.shape.Const):
		d.Help = "write the value without quotes: " + s.node.Text
		c.replace(d, s.node, manifest.Number, s.node.Text)
		d.Fix.Title = "write the value without quotes"
	case slices.Contains(s.shape.Types, "boolean") && scalar && flag != "":
		d.Help = fmt.Sprintf("write %s, without quotes", flag)
		c.replace(d, s.node, manifest.Bool, flag)
	case slices.Contains(s.shape.Types, "array") && s.node.Kind == manifest.String:
		if first, _ := utf8.DecodeRuneInString(s.node.Text); strings.ContainsRune("-–—•*·", first) {
			d.Help = "start each item with one dash and an ordinary space"
			break
		}
		items := itemsOf(c.doc.File.Text(s.node.Span))
		d.Help = fmt.Sprintf("write a list, even for one item: [%s]", strings.Join(items, ", "))
		if len(items) > 1 {
			d.Help = fmt.Sprintf("start each item with a dash, on a separate line, or write [%s]", strings.Join(items, ", "))
		}
	case slices.Contains(s.shape.Types, "array") && s.node.Kind == manifest.Map:
		d.Help = "write a list, with a dash before each item"
	case slices.Contains(s.shape.Types, "object") && strings.Contains(s.node.Text, ":\u00a0"):
		d.Help = "replace the no-break space U+00A0 after the colon with an ordinary space"
	case slices.Contains(s.shape.Types, "object") && s.shape.Properties != nil:
		d.Help = c.writeMap(s)
	}
}

// switches are the words that people write for true and false.
var switches = map[string]string{
	"true": "true", "yes": "true", "on": "true", "y": "true",
	"false": "false", "no": "false", "off": "false", "n": "false",
}

// writeMap says how a map is written where there is something else.
func (c *schemaCheck) writeMap(s spot) string {
	key := "it"
	if s.key != nil {
		key = s.key.Text
	}
	if len(s.shape.Required) > 0 {
		return fmt.Sprintf("write %s: {%s: …}", key, strings.Join(s.shape.Required, ": …, "))
	}
	if s.node.Kind == manifest.List && len(s.node.Items) > 0 && s.shape.Others != nil {
		if tool, ok := s.node.Items[0].Str(); ok {
			return fmt.Sprintf("write each tool with its level, such as %s: read_only", tool)
		}
	}
	names := s.shape.Names()
	if len(names) > 4 {
		return fmt.Sprintf("write keys, each with its value, such as %s", names[0])
	}
	return "write one of the keys " + diag.AnyOf(names)
}

// owner is what a missing key is missing from.
func (c *schemaCheck) owner(s spot) string {
	switch {
	case len(s.path) > 0:
		return s.name()
	case c.schema == manifestSchema:
		return "the manifest"
	}
	return "the file"
}

func (c *schemaCheck) missing(s spot) {
	isInvalid := func(e manifest.Entry) bool { return e.Key.Kind == manifest.Invalid }
	if len(s.path) == 0 && c.doc.Partial || slices.ContainsFunc(s.node.Entries, isInvalid) {
		return // it may stand in the part that could not be read
	}
	for _, key := range s.shape.Required {
		if s.node.Entry(key) != nil || c.isMeant(s, key) {
			continue
		}
		d := c.report(&missingKey, s.node.Opening(), "%s needs the key %q", c.owner(s), key)
		if p := s.shape.Property(key); p != nil {
			d.Help = "add " + key + sample(key, p)
		}
	}
}

// sample is what stands after the key when it is written correctly.
func sample(key string, s *schema.Shape) string {
	switch {
	case s.Enum != nil:
		return ": " + diag.AnyOf(s.Enum)
	case s.Const != nil:
		return fmt.Sprintf(": %v", s.Const)
	case s.PatternErrorMessage != "":
		return ": " + s.PatternErrorMessage
	case s.Title != "" && !strings.EqualFold(s.Title, key):
		return " (" + s.Title + ")"
	}
	return ""
}

// isMeant reports whether an unknown key of the map stands for key, as far as
// can be told, which then is one mistake and not two.
func (c *schemaCheck) isMeant(s spot, key string) bool {
	return slices.ContainsFunc(s.node.Entries, func(e manifest.Entry) bool {
		return s.shape.Property(e.Key.Text) == nil && (meansKey(e.Key.Text, key) || s.intended(e.Key.Text, nil) == key)
	})
}

// intended returns the key of this map that an unknown key stands for, or "".
// Keys that are there, or taken by another, are not meant.
func (s spot) intended(unknown string, taken map[string]bool) string {
	if len(s.node.Entries) > maxGuesses {
		return ""
	}
	isTaken := func(name string) bool { return s.node.Entry(name) != nil || taken[name] }
	if name := app.OursFor(unknown); name != "" && s.shape.Named(name) != nil && !isTaken(name) {
		return name
	}
	return nearestName(unknown, slices.DeleteFunc(s.shape.Names(), isTaken))
}

// nearestName returns the name that a person means: one that is spelled nearly
// like it, or the only one that it is the start or the end of.
func nearestName(written string, names []string) string {
	plain := underscored(written)
	if near := diag.Nearest(plain, names); near != "" {
		return near
	}
	found := ""
	if len(plain) < 4 {
		return ""
	}
	for _, name := range names {
		if strings.HasPrefix(name, plain) || strings.HasSuffix(name, "_"+plain) {
			if found != "" {
				return ""
			}
			found = name
		}
	}
	return found
}

func (c *schemaCheck) unknown(s spot) {
	taken := make(map[string]bool)
	for i := range s.node.Entries {
		e := &s.node.Entries[i]
		if s.shape.Property(e.Key.Text) != nil || e.Key.Kind == manifest.Invalid ||
			c.doc.Partial && e.Value.Kind == manifest.Invalid {
			continue
		}
		in := "in " + s.name()
		if len(s.path) == 0 {
			in = "at the top of the file"
		}
		d := c.report(&unknownKey, e.Key.Span, "unknown key %q %s", e.Key.Text, in)
		name := s.intended(e.Key.Text, taken)
		var homes []string
		if len(s.node.Entries) <= maxGuesses {
			homes = c.schema.homes(e.Key.Text)
		}
		before, _, glued := strings.Cut(e.Key.Text, ":")
		switch {
		case glued && s.shape.Property(before) != nil:
			d.Help = "put a space after the colon"
		case strings.TrimSpace(e.Key.Text) != e.Key.Text:
			d.Help = "replace the no-break or wide spaces around the key with ordinary spaces"
		case name != "" && app.OursFor(e.Key.Text) == name:
			d.Help = fmt.Sprintf("%q is the portal's spelling; write %q in a manifest", e.Key.Text, name)
		case name != "":
			d.Help = fmt.Sprintf("did you mean %q?", name)
		case app.OursFor(e.Key.Text) != "":
			d.Help = fmt.Sprintf("%q is the portal's spelling; write %s in a manifest", e.Key.Text, app.OursFor(e.Key.Text))
		case len(homes) > 0 && len(homes) < 4:
			d.Help = fmt.Sprintf("move the key to %s", diag.AnyOf(homes))
		default:
			d.Label = "expected " + diag.AnyOf(s.shape.Names())
		}
		if e.Key.Text == "schema_version" { // its value is not that of schema
			d.Help = fmt.Sprintf("%q is the portal's key; write schema: 1 in a manifest, or import the portal's JSON with "+
				"manifest import FILE", e.Key.Text)
			taken[name] = true
			continue
		}
		if name != "" && e.Key.Style != manifest.Literal && e.Key.Style != manifest.Folded {
			taken[name] = true
			c.rename(d, s.node, e, name)
		}
	}
}

// homes returns the maps of the schema in which a key is known, as paths.
func (d *document) homes(key string) []string {
	var found []string
	var walk func(s *schema.Shape, path string, depth int)
	walk = func(s *schema.Shape, path string, depth int) {
		if s == nil || depth > 6 {
			return
		}
		for _, p := range s.Properties {
			if p.Name == key && path != "" {
				found = append(found, strings.TrimPrefix(path, "."))
			}
			if p.Name == key && path == "" {
				found = append(found, "the top level of the file")
			}
			walk(p.Shape, path+"."+p.Name, depth+1)
		}
		walk(s.Items, path+"[]", depth+1)
		walk(s.Then, path, depth+1)
	}
	walk(d.root, "", 0)
	return found
}

// neither explains alternatives, of which a map needs one.
func (c *schemaCheck) neither(s spot) {
	if c.doc.Partial && len(s.path) == 0 {
		return
	}
	var keys []string
	for _, branch := range s.shape.AnyOf {
		for _, key := range branch.Required {
			if c.isMeant(s, key) {
				return
			}
			keys = append(keys, key)
		}
	}
	d := c.report(&missingKey, s.node.Opening(), "%s has neither %s", c.owner(s), strings.Join(keys, " nor "))
	if d.Help = "add " + diag.AnyOf(keys); len(s.path) == 0 {
		d.Help = "an app needs a data connector, an embedded component or an agentic component"
	}
}

func (c *schemaCheck) wrongChoice(s spot) {
	if s.shape.Const != nil {
		c.report(&invalidValue, s.node.Head(), "%s must be %v, but it is %s", s.name(), s.shape.Const, shown(s.node)).
			Help = fmt.Sprintf("write %v", s.shape.Const)
		return
	}
	d := c.report(&invalidValue, s.node.Head(), "%s is %s; expected %s", s.name(), shown(s.node), diag.AnyOf(s.shape.Enum))
	level := levelMeant(s.shape.Enum, s.node.Text)
	switch {
	case level == "none" && !slices.Contains(s.shape.Enum, level):
		d.Help = "remove the tool; a tool that is not listed has no access"
		return
	case s.node.Kind == manifest.Bool && s.node.Text == "false" && slices.Contains(s.shape.Enum, "off"):
		d.Help = "did you mean \"off\"?"
		return
	case level == "":
		level = nearestName(s.node.Text, s.shape.Enum)
	}
	if strings.Contains(s.node.Text, " - ") {
		d.Help = nextLineTaken
		return
	}
	if level == "" {
		d.Help = "write " + diag.AnyOf(s.shape.Enum)
		return
	}
	d.Help = fmt.Sprintf("did you mean %q?", level)
	if c.isFirst(s, level) {
		c.replace(d, s.node, manifest.String, level)
	}
}

// levelMeant returns the access level that a text stands for, none included,
// if the choice is one of access levels; otherwise "".
func levelMeant(choice []string, text string) string {
	if !slices.Contains(choice, "read_only") {
		return ""
	}
	return schema.LevelAliases()[strings.ToLower(strings.TrimSpace(text))]
}

// isFirst reports whether an item of a list may get this value: a list that
// has it, or will, would have it twice.
func (c *schemaCheck) isFirst(s spot, value string) bool {
	if s.key != nil || len(s.path) == 0 {
		return true
	}
	list, ok := c.find(s.path[:len(s.path)-1])
	if !ok {
		return false
	}
	if !c.listed[list.node] { // once: for every item, it would be quadratic
		c.listed[list.node] = true
		for _, n := range list.node.Items {
			c.taken[reported{list.node.Span, n.Text}] = true
		}
	}
	id := reported{list.node.Span, value}
	first := !c.taken[id]
	c.taken[id] = true
	return first
}

func (c *schemaCheck) badText(s spot) {
	rule := &invalidValue
	if s.shape.Rule != "" {
		rule = FindRule(s.shape.Rule)
	}
	want := s.shape.PatternErrorMessage
	if want == "" {
		want = "must match " + s.shape.Pattern.String()
	}
	d := c.report(rule, s.node.Head(), "%s is %s; expected %s", s.name(), shown(s.node), want)
	if rule == &versionFormat {
		if repaired := repairVersion(d, s.node); repaired != "" {
			c.replace(d, s.node, manifest.String, repaired)
		}
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
	if !ok || e == nil || e.Key.Kind == manifest.Invalid || s.shape.PropertyNames == nil {
		return
	}
	want := s.shape.PropertyNames.PatternErrorMessage
	if want == "" {
		want = "must match " + s.shape.PropertyNames.Pattern.String()
	}
	d := c.report(&invalidValue, e.Key.Span, "%q cannot be a key of %s; expected %s", e.Key.Text, s.name(), want)
	snake := underscored(e.Key.Text)
	if s.shape.PropertyNames.Pattern.MatchString(snake) && s.node.Entry(snake) == nil {
		d.Help = fmt.Sprintf("did you mean %q?", snake)
		c.rename(d, s.node, e, snake)
	}
}

// underscored returns a name in lower case with underscores for spaces and
// hyphens, as keys are written.
func underscored(name string) string {
	return underscores.Replace(strings.ToLower(name))
}

var underscores = strings.NewReplacer(" ", "_", "-", "_")
