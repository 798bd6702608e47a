package project

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/tailscale/hujson"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// schemasName is the folder that holds copies of the schemas for editors.
const schemasName = ".schema"

// schemasDir is where that folder is, relative to the root: beside the apps of the
// first place, so that a relative path leads there, without a network.
func (l *layout) schemasDir() string {
	in, _, _, _ := l.places[0].Parts()
	return path.Join(in, schemasName)
}

// modeline is the first line of a new manifest. It names the schema to every editor
// that speaks with yaml-language-server.
func (l *layout) modeline(a app) string {
	name := path.Join(l.schemasDir(), "manifest.schema.json")
	if folder, ok := l.below(l.project.absolute(a.name)); ok {
		name = relative("/"+folder, "/"+name)
	}
	return manifest.Modeline + " $schema=" + name
}

// namedSchema returns the schema that a manifest names to editors, in one of the
// comments that it starts with. Further down, the words may be part of a text.
func namedSchema(data []byte) (name string, ok bool) {
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\uFEFF"))) {
		text := strings.TrimSpace(string(line))
		if text != "" && text != "---" && !strings.HasPrefix(text, "#") {
			break
		}
		words, found := strings.CutPrefix(text, manifest.Modeline)
		if !found {
			continue
		}
		for _, word := range strings.Fields(words) {
			if name, ok := strings.CutPrefix(word, "$schema="); ok {
				return name, true
			}
		}
	}
	return "", false
}

// EditorSettings is where VS Code keeps what belongs to a folder of work, and
// EditorExtensions which extensions it offers there.
const (
	EditorSettings   = ".vscode/settings.json"
	EditorExtensions = ".vscode/extensions.json"
)

// editorSchema is a schema and the files that it describes.
type editorSchema struct {
	name  string // relative to the project's root
	data  []byte
	globs []string // relative to the project's root
}

func (l *layout) editorSchemas() []editorSchema {
	all := []editorSchema{{name: "manifest.schema.json", data: schema.Manifest},
		{name: "event.schema.json", data: schema.Event},
		{name: "in-use.schema.json", data: schema.InUse}, {name: "project.schema.json", data: schema.Project,
			globs: []string{configName}}}
	for _, place := range l.places {
		versions := path.Join(place.Glob(), ledger.VersionsDir, "*")
		all[0].globs = append(all[0].globs, path.Join(place.Glob(), manifestName), path.Join(versions, manifestName))
		all[1].globs = append(all[1].globs, path.Join(versions, ledger.HistoryDir, "*.json"),
			path.Join(place.Glob(), ledger.HistoryDir, "*.json"), path.Join(place.Glob(), ledger.ApprovalsDir, "*.json"))
		all[2].globs = append(all[2].globs, path.Join(place.Glob(), inUseName))
	}
	for i := range all {
		all[i].name = path.Join(l.schemasDir(), all[i].name)
	}
	return all
}

// EditorOptions say what editors are to use.
type EditorOptions struct {
	Server bool // the language server, in place of schemas
	DryRun bool
}

// associateEditor makes editors check and complete the files of the project, with
// schemas or with the language server. It returns the files that it wrote, or in a
// dry run those that it would write: none if all are up to date.
//
// A file of VS Code that cannot be edited without losing something is left alone:
// a warning says what to put there.
func associateEditor(p *Project, opts EditorOptions) (changed []string, err error) {
	l, err := p.layout()
	if err != nil {
		return nil, err
	}
	d, err := p.openDisk(l.root)
	if err != nil {
		return nil, fmt.Errorf("set up editors: %w", err)
	}
	defer d.close()
	e := editorFiles{Project: p, layout: l, disk: d, dryRun: opts.DryRun}
	if opts.Server {
		err = e.useServer()
	} else {
		err = e.useSchemas()
	}
	return e.changed, err
}

// editorFiles are the files for editors while they are written.
type editorFiles struct {
	*Project
	layout  *layout
	disk    *disk
	dryRun  bool
	changed []string
}

func (e *editorFiles) shown(name string) string { return path.Join(e.layout.shown, name) }

func (e *editorFiles) put(name string, was, now []byte) error {
	shown := e.shown(name)
	if !e.dryRun {
		if err := e.disk.put(name, was, now); err != nil {
			return fmt.Errorf("set up editors: write %s: %w", shown, Reason(err))
		}
	}
	e.changed = append(e.changed, shown)
	return nil
}

