package schema

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

var (
	//go:embed view_keys.json
	viewKeysJSON []byte
	//go:embed permission_tools.json
	permissionToolsJSON []byte
	//go:embed level_aliases.json
	levelAliasesJSON []byte
	//go:embed samples.json
	samplesJSON []byte
	//go:embed variables.json
	variablesJSON []byte
	//go:embed environments.json
	environmentsJSON []byte
)

type viewFile struct {
	About   string        `json:"about"`
	Checked string        `json:"checked"`
	Rows    []View        `json:"rows"`
	Retired []RetiredView `json:"retired"`
}

type toolFile struct {
	About   string      `json:"about"`
	Checked string      `json:"checked"`
	Rows    []Tool      `json:"rows"`
	Aliases []ToolAlias `json:"aliases"`
}

type file[T any] struct {
	About   string `json:"about"`
	Checked string `json:"checked"`
	Rows    []T    `json:"rows"`
}

var (
	loadViews        = load[viewFile]("view_keys.json", &viewKeysJSON)
	loadTools        = load[toolFile]("permission_tools.json", &permissionToolsJSON)
	loadLevelAliases = load[file[LevelAlias]]("level_aliases.json", &levelAliasesJSON)
	loadSamples      = load[file[Sample]]("samples.json", &samplesJSON)
	loadVariables    = load[file[Variable]]("variables.json", &variablesJSON)
	loadEnvironments = load[file[Environment]]("environments.json", &environmentsJSON)

	levels = sync.OnceValue(func() map[string]string {
		m := make(map[string]string)
		for _, a := range loadLevelAliases().Rows {
			m[a.Written] = a.Level
		}
		return m
	})
)

// load returns a function that decodes an embedded file on its first call. The
// tests decode every file, so that the panic cannot reach a user.
func load[T any](name string, data *[]byte) func() T {
	return sync.OnceValue(func() T {
		var v T
		dec := json.NewDecoder(bytes.NewReader(*data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&v); err != nil {
			panic(fmt.Sprintf("embedded %s: %v", name, err))
		}
		return v
	})
}

// Views returns the keys of the portal's view reference, in its order. The list
// lags behind the portal: a key that is not here may exist.
func Views() []View { return loadViews().Rows }

// RetiredViews returns keys that were published once and are no longer listed,
// and misprints of listed keys.
func RetiredViews() []RetiredView { return loadViews().Retired }

// Tools returns the known permission tools: company before project, and those
// with a confirmed key first. The portal has more than are published.
func Tools() []Tool { return loadTools().Rows }

// FindTool returns the tool of a scope that has the key among its known or
// plausible keys.
func FindTool(scope Scope, key string) (Tool, bool) {
	tools := Tools()
	i := slices.IndexFunc(tools, func(t Tool) bool { return t.Scope == scope && slices.Contains(t.Keys, key) })
	if i < 0 {
		return Tool{}, false
	}
	return tools[i], true
}

// FindRetiredView returns the retired view with a key, or nil.
func FindRetiredView(key string) *RetiredView {
	retired := RetiredViews()
	if i := slices.IndexFunc(retired, func(v RetiredView) bool { return v.Key == key }); i >= 0 {
		return &retired[i]
	}
	return nil
}

// ToolAliases returns older spellings of tool keys.
func ToolAliases() []ToolAlias { return loadTools().Aliases }

// LevelAliases maps spellings of access levels to read_only, standard, admin,
// or none, which a manifest says by leaving the tool out. The three levels
// themselves are not in it. Spellings differ in more ways than a list can hold,
// so look up the lower case of the text.
func LevelAliases() map[string]string { return levels() }

// Samples returns texts and hosts that must not survive into production.
func Samples() []Sample { return loadSamples().Rows }

// Variables returns the values that Procore itself puts into component URLs.
func Variables() []Variable { return loadVariables().Rows }

// Environments returns the places where Procore runs.
func Environments() []Environment { return loadEnvironments().Rows }
