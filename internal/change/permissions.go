package change

import (
	"slices"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/schema"
)

// Access is a level of access to a tool: as a manifest has it, as the portal shows
// it, and in plain words.
type Access struct {
	Level string `json:"level"` // "" for no access
	Label string `json:"label"` // Read-only
	May   string `json:"may"`   // may read
}

// AccessOf returns a level with its words.
func AccessOf(level string) Access {
	return Access{level, app.LevelLabel(level), app.LevelMeaning(level)}
}

// Permission is what the service account of an app may do with a tool, before and
// after an update.
type Permission struct {
	Scope schema.Scope `json:"scope"`
	Tool  string       `json:"tool"`
	// Name is the tool as the portal shows it: Project Budget.
	Name   string `json:"name"`
	Before Access `json:"before"`
	After  Access `json:"after"`
	// Purpose is why the app needs it, "" if the manifest does not say so.
	Purpose string `json:"purpose"`
	// Asked says that it is new or raised, so that company admins approve it.
	Asked bool `json:"asked"`
	// Outdated says that the level was raised, and the purpose is that of the lower
	// level still.
	Outdated bool `json:"outdated"`
}

// Changed reports whether the update changes the permission.
func (p *Permission) Changed() bool { return p.Before != p.After }

// Permissions are all permissions of an app before and after an update.
type Permissions struct {
	// Tools are those that company admins approve, then the others as the manifest
	// has them, and those that the app gives up.
	Tools []Permission `json:"tools"`
	// NotAsked are sentences without a full stop on what the app does not ask for.
	NotAsked []string `json:"not_asked"`
}

// PermissionsBetween returns what the service account may do, before and after an
// update from one manifest to another. Without a service account, permissions count
// for nothing.
func PermissionsBetween(from, to Side) Permissions {
	before, after := from.App().Granted(), to.App().Granted()
	list := Permissions{Tools: []Permission{}, NotAsked: []string{}}
	var rest []Permission
	highest := -1
	for i := range after {
		p := permission(&after[i])
		p.After = AccessOf(after[i].Level.String())
		highest = max(highest, rank(p.After.Level))
		old := granted(before, &after[i])
		if old != nil {
			p.Before = AccessOf(old.Level.String())
		}
		p.Asked = rank(p.After.Level) > rank(p.Before.Level)
		p.Outdated = old != nil && p.Asked && p.Purpose != "" && app.SameText(old.Purpose.String(), p.Purpose)
		if p.Asked {
			list.Tools = append(list.Tools, p)
		} else {
			rest = append(rest, p)
		}
	}
	for i := range before {
		if granted(after, &before[i]) == nil {
			p := permission(&before[i])
			p.Before, p.Purpose = AccessOf(before[i].Level.String()), ""
			rest = append(rest, p)
		}
	}
	list.Tools = append(list.Tools, rest...)
	if len(after) > 0 {
		list.NotAsked = notAsked(highest)
	}
	return list
}

// Asked returns the permissions that company admins approve.
func (p *Permissions) Asked() []Permission {
	return slices.DeleteFunc(slices.Clone(p.Tools), func(t Permission) bool { return !t.Asked })
}

func permission(p *app.Permission) Permission {
	return Permission{
		Scope: p.Scope, Tool: p.Tool.Text, Name: app.ScopeLabel(p.Scope) + " " + p.ToolLabel(), Purpose: p.Purpose.String(),
		Before: AccessOf(""), After: AccessOf(""),
	}
}

func granted(all []app.Permission, like *app.Permission) *app.Permission {
	for i := range all {
		if all[i].Scope == like.Scope && all[i].Tool.Text == like.Tool.Text {
			return &all[i]
		}
	}
	return nil
}

// notAsked says what an app does not ask for whose highest level of access has a
// rank.
func notAsked(highest int) []string {
	var list []string
	switch {
	case highest <= rank(app.ReadOnly):
		list = append(list, "Permission to create, change or delete anything")
	case highest <= rank(app.Standard):
		list = append(list, "Admin access to any tool")
	}
	return append(list, "Access to any tool that is not in this list", "Access to any project that you do not select")
}
