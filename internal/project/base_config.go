package project

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// configThen is the configuration that a commit holds.
type configThen struct {
	name   string       // its path in the repository
	file   *source.File // nil if the commit has none
	config *validate.Config
}

// configNames are the paths in the repository at which the configuration is looked
// for, the nearest first.
func (b *base) configNames() []string {
	var names []string
	for _, dir := range b.project.upFrom(b.project.from()) {
		folder, err := b.repository.Path(dir)
		if err != nil {
			break // a folder around the repository
		}
		names = append(names, path.Join(folder, configName))
	}
	return names
}

// named is the path in the repository of the configuration that the command line
// names; false if it names none, or one outside of the repository.
func (b *base) named() (string, bool) {
	if b.project.Config == "" {
		return "", false
	}
	at, err := b.repository.Path(b.project.absolute(b.project.Config))
	return at, err == nil
}

// configAt reads the first of the configurations that a commit holds. One that
// cannot be followed is an error: it decides where apps are and how they are judged.
func (b *base) configAt(ctx context.Context, commit string, names []string) (configThen, error) {
	id := strings.Join(append([]string{commit}, names...), "\x00")
	if known, ok := b.configs[id]; ok {
		return known, nil
	}
	then, err := b.readConfigAt(ctx, commit, names)
	if err == nil {
		if b.configs == nil {
			b.configs = make(map[string]configThen)
		}
		b.configs[id] = then
	}
	return then, err
}

func (b *base) readConfigAt(ctx context.Context, commit string, names []string) (configThen, error) {
	files, err := b.repository.Files(ctx, commit, git.Query{Paths: names, MaxSize: manifest.MaxBytes})
	if err != nil {
		return configThen{}, gitError(err)
	}
	for _, name := range names {
		blob, there := files[name]
		if !there {
			continue
		}
		f := source.New(b.revision+":"+name, blob.Data)
		if blob.Data == nil {
			return configThen{}, Failed(fmt.Errorf("read the configuration %s: the file is not an ordinary "+
				"file, or is too large",
				f.Name))
		}
		config, found := validate.ParseConfig(f, doublestar.ValidatePattern)
		if len(found) > 0 {
			return configThen{}, &Error{Class: Failure, Findings: found,
				Err: fmt.Errorf("the configuration %s has errors, so nothing can be compared; fix the errors on %s "+
					"first", f.Name,
					b.revision)}
		}
		return configThen{name, f, config}, nil
	}
	return configThen{config: &validate.Config{}}, nil
}

// judge makes the configuration on the revision the one that judges, and returns
// it with what it ignores. One that the command line names outside of the
// repository stays: no branch can change it.
func (b *base) judge(ctx context.Context) (*validate.Config, *ignorer, error) {
	p := b.project
	names, ok := b.configNames(), p.Config == ""
	if at, inside := b.named(); inside {
		names, ok = []string{at}, true
	}
	if !ok {
		return p.configuration.config, p.configuration.ignored, nil
	}
	then, err := b.configAt(ctx, b.theirs, names)
	if err != nil {
		return nil, nil, err
	}
	was := then
	if b.commit != b.theirs {
		if was, err = b.configAt(ctx, b.commit, names); err != nil {
			return nil, nil, err
		}
	}
	now := &p.configuration
	b.describes = !now.config.DescribesAs(was.config)
	now.config, now.ignored = now.config.JudgedBy(then.config), nil
	if then.file != nil {
		now.ignored = newIgnorer(p, filepath.Join(b.repository.Root(), filepath.FromSlash(then.name)), then.config.Ignore)
		for _, pattern := range now.ignored.patterns {
			pattern.matched.Store(true) // whether each is still needed is for the branch's own to say
		}
	}
	return now.config, now.ignored, nil
}

// configChanges is what the branch changes in the configuration, a line for each
// setting.
func (b *base) configChanges(ctx context.Context) ([]string, error) {
	names := b.configNames()
	if at, ok := b.named(); ok {
		names = []string{at}
	}
	then, err := b.configAt(ctx, b.commit, names)
	if err != nil {
		return nil, err
	}
	name, err := findConfig(b.project)
	if err != nil {
		return nil, err
	}
	var was, now *manifest.Node
	if then.file != nil {
		was = configRoot(then.file)
	}
	if name != "" {
		data, err := b.project.readPath(b.project.Path(name))
		if err != nil {
			return nil, Failed(fmt.Errorf("read configuration %s: %w", name, Reason(err)))
		}
		now = configRoot(source.New(name, data))
	}
	var lines []string
	if at, err := b.repository.Path(b.project.absolute(name)); err == nil && now != nil && was != nil && at != then.name {
		lines = append(lines, fmt.Sprintf("%s replaces %s", at, then.name))
	}
	return append(lines, settingChanges("", was, now)...), nil
}

// configRoot is the map of a configuration; nil if there is none.
func configRoot(f *source.File) *manifest.Node {
	doc, _ := manifest.Parse(f)
	return doc.Root
}

// settingChanges compares two values of a setting. Lists are compared as sets.
func settingChanges(name string, was, now *manifest.Node) (lines []string) {
	isMap := func(n *manifest.Node) bool { return n != nil && n.Kind == manifest.Map }
	isList := func(n *manifest.Node) bool { return n != nil && n.Kind == manifest.List }
	switch {
	case isMap(was) && (isMap(now) || now == nil), isMap(now) && was == nil:
		for _, key := range keysOf(was, now) {
			if name == "" && key == "schema" {
				continue // the format of the file is no setting
			}
			at := key
			if name != "" {
				at = name + "." + key
			}
			lines = append(lines, settingChanges(at, was.Get(key), now.Get(key))...)
		}
	case isList(was) && (isList(now) || now == nil), isList(now) && was == nil:
		before, after := settingTexts(was), settingTexts(now)
		for _, item := range before {
			if !slices.Contains(after, item) {
				lines = append(lines, name+": - "+item)
			}
		}
		for _, item := range after {
			if !slices.Contains(before, item) {
				lines = append(lines, name+": + "+item)
			}
		}
		if len(lines) == 0 && !slices.Equal(before, after) {
			lines = append(lines, name+": in a different order")
		}
	case was == nil && now == nil:
	case was == nil:
		lines = append(lines, name+": + "+settingText(now))
	case now == nil:
		lines = append(lines, name+": - "+settingText(was))
	case settingText(was) != settingText(now):
		lines = append(lines, name+": "+settingText(was)+" → "+settingText(now))
	}
	return lines
}

// keysOf are the keys of two maps, those of the first before those that only the
// second has.
func keysOf(maps ...*manifest.Node) (keys []string) {
	for _, n := range maps {
		for _, e := range n.Map() {
			if !slices.Contains(keys, e.Key.Text) {
				keys = append(keys, e.Key.Text)
			}
		}
	}
	return keys
}

func settingTexts(list *manifest.Node) (texts []string) {
	for _, n := range list.List() {
		texts = append(texts, settingText(n))
	}
	return texts
}

// settingText is a value in a line: a text as it is, and anything else as JSON.
func settingText(n *manifest.Node) string {
	if n.Kind != manifest.Map && n.Kind != manifest.List {
		return n.Text
	}
	text, err := json.Marshal(n.JSON())
	if err != nil {
		return n.Text
	}
	return string(text)
}
