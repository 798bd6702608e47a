package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

type completionItem struct {
	Label         string   `json:"label"`
	Kind          int      `json:"kind"`
	Detail        string   `json:"detail,omitempty"`
	Documentation string   `json:"documentation,omitempty"`
	SortText      string   `json:"sortText"`
	FilterText    string   `json:"filterText"`
	TextEdit      textEdit `json:"textEdit"`
}

type completionList struct {
	IsIncomplete bool             `json:"isIncomplete"`
	Items        []completionItem `json:"items"`
}

// Kinds of completion items.
const (
	kindField    = 5
	kindVariable = 6
	kindProperty = 10
	kindValue    = 12
	kindKeyword  = 14
)

// candidate is something to offer.
type candidate struct {
	text, detail, about string
	kind                int
	after               string // what is written behind it
}

var ignoring = lazy.Regexp(`#\s*manifest:ignore\s+(?:[a-z0-9-]+[\s,]+)*([a-z0-9-]*)$`)

func completion(s *server, ctx context.Context, d *document, p *placeParams) (any, error) {
	list := completionList{Items: []completionItem{}}
	s.findings(ctx, d)
	if !d.isWorking() {
		return list, nil
	}
	offset := d.text.offset(p.Position)
	at := d.text.line(d.text.lineAt(offset))
	offset = min(offset, at.End)
	head, tail := string(d.text.data[at.Start:offset]), string(d.text.data[offset:at.End])
	word := source.Span{Start: offset, End: offset}
	for word.Start > at.Start && isWord(d.text.data[word.Start-1]) {
		word.Start--
	}
	for word.End < at.End && isWord(d.text.data[word.End]) {
		word.End++
	}
	var found []candidate
	switch open := strings.LastIndex(head, "{{"); {
	case ignoring().MatchString(head):
		for _, r := range validate.Rules() {
			if !r.Required {
				found = append(found, candidate{text: r.ID, detail: r.Summary, about: r.Why, kind: kindKeyword})
			}
		}
	case strings.HasPrefix(strings.TrimSpace(head), "#"):
	case open >= 0 && !strings.Contains(head[open:], "}}"):
		found = s.tokens(d, offset)
		word.Start = at.Start + open + 2
		for word.Start < offset && d.text.data[word.Start] == ' ' {
			word.Start++
		}
		if word.End == at.End || d.text.data[word.End] != '}' { // what follows is not of a token
			word.End = offset
		}
		for n := 0; n < 2 && word.End < at.End && d.text.data[word.End] == '}'; n++ {
			word.End++ // the braces that an editor closed by itself
		}
	default:
		found = s.candidates(d, typedAt(d.text, offset), tail)
	}
	written := string(d.text.data[word.Start:max(word.Start, offset)])
	for i, c := range found {
		filter := c.text
		if !strings.HasPrefix(filter, written) && strings.HasPrefix(written, "\"") {
			filter = written + filter
		}
		list.Items = append(list.Items, completionItem{Label: c.text, Kind: c.kind, Detail: c.detail, Documentation: c.about,
			SortText: fmt.Sprintf("%04d", i), FilterText: filter, TextEdit: textEdit{d.text.rangeOf(word), c.text + c.after}})
	}
	return list, nil
}

func isWord(b byte) bool { return source.IsAlphanumeric(b) || b == '_' || b == '.' || b == '-' }

// tokens are what can stand between the braces of a URL at an offset.
func (s *server) tokens(d *document, offset int) []candidate {
	var list []candidate
	path := typedAt(d.text, offset).path
	for _, c := range d.read().model.Components() {
		if !strings.HasPrefix(path, c.Kind.Path()) {
			continue
		}
		for _, p := range c.Fields() {
			list = append(list, candidate{text: p.Key.String(), detail: p.Shown(), about: p.Description.String(),
				kind: kindField, after: "}}"})
		}
	}
	for _, v := range schema.Variables() {
		list = append(list, candidate{text: v.Name, detail: v.Meaning, about: v.Note, kind: kindVariable, after: "}}"})
	}
	return list
}

