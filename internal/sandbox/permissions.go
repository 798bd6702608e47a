package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/schema"
)

// Permissions are the levels that a manifest asks for, by tool.
type Permissions struct {
	Company, Project map[string]string
}

// Of returns those of one scope.
func (p Permissions) Of(scope schema.Scope) map[string]string {
	if scope == schema.CompanyScope {
		return p.Company
	}
	return p.Project
}

// grant is one tool of a manifest beside what Procore granted.
type grant struct {
	Scope schema.Scope
	Tool  string
	// Want is the level of the manifest, Got that which was granted: read_only,
	// standard, admin, none, or "" if it is not known.
	Want, Got string
	// Why says why it is not known.
	Why string
}

// same reports whether the tool has exactly the level of the manifest.
func (g grant) same() bool { return g.Got == g.Want }

// levels are the access levels from the lowest to the highest.
var levels = []string{"none", "read_only", "standard", "admin"}

// grantedTool is a row of the documented answer: tools, each with a name,
// friendly_name and user_access_level.name (REST reference, Permissions: Show
// permission manifest). Which levels there are is not listed there; "Admin" is
// the only example.
type grantedTool struct {
	Name         string `json:"name"`
	FriendlyName string `json:"friendly_name"`
	Level        struct {
		Name string `json:"name"`
	} `json:"user_access_level"`
}

// level is the granted level as a manifest spells it, "" for one that is not
// known.
func (t grantedTool) level() string {
	lower := strings.ToLower(strings.TrimSpace(t.Level.Name))
	if slices.Contains(levels, lower) {
		return lower
	}
	return schema.LevelAliases()[lower]
}

// compareGrants lays what a manifest asks for in one scope beside Procore's
// answer. beyond are the other tools that have a level above none.
func compareGrants(scope schema.Scope, want map[string]string, body []byte) (grants []grant, beyond []string,
	err error) {
	var answer struct {
		Tools []grantedTool `json:"tools"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, nil, shapeError(err)
	}
	if answer.Tools == nil {
		return nil, nil, errors.New("the response lists no tools")
	}
	meant := make(map[int]bool)
	for tool, level := range want {
		g := grant{Scope: scope, Tool: tool, Want: level, Why: "Procore's response does not list this tool"}
		for i, t := range answer.Tools {
			if !isTool(scope, tool, t) {
				continue
			}
			meant[i] = true
			got := t.level()
			switch {
			case got == "":
				g.Why = fmt.Sprintf("Procore's response has the unknown level %q", t.Level.Name)
			case g.Got != "" && g.Got != got:
				g.Got, g.Why = "", "Procore's response has two tools with this name and different levels"
			default:
				g.Got, g.Why = got, ""
			}
		}
		grants = append(grants, g)
	}
	for i, t := range answer.Tools {
		if l := t.level(); !meant[i] && l != "none" && l != "" {
			beyond = append(beyond, cmp.Or(t.Name, t.FriendlyName)+" "+l)
		}
	}
	slices.SortFunc(grants, func(a, b grant) int { return cmp.Compare(a.Tool, b.Tool) })
	slices.Sort(beyond)
	return grants, beyond, nil
}

// isTool reports whether a tool of the answer is that of a manifest: by one of
// its keys, an older spelling, or else its label.
func isTool(scope schema.Scope, key string, t grantedTool) bool {
	tool, known := schema.FindTool(scope, key)
	keys := append(slices.Clone(tool.Keys), key)
	for _, a := range schema.ToolAliases() {
		if a.Scope == scope && a.Is == key {
			keys = append(keys, a.Key)
		}
	}
	if slices.Contains(keys, t.Name) {
		return true
	}
	return known && t.Name == "" && slices.ContainsFunc(append([]string{tool.Label}, tool.OtherLabels...),
		func(label string) bool {
			return strings.EqualFold(label, t.FriendlyName)
		})
}

// granted reads and compares the permissions of one scope. The reference requires
// company_id for the company's tools and project_id for a project's, never
// both.
func (s *Session) granted(ctx context.Context, scope schema.Scope, want map[string]string, company,
	project ID) ([]grant, []string, error) {
	query, doing := url.Values{"company_id": {company.String()}}, "read the granted company permissions"
	if scope == schema.ProjectScope {
		query, doing = url.Values{"project_id": {project.String()}}, "read the granted project permissions"
	}
	came, err := s.get(ctx, doing, PermissionsPath, query, company)
	if err != nil {
		return nil, nil, err
	}
	grants, beyond, err := compareGrants(scope, want, came.body)
	if err != nil {
		return nil, nil, s.misread(doing, err.Error())
	}
	for i := range grants {
		grants[i].Why = s.Secrets.Quote(grants[i].Why)
	}
	for i := range beyond {
		beyond[i] = s.Secrets.Quote(beyond[i])
	}
	return grants, beyond, nil
}