// useSchemas keeps copies of the schemas of this build, and tells VS Code which
// file has which, unless VS Code is to run the language server.
func (e *editorFiles) useSchemas() error {
	schemas := e.layout.editorSchemas()
	for _, s := range schemas {
		was, err := e.disk.ordinary(s.name)
		if err != nil {
			return fmt.Errorf("set up editors: %s: %w", e.shown(s.name), Reason(err))
		}
		if bytes.Equal(bytes.ReplaceAll(was, []byte("\r\n"), []byte("\n")), s.data) {
			continue // git may have changed the line breaks
		}
		if err := e.put(s.name, was, s.data); err != nil {
			return err
		}
	}
	if e.layout.recommendsServer() {
		if len(e.layout.associated()) == 0 {
			e.warn("%s recommends the language server, so no schemas were added to %s; to use schemas in VS "+
				"Code, remove %s from %[1]s and run the command again",
				e.shown(EditorExtensions), e.shown(EditorSettings), serverExtension)
		}
		return nil
	}
	merge := func(was []byte) ([]byte, error) { return mergeSettings(was, schemas) }
	return e.edit(EditorSettings, merge, "add this to %s yourself:\n"+toPaste(merge))
}

// edit changes a file of VS Code. If it cannot be edited, instead says what to do.
func (e *editorFiles) edit(name string, change func([]byte) ([]byte, error), instead string) error {
	shown := e.shown(name)
	was, err := e.disk.ordinary(name)
	if unread(err) {
		return fmt.Errorf("set up editors: read %s: %w", shown, Reason(err))
	}
	now := was
	if err == nil {
		now, err = change(was)
	}
	if err != nil {
		e.warn("to set up VS Code, %s\n", strings.Replace(instead, "%s", shown, 1))
		return &Error{Class: Failure, Err: fmt.Errorf("set up editors: %s was not changed: %w", shown, Reason(err))}
	}
	if bytes.Equal(was, now) {
		return nil
	}
	return e.put(name, was, now)
}

// ordinary reads a file that need not be there. What a symbolic link leads to is
// not ours to change.
func (d *disk) ordinary(name string) ([]byte, error) {
	info, err := d.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, errors.New("the path is a symbolic link")
	case !info.Mode().IsRegular():
		return nil, errors.New(kind(info))
	}
	return d.read(name)
}

// unread reports whether ordinary could not look, rather than would not.
func unread(err error) bool {
	var failed *fs.PathError
	return errors.As(err, &failed)
}

// put is replace for a file whose folder may not be there yet.
func (d *disk) put(name string, was, now []byte) error {
	dir := path.Dir(name)
	if err := d.try("mkdir", dir, func() error { return d.root.MkdirAll(dir, 0o755) }); err != nil {
		return err
	}
	return d.replace(name, was, now)
}

// key is what VS Code's settings call a schema: a path from the root of
// the folder that is open.
func (s editorSchema) key() string { return "./" + s.name }

const associations = "yaml.schemas"

// toPaste is what a change adds to an empty file, as lines between its brackets.
func toPaste(change func([]byte) ([]byte, error)) string {
	text, _ := change(nil)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[1:len(lines)-1], "\n")
}

// mergeSettings adds the associations to VS Code's settings. What is there
// already is not added again.
func mergeSettings(was []byte, schemas []editorSchema) ([]byte, error) {
	return editSettings(was, func(s *settings) error {
		for _, e := range schemas {
			if err := s.associate(e); err != nil {
				return err
			}
		}
		return nil
	}, func(before map[string]any) { expectAssociations(before, schemas) })
}

// editSettings edits a file of VS Code, which is JSON with comments and trailing
// commas: every other byte stays. It proves that the file then says what expected
// makes of what it said.
func editSettings(was []byte, edit func(*settings) error, expected func(map[string]any)) ([]byte, error) {
	const bom = "\uFEFF"
	body, hasBOM := bytes.CutPrefix(bytes.Clone(was), []byte(bom))
	eol := "\n"
	if i := bytes.IndexByte(body, '\n'); i > 0 && body[i-1] == '\r' {
		eol = "\r\n"
	}
	if _, err := hujson.Parse(slices.Concat(body, []byte("\n{}"))); err == nil { // empty, or comments alone
		if len(body) > 0 && !bytes.HasSuffix(body, []byte("\n")) {
			body = slices.Concat(body, []byte(eol))
		}
		body = slices.Concat(body, []byte("{}"+eol))
	}
	s := settings{text: body, eol: eol}
	before, err := s.value()
	if err != nil {
		return nil, err
	}
	if err := edit(&s); err != nil {
		return nil, err
	}
	now, err := s.value()
	if err != nil {
		return nil, err
	}
	if expected(before); !reflect.DeepEqual(before, now) {
		return nil, errors.New("the file cannot be edited without changing something else in it")
	}
	if hasBOM {
		s.text = slices.Concat([]byte(bom), s.text)
	}
	return s.text, nil
}