// candidates are the keys or values that can stand where someone types.
func (s *server) candidates(d *document, at typed, tail string) []candidate {
	_, views, tools := s.files.Known(d.path)
	path := at.path
	if at.key != "" {
		path = schemaStep(path, at.key)
	}
	panel, agents := app.SidePanel.Path()+".views[]", app.AgentServersPath
	switch {
	case path == panel:
		return viewCandidates(d, views)
	case path == agents:
		var list []candidate
		for _, server := range d.read().model.Agentic.Servers {
			list = append(list, candidate{text: server.Name.String(), detail: server.URL.String(), kind: kindValue})
		}
		return list
	case at.key != "":
		return valueCandidates(path, at)
	}
	if scope, ok := strings.CutPrefix(path, "data_connector.permissions."); ok && !strings.Contains(scope, ".") {
		return toolCandidates(schema.Scope(scope), tools, at.present, tail)
	}
	if f, ok := fieldAt(strings.TrimSuffix(path, "[]")); ok && len(f.Enum) > 0 { // an item of a list of words
		return enumCandidates(f)
	}
	var list []candidate
	after := ": "
	if strings.HasPrefix(strings.TrimSpace(strings.TrimLeft(tail, wordBytes)), ":") {
		after = ""
	}
	for _, f := range schema.Of(schema.Manifest).Fields() {
		parent, name := "", f.Path
		if i := strings.LastIndexByte(f.Path, '.'); i >= 0 {
			parent, name = f.Path[:i], f.Path[i+1:]
		}
		if parent != path || name == anyName || slices.Contains(at.present, name) {
			continue
		}
		c := candidate{text: name, detail: f.Title, about: f.Markdown, kind: kindProperty, after: after}
		if f.Type == "object" || f.Type == "array" {
			c.after = strings.TrimSuffix(after, " ")
		}
		list = append(list, c)
	}
	return list
}

const wordBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"

func viewCandidates(d *document, extra []string) []candidate {
	var present []string
	if panel := d.read().model.SidePanel; panel != nil {
		present = panel.Views.Values()
	}
	var list []candidate
	for _, v := range schema.Views() {
		if !slices.Contains(present, v.Key) {
			list = append(list, candidate{text: v.Key, detail: aboutView(v), about: v.Note, kind: kindValue})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return strings.Compare(a.detail, b.detail) }) // by tool
	for _, key := range extra {
		list = append(list, candidate{text: key, detail: "from extra_views in .manifest.yaml", kind: kindValue})
	}
	return list
}

func toolCandidates(scope schema.Scope, extra map[schema.Scope][]string, present []string, tail string) []candidate {
	var list []candidate
	after := ": "
	if strings.HasPrefix(strings.TrimSpace(strings.TrimLeft(tail, wordBytes)), ":") {
		after = ""
	}
	for _, t := range schema.Tools() {
		if key := t.Key(); t.Scope == scope && key != "" && !slices.Contains(present, key) {
			list = append(list, candidate{text: key, detail: t.Label, about: withNote(levelsOf(t), t.Note), kind: kindProperty,
				after: after})
		}
	}
	for _, key := range extra[scope] {
		list = append(list, candidate{text: key, detail: "from extra_tools in .manifest.yaml", kind: kindProperty, after: after})
	}
	return list
}

func valueCandidates(path string, at typed) []candidate {
	if scope, ok := strings.CutPrefix(path, "data_connector.permissions."); ok {
		scope, rest, _ := strings.Cut(scope, ".")
		if rest == anyName || rest == anyName+".level" {
			return levelCandidates(schema.Scope(scope), at)
		}
	}
	f, ok := fieldAt(path)
	if !ok {
		return nil
	}
	if f.Type == "boolean" {
		return []candidate{{text: "true", kind: kindValue}, {text: "false", kind: kindValue}}
	}
	if f.Type == "array" { // its items stand on lines of their own
		return nil
	}
	return enumCandidates(f)
}

func enumCandidates(f schema.Field) []candidate {
	var list []candidate
	for i, word := range f.Enum {
		c := candidate{text: word, kind: kindValue}
		if i < len(f.EnumDescriptions) {
			c.about = f.EnumDescriptions[i]
		}
		list = append(list, c)
	}
	return list
}

// levelCandidates are the levels that the portal offers for a tool.
func levelCandidates(scope schema.Scope, at typed) []candidate {
	t, known := schema.FindTool(scope, at.key)
	var list []candidate
	for _, level := range app.Levels() {
		if offer := t.Levels.Of(level); !known || offer != schema.No {
			list = append(list, candidate{text: level, detail: app.LevelLabel(level), kind: kindValue})
		}
	}
	return list
}
