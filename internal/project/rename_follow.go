package project

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/tailscale/hujson"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// followers are the files that name the app by its folder, with what they say
// once it has its new id: the project's configuration, and the settings of
// editors. Every other byte of them stays.
func (r *renaming) followers() ([]Rewritten, error) {
	switch {
	case r.inConfig:
		config, err := r.editConfig(r.configuration.layout.config, r.withNewID)
		return []Rewritten{config}, err
	case r.from.path == r.to.path:
		return nil, nil
	}
	config, err := r.followConfig()
	if err != nil {
		return nil, err
	}
	list := []Rewritten{config}
	for _, dir := range r.upFrom(r.Project.from()) {
		settings, err := r.followSettings(dir)
		if err != nil {
			return nil, err
		}
		list = append(list, settings)
	}
	return slices.DeleteFunc(list, func(f Rewritten) bool { return !f.Changed() }), nil
}

// writeFollowers writes the files that name the app. An app in a folder of its id
// has moved by then: where one cannot be written, the next run goes on.
func (r *renaming) writeFollowers(ctx context.Context) error {
	for _, text := range r.unclear {
		r.warn("replace %s by hand if needed: %s", r.from.id, text)
	}
	for _, f := range r.follow {
		err := r.replaceFile(ctx, r.Path(filepath.FromSlash(f.Name)), f.Was, f.Now)
		switch {
		case err != nil && r.inConfig:
			return fmt.Errorf("write %s: %w", f.Name, err)
		case err != nil:
			return fmt.Errorf("the id of %s is now %s, but %s still names the old folder: %w\nrun again: "+
				"manifest rename %s %s",
				r.from.id, r.to.id, f.Name,
				err, r.from.id, r.to.id)
		}
	}
	return nil
}

// followConfig is the project's configuration, in which patterns of ignore may
// name the folder.
func (r *renaming) followConfig() (Rewritten, error) {
	if _, _, err := r.loadConfig(); err != nil {
		return Rewritten{}, err
	}
	name, err := findConfig(r.Project)
	if err != nil || name == "" {
		return Rewritten{}, err
	}
	return r.editConfig(name, func(name string, data []byte) ([]byte, error) {
		below := relative(filepath.Dir(r.absolute(name)), r.absolute(r.from.name))
		doc, _ := manifest.Parse(source.New(name, data))
		for i := range doc.Root.Get("ignore").List() {
			doc, _ := manifest.Parse(source.New(name, data))
			n := doc.Root.Get("ignore").List()[i]
			text, _ := n.Str()
			followed := r.followPattern(text, below)
			if followed == text {
				continue
			}
			var err error
			if data, err = doc.Set(n, followed); err != nil {
				return nil, err
			}
		}
		return data, nil
	})
}

// withNewID is the project's configuration with the new id in the entry of the app.
func (r *renaming) withNewID(name string, data []byte) ([]byte, error) {
	doc, _ := manifest.Parse(source.New(name, data))
	for _, n := range doc.Root.Get("apps").List() {
		if id, ok := n.Get("id").Str(); ok && id == r.from.id {
			return doc.Set(n.Get("id"), r.to.id)
		}
	}
	return data, nil
}

// editConfig is a configuration as an edit makes it.
func (r *renaming) editConfig(name string, edit func(name string, data []byte) ([]byte, error)) (Rewritten, error) {
	data, err := r.readPath(r.Path(name))
	if err != nil {
		return Rewritten{}, Failed(fmt.Errorf("read configuration %s: %w", name, Reason(err)))
	}
	f := Rewritten{Name: filepath.ToSlash(name), Was: data}
	if f.Now, err = edit(f.Name, data); err != nil {
		return f, Refusef("not renamed: %s names the app and cannot be edited: %w", f.Name, err)
	}
	if _, found := validate.ParseConfig(source.New(f.Name, f.Now), doublestar.ValidatePattern); len(found) > 0 {
		return f, Failed(fmt.Errorf("%s would not be valid after the edit: %s", f.Name, found[0].Message))
	}
	return f, nil
}