// settings is the text of such a file while it is edited.
type settings struct {
	text []byte
	eol  string
}

// associate adds the patterns of one schema.
func (s *settings) associate(e editorSchema) error {
	list, all, err := s.object()
	if err != nil {
		return err
	}
	key := e.key()
	one, err := member(all, key)
	if err != nil {
		return err
	}
	if one != nil {
		if err := s.addWords(one, e.globs); err != nil {
			return fmt.Errorf("the key %q: %q: %w", associations, key, err)
		}
		return nil
	}
	words, err := json.Marshal(e.globs)
	if err != nil {
		return err
	}
	s.addMember(list, all, key, strings.ReplaceAll(string(words), `","`, `", "`))
	return nil
}

// object returns the associations, and makes them where there are none.
func (s *settings) object() (*hujson.Value, *hujson.Object, error) {
	root, top, err := s.top()
	if err != nil {
		return nil, nil, err
	}
	list, err := member(top, associations)
	if err != nil {
		return nil, nil, err
	}
	if list == nil {
		s.addMember(root, top, associations, "{}")
		return s.object()
	}
	all, ok := list.Value.(*hujson.Object)
	if !ok {
		return nil, nil, fmt.Errorf("the key %q is not an object", associations)
	}
	return list, all, nil
}

// top returns the object that the text is.
func (s *settings) top() (*hujson.Value, *hujson.Object, error) {
	root, err := hujson.Parse(s.text)
	if err != nil {
		return nil, nil, err
	}
	top, ok := root.Value.(*hujson.Object)
	if !ok {
		return nil, nil, errors.New("the file does not contain a JSON object")
	}
	return &root, top, nil
}

// member returns the value of a key, nil if there is none. Of two that are the
// same, editors take one; which of them was meant is not ours to say.
func member(o *hujson.Object, key string) (*hujson.Value, error) {
	var found *hujson.Value
	for i := range o.Members {
		if name, ok := o.Members[i].Name.Value.(hujson.Literal); ok && name.String() == key {
			if found != nil {
				return nil, fmt.Errorf("the key %q appears twice", key)
			}
			found = &o.Members[i].Value
		}
	}
	return found, nil
}

// addMember adds a member at the end of an object, in the style of the one
// before it.
func (s *settings) addMember(v *hujson.Value, o *hujson.Object, key, value string) {
	closing := v.EndOffset - 1
	end := v.StartOffset + len(bytes.TrimRight(s.text[v.StartOffset:closing], " \t\r\n"))
	outer := s.indentOf(v.StartOffset)
	indent := outer + "  "
	if strings.HasPrefix(outer, "\t") {
		indent = outer + "\t"
	}
	var b bytes.Buffer
	comma := false
	if n := len(o.Members); n > 0 {
		last := o.Members[n-1]
		if first := o.Members[0].Name; bytes.Contains(first.BeforeExtra, []byte("\n")) {
			indent = s.indentOf(first.StartOffset)
		}
		comma = last.Value.AfterExtra != nil // which is how a comma after the last member shows
		b.Write(s.text[:last.Value.EndOffset])
		if !comma {
			b.WriteByte(',')
		}
		b.Write(s.text[last.Value.EndOffset:end])
	} else {
		b.Write(s.text[:end])
	}
	fmt.Fprintf(&b, "%s%s%q: %s", s.eol, indent, key, value)
	if comma {
		b.WriteByte(',')
	}
	if rest := s.text[end:closing]; bytes.Contains(rest, []byte("\n")) {
		b.Write(rest)
	} else {
		b.WriteString(s.eol + outer)
	}
	b.Write(s.text[closing:])
	s.text = b.Bytes()
}

// item is a member of an object or an element of a list.
type item struct {
	start int
	value *hujson.Value
}

