package project

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tailscale/hujson"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
)

// serverExtension is the extension of VS Code that runs the language server.
const serverExtension = "procore-manifest.procore-app-manifest"

const (
	recommendations = "recommendations"
	unwanted        = "unwantedRecommendations"
)

// ExtensionHelp says how to get the extension that runs the language server, where
// it is among the files that were written that VS Code is to offer it.
func ExtensionHelp(wrote []string) string {
	if !slices.ContainsFunc(wrote, func(name string) bool { return strings.HasSuffix(name, EditorExtensions) }) {
		return ""
	}
	return fmt.Sprintf("install the extension in VS Code: download its .vsix from %s/releases, then: "+
		"code --install-extension FILE\nother editors: %s/blob/main/docs/editors.md\n", RepositoryURL, RepositoryURL)
}

// setUpCommand is the command that sets up editors.
func setUpCommand(server bool) string {
	if server {
		return "manifest schema --editors --server"
	}
	return "manifest schema --editors"
}

// UsesServer reports whether the project recommends the language server.
func (b *Draft) UsesServer() bool { return b.configuration.layout.recommendsServer() }

// useServer recommends the extension, and takes the associations of schemas out of
// the settings.
func (e *editorFiles) useServer() error {
	err := e.edit(EditorExtensions, recommendServer, "add this to %s yourself:\n"+toPaste(recommendServer))
	if err != nil {
		return err
	}
	schemas := e.layout.editorSchemas()
	return e.edit(EditorSettings, func(was []byte) ([]byte, error) {
		if was == nil {
			return nil, nil
		}
		return withoutAssociations(was, schemas)
	}, "remove the schemas of manifests from the key \""+associations+"\" in %s yourself")
}

// recommendsServer reports whether VS Code is told to offer the extension.
func (l *layout) recommendsServer() bool {
	data, err := readRegular(filepath.Join(l.root, filepath.FromSlash(EditorExtensions)))
	if err != nil {
		return false
	}
	list, err := memberOf(data, recommendations)
	if err != nil || list == nil {
		return false
	}
	words, err := wordsIn(list)
	return err == nil && namesServer(words)
}

func namesServer(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, serverExtension) })
}

// associated are the keys of the schemas that VS Code's settings give to files which the
// language server checks.
func (l *layout) associated() []string {
	data, err := readRegular(filepath.Join(l.root, filepath.FromSlash(EditorSettings)))
	if err != nil {
		return nil
	}
	list, err := memberOf(data, associations)
	if err != nil || list == nil {
		return nil
	}
	all, ok := list.Value.(*hujson.Object)
	if !ok {
		return nil
	}
	schemas := l.editorSchemas()
	var keys []string
	for i := range all.Members {
		key := all.Members[i].Name.Value.(hujson.Literal).String()
		words, _ := wordsIn(&all.Members[i].Value)
		if slices.ContainsFunc(words, func(w string) bool {
			return slices.ContainsFunc(schemas, func(s editorSchema) bool { return slices.Contains(s.globs, w) })
		}) {
			keys = append(keys, key)
		}
	}
	return keys
}

// isOurs reports whether a key of the associations is one that mergeSettings adds.
func (l *layout) isOurs(key string) bool {
	return slices.ContainsFunc(l.editorSchemas(), func(s editorSchema) bool { return s.key() == key })
}

// memberOf returns the value of a key of a file of VS Code, nil if there is none.
func memberOf(data []byte, key string) (*hujson.Value, error) {
	s := settings{text: bytes.TrimPrefix(data, []byte("\uFEFF"))}
	_, top, err := s.top()
	if err != nil {
		return nil, err
	}
	return member(top, key)
}

// twice says why editors would report mistakes twice where VS Code is told to run
// the language server, and what to do about it.
func (l *layout) twice(named []string) (list []report.Check) {
	if !l.recommendsServer() {
		return nil
	}
	if keys := l.associated(); len(keys) > 0 {
		remedy := setUpCommand(true)
		if theirs := slices.DeleteFunc(keys, l.isOurs); len(theirs) > 0 {
			remedy = fmt.Sprintf("remove %s from %s in %s", report.Visible(strings.Join(theirs, ", ")), associations,
				path.Join(l.shown, EditorSettings))
		}
		list = append(list, notable("editor", fmt.Sprintf("%s recommends the language server, and %s gives schemas to "+
			"the same files; VS Code would report mistakes twice", path.Join(l.shown, EditorExtensions),
			path.Join(l.shown, EditorSettings)), remedy))
	}
	if n := len(named); n > 0 {
		which := named[0] + " names"
		if n > 1 {
			which = fmt.Sprintf("%s, such as %s, name", diag.Plural(n, "manifest"), named[0])
		}
		list = append(list, notable("editor", which+" a schema in the first line; with the YAML extension, VS Code would "+
			"report mistakes twice", "delete the line that starts with "+manifest.Modeline))
	}
	return list
}

