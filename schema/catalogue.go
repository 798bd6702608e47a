package schema

import (
	"slices"
	"sync"
)

// The catalogues and the shapes of the files that people write are Go tables, made
// from the JSON beside them, so that no start of the tool reads JSON.
//
//go:generate go test -run ^TestTables$ -update .

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

var levels = sync.OnceValue(func() map[string]string {
	m := make(map[string]string)
	for _, a := range levelAliases.Rows {
		m[a.Written] = a.Level
	}
	return m
})

// Views returns the keys of the portal's view reference, in its order. The list
// lags behind the portal: a key that is not here may exist.
func Views() []View { return viewKeys.Rows }

// RetiredViews returns keys that were published once and are no longer listed,
// and misprints of listed keys.
func RetiredViews() []RetiredView { return viewKeys.Retired }

// Tools returns the known permission tools: company before project, and those
// with a confirmed key first. The portal has more than are published.
func Tools() []Tool { return permissionTools.Rows }

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
func ToolAliases() []ToolAlias { return permissionTools.Aliases }

// LevelAliases maps spellings of access levels to read_only, standard, admin,
// or none, which a manifest says by leaving the tool out. The three levels
// themselves are not in it. Spellings differ in more ways than a list can hold,
// so look up the lower case of the text.
func LevelAliases() map[string]string { return levels() }

// Samples returns texts and hosts that must not survive into production.
func Samples() []Sample { return samples.Rows }

// Variables returns the values that Procore itself puts into component URLs.
func Variables() []Variable { return variables.Rows }

// Environments returns the places where Procore runs.
func Environments() []Environment { return environments.Rows }