// remove takes one of the items away, with its comma and the line that is left
// empty. Comments stay.
func (s *settings) remove(items []item, i int) {
	commaOf := func(v *hujson.Value) int { return v.EndOffset + len(v.AfterExtra) }
	start, end := items[i].start, items[i].value.EndOffset
	comma := commaOf(items[i].value)
	if s.text[comma] == ',' {
		s.text = slices.Delete(s.text, comma, comma+1)
	} else if i > 0 {
		comma = commaOf(items[i-1].value)
		s.text = slices.Delete(s.text, comma, comma+1)
		start, end = start-1, end-1
	}
	s.text = slices.Delete(s.text, start, end)
	line := bytes.LastIndexByte(s.text[:start], '\n') + 1
	next := bytes.IndexByte(s.text[start:], '\n') + 1
	switch {
	case next > 0 && len(bytes.TrimSpace(s.text[line:start+next])) == 0:
		s.text = slices.Delete(s.text, line, start+next)
	case s.text[start] == ' ' && strings.IndexByte(" [{", s.text[start-1]) >= 0:
		s.text = slices.Delete(s.text, start, start+1)
	case s.text[start-1] == ' ' && strings.IndexByte("]}", s.text[start]) >= 0:
		s.text = slices.Delete(s.text, start-1, start)
	}
}

// indentOf returns the white space that the line of an offset starts with.
func (s *settings) indentOf(offset int) string {
	line := s.text[bytes.LastIndexByte(s.text[:offset], '\n')+1:]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// addWords adds to a list, or to one word that stands for a list, what it lacks.
func (s *settings) addWords(v *hujson.Value, words []string) error {
	have, err := wordsIn(v)
	if err != nil {
		return err
	}
	between := ", "
	list, isList := v.Value.(*hujson.Array)
	if isList && len(list.Elements) > 0 {
		if first := list.Elements[0]; bytes.Contains(first.BeforeExtra, []byte("\n")) {
			between = "," + s.eol + s.indentOf(first.StartOffset)
		}
	}
	var missing []string
	for _, word := range words {
		if !slices.Contains(have, word) {
			quoted, err := json.Marshal(word)
			if err != nil {
				return err
			}
			missing = append(missing, string(quoted))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	added := strings.Join(missing, between)
	var now string
	start, end := v.StartOffset, v.EndOffset
	switch {
	case !isList:
		now = "[" + string(s.text[start:end]) + ", " + added + "]"
	case len(list.Elements) == 0:
		start, end = v.EndOffset-1, v.EndOffset-1
		now = added
	default:
		start = list.Elements[len(list.Elements)-1].EndOffset
		end = start
		now = between + added
	}
	s.text = slices.Concat(s.text[:start], []byte(now), s.text[end:])
	return nil
}

// wordsIn reads a word, or a list of words.
func wordsIn(v *hujson.Value) ([]string, error) {
	elements := []hujson.Value{*v}
	if list, ok := v.Value.(*hujson.Array); ok {
		elements = list.Elements
	}
	var all []string
	for _, e := range elements {
		word, ok := e.Value.(hujson.Literal)
		if !ok || word.Kind() != '"' {
			return nil, errors.New("expected a string or a list of strings")
		}
		all = append(all, word.String())
	}
	return all, nil
}

// value is what the settings say, without what stands for people only.
func (s *settings) value() (map[string]any, error) {
	plain, err := hujson.Standardize(bytes.Clone(s.text))
	if err != nil {
		return nil, notJSON(err)
	}
	var v map[string]any
	if err := json.Unmarshal(plain, &v); err != nil || v == nil {
		return nil, errors.New("the file does not contain a JSON object")
	}
	return v, nil
}

// notJSON says where the library stopped, which it tells in its message alone.
func notJSON(err error) error {
	var line, column int
	if _, failed := fmt.Sscanf(err.Error(), "hujson: line %d, column %d:", &line, &column); failed != nil {
		return errors.New("the file is not JSON with comments")
	}
	return fmt.Errorf("the file is not JSON with comments, at line %d, column %d", line, column)
}

// expectAssociations adds the associations to what settings say.
func expectAssociations(before map[string]any, schemas []editorSchema) {
	all, _ := before[associations].(map[string]any)
	if all == nil {
		all = make(map[string]any)
		before[associations] = all
	}
	for _, e := range schemas {
		list, _ := all[e.key()].([]any)
		if one, alone := all[e.key()].(string); alone {
			if slices.Equal(e.globs, []string{one}) {
				continue // it needs no list
			}
			list = []any{one}
		}
		for _, glob := range e.globs {
			if !slices.Contains(list, any(glob)) {
				list = append(list, glob)
			}
		}
		all[e.key()] = list
	}
}