// followSettings are the settings of VS Code in a folder, where associations of
// schemas may name files of the app.
func (r *renaming) followSettings(dir string) (Rewritten, error) {
	at := filepath.Join(r.absolute(dir), filepath.FromSlash(EditorSettings))
	name := relative(r.here(), at)
	data, err := os.ReadFile(at)
	if errors.Is(err, fs.ErrNotExist) {
		return Rewritten{}, nil
	}
	if err != nil {
		return Rewritten{}, Failed(fmt.Errorf("read %s: %w", name, Reason(err)))
	}
	f := Rewritten{Name: name, Was: data, Now: data}
	body, hasBOM := bytes.CutPrefix(data, []byte("\uFEFF"))
	root, err := hujson.Parse(body)
	if err != nil {
		if bytes.Contains(data, []byte(r.from.id)) {
			r.unclear = append(r.unclear, fmt.Sprintf("%s may contain the id, but %v", name, notJSON(err)))
		}
		return f, nil
	}
	top, ok := root.Value.(*hujson.Object)
	if !ok {
		return f, nil
	}
	list, err := member(top, associations)
	if err != nil || list == nil {
		return f, nil // whoever sets up editors says so
	}
	all, ok := list.Value.(*hujson.Object)
	if !ok {
		return f, nil
	}
	below := relative(r.absolute(dir), r.absolute(r.from.name))
	var words []hujson.Value
	for _, m := range all.Members {
		if _, err := wordsIn(&m.Value); err != nil {
			continue
		}
		if several, ok := m.Value.Value.(*hujson.Array); ok {
			words = append(words, several.Elements...)
		} else {
			words = append(words, m.Value)
		}
	}
	for _, w := range slices.Backward(words) { // the last first, so that places stay
		text := w.Value.(hujson.Literal).String()
		followed := r.followPattern(text, below)
		if followed == text {
			continue
		}
		quoted, err := json.Marshal(followed)
		if err != nil {
			return f, err
		}
		body = slices.Concat(body[:w.StartOffset], quoted, body[w.EndOffset:])
	}
	f.Now = body
	if hasBOM {
		f.Now = slices.Concat([]byte("\uFEFF"), body)
	}
	return f, nil
}

// followPattern is a pattern of paths with the new id where the old one is that
// of the app's folder, which lies below the folder that patterns start from.
func (r *renaming) followPattern(pattern, below string) string {
	parts, folder := strings.Split(pattern, "/"), strings.Split(below, "/")
	at := len(folder) - 1
	for at >= 0 && folder[at] != r.from.id {
		at--
	}
	if at < 0 || folder[0] == ".." {
		return pattern
	}
	first := 0
	mark := ""
	if rest, negated := strings.CutPrefix(parts[0], "!"); negated {
		parts[0], mark = rest, "!"
	}
	if len(parts) > 1 && (parts[0] == "" || parts[0] == ".") {
		first = 1
	}
	// Without a slash but at its end, and after **, a pattern starts anywhere.
	anywhere := first == 0 && (len(parts) == 1 || len(parts) == 2 && parts[1] == "")
	for first < len(parts) && parts[first] == "**" {
		first, anywhere = first+1, true
	}
	for start := 0; start <= at; start++ {
		place := first + at - start
		if start > 0 && !anywhere || place >= len(parts) || parts[place] != r.from.id {
			continue
		}
		matches := true
		for i := start; i < at; i++ {
			ok, err := doublestar.Match(parts[first+i-start], folder[i])
			matches = matches && ok && err == nil
		}
		if matches {
			parts[place] = r.to.id
			return mark + strings.Join(parts, "/")
		}
	}
	if namesWord(pattern, r.from.id) {
		r.unclear = append(r.unclear, fmt.Sprintf("the pattern %q may refer to the id", pattern))
	}
	return pattern
}

// namesWord reports whether a text holds an id that is not part of a longer one.
func namesWord(text, id string) bool {
	part := func(c byte) bool { return c == '-' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	for from := 0; ; {
		i := strings.Index(text[from:], id)
		if i < 0 {
			return false
		}
		start := from + i
		end := start + len(id)
		if (start == 0 || !part(text[start-1])) && (end == len(text) || !part(text[end])) {
			return true
		}
		from = start + 1
	}
}