// recommendServer adds the extension to those that VS Code offers.
func recommendServer(was []byte) ([]byte, error) {
	there := false
	return editSettings(was, func(s *settings) error {
		root, top, err := s.top()
		if err != nil {
			return err
		}
		words := func(key string) (*hujson.Value, []string, error) {
			list, err := member(top, key)
			if err != nil || list == nil {
				return nil, nil, err
			}
			words, err := wordsIn(list)
			if err != nil {
				err = fmt.Errorf("the key %q: %w", key, err)
			}
			return list, words, err
		}
		if _, refused, err := words(unwanted); err != nil {
			return err
		} else if namesServer(refused) {
			return fmt.Errorf("the key %q lists %s; remove the extension from that key first", unwanted, serverExtension)
		}
		list, have, err := words(recommendations)
		if there = namesServer(have); err != nil || there {
			return err
		}
		if list == nil {
			s.addMember(root, top, recommendations, fmt.Sprintf("[%q]", serverExtension))
			return nil
		}
		return s.addWords(list, []string{serverExtension})
	}, func(before map[string]any) {
		if !there {
			list, _ := before[recommendations].([]any)
			before[recommendations] = append(list, serverExtension)
		}
	})
}

// withoutAssociations takes out of VS Code's settings what mergeSettings puts there.
// Patterns that someone added stay.
func withoutAssociations(was []byte, schemas []editorSchema) ([]byte, error) {
	removed, empty := false, false
	return editSettings(was, func(s *settings) error {
		for _, e := range schemas {
			now, err := s.dissociate(e)
			if err != nil {
				return err
			}
			removed = removed || now
		}
		_, top, err := s.top()
		if err != nil || !removed {
			return err
		}
		items, at := itemsOf(top, associations)
		all := string(s.text[items[at].value.StartOffset:items[at].value.EndOffset])
		if empty = strings.Join(strings.Fields(all), "") == "{}"; empty {
			s.remove(items, at)
		}
		return nil
	}, func(before map[string]any) {
		all, _ := before[associations].(map[string]any)
		for _, e := range schemas {
			words, isList := all[e.key()].([]any)
			if one, ok := all[e.key()].(string); ok {
				words = []any{one}
			}
			words = slices.DeleteFunc(words, func(w any) bool { return slices.Contains(e.globs, fmt.Sprint(w)) })
			if len(words) == 0 {
				delete(all, e.key())
			} else if isList {
				all[e.key()] = words
			}
		}
		if empty {
			delete(before, associations)
		}
	})
}

// itemsOf are the members of an object, and the place of a key among them.
func itemsOf(o *hujson.Object, key string) (items []item, at int) {
	for i := range o.Members {
		m := &o.Members[i]
		if items = append(items, item{m.Name.StartOffset, &m.Value}); m.Name.Value.(hujson.Literal).String() == key {
			at = i
		}
	}
	return items, at
}

// dissociate removes the patterns of one schema, and the whole entry where it has
// no others.
func (s *settings) dissociate(e editorSchema) (removed bool, err error) {
	_, top, err := s.top()
	if err != nil {
		return false, err
	}
	list, err := member(top, associations)
	if err != nil || list == nil {
		return false, err
	}
	all, ok := list.Value.(*hujson.Object)
	if !ok {
		return false, fmt.Errorf("the key %q is not an object", associations)
	}
	one, err := member(all, e.key())
	if err != nil || one == nil {
		return false, err
	}
	words, err := wordsIn(one)
	if err != nil {
		return false, fmt.Errorf("the key %q: %q: %w", associations, e.key(), err)
	}
	ours := func(word string) bool { return slices.Contains(e.globs, word) }
	if !slices.ContainsFunc(words, func(w string) bool { return !ours(w) }) {
		items, at := itemsOf(all, e.key())
		s.remove(items, at)
		return true, nil
	}
	if several, ok := one.Value.(*hujson.Array); ok {
		items := make([]item, len(several.Elements))
		for i := range several.Elements {
			items[i] = item{several.Elements[i].StartOffset, &several.Elements[i]}
		}
		for i := range slices.Backward(words) {
			if ours(words[i]) {
				s.remove(items, i)
				removed = true
			}
		}
	}
	return removed, nil
}
